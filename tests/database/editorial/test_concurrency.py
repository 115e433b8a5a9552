"""Many people at once: one wins, the others read a sentence, nothing is half done."""

from datetime import timedelta

import pytest
from django.utils import timezone

from issues import ledger
from issues.editing import Stale, approve_item, change_item, move_item, vouch_for_item
from issues.editions import start_correction
from issues.four_eyes import unchecked_items
from issues.models import Issue, Item, StatusChange
from issues.moves import Conflict, MoveError, apply_move, publish_due, schedule
from issues.sections import Section
from issues.workflow import Move
from tests.support import factories as make
from tests.support.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def split(outcomes):
    errors = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    for error in errors:
        assert isinstance(error, MoveError), repr(error)
    return [outcome for outcome in outcomes if not isinstance(outcome, Exception)], errors


def test_of_twenty_who_publish_at_once_one_does():
    issue = make.make_issue()
    make.make_item(issue)
    issue = make.approve(issue)
    people = [make.editor(f"editor{number}") for number in range(20)]
    won, lost = split(
        at_once(*(lambda p=p: apply_move(issue, Move.PUBLISH, user=p) for p in people))
    )
    assert len(won) == 1
    assert len(lost) == 19
    winner = won[0].published_by.username
    assert all(f"it is published by {winner} at" in str(error) for error in lost)
    assert StatusChange.objects.filter(event="publish").count() == 1
    assert ledger.verify() == []


def test_publishing_and_returning_at_once_leaves_one_of_the_two():
    issue = make.make_issue()
    make.make_item(issue)
    issue = make.approve(issue)
    ed, eve = make.editor(), make.editor("eve")
    won, lost = split(
        at_once(
            lambda: apply_move(issue, Move.PUBLISH, user=ed),
            lambda: apply_move(issue, Move.RETURN, user=eve, reason="Wait."),
        )
    )
    assert (len(won), len(lost)) == (1, 1)
    issue.refresh_from_db()
    assert issue.status == won[0].status


def test_whoever_writes_moves_and_approves_at_once_approves_nothing_of_his_own():
    issue = make.make_issue()
    item = make.make_item(issue)
    make.submit(issue)
    ed, bea, vera = make.editor(), make.analyst("bea"), make.analyst("vera")

    def write(user, number):
        row = make.fresh(item)
        cited = list(row.citations.all())
        change_item(row, user=user, version=row.version, body=f"{number}.", citations=cited)

    acts = [
        *(lambda n=n: write(ed, n) for n in range(3)),
        lambda: write(bea, "By bea"),
        lambda: move_item(item, user=bea, section=Section.RESPONSE),
        lambda: move_item(item, user=bea, section=Section.OTHER_NEWS),
        lambda: vouch_for_item(item, user=vera, version=make.fresh(item).version),
        *(lambda: approve_item(item, user=ed) for _ in range(5)),
    ]
    for _ in range(4):
        split(at_once(*acts))
        row = make.fresh(item)
        assert row.approved_by_id not in unchecked_items([item.pk])[item.pk]
        assert row.approved_by_id is None or row.is_approved


def test_publish_due_run_many_times_at_once_publishes_once():
    issue = make.make_issue()
    make.make_item(issue)
    issue = schedule(make.approve(issue), timezone.now() + timedelta(hours=1), user=make.editor())
    Issue.objects.update(publish_at=timezone.now())
    outcomes = at_once(*[publish_due] * 20)
    assert sum(len(published) for published, _ in outcomes) == 1
    assert all(failed == [] for _, failed in outcomes)
    assert StatusChange.objects.filter(event="publish").count() == 1


def test_issues_published_at_once_stand_in_one_chain():
    issues = []
    for week in range(6):
        issue = make.make_issue(make.END + timedelta(days=7 * week))
        make.make_item(issue, f"Week {week}.")
        issues.append(make.approve(issue))
    ed = make.editor()
    won, lost = split(at_once(*(lambda i=i: apply_move(i, Move.PUBLISH, user=ed) for i in issues)))
    assert (len(won), lost) == (6, [])
    assert ledger.verify() == []


def test_one_correction_starts_however_many_try():
    issue = make.published_issue()
    ed = make.editor()
    won, lost = split(at_once(*[lambda: start_correction(issue, user=ed, note="A number.")] * 8))
    assert (len(won), len(lost)) == (1, 7)
    assert all(isinstance(error, Conflict) for error in lost)
    assert Item.objects.count() == 2


def test_of_two_who_save_one_item_at_once_the_second_sees_both_texts():
    issue = make.make_issue()
    item = make.make_item(issue)
    people = [make.analyst(name) for name in ("amy", "bea", "cy", "dan")]
    won, lost = split(
        at_once(
            *(
                lambda p=p: change_item(
                    item, user=p, version=1, body=f"{p.username} wrote this.", citations=[]
                )
                for p in people
            )
        )
    )
    assert (len(won), len(lost)) == (1, 3)
    assert all(isinstance(error, Stale) and error.theirs.body == won[0].body for error in lost)


@pytest.mark.parametrize("attempt", range(5))
def test_an_item_never_changes_in_the_moment_of_its_publication(attempt):
    """Whichever comes first, what the ledger keeps is what stands in the tables."""
    issue = make.make_issue()
    item = make.make_item(issue)
    issue = make.approve(issue)
    ed = make.editor()

    def tamper():
        try:
            return Item.objects.filter(pk=item.pk).update(body="Changed in that moment.")
        except Exception as error:
            return Conflict(str(error))

    outcomes = at_once(lambda: apply_move(issue, Move.PUBLISH, user=ed), *[tamper] * 4)
    issue.refresh_from_db()
    assert ledger.verify() == []
    published = not isinstance(outcomes[0], Exception)
    assert published == (issue.status == "published")
    if published:
        assert Item.objects.get(pk=item.pk).body == "Two convoys reached the town."


def test_an_approval_and_a_change_at_once_never_leave_an_approved_text_that_nobody_read():
    issue = make.make_issue()
    item = make.make_item(issue)
    make.submit(issue)
    ana, ed = make.analyst(), make.editor()
    at_once(
        lambda: approve_item(item, user=ed, version=1),
        lambda: change_item(item, user=ana, version=1, body="Other words.", citations=[]),
    )
    row = Item.objects.with_contents().get(pk=item.pk)
    assert row.body == "Other words."
    assert not row.is_approved
