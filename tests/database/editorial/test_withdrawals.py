"""A withdrawal is a state of the issue: nothing of it is published before somebody else has lifted that."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone

from issues import ledger
from issues.departures import withdrawal_of
from issues.models import Assignment, Issue, Notice, StatusChange
from issues.moves import (
    Blocked,
    Conflict,
    NotAllowed,
    ReasonMissing,
    apply_move,
    publish_due,
    schedule,
)
from issues.preflight import preflight
from issues.withdrawals import ask_lift, lift, vouch, ways
from issues.workflow import Move, Status
from tests.support import factories as make
from tests.support.newsroom import fill_newsroom, told
from tests.support.withdrawals import (
    LIFTED,
    REASON,
    correct,
    make_due,
    scheduled_correction,
    unguarded,
    withdraw,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def eve():
    """A second editor."""
    return make.editor("eve")


@pytest.fixture
def alone():
    """The only editor, who withdrew an issue with a correction approved."""
    first = make.published_issue()
    second = make.approve(correct(first))
    withdraw(first)
    return second


@contextmanager
def refused(error, *words):
    """The block raises this, in a sentence with these words, and nothing is written."""
    before = (StatusChange.objects.count(), Notice.objects.count())
    with pytest.raises(error) as refusal:
        yield
    assert all(word in str(refusal.value) for word in words), str(refusal.value)
    assert (StatusChange.objects.count(), Notice.objects.count()) == before


class TestWithdrawing:
    def test_it_takes_the_scheduled_correction_off_the_schedule_and_says_why(self, eve):
        first, second = scheduled_correction()
        withdraw(first, by=eve)
        second.refresh_from_db()
        assert (second.status, second.publish_at, second.scheduled_by) == ("approved", None, None)
        entry = second.status_changes.last()
        assert (entry.event, entry.user) == ("unschedule", eve)
        assert entry.reason == f"The issue was withdrawn by eve: “{REASON}”"
        assert ledger.verify() == []

    def test_the_scheduler_publishes_nothing_at_its_minute(self):
        first, second = scheduled_correction()
        make_due(second)
        withdraw(first)
        assert publish_due() == ([], [])
        assert not Issue.objects.published().exists()

    def test_a_moment_that_was_set_under_the_old_rule_is_not_kept_either(self):
        first, second = scheduled_correction()
        withdraw(first)
        Issue.objects.filter(pk=second.pk).update(
            publish_at=timezone.now() - timedelta(minutes=1), scheduled_by=make.editor()
        )
        published, failed = publish_due()
        assert (published, len(failed)) == ([], 1)
        assert "ed withdrew this issue on" in str(failed[0])
        assert second.status_changes.last().event == "schedule_failed"
        assert publish_due() == ([], [])

    def test_those_who_work_on_the_correction_are_told_in_desk_and_mail_each_once(self, commits):
        fill_newsroom()
        first = make.published_issue()
        second = correct(first)
        make.make_item(second, "A second convoy.", by=make.analyst("tom"))
        Assignment.objects.create(
            issue=second, user=make.analyst("sue"), assigned_by=make.editor("eva")
        )
        make.analyst("idle")
        with commits():
            withdraw(first, by=make.editor("eva"))
        assert told("withdrawn") == ["ana", "ed", "sue", "tom"]
        notice = Notice.objects.filter(kind="withdrawn").first()
        assert notice.issue == first
        assert f"eva withdrew the issue of Oct. 31-Nov. 7, 2017: “{REASON}”" in notice.text
        assert notice.mailed_at is not None

    def test_an_archive_that_is_loaded_tells_nobody(self):
        issue = make.published_issue()
        apply_move(issue, Move.WITHDRAW, user=make.editor("eve"), reason=REASON, tells=False)
        assert told("withdrawn") == []


class TestWhileItStands:
    def test_nothing_of_the_issue_is_approved_or_published(self, alone):
        with refused(Blocked, "ed withdrew this issue", REASON, "until somebody else lifts"):
            apply_move(alone, Move.PUBLISH, user=make.editor("eve"))
        returned = apply_move(alone, Move.RETURN, user=make.editor(), reason="Later.")
        make.submit(returned)
        with refused(Blocked, "ed withdrew this issue"):
            apply_move(alone, Move.APPROVE, user=make.editor("eve"))

    def test_nothing_of_the_issue_is_scheduled(self, alone):
        with refused(Conflict, "ed withdrew this issue", "is not scheduled until"):
            schedule(alone, timezone.now() + timedelta(hours=1), user=make.editor("eve"))

    def test_a_correction_can_be_begun_and_written(self):
        first = make.published_issue()
        withdraw(first)
        draft = correct(first)
        assert [finding.code for finding in preflight(draft)] == ["withdrawn"]
        assert make.submit(draft).status == Status.IN_REVIEW

    def test_other_issues_go_their_way(self, alone):
        assert make.published_issue(make.END + timedelta(days=7)).status == Status.PUBLISHED

    def test_one_that_appeared_again_under_the_old_rule_is_not_withdrawn(self):
        first = make.published_issue()
        second = make.approve(correct(first))
        withdraw(first)
        with unguarded():
            Issue.objects.filter(pk=second.pk).update(
                status=Status.PUBLISHED, published_at=timezone.now()
            )
            second.refresh_from_db()
            ledger.record(second, Move.PUBLISH, from_status="approved", user=make.editor())
        assert withdrawal_of(first) is None
        assert make.publish(correct(second)).edition == 3


class TestLifting:
    def test_another_editor_lifts_it_with_a_public_reason(self, alone, eve):
        entry = lift(alone, user=eve, reason=f" {LIFTED} ")
        assert (entry.event, entry.user, entry.reason) == ("lift", eve, LIFTED)
        assert entry.issue == Issue.objects.get(edition=1)
        assert withdrawal_of(alone) is None
        assert not Issue.objects.published().exists()  # it publishes nothing by itself
        assert apply_move(alone, Move.PUBLISH, user=make.editor()).status == Status.PUBLISHED
        assert ledger.verify() == []

    def test_whoever_withdrew_it_can_never_lift_it_alone(self, alone):
        with refused(NotAllowed, "You withdrew this issue", "ask for the withdrawal"):
            lift(alone, user=make.editor(), reason=LIFTED)
        request = ask_lift(alone, user=make.editor(), reason=LIFTED)
        with refused(NotAllowed, "You withdrew this issue"):
            vouch(alone, user=make.editor(), asked=request.pk)
        assert withdrawal_of(alone) is not None

    def test_a_superuser_who_withdrew_it_cannot_either(self):
        first = make.published_issue()
        chief = make.make_user("chief", is_superuser=True)
        withdraw(first, by=chief)
        make.editor()
        with refused(NotAllowed, "somebody else lifts the withdrawal: ask ed."):
            lift(first, user=chief, reason=LIFTED)

    def test_an_analyst_lifts_nothing_of_his_own_accord(self, alone):
        with refused(NotAllowed, "ask an editor"):
            lift(alone, user=make.analyst(), reason=LIFTED)
        with refused(NotAllowed, "ask an editor"):
            ask_lift(alone, user=make.analyst(), reason=LIFTED)
        with refused(Conflict, "Nobody has asked"):
            vouch(alone, user=make.analyst(), asked=None)

    def test_somebody_from_outside_confirms_nothing(self, alone):
        request = ask_lift(alone, user=make.editor(), reason=LIFTED)
        with refused(NotAllowed, "ask somebody of the newsroom"):
            vouch(alone, user=make.make_user("guest"), asked=request.pk)

    @pytest.mark.parametrize("step", [lift, ask_lift])
    def test_it_takes_a_reason(self, alone, eve, step):
        with refused(ReasonMissing, "Say why the issue may appear again"):
            step(alone, user=eve if step is lift else make.editor(), reason=" \n ")

    def test_it_is_lifted_once(self, alone, eve):
        lift(alone, user=eve, reason=LIFTED)
        with refused(Conflict, "is not withdrawn: eve lifted the withdrawal on"):
            lift(alone, user=make.editor("dan"), reason="Again.")

    def test_what_is_not_withdrawn_is_not_lifted(self, eve):
        issue = make.published_issue()
        for step in (lift, ask_lift):
            with refused(Conflict, "there is nothing to lift"):
                step(issue, user=eve, reason=LIFTED)
        with refused(Conflict, "there is nothing to lift"):
            vouch(issue, user=eve, asked=1)

    def test_of_a_deleted_draft_it_is_a_sentence(self, alone, eve):
        gone = Issue(pk=0, slug=alone.slug)
        with refused(Conflict, "deleted meanwhile"):
            lift(gone, user=eve, reason=LIFTED)

    def test_a_second_withdrawal_needs_a_lifting_of_its_own(self, alone, eve):
        lift(alone, user=eve, reason=LIFTED)
        second = apply_move(alone, Move.PUBLISH, user=make.editor())
        withdraw(second, by=eve)
        third = correct(second)
        assert withdrawal_of(third).by == "eve"
        with refused(NotAllowed, "You withdrew this issue"):
            lift(third, user=eve, reason=LIFTED)
        lift(third, user=make.editor(), reason=LIFTED)
        assert make.publish(third).status == Status.PUBLISHED
        assert ledger.verify() == []

    def test_whoever_withdrew_and_those_who_work_on_it_are_told(self, alone, eve):
        Notice.objects.all().delete()
        lift(alone, user=eve, reason=LIFTED)
        assert told("withdrawn") == ["ana", "ed"]
        assert f"eve lifted the withdrawal of the issue of Oct. 31-Nov. 7, 2017: “{LIFTED}”" in (
            Notice.objects.first().text
        )


class TestOneEditor:
    def test_he_asks_and_an_analyst_vouches_for_his_reason(self, alone):
        ed, ana = make.editor(), make.analyst()
        Notice.objects.all().delete()
        request = ask_lift(alone, user=ed, reason=LIFTED)
        assert told("withdrawn") == ["ana"]
        assert withdrawal_of(alone).asked == request
        with refused(Blocked):
            apply_move(alone, Move.PUBLISH, user=ed)
        entry = vouch(alone, user=ana, asked=request.pk)
        assert (entry.event, entry.user, entry.reason) == ("lift", ana, LIFTED)
        assert apply_move(alone, Move.PUBLISH, user=ed).status == Status.PUBLISHED
        assert ledger.verify() == []

    def test_while_there_is_another_editor_it_is_that_ones_to_lift(self, alone, eve):
        with refused(NotAllowed, "ask eve."):
            ask_lift(alone, user=make.editor(), reason=LIFTED)
        with refused(NotAllowed, "ed withdrew this issue, not you: lift the withdrawal."):
            ask_lift(alone, user=eve, reason=LIFTED)

    def test_one_who_left_counts_for_nobody(self, alone, eve):
        eve.is_active = False
        eve.save()
        assert ask_lift(alone, user=make.editor(), reason=LIFTED).event == "ask_lift"

    def test_one_who_came_since_it_was_asked_lifts_it(self, alone):
        request = ask_lift(alone, user=make.editor(), reason=LIFTED)
        eve = make.editor("eve")
        with refused(NotAllowed, "ask eve"):
            vouch(alone, user=make.analyst(), asked=request.pk)
        assert lift(alone, user=eve, reason=LIFTED).event == "lift"

    def test_a_reason_that_was_changed_meanwhile_is_read_first(self, alone):
        first = ask_lift(alone, user=make.editor(), reason="A slip.")
        second = ask_lift(alone, user=make.editor(), reason=LIFTED)
        for asked in (first.pk, None):
            with refused(Conflict, "ed asked for it anew meanwhile"):
                vouch(alone, user=make.analyst(), asked=asked)
        assert vouch(alone, user=make.analyst(), asked=second.pk).reason == LIFTED

    def test_a_request_is_for_one_withdrawal_alone(self, alone):
        request = ask_lift(alone, user=make.editor(), reason=LIFTED)
        vouch(alone, user=make.analyst(), asked=request.pk)
        second = apply_move(alone, Move.PUBLISH, user=make.editor())
        withdraw(second)
        with refused(Conflict, "Nobody has asked"):
            vouch(second, user=make.analyst(), asked=request.pk)

    def test_everybody_is_offered_what_he_may_do_and_nothing_else(self, alone):
        ed, ana, guest = make.editor(), make.analyst(), make.make_user("guest")
        offered = lambda user: ways(withdrawal_of(alone), user)  # noqa: E731
        before = [offered(user) for user in (ed, ana, guest)]
        assert [way.may_ask for way in before] == [True, False, False]
        assert not any(way.may_lift or way.may_vouch for way in before)
        ask_lift(alone, user=ed, reason=LIFTED)
        assert [offered(user).may_vouch for user in (ed, ana, guest)] == [False, True, False]
        eve = make.editor("eve")
        assert [offered(user).may_lift for user in (ed, ana, eve)] == [False, False, True]
        assert offered(ed).editors == ("eve",)
        assert not offered(ed).may_ask
