"""Where items stand in a working edition: the lock that every change begins with, places and order, moving an item."""

from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Max

from issues.models import Issue, Item
from issues.models.item import MAX_DEPTH
from issues.moves import Conflict, MoveError, NotAllowed
from issues.sections import Section
from issues.versions import content_of_version
from issues.workflow import Status


class Misplaced(MoveError):
    """The item cannot stand there; the text says why."""


class Seen(NamedTuple):
    """Which version of an item somebody saw, and at which position; None for what is not known."""

    version: int | None = None
    position: int | None = None


def lock_issue(issue: Issue | int, user: Any, permission: str) -> Issue:
    """The edition, locked until the transaction ends. Raises NotAllowed, or Conflict where it may not change now."""
    if not user.has_perm(permission):
        raise NotAllowed("You may not do that to this issue or its items; ask an editor.")
    pk = issue if isinstance(issue, int) else issue.pk
    locked = Issue.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if locked is None:
        raise Conflict("This issue was deleted meanwhile.")
    if not locked.is_editable:
        state = Status(locked.status).label.lower()
        raise Conflict(
            f"{locked} is {state}: its items cannot be changed. "
            + ("Start a correction." if locked.is_sealed else "Return it to draft first.")
        )
    return locked


def fresh_item(item: Item) -> Item:
    """The item as it stands in the database, with its contents. Raises Conflict if it was deleted."""
    row = Item.objects.with_contents().filter(pk=item.pk).first()
    if row is None:
        raise Conflict("This item was deleted meanwhile.")
    return row


def move_item(
    item: Item,
    *,
    user: Any,
    section: str,
    parent: Item | None = None,
    before: Item | None = None,
    seen: Seen | None = None,
) -> Item:
    """Put an item, with all below it, into a section, below ``parent`` (or at the top), ahead of ``before`` (or last).

    A new section or parent voids the approval, for the seal covers both; a new order alone does not. If somebody else
    moved the item since the user saw it as ``seen``, it stays there.
    Raises Misplaced, NotAllowed or Conflict.
    """
    with transaction.atomic():
        locked = lock_issue(item.issue_id, user, "issues.change_item")
        row = fresh_item(item)
        refuse_if_moved(row, seen or Seen(), user)
        parent = fresh_item(parent) if parent else None
        before = fresh_item(before) if before else None
        if before and (before.issue_id, before.parent_id) != (
            locked.pk,
            parent.pk if parent else None,
        ):
            raise Misplaced(
                "The item that this one was put before stands somewhere else now: look where it is, and move this one again."
            )
        below = items_below(row)
        if parent and parent.pk in {row.pk, *(child.pk for child in below)}:
            raise Misplaced("An item cannot stand below itself.")
        was = (row.section, row.parent_id)
        shift = -row.depth
        put(row, section, parent)
        shift += row.depth
        if max((child.depth + shift for child in below), default=0) > MAX_DEPTH:
            raise Misplaced("Items nest at most three levels deep: move those below it first.")
        if (row.section, row.parent_id) != was:
            touch(row, user)
        row.save()
        for child in below:
            child.section, child.depth = section, child.depth + shift
            if section != was[0]:
                touch(child, user)
            child.save()
        renumber(row, before)
    return row


def refuse_if_moved(row: Item, seen: Seen, user: Any) -> None:
    """Raises Conflict where somebody else moved the item since it was seen so. No query if it was not moved."""
    if seen.version not in (None, row.version) and row.last_editor_id != user.pk:
        before = content_of_version(row, seen.version)
        now = (row.section, row.parent.key if row.parent else None)
        if before and (before["section"], before["parent"]) != now:
            place = Section(row.section).short_label
            place = f"below “{row.parent.excerpt}” ({place})" if row.parent else f"to {place}"
            raise Conflict(
                f"{row.last_editor.get_username()} moved “{row.excerpt}” {place} meanwhile, and it was left there: "
                "move it again if it should stand elsewhere."
            )
    if seen.position not in (None, row.position) and not _was_ordered_by(user, row):
        raise Conflict(
            f"Somebody changed the order around “{row.excerpt}” meanwhile, and it was left where it is: "
            "move it again if it should stand elsewhere."
        )


def _was_ordered_by(user: Any, row: Item) -> bool:
    """Whether the order may well be this user's own doing: a key pressed twice is no conflict. One query."""
    saved = Item.history.filter(issue=row.issue_id, section=row.section, parent=row.parent_id)
    last = saved.order_by("-history_id").values_list("history_user", flat=True).first()
    return bool(last == user.pk)


def touch(row: Item, user: Any) -> None:
    """A change of what the approval was sealed to: void it, but keep what was approved, to show the difference."""
    row.version += 1
    row.last_editor = user
    row.approved_by, row.approved_at = None, None


def put(row: Item, section: str, parent: Item | None) -> None:
    """Give an item another place, unsaved. Raises Misplaced if it cannot stand there."""
    if section not in Section.values:
        raise Misplaced(f"There is no section “{section}”.")
    if parent:
        if parent.issue_id != row.issue_id or parent.section != section:
            raise Misplaced("An item stands in the same issue and section as the item above it.")
        if parent.depth >= MAX_DEPTH:
            raise Misplaced("Items nest at most three levels deep.")
    row.section, row.parent, row.depth = section, parent, parent.depth + 1 if parent else 1


def items_below(row: Item) -> list[Item]:
    """All items below this one, with their contents: a query for each of them and one more."""
    children = list(Item.objects.with_contents().filter(parent=row))
    return children + [each for child in children for each in items_below(child)]


def last_position(issue: Issue, section: str, parent: Item | None) -> int:
    """The position of the last item there; 0 without one."""
    siblings = issue.items.filter(section=section, parent=parent)
    return siblings.aggregate(last=Max("position"))["last"] or 0


def renumber(row: Item, before: Item | None) -> None:
    """Number the siblings of an item anew, with it ahead of ``before``, or last."""
    siblings = Item.objects.filter(issue_id=row.issue_id, section=row.section, parent=row.parent)
    order = list(siblings.exclude(pk=row.pk).order_by("position", "pk"))
    place = next((i for i, each in enumerate(order) if before and each.pk == before.pk), len(order))
    order.insert(place, row)
    for position, each in enumerate(order, start=1):
        each.position = position
    Item.objects.bulk_update(order, ["position"])
