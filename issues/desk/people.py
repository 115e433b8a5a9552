"""The people around an issue, for its page: who is there, who can be named, who has what in hand, who was told."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import (
    Case,
    Count,
    Exists,
    FilteredRelation,
    OuterRef,
    Q,
    Subquery,
    When,
)

from issues import newsroom, notices
from issues.mentions import Names
from issues.models import Comment, Issue, StatusChange
from issues.presence import Here, look
from issues.told import Told, load_told


@dataclass(frozen=True, slots=True)
class People:
    """``everybody`` are the names of the newsroom, ``names`` finds them in a text; ``holders`` maps item keys to names.

    ``by_pk`` are the names of all accounts by primary key, ``editors`` those of them who approve; ``unread`` counts the user's own new notices.
    """

    here: Here
    everybody: tuple[str, ...]
    names: Names
    by_pk: dict[int, str]
    editors: dict[int, str]
    holders: dict[str, str]
    told: Told
    unread: int


def load_people(
    issue: Issue,
    user: Any,
    *,
    log: Iterable[StatusChange],
    comments: Iterable[Comment],
) -> People:
    """Three queries, whatever the number of people, items and comments."""
    rows = list(_accounts(issue, user))
    everybody = tuple(dict.fromkeys(name for _, name, is_member, *_ in rows if is_member))
    return People(
        here=look(issue, user),
        everybody=everybody,
        names=Names(everybody),
        by_pk={pk: name for pk, name, *_ in rows},
        editors={pk: name for pk, name, *may, _, _ in rows if all(may)},
        holders={key: name for _, name, _, _, key, _ in rows if key is not None},
        told=load_told(issue, log, comments),
        unread=max((count or 0 for *_, count in rows), default=0),
    )


def _accounts(issue: Issue, user: Any) -> Iterable[tuple[Any, ...]]:
    """Every account, few as they are: a row for each thing of the issue that it has in hand, or one."""
    in_hand = FilteredRelation("assignments", condition=Q(assignments__issue=issue))
    is_member = Exists(newsroom.members().filter(pk=OuterRef("pk")))
    unread = notices.unread(user).order_by().values("recipient").annotate(number=Count("pk"))
    return (
        get_user_model()
        ._default_manager.annotate(
            in_hand=in_hand,
            is_member=is_member,
            approves=Exists(newsroom.approvers().filter(pk=OuterRef("pk"))),
            unread=Case(When(pk=user.pk, then=Subquery(unread.values("number")))),
        )
        .order_by("username")
        .values_list("pk", "username", "is_member", "approves", "in_hand__item_key", "unread")
    )
