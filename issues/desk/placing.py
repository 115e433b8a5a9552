"""Ordering and nesting items by button, by key or by hand: each turns into one ``move_item``."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404

from issues.desk.access import desk_page
from issues.desk.pages import Unreadable, at_item
from issues.editing import Misplaced, move_item
from issues.models import Issue, Item
from issues.places import Seen, refuse_if_moved

Place = dict[str, Any]


@desk_page(posts_only=True)
def place_item(request: HttpRequest, issue: Issue, key: str) -> HttpResponse:
    """``to`` is ``up``, ``down``, ``in``, ``out``, ``section`` (with ``section``, a code) or ``place``.

    With ``?v=``, the version and position that were on the screen as in ``3.2``, an item that somebody else moved since
    stays where it is.
    A ``place`` is ``section``, ``parent`` and ``before``, the last two keys of items or empty: at the top, as the last.
    """
    item = get_object_or_404(issue.items.select_related("parent__parent"), key=key)
    to = request.POST.get("to", "")
    seen = _seen(request.GET.get("v", ""))
    if to == "section":  # whatever its order was
        seen = seen._replace(position=None)
    # Before anything is said of a place where it does not stand any more; `move_item` looks again.
    refuse_if_moved(item, seen, request.user)
    if to == "section":
        place: Place = {"section": request.POST.get("section", ""), "parent": None, "before": None}
    elif to == "place":
        place = _dropped(issue, request.POST)
    elif to in _STEPS:
        place = _STEPS[to](item, *_siblings(item))
    else:
        raise Unreadable("An item moves up, down, in, out or to a section: use one of its buttons.")
    move_item(item, user=request.user, seen=seen, **place)
    return at_item(issue, key, "moved")


def _seen(text: str) -> Seen:
    numbers = [
        int(each) if each.isdecimal() and len(each) < 10 else None for each in text.split(".")
    ]
    return Seen(*numbers[:2])


def _dropped(issue: Issue, wanted: QueryDict) -> Place:
    keys = {name: wanted.get(name, "") for name in ("parent", "before")}
    items = {item.key: item for item in issue.items.filter(key__in=filter(None, keys.values()))}
    if any(key and key not in items for key in keys.values()):
        raise Misplaced(
            "The item that this one was put beside is gone: look at the issue as it is now, and move it again."
        )
    return {
        "section": wanted.get("section", ""),
        **{name: items.get(key) for name, key in keys.items()},
    }


def _siblings(item: Item) -> tuple[list[Item], int]:
    rows = Item.objects.filter(issue=item.issue_id, section=item.section, parent=item.parent)
    siblings = list(rows.order_by("position", "pk"))
    return siblings, siblings.index(item)


def _up(item: Item, siblings: list[Item], at: int) -> Place:
    if at == 0:
        raise Misplaced("This item is the first where it stands.")
    return {"section": item.section, "parent": item.parent, "before": siblings[at - 1]}


def _down(item: Item, siblings: list[Item], at: int) -> Place:
    if at == len(siblings) - 1:
        raise Misplaced("This item is the last where it stands.")
    return {"section": item.section, "parent": item.parent, "before": _at(siblings, at + 2)}


def _in(item: Item, siblings: list[Item], at: int) -> Place:
    if at == 0:
        raise Misplaced("There is no item above this one that it could stand below.")
    return {"section": item.section, "parent": siblings[at - 1], "before": None}


def _out(item: Item, siblings: list[Item], at: int) -> Place:
    if item.parent is None:
        raise Misplaced("This item is not nested.")
    above, place = _siblings(item.parent)
    return {"section": item.section, "parent": item.parent.parent, "before": _at(above, place + 1)}


def _at(rows: list[Item], place: int) -> Item | None:
    return rows[place] if place < len(rows) else None


_STEPS: dict[str, Callable[[Item, list[Item], int], Place]] = {
    "up": _up,
    "down": _down,
    "in": _in,
    "out": _out,
}
