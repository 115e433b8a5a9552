"""Twenty at once and the clock: whoever wins, an issue that somebody withdrew cannot be read before somebody lifts that."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.test import Client
from django.utils import timezone

from issues import ledger
from issues.departures import withdrawal_of
from issues.models import Issue, StatusChange
from issues.moves import MoveError, apply_move, publish_due, schedule
from issues.withdrawals import lift
from issues.workflow import Move
from tests.support import factories as make
from tests.support.at_once import at_once
from tests.support.withdrawals import (
    LIFTED,
    REASON,
    correct,
    make_due,
    scheduled_correction,
    withdraw,
)

pytestmark = pytest.mark.django_db(transaction=True)

EVENTS = ("withdraw", "lift", "publish")


def events(issue):
    """What decides, in the order in which it happened."""
    entries = StatusChange.objects.filter(issue__slug=issue.slug, event__in=EVENTS).order_by("pk")
    return list(entries.values_list("event", flat=True))


def check(issue, outcomes):
    """The rule, in the tables, in the ledger and before a reader."""
    for outcome in outcomes:
        assert not isinstance(outcome, Exception) or isinstance(outcome, MoveError), repr(outcome)
    found = events(issue)
    assert ("withdraw", "publish") not in pairwise(found)
    is_withdrawn = found[-1] == "withdraw"
    assert (withdrawal_of(issue) is not None) == is_withdrawn
    live = Issue.objects.published().filter(slug=issue.slug)
    assert live.exists() == (found[-1] == "publish")
    answer = Client().get(f"/issues/{issue.slug}/")
    assert answer.status_code == (200 if live.exists() else 410)
    if is_withdrawn:
        assert REASON in answer.content.decode()
    assert not Issue.objects.working().filter(slug=issue.slug, publish_at__isnull=False).exists()
    assert ledger.verify() == []


@pytest.mark.parametrize("attempt", range(4))
def test_twenty_who_publish_and_withdraw(attempt):
    first = make.published_issue()
    second = make.approve(correct(first), by=make.editor("eve"))
    people = [make.editor(f"editor{number}") for number in range(20)]

    def publishing(user):
        return lambda: apply_move(second, Move.PUBLISH, user=user)

    def withdrawing(user):
        # Whatever is live when they look: the first edition or the second.
        return lambda: apply_move(
            Issue.objects.published().filter(slug=first.slug).first() or first,
            Move.WITHDRAW,
            user=user,
            reason=REASON,
        )

    steps = [(publishing, withdrawing)[(n + attempt) % 2](user) for n, user in enumerate(people)]
    outcomes = at_once(*steps)
    check(first, outcomes)
    assert sum(not isinstance(outcome, Exception) for outcome in outcomes) in (1, 2)


@pytest.mark.parametrize("attempt", range(3))
def test_the_clock_and_those_who_withdraw(attempt):
    first, second = scheduled_correction()
    make_due(second)
    people = [make.editor(f"editor{number}") for number in range(10)]
    outcomes = at_once(
        *[publish_due] * 10,
        *(lambda user=user: withdraw(first, by=user) for user in people),
    )
    # ``withdraw`` looks for the live edition itself and may find none.
    check(first, [each for each in outcomes if not isinstance(each, Issue.DoesNotExist)])
    assert publish_due()[0] == []
    check(first, [])


@pytest.mark.parametrize("attempt", range(3))
def test_those_who_publish_withdraw_lift_and_schedule(attempt):
    first = make.published_issue()
    second = make.approve(correct(first), by=make.editor("eve"))
    people = [make.editor(f"editor{number}") for number in range(5)]
    moment = timezone.now() + timedelta(hours=1)
    steps = []
    for user in people:
        steps += [
            lambda user=user: apply_move(second, Move.PUBLISH, user=user),
            lambda user=user: apply_move(first, Move.WITHDRAW, user=user, reason=REASON),
            lambda user=user: lift(first, user=user, reason=LIFTED),
            lambda user=user: schedule(second, moment, user=user),
        ]
    outcomes = at_once(*steps)
    for outcome in outcomes:
        assert not isinstance(outcome, Exception) or isinstance(outcome, MoveError), repr(outcome)
    found = events(first)
    assert ("withdraw", "publish") not in pairwise(found)
    withdrawals = StatusChange.objects.filter(event="withdraw").values_list("user_id", flat=True)
    liftings = StatusChange.objects.filter(event="lift").values_list("user_id", flat=True)
    assert not set(withdrawals) & set(liftings)
    assert len(liftings) <= len(withdrawals)
    assert Issue.objects.published().exists() == (found[-1] == "publish")
    assert ledger.verify() == []


def test_of_twenty_who_lift_one_does():
    first = make.published_issue()
    withdraw(first)
    people = [make.editor(f"editor{number}") for number in range(20)]
    outcomes = at_once(
        *(lambda user=user: lift(first, user=user, reason=LIFTED) for user in people)
    )
    lost = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert len(lost) == 19
    assert all("lifted the withdrawal on" in str(error) for error in lost), lost
    assert StatusChange.objects.filter(event="lift").count() == 1
    assert ledger.verify() == []
