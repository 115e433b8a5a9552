"""What opens on demand: the menu of an item, the form for a comment on it, that for an answer."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from issues.contents import item_node
from issues.desk.access import desk_page
from issues.desk.pages import desk_render, is_htmx
from issues.models import Issue
from issues.sections import Section

_PARTS = {"menu": "More about this item", "remark": "Comment on this item"}


@desk_page()
def menu(request: HttpRequest, issue: Issue, key: str) -> HttpResponse:
    """Everything that can be done to an item, less often than it is edited or moved."""
    return _part(request, issue, key, "menu")


@desk_page("issues.add_comment")
def remark(request: HttpRequest, issue: Issue, key: str) -> HttpResponse:
    """The form that begins a thread about an item."""
    return _part(request, issue, key, "remark")


@desk_page("issues.add_comment")
def answer(request: HttpRequest, issue: Issue, pk: int) -> HttpResponse:
    """The form that adds to a thread."""
    thread = get_object_or_404(issue.comments, pk=pk, thread=None)
    context = {"title": "Answer", "issue": issue, "thread": thread}
    return _render(request, "answer", context)


def _part(request: HttpRequest, issue: Issue, key: str, name: str) -> HttpResponse:
    item = get_object_or_404(issue.items.with_contents(), key=key)
    context = {
        "title": _PARTS[name],
        "issue": issue,
        "node": item_node(item),
        "sections": list(Section),
    }
    return _render(request, name, context)


def _render(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    """The part alone for the board's script, else a page around it."""
    part = f"issues/desk/_{name}.html"
    if is_htmx(request):
        return render(request, part, context)
    return desk_render(request, "item_part.html", {**context, "part": part})
