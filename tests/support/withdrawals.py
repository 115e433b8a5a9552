"""Issues that are withdrawn, and the lifting of that: who withdraws is ed, who lifts is eve, unless told otherwise."""

from contextlib import contextmanager
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from issues import guards
from issues.editions import start_correction
from issues.models import Issue
from issues.moves import apply_move, schedule
from issues.withdrawals import lift
from issues.workflow import Move
from tests.support import factories as make

REASON = "A court forbids it."
LIFTED = "The court allows it again."


def withdraw(issue, by=None, reason=REASON):
    """The live edition of the issue, withdrawn."""
    live = Issue.objects.published().get(slug=issue.slug)
    return apply_move(live, Move.WITHDRAW, user=by or make.editor(), reason=reason)


def lift_it(issue, by=None, reason=LIFTED):
    """The withdrawal of the issue lifted, by somebody else than ed."""
    return lift(issue, user=by or make.editor("eve"), reason=reason)


def correct(issue):
    """A draft of the next edition."""
    return start_correction(issue, user=make.editor(), note="A number is corrected.")


def scheduled_correction():
    """A live edition, and the next one: approved and scheduled by ed for an hour later."""
    first = make.published_issue()
    second = make.approve(correct(first), by=make.editor("eve"))
    return first, schedule(second, timezone.now() + timedelta(hours=1), user=make.editor())


def make_due(issue):
    """As if the moment of a scheduled edition had come."""
    Issue.objects.filter(pk=issue.pk).update(publish_at=timezone.now() - timedelta(minutes=1))


@contextmanager
def unguarded():
    """The database lets through what its guards would refuse."""
    with transaction.atomic():
        guards.remove(connection)
        yield
        guards.install(connection)
