"""Reviews the items of an edition: who may approve, giving one back with a comment, approving all that are clean."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from issues import four_eyes
from issues.comments import write_comment
from issues.editing import (
    Stale,
    as_history_has_it,
    fresh_item,
    hand_in,
    lock_for_review,
    seal_approval,
)
from issues.models import Comment, Issue, Item
from issues.moves import Conflict, NotAllowed, ReasonMissing
from issues.preflight import Finding, preflight

PERMISSION = "issues.approve_item"

ABOUT_APPROVAL = ("unapproved_item", "changed_since_approval")
"""Codes of the findings that an approval itself settles."""

_APPROVAL = ["approved_by", "approved_at", "approved_seal", "approved_content", "changed_at"]


@dataclass(frozen=True, slots=True)
class Left:
    """An item that was not approved with the others; ``why`` is one sentence."""

    item: Item
    why: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What ``approve_clean`` did, both in the order in which the items were read."""

    approved: tuple[Item, ...]
    left: tuple[Left, ...]


def open_returns(issues: Iterable[Issue]) -> dict[tuple[int, str], Comment]:
    """By issue and item key, the last remark of those that gave an item back and are not settled: one query.

    An approval settles them, and so may anybody who can settle a thread.
    """
    rows = Comment.objects.filter(issue__in=issues, is_return=True, resolved_at=None)
    return {(row.issue_id, row.item_key): row for row in rows.select_related("author")}


def is_reworked(item: Item, remark: Comment) -> bool:
    """Whether somebody changed the item after it was given back, so that it waits for an editor again."""
    return item.changed_at > remark.created_at


def return_item(item: Item, *, user: Any, reason: str, version: int | None = None) -> Comment:
    """Give an item in review back to whoever writes it, with a comment that says why; one transaction.

    An approval that it had is taken back; whoever worked on it is told. ``version`` is the version that was read. What nobody else has worked on
    cannot be given back: its author just changes it. Raises NotAllowed, Conflict, ReasonMissing or Stale.
    """
    reason = reason.strip()
    if not reason:
        raise ReasonMissing("Say what is to be done: an item goes back with a comment.")
    with transaction.atomic():
        locked = lock_for_review(item.issue_id, user)
        row = fresh_item(item)
        if version is not None and row.version != version:
            raise Stale(row)
        if row.held:
            raise Conflict(f"“{row.excerpt}” is held back: let it in first, then return it.")
        if user.pk == row.author_id == row.last_editor_id:
            raise NotAllowed(
                f"You alone wrote “{row.excerpt}”: change it yourself, or leave a comment."
            )
        if row.approved_by_id:
            row.approved_by, row.approved_at = None, None
            row.save()
        return write_comment(locked, user=user, body=reason, item_key=row.key, is_return=True)


def approve_clean(issue: Issue, *, user: Any, read: Mapping[str, int]) -> Outcome:
    """Approve each item of ``read`` (key to the version that was on the screen) that is clean, in one transaction.

    Clean: waiting, unchanged since it was read, changed by others alone since somebody else saw it, without a finding of preflight and
    without an open thread. Items that are not in ``read`` stay as they are. Raises NotAllowed or Conflict, and then
    nothing was approved. About twelve queries, whatever the number of items.
    """
    with transaction.atomic():
        locked = lock_for_review(issue, user)
        rows = {
            row.key: row
            for row in locked.items.filter(key__in=read, held=False)
            .with_contents()
            .select_related("last_editor")
        }
        findings, threads = _findings(locked), _open_threads(locked)
        unchecked = four_eyes.unchecked_items([row.pk for row in rows.values()])
        approved, left = [], []
        for key, version in read.items():
            row = rows.get(key)
            if row is None or row.is_approved:
                continue
            if user.pk in unchecked[row.pk]:
                left.append(Left(row, f"You {hand_in(row, user)} it."))
            elif why := _why_not(row, version, findings[key], threads[key]):
                left.append(Left(row, why))
            else:
                approved.append(row)
        _approve(approved, user)
    return Outcome(tuple(approved), tuple(left))


def _approve(rows: Sequence[Item], user: Any) -> None:
    for row in rows:
        seal_approval(row, user)
        row.changed_at = timezone.now()
    if rows:
        with as_history_has_it():
            bulk_update_with_history(rows, Item, _APPROVAL, default_user=user)


def _why_not(row: Item, version: int, findings: Sequence[Finding], threads: int) -> str | None:
    if row.version != version:
        return f"{row.last_editor.get_username()} changed it after you opened the page."
    if findings:
        return findings[0].message
    if threads:
        return "A comment on it is open."
    return None


def _findings(issue: Issue) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in preflight(issue):
        if finding.code not in ABOUT_APPROVAL:
            found[finding.item_key].append(finding)
    return found


def _open_threads(issue: Issue) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for key in issue.comments.filter(thread=None, resolved_at=None).values_list(
        "item_key", flat=True
    ):
        found[key] += 1
    return found
