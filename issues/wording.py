"""What an issue says itself: its period, notice and correction note; who wrote them, and who vouched for them."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from issues import four_eyes
from issues.models import Issue
from issues.models.item import seal_of
from issues.moves import Conflict
from issues.places import lock_issue
from issues.versions import record_words

FIELDS = ("period_start", "period_end", "notice", "correction_note")


def fingerprint(issue: Issue) -> str:
    """What a form or button carries, to tell whether the words are still those that were on the screen."""
    return seal_of({name: str(getattr(issue, name)) for name in FIELDS})


def change_wording(issue: Issue, *, user: Any, seen: str, values: Mapping[str, Any]) -> Issue:
    """Save ``values``, by the names of ``FIELDS``; ``seen`` is the fingerprint of what the form was opened with.

    Raises NotAllowed, or Conflict if the edition changed since or may not change now; then nothing was saved.
    """
    with transaction.atomic():
        locked = lock_issue(issue, user, "issues.change_issue")
        if seen != fingerprint(locked):
            raise Conflict(
                "Somebody changed these fields while you were writing. What they hold now stands beside "
                "yours: keep what is right and save again."
            )
        if any(getattr(locked, name) != value for name, value in values.items()):
            people = {user.pk, *four_eyes.returning_words(locked, values)}
            for name, value in values.items():
                setattr(locked, name, value)
            locked.skip_history_when_saving = True  # type: ignore[attr-defined]
            locked.save(update_fields=list(values))
            record_words(locked, user=user, contributors=four_eyes.written(people))
    return locked


def vouch_for_wording(issue: Issue, *, user: Any, seen: str) -> Issue:
    """Record that ``user`` read period, notice and correction note and says that they are right, so that whoever wrote them
    may approve the issue. ``seen`` is their fingerprint as they were read. Raises NotAllowed or Conflict.
    """
    with transaction.atomic():
        locked = lock_issue(issue, user, "issues.change_issue")
        if seen != fingerprint(locked):
            raise Conflict("Somebody changed these words meanwhile: read them as they are now.")
        if not four_eyes.unchecked_issues([locked.pk])[locked.pk] - {user.pk}:
            raise Conflict(
                "Nobody else wrote anything here that is still to be read: there is nothing to vouch for."
            )
        record_words(locked, user=user, vouched_by=user)
    return locked
