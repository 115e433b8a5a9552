"""Outlets from where one writes: their names for completion, the last ones used, and an editor's word on a new one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse

from issues.desk.access import desk_page
from issues.desk.pages import Unreadable, at_item
from issues.models import Citation, Issue
from issues.moves import Conflict, NotAllowed
from sources.changes import confirm
from sources.merging import MergeError, merge
from sources.models import Outlet, OutletAlias
from sources.resolving import resolve

MOST_RECENT = 8
_LOOKED_AT = 40


@desk_page()
def outlet_names(request: HttpRequest) -> HttpResponse:
    """JSON with ``names``: each name and alias with the canonical name that it leads to, empty if it is that itself.

    Two queries; a page asks for it once.
    """
    names = dict.fromkeys(Outlet.objects.canonical().values_list("name", flat=True), "")
    aliases = OutletAlias.objects.order_by("key").values_list("name", "outlet__name")
    names |= {name: canonical for name, canonical in aliases if name not in names}
    return JsonResponse({"names": sorted(names.items(), key=lambda each: each[0].casefold())})


def recent_names(issue: Issue, user: Any) -> list[str]:
    """The outlets that ``user`` cited last, then those cited last in the issue: two queries."""
    names: dict[str, None] = {}
    for rows in (
        Citation.objects.filter(item__last_editor=user.pk),
        Citation.objects.filter(item__issue=issue),
    ):
        newest = rows.filter(outlet__isnull=False).order_by("-pk")
        found = newest.values_list("outlet__merged_into__name", "outlet__name")[:_LOOKED_AT]
        names |= dict.fromkeys(canonical or name for canonical, name in found)
    return list(names)[:MOST_RECENT]


@desk_page(posts_only=True)
def judge_outlet(request: HttpRequest, issue: Issue) -> HttpResponse:
    """``do`` with the unconfirmed ``outlet`` (its number): ``confirm``, or ``merge`` it ``into`` the outlet of a name.

    Answers with JSON (``says``, or ``error``) where that is asked for, else with the issue's page at item ``at``.
    """
    wants_json = request.headers.get("Accept", "").startswith("application/json")
    try:
        says = _judge(request)
    except (Conflict, NotAllowed, Unreadable) as error:
        if wants_json:
            return JsonResponse(
                {"error": str(error)}, status=403 if isinstance(error, NotAllowed) else 409
            )
        raise
    if wants_json:
        return JsonResponse({"says": says})
    messages.success(request, says)
    key = request.POST.get("at", "")
    return at_item(issue, key) if issue.items.filter(key=key).exists() else at_item(issue, "")


def _judge(request: HttpRequest) -> str:
    number, do = request.POST.get("outlet", ""), request.POST.get("do", "")
    permission = {"confirm": "sources.change_outlet", "merge": "sources.merge_outlet"}.get(do)
    if permission is None:
        raise Unreadable("An outlet is confirmed or merged: use one of its buttons.")
    if not request.user.has_perm(permission):
        raise NotAllowed("You may not confirm or merge outlets; ask an editor.")
    is_number = number.isdecimal() and len(number) < 19
    outlet = Outlet.objects.with_canonical().filter(pk=number).first() if is_number else None
    if outlet is None:
        raise Conflict("That outlet is gone: open the page again.")
    if outlet.merged_into:
        raise Conflict(f"“{outlet}” was merged into “{outlet.merged_into}” meanwhile.")
    if do == "merge":
        return _merge(outlet, request.POST.get("into", ""), request.user)
    confirm([outlet.pk], user=request.user)
    return f"“{outlet}” is confirmed."


def _merge(outlet: Outlet, name: str, user: Any) -> str:
    if not name.strip():
        raise Unreadable(f"Say which outlet “{outlet}” is: write that outlet’s name beside it.")
    into = resolve(name)
    if into is None:
        raise Unreadable(f"There is no outlet “{name.strip()[:200]}”: choose one that is known.")
    try:
        merge(outlet, into, user=user)
    except MergeError as error:
        raise Conflict(str(error)) from error
    return f"“{outlet}” is a name of “{into}” now."
