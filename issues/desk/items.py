"""Writing items: adding, editing, deleting, holding back, approving."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from issues.contents import ItemNode, load_contents
from issues.desk.access import desk_page
from issues.desk.diffs import item_changes
from issues.desk.entry import Entry
from issues.desk.history import former_content
from issues.desk.meeting import columns
from issues.desk.outlets import recent_names
from issues.desk.pages import Unreadable, at_item, desk_render, is_htmx, status_of
from issues.desk.similar import choices_in
from issues.editing import Stale, approve_item, delete_item, hold_item, meeting, vouch_for_item
from issues.four_eyes import unchecked_items
from issues.models import Issue, Item
from issues.moves import Conflict, MoveError
from issues.versions import content_of_version


@desk_page("issues.add_item")
def new_item(request: HttpRequest, issue: Issue) -> HttpResponse:
    """An empty form; ``?place=`` says where the item shall stand, ``?text_of=`` begins with a former text."""
    contents = load_contents(issue, with_held=True)
    if request.method != "POST":
        _refuse_if_fixed(issue)
        former = former_content(issue, request.GET.get("text_of"), None)
        return _form(request, Entry(contents, former=former, place=request.GET.get("place", "")))
    return _save(request, Entry(contents, data=request.POST))


@desk_page("issues.change_item")
def edit_item(request: HttpRequest, issue: Issue, key: str) -> HttpResponse:
    """The form of an item. One that was deleted while somebody wrote becomes the form of a new one."""
    contents = load_contents(issue, with_held=True)
    item = next((node.item for node in contents.walk() if node.key == key), None)
    if item is None:
        if request.method != "POST":
            raise Http404
        gone = Conflict(
            "This item was deleted meanwhile. Your words are below: save them as a new item."
        )
        return _form(request, Entry(contents, data=request.POST), error=gone)
    if request.method != "POST":
        _refuse_if_fixed(issue)
        former = former_content(issue, request.GET.get("text_of"), item)
        return _form(request, Entry(contents, item, former=former))
    return _save(request, Entry(contents, item, data=request.POST))


def _save(request: HttpRequest, entry: Entry) -> HttpResponse:
    if "more" in request.POST or "similar" in request.POST:
        return _form(request, entry)
    if not entry.is_valid():
        return _form(request, entry, status=400)
    try:
        item = entry.save(request.user)
    except Stale as stale:
        entry.rebase(stale)
        return _form(request, entry, error=stale)
    except MoveError as error:
        return _form(request, entry, error=error)
    if sentence := _meeting(entry, item, request.user):
        messages.info(request, sentence)
    for outlet in sorted(
        {c.outlet.name for c in entry.citations if c.outlet and not c.outlet.confirmed}
    ):
        messages.warning(
            request, f"“{outlet}” is a new name: an editor confirms it or merges it with another."
        )
    return at_item(entry.issue, item.key, "saved")


def _meeting(entry: Entry, item: Item, user: Any) -> str:
    version = entry.form.cleaned_data["version"]
    return meeting(item, version, user) if version else ""


def _form(
    request: HttpRequest,
    entry: Entry,
    *,
    status: int = 200,
    error: MoveError | None = None,
) -> HttpResponse:
    context = {
        "title": "Edit item" if entry.item else "Add an item",
        "issue": entry.issue,
        "entry": entry,
        "error": error,
        "stale": columns(error) if isinstance(error, Stale) else None,
        "recent": recent_names(entry.issue, request.user),
        "choices": choices_in(entry, request.POST),
    }
    status = status_of(error) if error else status
    if is_htmx(request):
        return render(request, "issues/desk/_item_form.html", context, status=status)
    return desk_render(request, "item_form.html", context, status=status)


@desk_page("issues.delete_item")
def remove_item(request: HttpRequest, issue: Issue, key: str) -> HttpResponse:
    """Asks first, then deletes the item and all below it."""
    nodes = load_contents(issue, with_held=True).walk()
    node = next((node for node in nodes if node.key == key), None)
    if node is None:
        raise Http404
    if request.method != "POST":
        _refuse_if_fixed(issue)
        return _deletion(request, issue, node)
    version = request.POST.get("version", "")
    seen = int(version) if version.isdecimal() and len(version) < 10 else None
    try:
        delete_item(node.item, user=request.user, version=seen)
    except Stale as stale:
        return _deletion(request, issue, node, seen=seen, stale=stale)
    messages.success(
        request, f"Deleted: “{node.item.excerpt}”. Its texts stay in the history of the issue."
    )
    return at_item(issue, "")


def _deletion(
    request: HttpRequest,
    issue: Issue,
    node: ItemNode,
    *,
    seen: int | None = None,
    stale: Stale | None = None,
) -> HttpResponse:
    """The question; where somebody changed the item since it was asked, with what changed since the version ``seen``."""
    context: dict[str, Any] = {
        "title": "Delete this item?",
        "issue": issue,
        "node": node,
        "below": list(node.walk())[1:],
    }
    if stale is None:
        return desk_render(request, "item_delete.html", context)
    before = content_of_version(node.item, seen or 0)
    context["error"] = Conflict(
        f"{stale.theirs.last_editor.get_username()} changed “{stale.theirs.excerpt}” after you opened the page: "
        "nothing was deleted. Below is what it says now."
    )
    context["changes"] = item_changes(before, stale.theirs.content()) if before else []
    return desk_render(request, "item_delete.html", context, status=409)


@desk_page(posts_only=True)
def hold(request: HttpRequest, issue: Issue, key: str) -> HttpResponse:
    """Keeps an item out of this issue, or with ``let_in`` back in."""
    item = get_object_or_404(issue.items, key=key)
    hold_item(item, user=request.user, held="let_in" not in request.POST)
    return at_item(issue, key)


@desk_page(posts_only=True)
def approve(request: HttpRequest, issue: Issue, key: str) -> HttpResponse:
    """Approves the version that was on the screen, then goes on to the next item that waits."""
    item = get_object_or_404(issue.items.with_contents(), key=key)
    version = read_version(request.POST.get("version", ""))
    try:
        approve_item(item, user=request.user, version=version)
    except Stale as stale:
        raise _changed_meanwhile(stale, "then approve it") from stale
    return at_item(issue, _next_waiting(issue, key, request.user) or key)


@desk_page("issues.change_item", posts_only=True)
def vouch(request: HttpRequest, issue: Issue, key: str) -> HttpResponse:
    """Says that the version which was on the screen is right, so that an editor who changed it may approve it."""
    item = get_object_or_404(issue.items.with_contents(), key=key)
    version = read_version(request.POST.get("version", ""))
    try:
        vouch_for_item(item, user=request.user, version=version)
    except Stale as stale:
        raise _changed_meanwhile(stale, "then vouch for it") from stale
    messages.success(request, f"You vouched for “{item.excerpt}” as it stands.")
    return at_item(issue, key)


def read_version(text: str) -> int:
    """The version that a button carries. Raises Unreadable."""
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise Unreadable(
            "Which version was read? Open the page again and use the button beside the item."
        )
    return int(text)


def _changed_meanwhile(stale: Stale, then: str) -> Conflict:
    theirs = stale.theirs
    return Conflict(
        f"{theirs.last_editor.get_username()} changed “{theirs.excerpt}” after you opened the page: "
        f"read it as it is now, {then}."
    )


def _next_waiting(issue: Issue, key: str, user: Any) -> str | None:
    """The item below ``key``, else the first, that waits for an approval which ``user`` may give."""
    items = [node.item for node in load_contents(issue).walk()]
    unchecked = unchecked_items([item.pk for item in items])
    place = next((at for at, item in enumerate(items) if item.key == key), 0)
    waiting = (
        item.key
        for item in items[place:] + items[:place]
        if not item.is_approved and user.pk not in unchecked[item.pk]
    )
    return next(waiting, None)


def _refuse_if_fixed(issue: Issue) -> None:
    if not issue.is_editable:
        raise Conflict(
            f"{issue} is {issue.get_status_display().lower()}: its items cannot be changed now."
        )
