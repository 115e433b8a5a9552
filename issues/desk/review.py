"""Reviewing: the queue over all issues in review, giving an item back, approving all that are clean."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from issues import reviewing
from issues.desk.access import desk_page
from issues.desk.forms import CommentForm, DeskForm
from issues.desk.items import read_version
from issues.desk.pages import Unreadable, at_item, desk_render, status_of
from issues.desk.queue import Entry, Queue, dress, load_queue
from issues.editing import Stale, approve_item, hold_item, vouch_for_item
from issues.models import Issue, Item
from issues.moves import Conflict, MoveError
from issues.sections import Section

PER_PAGE = 20
MOST_NAMED = 5
MOST_ITEMS = 2000  # as many as an issue can be imported with

_APPROVED = "Approved: {count} item{s} of {issue}."


class QueueFilter(DeskForm):
    """One issue, one section, or all of them."""

    issue = forms.CharField(required=False, max_length=10)
    section = forms.ChoiceField(
        required=False,
        choices=[("", "All sections"), *((each.value, each.short_label) for each in Section)],
        error_messages={"invalid_choice": "There is no such section: choose one of the list."},
    )


@desk_page(reviewing.PERMISSION)
def review(request: HttpRequest) -> HttpResponse:
    """The queue: what this user may approve, with all that speaks for and against each item."""
    return _queue_page(request)


@desk_page(reviewing.PERMISSION, posts_only=True)
def review_item(request: HttpRequest, issue: Issue, key: str) -> HttpResponse:
    """Approve, hold back or return one item of the queue; then the queue again, at the item that follows."""
    item = get_object_or_404(issue.items.with_contents().select_related("last_editor"), key=key)
    do = _STEPS.get(request.POST.get("do", ""))
    if do is None:
        raise Http404
    following = _following(request, item)
    try:
        messages.success(request, do(request, item, read_version(request.POST.get("version", ""))))
    except MoveError as error:
        return _queue_page(request, error=_told(error), refused=key)
    return _to_queue(request, following)


@desk_page(reviewing.PERMISSION, posts_only=True)
def return_item(request: HttpRequest, issue: Issue, key: str) -> HttpResponse:
    """Gives an item back to whoever writes it, from the board."""
    item = get_object_or_404(issue.items.with_contents(), key=key)
    version = request.POST.get("version", "")
    try:
        said = _return(request, item, read_version(version) if version else None)
    except Stale as stale:
        raise _told(stale) from stale
    messages.success(request, said)
    return at_item(issue, key)


@desk_page(reviewing.PERMISSION, posts_only=True)
def approve_clean(request: HttpRequest, issue: Issue) -> HttpResponse:
    """Approves what was on the screen and is clean; ``read`` is ``key:version`` once for each item."""
    outcome = reviewing.approve_clean(
        issue, user=request.user, read=_read(request.POST.getlist("read"))
    )
    count = len(outcome.approved)
    say = messages.success if count else messages.info
    s = "" if count == 1 else "s"
    say(request, _APPROVED.format(count=count or "no", s=s, issue=issue))
    for left in outcome.left[:MOST_NAMED]:
        messages.warning(request, f"Not approved: “{left.item.excerpt}”. {left.why}")
    if len(outcome.left) > MOST_NAMED:
        more = len(outcome.left) - MOST_NAMED
        messages.warning(request, f"Not approved: {more} more; the reason stands beside each.")
    if "queue" in request.GET:
        return _to_queue(request, "")
    return redirect("desk:issue", issue.slug, issue.edition)


def _approve(request: HttpRequest, item: Item, version: int) -> str:
    approve_item(item, user=request.user, version=version)
    return f"Approved: “{item.excerpt}”."


def _hold(request: HttpRequest, item: Item, version: int) -> str:
    hold_item(item, user=request.user, held=True)
    return f"Held back: “{item.excerpt}”. It can be let in again on the page of its issue."


def _vouch(request: HttpRequest, item: Item, version: int) -> str:
    vouch_for_item(item, user=request.user, version=version)
    return f"You vouched for “{item.excerpt}” as it stands."


def _return(request: HttpRequest, item: Item, version: int | None) -> str:
    form = CommentForm(request.POST)
    if not form.is_valid() and request.POST.get("body", "").strip():
        raise Unreadable(form.first_error())
    reason = form.cleaned_data.get("body", "")
    reviewing.return_item(item, user=request.user, reason=reason, version=version)
    return f"Returned to {item.last_editor.get_username()}: “{item.excerpt}”."


_STEPS = {"approve": _approve, "hold": _hold, "return": _return, "vouch": _vouch}


def _read(pairs: list[str]) -> dict[str, int]:
    read = {}
    for pair in pairs[:MOST_ITEMS]:
        key, _, version = pair.partition(":")
        read[key] = read_version(version)
    if not read:
        raise Unreadable("No item was on the page: there is nothing to approve.")
    return read


def _told(error: MoveError) -> MoveError:
    """The refusal in words that fit the queue, where nobody was writing."""
    if not isinstance(error, Stale):
        return error
    return Conflict(
        f"{error.theirs.last_editor.get_username()} changed “{error.theirs.excerpt}” after you opened the page: "
        "read it as it is now, then decide."
    )


def _queue_page(
    request: HttpRequest, *, error: MoveError | None = None, refused: str = ""
) -> HttpResponse:
    """One page of the queue; with ``error``, that sentence on top and what was typed in the form of ``refused``."""
    form = QueueFilter(request.GET)
    queue = _load(request, form)
    page = Paginator(queue.waiting, PER_PAGE).get_page(request.GET.get("page"))
    others, returned = queue.others[:PER_PAGE], queue.returned[:PER_PAGE]
    dress(queue, [*page, *others, *returned], request.user)
    context = {
        "title": "Review queue",
        "filter": form,
        "queue": queue,
        "page": page,
        "groups": _by_issue(page.object_list),
        "others": others,
        "returned": returned,
        "kept": _kept(request).urlencode(),
        "error": error,
        "refused": refused,
        "typed_there": request.POST.get("body", "") if error else "",
    }
    status = status_of(error) if error else 400 if form.errors else 200
    return desk_render(request, "review.html", context, status=status)


def _load(request: HttpRequest, form: QueueFilter) -> Queue:
    """The queue as the filter wants it; what cannot be read lets nothing through."""
    if not form.is_valid():
        return load_queue(request.user, slug="unreadable")
    chosen = form.cleaned_data
    return load_queue(request.user, slug=chosen["issue"], section=chosen["section"])


def _by_issue(entries: Any) -> list[tuple[Issue, list[Entry]]]:
    groups: dict[int, tuple[Issue, list[Entry]]] = {}
    for entry in entries:
        groups.setdefault(entry.issue.pk, (entry.issue, []))[1].append(entry)
    return list(groups.values())


def _following(request: HttpRequest, item: Item) -> str:
    """The key of the item that comes after this one in the queue, else of the one before; empty if it was the last."""
    keys = [entry.node.key for entry in _load(request, QueueFilter(request.GET)).waiting]
    if item.key not in keys:
        return keys[0] if keys else ""
    at = keys.index(item.key)
    return next(iter(keys[at + 1 :] or keys[:at][-1:]), "")


def _kept(request: HttpRequest) -> QueryDict:
    """What of the address says which part of the queue is shown."""
    kept = QueryDict(mutable=True)
    for name in ("issue", "section", "page"):
        if value := request.GET.get(name, ""):
            kept[name] = value
    return kept


def _to_queue(request: HttpRequest, key: str) -> HttpResponse:
    query = _kept(request).urlencode()
    address = reverse("desk:review") + (f"?{query}" if query else "")
    return redirect(f"{address}#item-{key}" if key else address)
