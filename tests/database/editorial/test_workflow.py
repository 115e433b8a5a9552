"""Moves: one table, one function, a plain sentence for every refusal."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from issues import ledger
from issues.editing import delete_issue, hold_item
from issues.editions import start_correction
from issues.models import Issue, StatusChange
from issues.moves import (
    Blocked,
    Conflict,
    MoveError,
    NotAllowed,
    ReasonMissing,
    apply_move,
    publish_due,
    schedule,
)
from issues.workflow import TRANSITIONS, Move, Status, moves_from
from tests.support import factories as make
from tests.support.withdrawals import lift_it

pytestmark = pytest.mark.django_db

NEEDS_A_REASON = [move for move, row in TRANSITIONS.items() if row.needs_reason]


def issue_in(status):
    issue = make.make_issue()
    make.make_item(issue)
    steps = {
        Status.DRAFT: lambda: issue,
        Status.IN_REVIEW: lambda: make.submit(issue),
        Status.APPROVED: lambda: make.approve(issue),
        Status.PUBLISHED: lambda: make.publish(issue),
        Status.SUPERSEDED: lambda: superseded(make.publish(issue)),
        Status.WITHDRAWN: lambda: apply_move(
            make.publish(issue), Move.WITHDRAW, user=make.editor(), reason="It was wrong."
        ),
    }
    return steps[status]()


def superseded(issue):
    make.publish(start_correction(issue, user=make.editor("eve"), note="A number is corrected."))
    return Issue.objects.get(pk=issue.pk)


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("move", Move.values)
def test_a_move_is_made_from_the_states_of_the_table_and_from_no_other(status, move):
    issue = issue_in(status)
    transition = TRANSITIONS[move]
    if move == Move.APPROVE and status in transition.sources:
        make.approve_items(issue)
    legal = status in transition.sources and transition.permission
    if legal:
        after = apply_move(issue, move, user=make.editor("ida"), reason="Because.")
        assert after.status == transition.target
        assert issue.status_changes.last().event == move
        return
    entries = StatusChange.objects.count()
    with pytest.raises(NotAllowed if not transition.permission else Conflict) as refusal:
        apply_move(issue, move, user=make.editor("ida"), reason="Because.")
    assert str(refusal.value).endswith(".")
    issue.refresh_from_db()
    assert (issue.status, StatusChange.objects.count()) == (status, entries)


def test_every_state_is_reached_from_draft_by_moves_of_the_table():
    reached, waiting = {Status.DRAFT}, [Status.DRAFT]
    while waiting:
        here = waiting.pop()
        for row in TRANSITIONS.values():
            if here in row.sources and row.target not in reached:
                reached.add(row.target)
                waiting.append(row.target)
    assert reached == set(Status)


def test_every_permission_of_the_table_exists():
    for row in TRANSITIONS.values():
        if row.permission:
            app, codename = row.permission.split(".")
            assert Permission.objects.filter(
                content_type__app_label=app, codename=codename
            ).exists(), row.permission


def test_the_moves_offered_are_those_that_a_person_can_make():
    assert moves_from(Status.PUBLISHED) == [Move.WITHDRAW]
    assert moves_from(Status.IN_REVIEW) == [Move.RETURN, Move.APPROVE]
    assert moves_from(Status.SUPERSEDED) == []


@pytest.mark.parametrize("move", [m for m in Move if m not in (Move.SUBMIT, Move.SUPERSEDE)])
def test_an_analyst_may_only_submit(move):
    issue = issue_in(TRANSITIONS[move].sources[0])
    with pytest.raises(NotAllowed, match="ask an editor"):
        apply_move(issue, move, user=make.analyst(), reason="Because.")


def test_somebody_without_any_permission_cannot_submit():
    with pytest.raises(NotAllowed):
        apply_move(issue_in(Status.DRAFT), Move.SUBMIT, user=make.make_user("nobody"))


@pytest.mark.parametrize("move", NEEDS_A_REASON)
def test_a_move_that_needs_a_reason_is_refused_without_words(move):
    issue = issue_in(TRANSITIONS[move].sources[0])
    with pytest.raises(ReasonMissing, match="Say why"):
        apply_move(issue, move, user=make.editor(), reason="  \n ")


def test_it_refuses_while_an_item_is_not_approved():
    issue = issue_in(Status.IN_REVIEW)
    with pytest.raises(Blocked) as refusal:
        apply_move(issue, Move.APPROVE, user=make.editor())
    assert [finding.code for finding in refusal.value.findings] == ["unapproved_item"]
    assert "is not approved" in str(refusal.value)


def test_an_item_that_is_held_back_does_not_keep_the_issue():
    issue = issue_in(Status.IN_REVIEW)
    extra = make.make_item(issue, "A rumour.", citations=[])
    hold_item(extra, user=make.editor(), held=True)
    assert make.approve(issue).status == Status.APPROVED


def test_the_ledger_says_who_when_what_and_why():
    issue = issue_in(Status.IN_REVIEW)
    before = timezone.now()
    apply_move(issue, Move.RETURN, user=make.editor(), reason=" Sources are missing. ")
    entry = issue.status_changes.last()
    assert (entry.event, entry.from_status, entry.to_status) == ("return", "in_review", "draft")
    assert (entry.user, entry.reason) == (make.editor(), "Sources are missing.")
    assert before <= entry.at <= timezone.now()


def test_a_move_of_a_deleted_issue_is_a_sentence():
    issue = make.make_issue()
    stale = Issue.objects.get(pk=issue.pk)
    issue.delete()
    with pytest.raises(Conflict, match="deleted meanwhile"):
        apply_move(stale, Move.SUBMIT, user=make.analyst())
    with pytest.raises(Conflict, match="deleted meanwhile"):
        schedule(stale, timezone.now() + timedelta(hours=1), user=make.editor())


def test_publishing_a_correction_supersedes_the_former_edition():
    first = issue_in(Status.PUBLISHED)
    second = start_correction(first, user=make.editor(), note="A number is corrected.")
    assert Issue.objects.published().get() == first
    second = make.publish(second)
    first.refresh_from_db()
    assert (first.status, second.status, second.edition) == ("superseded", "published", 2)
    assert first.superseded_at is not None
    assert [e.event for e in StatusChange.objects.order_by("pk")][-2:] == ["supersede", "publish"]


class TestSchedule:
    def test_a_due_issue_is_published_by_whoever_scheduled_it(self):
        issue = schedule(
            issue_in(Status.APPROVED), timezone.now() + timedelta(hours=1), user=make.editor("eve")
        )
        assert publish_due() == ([], [])
        Issue.objects.update(publish_at=timezone.now() - timedelta(minutes=1))
        published, failed = publish_due()
        assert (published, failed) == ([issue], [])
        assert published[0].published_by == make.editor("eve")
        assert publish_due() == ([], [])

    def test_what_preflight_blocks_is_taken_off_the_schedule_with_the_reason(self):
        issue = issue_in(Status.APPROVED)
        schedule(issue, timezone.now() + timedelta(hours=1), user=make.editor())
        issue.items.update(body="Changed behind everybody’s back.")
        Issue.objects.update(publish_at=timezone.now())
        published, failed = publish_due()
        assert published == []
        assert "changed after it was approved" in str(failed[0])
        issue.refresh_from_db()
        assert (issue.status, issue.publish_at) == ("approved", None)
        assert issue.status_changes.last().event == "schedule_failed"

    def test_only_an_approved_issue_can_be_scheduled(self):
        with pytest.raises(Conflict):
            schedule(
                issue_in(Status.IN_REVIEW), timezone.now() + timedelta(hours=1), user=make.editor()
            )

    def test_a_moment_in_the_past_is_refused(self):
        with pytest.raises(Conflict, match="has passed"):
            schedule(
                issue_in(Status.APPROVED), timezone.now() - timedelta(seconds=1), user=make.editor()
            )

    def test_an_analyst_may_not_schedule(self):
        with pytest.raises(NotAllowed):
            schedule(
                issue_in(Status.APPROVED), timezone.now() + timedelta(hours=1), user=make.analyst()
            )

    def test_returning_an_issue_takes_it_off_the_schedule(self):
        issue = issue_in(Status.APPROVED)
        schedule(issue, timezone.now() + timedelta(hours=1), user=make.editor())
        issue = apply_move(issue, Move.RETURN, user=make.editor(), reason="Not yet.")
        assert (issue.publish_at, issue.scheduled_by) == (None, None)


class TestCorrections:
    def test_a_correction_starts_with_the_same_items_under_the_same_keys_still_approved(self):
        issue = make.make_issue()
        parent = make.make_item(issue, "The ferry reopens.")
        make.make_item(issue, "Its captain has doubts.", parent=parent)
        first = make.publish(issue)
        second = start_correction(first, user=make.editor(), note="A date is corrected.")
        for was, now in zip(first.items.order_by("pk"), second.items.order_by("pk"), strict=True):
            assert (was.key, was.content()) == (now.key, now.content())
            assert now.is_approved
        child = second.items.get(depth=2)
        assert child.parent.issue == second

    def test_one_begun_by_mistake_can_be_deleted_and_begun_again(self):
        issue = issue_in(Status.PUBLISHED)
        draft = start_correction(issue, user=make.editor(), note="A number.")
        delete_issue(draft, user=make.editor())
        assert issue.status_changes.last().event == "correct"
        again = start_correction(issue, user=make.editor(), note="Another number.")
        assert make.publish(again).edition == 2
        assert ledger.verify() == []

    def test_it_needs_a_note_for_the_readers(self):
        with pytest.raises(ReasonMissing):
            start_correction(issue_in(Status.PUBLISHED), user=make.editor(), note=" ")

    def test_an_analyst_may_not_start_one(self):
        with pytest.raises(NotAllowed):
            start_correction(issue_in(Status.PUBLISHED), user=make.analyst(), note="A number.")

    @pytest.mark.parametrize(
        "status", [Status.DRAFT, Status.IN_REVIEW, Status.APPROVED, Status.SUPERSEDED]
    )
    def test_only_the_live_or_a_withdrawn_edition_can_be_corrected(self, status):
        with pytest.raises(Conflict):
            start_correction(issue_in(status), user=make.editor(), note="A number.")

    def test_there_is_one_correction_at_a_time(self):
        issue = issue_in(Status.PUBLISHED)
        start_correction(issue, user=make.editor(), note="A number.")
        with pytest.raises(Conflict, match="being corrected already"):
            start_correction(issue, user=make.editor(), note="Another number.")
        assert Issue.objects.count() == 2

    def test_a_withdrawn_issue_can_appear_again_as_a_new_edition(self):
        issue = issue_in(Status.WITHDRAWN)
        assert list(Issue.objects.withdrawn()) == [issue]
        draft = start_correction(issue, user=make.editor(), note="Checked anew.")
        lift_it(issue)
        again = make.publish(draft)
        assert again.edition == 2
        assert list(Issue.objects.published()) == [again]
        assert list(Issue.objects.withdrawn()) == []


def test_every_refusal_is_one_sentence_and_nothing_else():
    for error in (NotAllowed, ReasonMissing, Conflict, Blocked):
        assert issubclass(error, MoveError)
    issue = issue_in(Status.PUBLISHED)
    with pytest.raises(Conflict) as refusal:
        apply_move(issue, Move.PUBLISH, user=make.editor())
    assert "it is published by ed at" in str(refusal.value)
    assert date(2017, 11, 7).isoformat() == issue.slug
