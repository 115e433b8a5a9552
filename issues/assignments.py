"""Gives an issue or an item to somebody of the newsroom, and takes it back."""

from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from issues import newsroom, notices
from issues.models import Assignment, Issue, Item
from issues.moves import Conflict, MoveError, NotAllowed


class Stranger(MoveError):
    """The person is not of the newsroom."""


def assign(
    issue: Issue, item_key: str = "", *, person: Any, user: Any, seen: str | None = None
) -> Assignment | None:
    """Give the item, or with an empty key the issue as a whole, to ``person``; with None it is taken back.

    It has one holder at most: the last one it was given to. Whoever gets it is told, once. ``seen`` is the name of the
    holder that was on the screen: if somebody else gave it to another one since, that one keeps it. Raises NotAllowed,
    Conflict or Stranger; then nothing was changed.
    """
    if not user.has_perm("issues.add_assignment"):
        raise NotAllowed("You may not give out work on this issue; ask an editor.")
    with transaction.atomic():
        locked = Issue.objects.select_for_update(of=("self",)).filter(pk=issue.pk).first()
        if locked is None:
            raise Conflict("This issue was deleted meanwhile.")
        if locked.is_sealed:
            raise Conflict(
                f"{locked} is out of work: start a correction, and give that to somebody."
            )
        if item_key and not locked.items.filter(key=item_key).exists():
            raise Conflict("This item was deleted meanwhile.")
        rows = Assignment.objects.filter(issue=locked, item_key=item_key)
        former = rows.select_related("user", "assigned_by").first()
        _refuse_if_given(former, seen, person, user)
        if person is None:
            rows.delete()
            return None
        if not newsroom.members().filter(pk=person.pk).exists():
            raise Stranger(f"{person.get_username()} cannot open the desk: choose somebody else.")
        if former and former.user_id == person.pk:
            return former
        rows.delete()  # a new row, for it has a new moment too
        given = Assignment.objects.create(
            issue=locked, item_key=item_key, user=person, assigned_by=user
        )
        notices.tell_assigned(locked, item_key, person=person, user=user)
    return given


def _refuse_if_given(former: Assignment | None, seen: str | None, person: Any, user: Any) -> None:
    """Raises Conflict where the work is about to be taken from somebody whom ``user`` did not see to have it."""
    if former is None or seen in (None, former.user.get_username()):
        return
    if former.assigned_by_id == user.pk or former.user_id == getattr(person, "pk", None):
        return
    giver = former.assigned_by.get_username() if former.assigned_by else "Somebody"
    raise Conflict(
        f"{giver} gave it to {former.user.get_username()} meanwhile, and that was left: "
        "give it again if it should be otherwise."
    )


def holders(issue: Issue) -> dict[str, str]:
    """Who has what of an issue in hand: user name by item key (empty: the issue as a whole). One query."""
    rows = Assignment.objects.filter(issue=issue).values_list("item_key", "user__username")
    return dict(rows.order_by())


def assigned_to(user: Any) -> QuerySet[Assignment]:
    """What somebody has in hand of issues in work, newest issue first; what was assigned of deleted items does not count."""
    item = Item.objects.filter(issue=OuterRef("issue"), key=OuterRef("item_key"))
    return (
        Assignment.objects.filter(Q(item_key="") | Exists(item), user=user)
        .filter(issue__in=Issue.objects.working())
        .select_related("issue")
        .order_by("-issue__period_end", "-issue__edition", "item_key")
    )


def issues_with_work_for(user: Any) -> QuerySet[Issue]:
    """The issues in work of which somebody has something in hand, as a whole or an item: the desk's filter “Mine”."""
    return Issue.objects.working().filter(pk__in=assigned_to(user).order_by().values("issue"))
