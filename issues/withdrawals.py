"""Lifts withdrawals: what one person withdrew may be published again once a second one has agreed, and never before."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from issues import ledger, newsroom, notices
from issues.departures import Withdrawal, withdrawal_of
from issues.models import Issue, StatusChange
from issues.moves import Conflict, NotAllowed, ReasonMissing, lock_editions
from issues.periods import ap_date
from issues.workflow import ASK_LIFT, LIFT, TRANSITIONS, Move

PERMISSION = TRANSITIONS[Move.WITHDRAW].permission
"""Whoever may withdraw may lift what somebody else withdrew."""

VOUCHING = "issues.change_issue"
"""Whoever has it confirms a lifting for which an editor has asked who has no other editor beside him or her."""


@dataclass(frozen=True, slots=True)
class Ways:
    """What one person can do about a withdrawal that stands; ``editors`` are the names of those who can lift it alone."""

    may_lift: bool
    may_ask: bool
    may_vouch: bool
    editors: tuple[str, ...]


def ways(standing: Withdrawal, user: Any) -> Ways:
    """One query beside those for the permissions of ``user``."""
    editors = _other_editors(standing.by_pk)
    is_own = user.pk == standing.by_pk
    is_editor = user.has_perm(PERMISSION)
    asked = standing.asked
    may_vouch = not is_own and not editors and asked is not None and user.has_perm(VOUCHING)
    return Ways(
        may_lift=is_editor and not is_own,
        may_ask=is_editor and is_own and not editors,
        may_vouch=may_vouch and asked is not None and asked.user_id != user.pk,
        editors=editors,
    )


def lift(issue: Issue, *, user: Any, reason: str) -> StatusChange:
    """Lift the withdrawal of ``issue``, of whichever edition, with a reason for the readers: the ledger's entry.

    By an editor who did not withdraw it. One transaction, all editions locked; nothing is published by it.
    Raises NotAllowed, ReasonMissing or Conflict.
    """
    if not user.has_perm(PERMISSION):
        raise NotAllowed("You may not lift the withdrawal of this issue; ask an editor.")
    reason = _reason(reason)
    with transaction.atomic():
        standing = _standing(issue)
        if standing.by_pk == user.pk:
            raise NotAllowed(_own(standing))
        return _lift(standing, user, reason)


def ask_lift(issue: Issue, *, user: Any, reason: str) -> StatusChange:
    """Ask somebody to confirm that one's own withdrawal is lifted for this ``reason``: the ledger's entry.

    For the editor who withdrew it and has no other editor beside him or her. The newest request counts.
    Raises NotAllowed, ReasonMissing or Conflict.
    """
    if not user.has_perm(PERMISSION):
        raise NotAllowed("You may not ask for that; ask an editor.")
    reason = _reason(reason)
    with transaction.atomic():
        standing = _standing(issue)
        if standing.by_pk != user.pk:
            raise NotAllowed(f"{standing.by} withdrew this issue, not you: lift the withdrawal.")
        if _other_editors(user.pk):
            raise NotAllowed(_own(standing))
        withdrawn = standing.entry.edition
        request = ledger.record(
            withdrawn, ASK_LIFT, from_status=withdrawn.status, user=user, reason=reason
        )
        notices.tell_asked_to_lift(withdrawn, user=user, reason=reason)
        return request


def vouch(issue: Issue, *, user: Any, asked: int | None) -> StatusChange:
    """Lift the withdrawal of ``issue`` as its editor asked, for the reason that he or she gave: the ledger's entry.

    By anybody else of the newsroom. ``asked`` is the primary key of the request that was read: if there is a newer one,
    that is read first. Raises NotAllowed or Conflict.
    """
    if not user.has_perm(VOUCHING):
        raise NotAllowed("You may not confirm that; ask somebody of the newsroom.")
    with transaction.atomic():
        standing = _standing(issue)
        request = standing.asked
        if request is None:
            raise Conflict("Nobody has asked for the withdrawal of this issue to be lifted.")
        if user.pk in (standing.by_pk, request.user_id):
            raise NotAllowed(_own(standing))
        if editors := _other_editors(standing.by_pk):
            raise NotAllowed(
                f"There is another editor now, who lifts the withdrawal: ask {' or '.join(editors)}."
            )
        if request.pk != asked:
            raise Conflict(
                f"{request.person} asked for it anew meanwhile: read the reason as it is now."
            )
        return _lift(standing, user, request.reason)


def _standing(issue: Issue) -> Withdrawal:
    """The withdrawal that stands, with all editions of the issue locked. Raises Conflict if there is none."""
    lock_editions(issue)
    standing = withdrawal_of(issue)
    if standing is None:
        raise Conflict(_not_withdrawn(issue))
    return standing


def _lift(standing: Withdrawal, user: Any, reason: str) -> StatusChange:
    withdrawn, by = standing.entry.edition, standing.by_pk
    try:
        with transaction.atomic():
            entry = ledger.record(
                withdrawn, LIFT, from_status=withdrawn.status, user=user, reason=reason
            )
    except IntegrityError as error:  # who withdrew it was made another, past the desk
        raise NotAllowed(_own(standing)) from error
    notices.tell_lifted(withdrawn, user=user, reason=reason, withdrawn_by=by)
    return entry


def _reason(given: str) -> str:
    reason = given.strip()
    if not reason:
        raise ReasonMissing(
            "Say why the issue may appear again, in a sentence for the readers: to lift a withdrawal takes a reason."
        )
    return reason


def _other_editors(withdrawn_by: int) -> tuple[str, ...]:
    """The names of those who can lift what that person withdrew. One query."""
    editors = newsroom.who_may(PERMISSION).exclude(pk=withdrawn_by).order_by("username")
    return tuple(editors.values_list("username", flat=True))


def _own(standing: Withdrawal) -> str:
    editors = _other_editors(standing.by_pk)
    if editors:
        return f"You withdrew this issue, so somebody else lifts the withdrawal: ask {' or '.join(editors)}."
    return (
        "You withdrew this issue, so somebody else has to agree: ask for the withdrawal to be lifted, "
        "and anybody else of the newsroom can confirm it."
    )


def _not_withdrawn(issue: Issue) -> str:
    entries = StatusChange.objects.filter(issue__slug=issue.slug, event=LIFT)
    last = entries.select_related("user").last()
    if last is None:
        return "This issue is not withdrawn: there is nothing to lift."
    at = timezone.localtime(last.at)
    return (
        f"This issue is not withdrawn: {last.person} lifted the withdrawal on "
        f"{ap_date(at.date())}, {at:%H:%M}."
    )
