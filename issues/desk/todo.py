"""What waits for one person: items to approve, items that were returned, work that was assigned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from issues.assignments import assigned_to
from issues.desk.queue import load_queue
from issues.models import Assignment, Comment, Issue, Item
from issues.reviewing import PERMISSION, open_returns

MOST = 10


@dataclass(frozen=True, slots=True)
class Todo:
    """Lists are cut after ten; ``assigned`` has an item of None where the issue as a whole was assigned."""

    review_count: int
    complete: tuple[Issue, ...]
    returned: tuple[tuple[Item, Comment], ...]
    assigned: tuple[tuple[Assignment, Item | None], ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not (self.review_count or self.complete or self.returned or self.assigned)


def load_todo(user: Any) -> Todo:
    """What waits for ``user``: at most eight queries."""
    queue = load_queue(user) if user.has_perm(PERMISSION) else None
    return Todo(
        review_count=len(queue.waiting) if queue else 0,
        complete=queue.complete if queue else (),
        returned=tuple(_returned_to(user)),
        assigned=tuple(_assigned_to(user)),
    )


def _returned_to(user: Any) -> list[tuple[Item, Comment]]:
    """Items of issues in work that were given back and that ``user`` wrote or last edited, the newest remark first."""
    remarks = open_returns(Issue.objects.working())
    items = _items(remarks)
    found = [
        (items[place], remark)
        for place, remark in remarks.items()
        if place in items and user.pk in (items[place].author_id, items[place].last_editor_id)
    ]
    return sorted(found, key=lambda pair: pair[1].created_at, reverse=True)[:MOST]


def _assigned_to(user: Any) -> list[tuple[Assignment, Item | None]]:
    rows = list(assigned_to(user)[:MOST])
    items = _items((row.issue_id, row.item_key) for row in rows if row.item_key)
    return [(row, items.get((row.issue_id, row.item_key))) for row in rows]


def _items(places: Iterable[tuple[int, str]]) -> dict[tuple[int, str], Item]:
    """The items at these places, an issue and a key each: one query."""
    wanted = set(places)
    rows = Item.objects.filter(
        issue__in={issue for issue, _ in wanted}, key__in={key for _, key in wanted}
    ).select_related("issue")
    return {(row.issue_id, row.key): row for row in rows if (row.issue_id, row.key) in wanted}
