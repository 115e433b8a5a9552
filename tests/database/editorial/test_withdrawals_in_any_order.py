"""Whatever two editors and an analyst do, in whatever order: what one withdrew is not read before a second one agreed."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from issues import ledger
from issues.departures import withdrawal_of
from issues.editions import start_correction
from issues.models import Issue, StatusChange
from issues.moves import MoveError, apply_move, publish_due, schedule
from issues.withdrawals import ask_lift, lift, vouch
from issues.workflow import LIFT, Move
from tests.support import factories as make
from tests.support.examples import examples

SLUG = make.END.isoformat()
HOUR = timedelta(hours=1)


def working():
    return Issue.objects.working().filter(slug=SLUG).first()


def live():
    return Issue.objects.published().filter(slug=SLUG).first()


def newest():
    return Issue.objects.filter(slug=SLUG).order_by("-edition").first()


def withdraw(user):
    if issue := live():
        apply_move(issue, Move.WITHDRAW, user=user, reason="It was wrong.")


def vouch_for_it(user):
    standing = withdrawal_of(newest())
    asked = standing.asked.pk if standing and standing.asked else None
    vouch(newest(), user=user, asked=asked)


def correct(user):
    start_correction(newest(), user=user, note="A number is corrected.")


def approve(user):
    if issue := working():
        if issue.status == "draft":
            apply_move(issue, Move.SUBMIT, user=user)
        apply_move(working(), Move.APPROVE, user=user)


def schedule_it(user):
    if issue := working():
        schedule(issue, timezone.now() + HOUR, user=user)


def publish(user):
    if issue := working():
        apply_move(issue, Move.PUBLISH, user=user)


def tick(user):
    """An hour goes by, and nobody looks."""
    for issue in Issue.objects.working().filter(publish_at__isnull=False):
        Issue.objects.filter(pk=issue.pk).update(publish_at=issue.publish_at - HOUR)


def lift_by_hand(user):
    """With the keys to the database, whoever it is."""
    ledger.record(newest(), LIFT, from_status=newest().status, user=user, reason="By hand.")


def publish_by_hand(user):
    """The same, and the database refuses it to everybody."""
    issue = working()
    if issue and issue.status == "approved" and withdrawal_of(issue):
        Issue.objects.filter(pk=issue.pk).update(status="published", published_at=timezone.now())
        raise AssertionError("published by hand")


ACTIONS = {
    "withdraw": withdraw,
    "ask": lambda user: ask_lift(newest(), user=user, reason="It was right."),
    "lift": lambda user: lift(newest(), user=user, reason="It was right."),
    "vouch": vouch_for_it,
    "correct": correct,
    "approve": approve,
    "schedule": schedule_it,
    "publish": publish,
    "publish due": lambda user: publish_due(),
    "tick": tick,
}
BY_HAND = {"lift by hand": lift_by_hand, "publish by hand": publish_by_hand}
PEOPLE = {
    "ana": make.analyst,
    "ed": make.editor,
    "eve": lambda: make.editor("eve"),
}
STEPS = st.tuples(
    st.sampled_from([*ACTIONS, *BY_HAND, "withdraw", "correct", "approve", "publish"]),
    st.sampled_from([*PEOPLE, "ed", "eve"]),
)


class Broken(Exception):
    """Undoes an example."""


def check():
    entries = StatusChange.objects.filter(
        issue__slug=SLUG, event__in=("withdraw", "lift", "publish")
    ).order_by("pk")
    standing = None
    for entry in entries:
        if entry.event == "withdraw":
            standing = entry
        elif entry.event == "publish":
            assert standing is None, "published over a withdrawal"
        else:
            assert standing is not None, "lifted what was not withdrawn"
            assert entry.user_id != standing.user_id, "lifted alone"
            standing = None
    found = withdrawal_of(newest())
    assert (found.entry if found else None) == standing
    marked = Issue.objects.with_withdrawal().filter(is_withdrawn=True)
    assert marked.count() == (Issue.objects.count() if standing else 0)
    if standing:
        assert live() is None
        assert Client().get(f"/issues/{SLUG}/").status_code == 410
        assert not Issue.objects.filter(slug=SLUG, publish_at__isnull=False, status="approved")
    assert ledger.verify() == []


@pytest.mark.django_db
@given(
    steps=st.lists(STEPS, min_size=8, max_size=20),
    is_alone=st.booleans(),
)
@examples(80)
def test_what_one_withdrew_is_not_read_before_a_second_one_agreed(steps, is_alone):
    people = {name: make_one() for name, make_one in PEOPLE.items()}
    with pytest.raises(Broken), transaction.atomic():
        if is_alone:
            people["eve"].groups.clear()
        make.published_issue()
        for name, who in steps:
            people = {name: type(user).objects.get(pk=user.pk) for name, user in people.items()}
            try:
                with transaction.atomic():
                    (ACTIONS | BY_HAND)[name](people[who])
            except MoveError as refusal:
                assert str(refusal).endswith(".")
            except DatabaseError as refusal:
                assert name in BY_HAND
                assert "withdrawal" in str(refusal)
            check()
        raise Broken
