"""Links an item to the one that it carries on: of its own issue, or of an earlier one that readers can see."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q

from issues.models import Issue, Item
from issues.places import Misplaced, fresh_item, lock_issue, touch
from issues.versions import CHANGED, record, save_quietly
from issues.workflow import Status

_MOST_STEPS = 1000


class NotFollowable(Misplaced):
    """The item cannot be the follow-up of that one; the text says why."""


def follow_item(item: Item, *, user: Any, key: str) -> Item:
    """Make an item the follow-up of the one of that key, or of none if it is empty.

    A change of content: it voids the approval. Nothing is saved when nothing differs. Raises NotFollowable, NotAllowed
    or Conflict.
    """
    with transaction.atomic():
        issue = lock_issue(item.issue_id, user, "issues.change_item")
        row = fresh_item(item)
        if row.follows == key:
            return row
        check_followed(issue, row.key, key)
        row.follows = key
        touch(row, user)
        save_quietly(row)
        record(row, user=user, kind=CHANGED, citations=row.citations.all())
    return row


def check_followed(issue: Issue, key: str, followed: str) -> None:
    """Refuse what the item ``key`` of a working edition cannot follow: NotFollowable says why. An empty key is none.

    A query for the item, and one for each that it follows in turn.
    """
    if not followed:
        return
    if followed == key:
        raise NotFollowable("An item cannot be the follow-up of itself.")
    target = followed_item(issue, followed)
    if target is None:
        raise NotFollowable(
            "The item to follow is neither in this issue nor published: it may have been deleted, withdrawn, or be in a draft."
        )
    if target.issue.period_end > issue.period_end:
        raise NotFollowable(
            f"“{target.excerpt}” stands in a later issue: an item follows one of its own or an earlier issue."
        )
    for _ in range(_MOST_STEPS):
        if not target.follows:
            return
        if target.follows == key:
            raise NotFollowable(
                f"“{target.excerpt}” is itself a follow-up of this item: unlink that one first."
            )
        above = followed_item(issue, target.follows)
        if above is None:
            return
        target = above


def followed_items(issue: Issue, keys: Iterable[str]) -> dict[str, Item]:
    """The items of those keys that are in this edition, or seen by readers; by key, each with its issue. A query, or none."""
    wanted = {key for key in keys if key.isalnum()}
    if not wanted:
        return {}
    seen = Q(issue__status=Status.PUBLISHED, held=False)
    rows = Item.objects.filter(Q(issue=issue) | seen, key__in=wanted).select_related("issue")
    # One of this edition comes last, so that it counts.
    return {row.key: row for row in sorted(rows, key=lambda row: row.issue_id == issue.pk)}


def followed_item(issue: Issue, key: str) -> Item | None:
    """The item of that key in this edition, else as readers see it; with its issue. One query."""
    return followed_items(issue, [key]).get(key)
