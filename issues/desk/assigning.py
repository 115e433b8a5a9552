"""Giving an issue or an item to somebody of the newsroom."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from issues import newsroom
from issues.assignments import assign
from issues.desk.access import desk_page
from issues.desk.pages import Unreadable, at_item
from issues.models import Issue


@desk_page("issues.add_assignment", posts_only=True)
def assign_work(request: HttpRequest, issue: Issue, key: str = "") -> HttpResponse:
    """Gives the item ``key``, or the issue, to the member whose name is in ``person``; without a name it is taken back."""
    if key:
        get_object_or_404(issue.items, key=key)
    name = request.POST.get("person", "").strip().removeprefix("@")
    person = newsroom.members().filter(username=name).first() if name else None
    if name and person is None:
        raise Unreadable(
            f"There is nobody named “{name[:150]}” in the newsroom: choose a name from the list."
        )
    assign(issue, key, person=person, user=request.user, seen=request.POST.get("seen"))
    messages.success(request, f"Given to {person}." if person else "Given to nobody now.")
    return at_item(issue, key)
