"""Moves an edition through the workflow: the one function that changes a status, and the schedule."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from issues import four_eyes, ledger, notices, versions
from issues.departures import withdrawal_of
from issues.models import Issue
from issues.periods import ap_date
from issues.preflight import Finding, preflight
from issues.workflow import TRANSITIONS, Move, Status, Transition

SCHEDULE_PERMISSION = TRANSITIONS[Move.PUBLISH].permission


class MoveError(Exception):
    """A move that was not made; its text is one sentence for the person who tried. Nothing has changed."""


class NotAllowed(MoveError):
    """The user lacks the permission."""


class ReasonMissing(MoveError):
    """The move needs a reason and was given none."""


class Conflict(MoveError):
    """The edition is not, or no longer, in a state that the move starts from."""


class Blocked(MoveError):
    """Preflight found something that must be settled first; ``findings`` has all of it."""

    def __init__(self, issue: Issue, findings: list[Finding]) -> None:
        self.findings = findings
        blocking = [finding for finding in findings if finding.is_blocking]
        more = f" (and {len(blocking) - 1} more)" if len(blocking) > 1 else ""
        super().__init__(f"{issue}: {blocking[0].message}{more}")


_DELETED = "This issue was deleted meanwhile."

# For each move, the columns it stamps.
_STAMPS: dict[Move, tuple[str, ...]] = {
    Move.SUBMIT: ("submitted_at", "submitted_by"),
    Move.RETURN: (),
    Move.APPROVE: ("approved_at", "approved_by"),
    Move.PUBLISH: ("published_at", "published_by"),
    Move.SUPERSEDE: ("superseded_at",),
    Move.WITHDRAW: ("withdrawn_at", "withdrawn_by"),
}


def apply_move(
    issue: Issue,
    move: Move,
    *,
    user: Any,
    reason: str = "",
    due_at: datetime | None = None,
    tells: bool = True,
) -> Issue:
    """Make ``move`` for ``user`` and return the edition as it is afterwards.

    One transaction: permission, state, reason, preflight, the change of status, the ledger, and for a publication the
    superseding of the former edition, for a withdrawal the end of the schedule of an edition in work, and notices to those
    concerned (unless ``tells`` is off, for loading many issues).
    However many try at once, one succeeds. With ``due_at`` (a scheduled publication) it happens only if the edition is
    still scheduled for that moment.

    Raises NotAllowed, ReasonMissing, Conflict or Blocked, all of them MoveError.
    """
    transition = TRANSITIONS[move]
    if not transition.permission or not user.has_perm(transition.permission):
        raise NotAllowed(f"You may not {_verb(move)} this issue; ask an editor.")
    reason = reason.strip()
    if transition.needs_reason and not reason:
        raise ReasonMissing(f"Say why: to {_verb(move)} an issue takes a reason.")
    with transaction.atomic():
        locked = lock_editions(issue)
        if locked.status not in transition.sources:
            raise Conflict(_conflict(locked, move))
        if due_at is not None and locked.publish_at != due_at:
            raise Conflict(f"{locked} is no longer scheduled for {due_at:%Y-%m-%d %H:%M %Z}.")
        if transition.needs_preflight:
            _refuse_unfit(locked)
        if move == Move.APPROVE:
            _refuse_own_words(locked, user)
        if move == Move.PUBLISH:
            _supersede_former(locked, user)
        moved = _change_status(locked, move, transition, user, reason)
        if move == Move.WITHDRAW:
            _end_schedule(moved, user, reason)
        if tells:
            notices.tell_move(moved, move, user=user, reason=reason, is_due=due_at is not None)
        return moved


def _refuse_unfit(issue: Issue) -> None:
    findings = preflight(issue)
    if any(finding.is_blocking for finding in findings):
        raise Blocked(issue, findings)


def _refuse_own_words(issue: Issue, user: Any) -> None:
    if user.pk in four_eyes.unchecked_issues([issue.pk])[issue.pk]:
        what = "period, notice or correction note" if issue.edition > 1 else "period or notice"
        raise NotAllowed(
            f"You wrote the {what} of {issue}, and nobody else has read it yet: somebody else approves the issue, or "
            "vouches for these words."
        )


def lock_editions(issue: Issue) -> Issue:
    """Lock every edition of an issue until the transaction ends, and return this one as it is now.

    Always from the first to the last, so that those who publish one edition and withdraw another wait for each other and
    never both. Raises Conflict if the edition was deleted.
    """
    editions = Issue.objects.select_for_update(of=("self",)).filter(slug=issue.slug)
    for edition in list(editions.order_by("edition")):
        if edition.pk == issue.pk:
            return edition
    raise Conflict(_DELETED)


def _end_schedule(withdrawn: Issue, user: Any, reason: str) -> None:
    """Nothing of a withdrawn issue is published by the clock."""
    why = f"The issue was withdrawn by {user.get_username()}: {notices.quoted(reason)}"
    scheduled = Issue.objects.working().filter(slug=withdrawn.slug, publish_at__isnull=False)
    for issue in scheduled:
        issue.publish_at = issue.scheduled_by = None
        issue.save(update_fields=["publish_at", "scheduled_by"])
        ledger.record(issue, "unschedule", from_status=issue.status, user=user, reason=why)


def _supersede_former(issue: Issue, user: Any) -> None:
    former = Issue.objects.select_for_update().published().filter(slug=issue.slug).first()
    if former:
        transition = TRANSITIONS[Move.SUPERSEDE]
        _change_status(former, Move.SUPERSEDE, transition, user, issue.correction_note)


def _change_status(
    issue: Issue, move: Move, transition: Transition, user: Any, reason: str
) -> Issue:
    now = timezone.now()
    former = issue.status
    values: dict[str, Any] = {"status": transition.target}
    for column in _STAMPS[move]:
        values[column] = now if column.endswith("_at") else user
    if move == Move.WITHDRAW:
        values["withdrawal_reason"] = reason
    if move == Move.RETURN:
        values |= {"publish_at": None, "scheduled_by": None}
    if not Issue.objects.filter(pk=issue.pk, status=former).update(**values):
        raise Conflict(_conflict(Issue.objects.get(pk=issue.pk), move))
    issue.refresh_from_db()
    if move == Move.APPROVE:
        versions.record_words(issue, user=user)
    ledger.record(issue, move, from_status=former, user=user, reason=reason, at=now)
    return issue


def _verb(move: Move) -> str:
    return Move(move).label.split()[0].lower()


def _conflict(issue: Issue, move: Move) -> str:
    last = issue.status_changes.filter(user__isnull=False).select_related("user").last()
    who = f" by {last.person} at {timezone.localtime(last.at):%H:%M}" if last else ""
    state = Status(issue.status).label.lower()
    return f"You cannot {_verb(move)} {issue}: it is {state}{who}. Look at it as it is now."


def schedule(
    issue: Issue, publish_at: datetime | None, *, user: Any, seen: str | None = None
) -> Issue:
    """Set the moment (aware) at which an approved edition is published, or take it off the schedule with None.

    ``seen`` is the moment that was on the screen, in seconds since 1970 or empty: if somebody else changed it since, it stays.
    Raises NotAllowed or Conflict.
    """
    if not user.has_perm(SCHEDULE_PERMISSION):
        raise NotAllowed("You may not schedule this issue; ask an editor.")
    with transaction.atomic():
        locked = lock_editions(issue)
        if locked.status != Status.APPROVED:
            raise Conflict(_conflict(locked, Move.PUBLISH))
        if publish_at is not None and publish_at <= timezone.now():
            raise Conflict("That moment has passed: choose a later one, or publish now.")
        if publish_at is not None and (standing := withdrawal_of(locked)):
            raise Conflict(
                f"{standing}: it is not scheduled until somebody else lifts the withdrawal."
            )
        if seen not in (None, _seconds(locked.publish_at)) and locked.scheduled_by_id != user.pk:
            raise Conflict(_rescheduled(locked))
        locked.publish_at = publish_at
        locked.scheduled_by = user if publish_at else None
        locked.save(update_fields=["publish_at", "scheduled_by"])
        ledger.record(
            locked,
            "schedule" if publish_at else "unschedule",
            from_status=locked.status,
            user=user,
            reason=publish_at.isoformat() if publish_at else "",
        )
    return locked


def _seconds(moment: datetime | None) -> str:
    return f"{int(moment.timestamp())}" if moment else ""


def _rescheduled(issue: Issue) -> str:
    """Says how another one changed the schedule; reads ``scheduled_by``."""
    if issue.publish_at is None or issue.scheduled_by is None:
        return "It was taken off the schedule meanwhile: choose its time again if it should be published then."
    at = timezone.localtime(issue.publish_at)
    return (
        f"{issue.scheduled_by.get_username()} set it for {ap_date(at.date())}, {at:%H:%M} meanwhile, "
        "and that was left: choose again if it should be otherwise."
    )


def publish_due() -> tuple[list[Issue], list[MoveError]]:
    """Publish every scheduled edition whose moment has come; those published, and why others were not.

    Safe to run any number of times at once: each edition is published exactly once. One that preflight blocks is
    taken off the schedule, with the reason in the ledger.
    """
    published: list[Issue] = []
    failed: list[MoveError] = []
    due = Issue.objects.filter(status=Status.APPROVED, publish_at__lte=timezone.now())
    for issue in due.select_related("scheduled_by").order_by("publish_at", "pk"):
        try:
            published.append(
                apply_move(issue, Move.PUBLISH, user=issue.scheduled_by, due_at=issue.publish_at)
            )
        except Conflict:
            continue  # another run was first, or an editor took it off the schedule
        except MoveError as error:
            _take_off_schedule(issue, error)
            failed.append(error)
    return published, failed


def _take_off_schedule(issue: Issue, error: MoveError) -> None:
    with transaction.atomic():
        changed = Issue.objects.filter(
            pk=issue.pk, status=Status.APPROVED, publish_at=issue.publish_at
        ).update(publish_at=None, scheduled_by=None)
        if changed:
            ledger.record(
                issue,
                "schedule_failed",
                from_status=issue.status,
                user=issue.scheduled_by,
                reason=str(error),
            )
            notices.tell_schedule_failed(issue, str(error))
