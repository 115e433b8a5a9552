"""Renders the pages of the desk, errors included; for htmx the board alone."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django_htmx.http import retarget, trigger_client_event

from issues.desk.board import Board, editions_for_board, load_board
from issues.models import Issue
from issues.moves import MoveError, NotAllowed, ReasonMissing

# Whatever a person may have typed into one of the small forms of an issue's page.
_TYPED = ("reason", "note", "body", "person", "publish_at")


class Unreadable(MoveError):
    """A form of the desk that cannot be understood; the text says what is wrong with it."""


_STATUSES: dict[type[MoveError], int] = {NotAllowed: 403, ReasonMissing: 400, Unreadable: 400}


def status_of(error: MoveError) -> int:
    """The status code that an answer with this error has; 409 unless the table says otherwise."""
    return _STATUSES.get(type(error), 409)


def is_htmx(request: HttpRequest) -> bool:
    """Whether the board's script asks, and wants a part of the page."""
    return bool(getattr(request, "htmx", False))


def desk_render(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A template of the desk inside the frame of the admin site."""
    frame = {**admin.site.each_context(request), "is_nav_sidebar_enabled": False}
    return render(request, f"issues/desk/{template}", {**frame, **context}, status=status)


def issue_page(
    request: HttpRequest, issue: Issue, *, error: MoveError | None = None
) -> HttpResponse:
    """The screen of one edition as it is now; with ``error``, that sentence on top and what the person had typed.

    A request of htmx gets the board alone, and with ``?at=<key>`` the event ``desk:at`` that names an item of it.
    """
    if error:  # somebody else may have changed it since this request began
        issue = get_object_or_404(editions_for_board(), pk=issue.pk)
    board = load_board(issue, request.user, shown_at=_shown_at(request))
    context = {
        "title": str(issue),
        "issue": issue,
        "board": board,
        "may": _may(issue, request.user),
        "error": error,
        "typed": [
            text for name in _TYPED if error and (text := request.POST.get(name, "").strip())
        ],
    }
    status = status_of(error) if error else 200
    if not is_htmx(request):
        return desk_render(request, "issue.html", context, status=status)
    answer = render(request, "issues/desk/_board.html", context, status=status)
    # Wherever in the page the request came from.
    retarget(answer, "#board").headers["HX-Reswap"] = "morph:innerHTML"
    return _with_events(answer, request, board)


def _shown_at(request: HttpRequest) -> str:
    """The path of the page that the answer is read in."""
    if not is_htmx(request):
        return request.path
    try:
        return urlsplit(request.headers.get("HX-Current-URL", "")).path
    except ValueError:  # no address at all
        return ""


def _may(issue: Issue, user: Any) -> dict[str, bool]:
    """What the user may do to each item of the issue, asked once."""
    return {
        "write": issue.is_editable and user.has_perm("issues.change_item"),
        "add": issue.is_editable and user.has_perm("issues.add_item"),
        "comment": user.has_perm("issues.add_comment"),
        "settle": user.has_perm("issues.change_comment"),
        "judge": not issue.is_sealed and user.has_perm("sources.change_outlet"),
    }


def _with_events(answer: HttpResponse, request: HttpRequest, board: Board) -> HttpResponse:
    key = request.GET.get("at", "")
    if key:
        said = board.place_of(key) if "moved" in request.GET else ""
        trigger_client_event(answer, "desk:at", {"key": key, "said": said}, after="swap")
    if key and "saved" in request.GET:
        trigger_client_event(answer, "desk:saved", {"key": key}, after="swap")
    return answer


def at_item(issue: Issue, key: str, *done: str) -> HttpResponse:
    """Back to the edition's page, at the item if ``key`` names one.

    The address says what was ``done`` to the item, ``saved`` or ``moved``; the board's script hears of it.
    """
    address = reverse("desk:issue", args=[issue.slug, issue.edition])
    if not key:
        return redirect(address)
    query = urlencode({"at": key, **dict.fromkeys(done, 1)})
    return redirect(f"{address}?{query}#item-{key}")


def refused_page(request: HttpRequest) -> HttpResponse:
    """403 for somebody who is signed in but lacks the permission."""
    context = {"title": "You may not do that"}
    return desk_render(request, "refused.html", context, status=403)
