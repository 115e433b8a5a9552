"""Comments on an issue or an item: say something, answer, settle it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from issues.comments import settle_thread, write_comment
from issues.desk.access import desk_page
from issues.desk.forms import CommentForm
from issues.desk.pages import Unreadable, at_item
from issues.models import Issue


@desk_page("issues.add_comment", posts_only=True)
def add_comment(request: HttpRequest, issue: Issue, key: str = "") -> HttpResponse:
    """Begins a thread about the item ``key``, or about the issue."""
    if key:
        get_object_or_404(issue.items, key=key)
    write_comment(issue, user=request.user, body=_body(request), item_key=key)
    return at_item(issue, key)


@desk_page("issues.add_comment", posts_only=True)
def reply(request: HttpRequest, issue: Issue, pk: int) -> HttpResponse:
    """Adds to a thread; an answer opens a settled one again."""
    thread = get_object_or_404(issue.comments, pk=pk, thread=None)
    write_comment(issue, user=request.user, body=_body(request), thread=thread)
    return at_item(issue, thread.item_key)


@desk_page("issues.change_comment", posts_only=True)
def resolve(request: HttpRequest, issue: Issue, pk: int) -> HttpResponse:
    """Settles a thread; whoever was first stays named."""
    thread = get_object_or_404(issue.comments, pk=pk, thread=None)
    settle_thread(thread, user=request.user)
    return at_item(issue, thread.item_key)


def _body(request: HttpRequest) -> str:
    """What was written. Raises Unreadable."""
    form = CommentForm(request.POST)
    if not form.is_valid():
        raise Unreadable(form.first_error())
    body: str = form.cleaned_data["body"]
    return body
