"""The former texts of an item, through all editions of its issue; every one can be taken up again."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse

from issues.desk.access import desk_page
from issues.desk.diffs import Line, citation_line, citation_lines
from issues.desk.pages import desk_render
from issues.diffs import Piece, word_diff
from issues.following import followed_items
from issues.models import Comment, Issue, Item
from issues.sections import Section
from issues.versions import citations_of, content_of

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Version:
    """One entry of an item's history: what happened, and text and citations with their difference from the one before.

    ``is_other``: text or citations are not those that the item has now.
    """

    row: Any
    who: str
    events: tuple[str, ...]
    pieces: tuple[Piece, ...]
    citations: tuple[Line, ...]
    is_other: bool


@desk_page()
def item_history(request: HttpRequest, issue: Issue, key: str) -> HttpResponse:
    """Every version of an item, newest first; also of one that was deleted."""
    rows = list(_rows(issue).filter(key=key))
    if not rows:
        raise Http404
    followed = followed_items(issue, {row.follows for row in rows})
    item = issue.items.with_contents().filter(key=key).first()
    versions = _versions(rows, item.content() if item else None, followed)
    page = Paginator(versions, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": "History of an item",
        "issue": issue,
        "item": item,
        "newest": rows[-1],
        "page": page,
        "remarks": _remarks(issue, key),
    }
    return desk_render(request, "item_history.html", context)


@desk_page()
def deleted_items(request: HttpRequest, issue: Issue) -> HttpResponse:
    """The items that were deleted from this edition, newest first."""
    rows = _rows(issue).filter(issue=issue, history_type="-").order_by("-history_id")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    remarks = issue.comments.filter(item_key__in=[row.key for row in page])
    counts = Counter(remarks.values_list("item_key", flat=True))
    gone = [
        (row, [citation_line(each) for each in citations_of(row) or ()], counts[row.key])
        for row in page
    ]
    context = {"title": "Deleted items", "issue": issue, "page": page, "gone": gone}
    return desk_render(request, "deleted_items.html", context)


def former_content(issue: Issue, number: str | None, item: Item | None) -> dict[str, Any] | None:
    """A version of ``item``, or without one of an item that is gone, by its number, as ``Item.content()``.

    None without a number. Citations that nobody knows are left out. Raises Http404 if there is no such version.
    """
    if number is None:
        return None
    row = _rows(issue).filter(pk=int(number)).first() if _is_number(number) else None
    if row is None or not _may_begin_with(row, issue, item):
        raise Http404
    return content_of(row) or {"body": row.body}


def _may_begin_with(row: Any, issue: Issue, item: Item | None) -> bool:
    return row.key == item.key if item else not issue.items.filter(key=row.key).exists()


def _remarks(issue: Issue, key: str) -> list[Comment]:
    """What was said about the item, in all editions, oldest first; it outlives the item."""
    said = Comment.objects.filter(issue__slug=issue.slug, item_key=key)
    return list(said.select_related("author", "issue", "resolved_by"))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 18


def _rows(issue: Issue) -> Any:
    """All versions of all items of the issue, oldest first; editions share the keys of their items."""
    history = Item.history.filter(issue__slug=issue.slug)
    people = history.select_related(
        "history_user", "last_editor", "approved_by", "vouched_by", "issue"
    )
    return people.order_by("history_id")


def _versions(
    rows: Sequence[Any], now: Mapping[str, Any] | None, followed: Mapping[str, Item]
) -> list[Version]:
    """The rows of one key, oldest first, as entries, newest first; ``now`` is the item's content today. No query.

    ``followed`` are items by key, those that the rows name.
    """
    versions = []
    citations: list[dict[str, Any]] = []
    for former, row in zip([None, *rows], rows, strict=False):
        before, citations = citations, json.loads(row.citations) if row.citations else citations
        events = _events(former, row)
        if row.citations and former and before != citations and row.version != former.version:
            events = [*events, "Citations changed"]
        if row.follows != (former.follows if former else ""):
            events = [*events, _linked(followed.get(row.follows), row.follows)]
        if not events:
            continue
        pieces = word_diff(former.body, row.body) if former else (Piece("", row.body),)
        lines = citation_lines(before if former else citations, citations)
        is_other = now is None or (now["body"], now["citations"]) != (row.body, citations)
        versions.append(Version(row, _who(former, row), tuple(events), pieces, lines, is_other))
    return versions[::-1]


def _linked(followed: Item | None, key: str) -> str:
    if followed:
        return f"Linked as follow-up of “{followed.excerpt}”"
    return "Linked as follow-up of an item that is gone" if key else "No longer linked as follow-up"


def _who(former: Any, row: Any) -> str:
    """Who made the version; a command has no user of its own, so it is whom the row names."""
    was_approved = row.approved_by_id and not (former and former.approved_by_id)
    person = row.history_user or (row.approved_by if was_approved else row.last_editor)
    return str(person.get_username())


def _events(former: Any, row: Any) -> list[str]:
    """What happened between two versions, in words; nothing if only the order changed."""
    if row.history_type == "-":
        return [row.history_change_reason or "Deleted"]
    if former and former.issue_id != row.issue_id:
        return [f"Copied into edition {row.issue.edition}"]
    if former is None or row.history_type == "+":
        return [row.history_change_reason or "Written"]
    placed = former.parent_id != row.parent_id
    happened = {
        "Text changed": former.body != row.body,
        f"Moved to {Section(row.section).short_label}": former.section != row.section,
        "Nested below another item": placed and row.parent_id is not None,
        "Moved to the top level": placed and row.parent_id is None,
        "Held back": row.held and not former.held,
        "Let back in": former.held and not row.held,
        f"Approved by {row.approved_by}": bool(row.approved_by_id and not former.approved_by_id),
    }
    events = [event for event, is_true in happened.items() if is_true]
    if row.vouched_by_id:
        events.append(f"Vouched for by {row.vouched_by}")
    if row.version != former.version and row.history_change_reason:
        events.append(row.history_change_reason)
    if former.approved_by_id and not row.approved_by_id:
        events.append("Approval void")
    return events
