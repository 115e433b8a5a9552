"""Corrections: a new edition begins as a copy of the one before it."""

from typing import Any

from django.db import IntegrityError, transaction
from simple_history.utils import bulk_update_with_history

from issues import four_eyes, ledger
from issues.models import Citation, Issue, Item
from issues.moves import Conflict, NotAllowed, ReasonMissing
from issues.versions import WRITTEN, record, save_quietly
from issues.workflow import Status

_ITEM_FIELDS = (
    "key section depth position body follows held author_id last_editor_id approved_seal approved_content"
).split()
_APPROVAL = ["approved_by", "approved_at"]
_CITATION_FIELDS = (
    "position outlet_id printed_as dated_from dated_to printed_date url title note".split()
)


def start_correction(issue: Issue, *, user: Any, note: str) -> Issue:
    """A draft of the next edition: the same items under the same keys, their approvals carried over.

    ``issue`` is the live edition, or a withdrawn one that is to appear again. ``note`` is what readers will read about
    the correction. Raises NotAllowed, ReasonMissing or Conflict; then nothing was made.
    """
    if not user.has_perm("issues.correct_issue"):
        raise NotAllowed("You may not correct this issue; ask an editor.")
    if not note.strip():
        raise ReasonMissing("Say what is corrected, in a sentence for the readers.")
    try:
        with transaction.atomic():
            former = Issue.objects.select_for_update(of=("self",)).get(pk=issue.pk)
            latest = Issue.objects.filter(slug=former.slug).order_by("-edition")[0]
            _check(former, latest)
            draft = Issue.objects.create(
                slug=former.slug,
                edition=latest.edition + 1,
                period_start=former.period_start,
                period_end=former.period_end,
                notice=former.notice,
                correction_note=note.strip(),
                created_by=user,
            )
            copy_items(former, draft, user=user)
            # It is the former edition's entry, so that a draft begun by mistake can be deleted again.
            ledger.record(former, "correct", from_status=former.status, user=user, reason=note)
            return draft
    except IntegrityError as error:
        raise Conflict(f"Somebody else has just started a correction of {issue}.") from error


def _check(former: Issue, latest: Issue) -> None:
    if former.status not in (Status.PUBLISHED, Status.WITHDRAWN):
        raise Conflict(
            f"{former} is {former.get_status_display().lower()}: it cannot be corrected."
        )
    if latest.pk != former.pk:
        raise Conflict(
            f"{former} is being corrected already: edition {latest.edition} is "
            f"{latest.get_status_display().lower()}."
        )


def copy_items(former: Issue, draft: Issue, *, user: Any) -> None:
    """Copy every item with its citations, for ``user``; parents are found again by their keys.

    An approval comes with the item unless its giver had a hand in it, and so does who may not approve it.
    """
    copies: dict[int, Item] = {}
    approved = []
    rows = list(former.items.with_contents().order_by("depth", "position", "pk"))
    unchecked = four_eyes.unchecked_items([row.pk for row in rows])
    for row in rows:
        copy = Item(issue=draft, **{name: getattr(row, name) for name in _ITEM_FIELDS})
        copy.parent = copies[row.parent_id] if row.parent_id else None
        save_quietly(copy)
        copies[row.pk] = copy
        citations = [
            Citation(item=copy, **{name: getattr(citation, name) for name in _CITATION_FIELDS})
            for citation in row.citations.all()
        ]
        Citation.objects.bulk_create(citations)
        people = four_eyes.written(unchecked[row.pk])
        record(copy, user=user, kind=WRITTEN, citations=citations, contributors=people)
        if row.is_approved and row.approved_by_id not in unchecked[row.pk]:
            copy.approved_by_id, copy.approved_at = row.approved_by_id, row.approved_at
            approved.append(copy)
    if approved:
        bulk_update_with_history(approved, Item, _APPROVAL, default_user=user)
