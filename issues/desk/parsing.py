"""Reads what somebody types or pastes into an item's form, and says what it would become: nothing is saved."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from issues.desk.access import desk_page
from issues.desk.dating import day_as_read
from issues.desk.entry import TOO_LONG_A_TEXT, folded
from issues.desk.lifting import TOO_LONG_A_LINE, Row, is_too_long, lift_citations, quick_rows
from issues.desk.pasted import TooMany, read_pasted
from issues.desk.pasting import preview
from issues.digest.dates import Period
from issues.limits import MAX_PARAGRAPH
from issues.models import Issue
from sources.models import Outlet
from sources.resolving import known_names, resolve_many, resolve_url

# Of a field of one row; no outlet, date or address is longer.
_MOST_SHOWN = 2_000


@desk_page()
def parse(request: HttpRequest, issue: Issue) -> HttpResponse:
    """JSON about one of three: ``quick`` (a line of citations), ``body`` (an item's text), or ``html`` and ``text`` (pasted).

    ``rows`` are citations, each with what was ``read`` in it; ``body`` is the text without them; ``items`` counts what
    was pasted, and ``preview`` is the HTML that shows it.
    """
    sent, period, names = request.POST, (issue.period_start, issue.period_end), known_names()
    if len(sent.get("body", "")) > MAX_PARAGRAPH:
        return JsonResponse({"error": TOO_LONG_A_TEXT}, status=400)
    if is_too_long(sent.get("quick", "")):
        return JsonResponse({"error": TOO_LONG_A_LINE}, status=400)
    if "quick" in sent:
        return JsonResponse({"rows": as_read(quick_rows(sent["quick"], period, names), period)})
    if "body" in sent:
        body, rows = lift_citations(folded(sent["body"]), period, names)
        return JsonResponse({"body": body, "rows": as_read(rows, period)})
    try:
        pasted = read_pasted(sent.get("html", ""), sent.get("text", ""), period=period, names=names)
    except TooMany as error:
        return JsonResponse({"error": str(error)}, status=400)
    only = pasted.only
    return JsonResponse(
        {
            "items": pasted.item_count,
            "body": only.body if only else "",
            "rows": as_read(only.rows, period) if only else [],
            "preview": preview(request, pasted, issue, sent.get("form", "")),
        }
    )


@desk_page()
def row_reading(request: HttpRequest, issue: Issue) -> HttpResponse:
    """JSON about one row (``outlet``, ``date``, ``url``): the date, the outlet of that name, and who publishes there."""
    sent = request.POST if request.method == "POST" else request.GET
    names = ("outlet", "date", "url")
    row = {name: " ".join(sent.get(name, "")[:_MOST_SHOWN].split()) for name in names}
    return JsonResponse(as_read([row], (issue.period_start, issue.period_end))[0]["read"])


def as_read(rows: Sequence[Row], period: Period) -> list[dict[str, Any]]:
    """The rows with ``read`` added: what a person is told about the date, the outlet and the address of each.

    Two queries for all names, and one for each address without a name.
    """
    known = resolve_many({row["outlet"] for row in rows if row["outlet"]})
    return [{**row, "read": _reading(row, known, period)} for row in rows]


def _reading(row: Row, known: Mapping[str, Outlet], period: Period) -> dict[str, Any]:
    publisher = resolve_url(row["url"]) if row["url"] and not row["outlet"] else None
    return {
        "date": day_as_read(row["date"], period),
        "outlet": _outlet(known.get(row["outlet"]), row["outlet"]) if row["outlet"] else None,
        "publisher": _outlet(publisher, publisher.name) if publisher else None,
    }


def _outlet(outlet: Outlet | None, name: str) -> dict[str, Any]:
    return {
        "name": outlet.name if outlet else name,
        "pk": outlet.pk if outlet else None,
        "is_confirmed": bool(outlet and outlet.confirmed),
    }
