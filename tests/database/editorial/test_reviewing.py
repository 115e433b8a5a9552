"""Reviewing items: given back with a comment, approved together where they are clean."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from issues.editing import Stale, approve_item, change_item, hold_item
from issues.models import Comment, Item
from issues.moves import Conflict, NotAllowed, ReasonMissing, apply_move
from issues.reviewing import approve_clean, is_reworked, open_returns, return_item
from issues.workflow import Move
from tests.support import factories as make

pytestmark = pytest.mark.django_db


def in_review(*bodies, **fields):
    """An issue in review and its items."""
    issue = make.make_issue()
    items = [make.make_item(issue, body, **fields) for body in bodies or ("A convoy left.",)]
    return make.submit(issue), items


def read(items):
    return {item.key: item.version for item in items}


def approved(issue):
    return {item.body for item in issue.items.with_contents() if item.is_approved}


class TestReturning:
    def test_an_item_goes_back_with_a_comment_that_says_why(self):
        issue, [item] = in_review()
        remark = return_item(item, user=make.editor(), reason=" Which road? ", version=1)
        assert (remark.issue, remark.item_key, remark.author) == (issue, item.key, make.editor())
        assert (remark.body, remark.is_return, remark.is_open) == ("Which road?", True, True)
        assert open_returns([issue]) == {(issue.pk, item.key): remark}

    def test_it_takes_back_an_approval(self):
        issue, [item] = in_review()
        approve_item(item, user=make.editor())
        return_item(item, user=make.editor("eve"), reason="Which road?")
        assert approved(issue) == set()
        assert Item.history.filter(key=item.key).first().approved_by is None

    @pytest.mark.parametrize("reason", ["", "  \n "])
    def test_it_needs_a_reason(self, reason):
        _, [item] = in_review()
        with pytest.raises(ReasonMissing, match="Say what is to be done"):
            return_item(item, user=make.editor(), reason=reason)
        assert not Comment.objects.exists()

    def test_an_analyst_may_not(self):
        _, [item] = in_review()
        with pytest.raises(NotAllowed):
            return_item(item, user=make.analyst("bob"), reason="Which road?")

    def test_nobody_returns_what_nobody_else_worked_on(self):
        _, [item] = in_review(by=make.editor())
        with pytest.raises(NotAllowed, match="You alone wrote"):
            return_item(item, user=make.editor(), reason="Which road?")
        change_item(item, user=make.analyst(), version=1, body="It left.", citations=[make.cite()])
        assert return_item(item, user=make.editor(), reason="Which road?")

    def test_only_what_is_in_review_and_not_held_back_is_returned(self):
        item = make.make_item(make.make_issue())
        with pytest.raises(Conflict, match="is not in review"):
            return_item(item, user=make.editor(), reason="Which road?")
        make.submit(item.issue)
        hold_item(item, user=make.editor(), held=True)
        with pytest.raises(Conflict, match="is held back"):
            return_item(item, user=make.editor(), reason="Which road?")
        assert not Comment.objects.exists()

    def test_a_version_that_is_not_the_one_read_is_refused(self):
        _, [item] = in_review()
        change_item(item, user=make.analyst(), version=1, body="It left.", citations=[make.cite()])
        with pytest.raises(Stale):
            return_item(item, user=make.editor(), reason="Which road?", version=1)
        assert not Comment.objects.exists()

    def test_an_approval_ends_it_for_good(self):
        issue, [item] = in_review()
        remark = return_item(item, user=make.editor("eve"), reason="Which road?")
        assert approve_clean(issue, user=make.editor(), read=read([item])).approved == ()
        approve_item(item, user=make.editor())
        assert open_returns([issue]) == {}
        remark.refresh_from_db()
        assert remark.resolved_by == make.editor()
        change_item(item, user=make.analyst(), version=1, body="It left.", citations=[make.cite()])
        assert open_returns([issue]) == {}

    def test_what_was_changed_since_waits_for_an_editor_again(self):
        _, [item] = in_review()
        approve_item(item, user=make.editor())
        remark = return_item(item, user=make.editor(), reason="Which road?")
        item.refresh_from_db()
        assert not is_reworked(item, remark)
        item = change_item(
            item, user=make.analyst(), version=1, body="It left.", citations=[make.cite()]
        )
        assert is_reworked(item, remark)


class TestApprovingTheClean:
    def test_each_item_that_is_clean_is_approved_and_each_other_has_its_reason(self):
        issue, [clean, finding, talked, stale, own] = in_review(
            "Clean.", "It cites nobody.", "Talked about.", "Stale.", "Own."
        )
        finding.citations.all().delete()
        warned = make.make_item(issue, "Clean.", section="response")  # repeats the first
        Comment.objects.create(
            issue=issue, item_key=talked.key, author=make.editor(), body="Is it so?"
        )
        seen = read([clean, finding, talked, stale, own, warned])
        change_item(
            stale, user=make.analyst("bob"), version=1, body="New.", citations=[make.cite()]
        )
        change_item(own, user=make.editor(), version=1, body="Mine.", citations=[make.cite()])
        seen[own.key] = 2
        done = approve_clean(issue, user=make.editor(), read=seen)
        assert [item.body for item in done.approved] == ["Clean."]
        assert {left.item.key: left.why for left in done.left} == {
            finding.key: next(left.why for left in done.left if "cites no source" in left.why),
            talked.key: "A comment on it is open.",
            stale.key: "bob changed it after you opened the page.",
            own.key: "You last edited it.",
            warned.key: next(left.why for left in done.left if "stands twice" in left.why),
        }
        assert approved(issue) == {"Clean."}

    def test_what_was_not_on_the_screen_stays_as_it_is(self):
        issue, [first, second] = in_review("First.", "Second.")
        done = approve_clean(issue, user=make.editor(), read=read([first]))
        assert (len(done.approved), done.left) == (1, ())
        assert approved(issue) == {"First."}
        assert not Item.objects.with_contents().get(pk=second.pk).is_approved

    def test_it_passes_over_what_is_approved_held_back_or_gone(self):
        issue, [done, held, gone] = in_review("Done.", "Held.", "Gone.")
        seen = read([done, held, gone])
        approve_item(done, user=make.editor("eve"))
        hold_item(held, user=make.editor(), held=True)
        gone.delete()
        outcome = approve_clean(issue, user=make.editor(), read=seen)
        assert (outcome.approved, outcome.left) == ((), ())
        assert Item.objects.get(pk=done.pk).approved_by == make.editor("eve")

    def test_the_history_says_who_approved(self):
        issue, [item] = in_review()
        approve_clean(issue, user=make.editor(), read=read([item]))
        version = Item.history.filter(key=item.key).first()
        assert (version.approved_by, version.history_user) == (make.editor(), make.editor())
        assert version.approved_seal == Item.objects.with_contents().get().seal()

    def test_the_issue_can_be_approved_afterwards(self):
        issue, items = in_review("First.", "Second.", "Third.")
        below = make.make_item(issue, "Below the first.", parent=items[0])
        approve_clean(issue, user=make.editor(), read=read([*items, below]))
        assert apply_move(issue, Move.APPROVE, user=make.editor()).status == "approved"

    def test_an_analyst_may_not_and_only_a_review_takes_it(self):
        issue, items = in_review()
        with pytest.raises(NotAllowed):
            approve_clean(issue, user=make.analyst("bob"), read=read(items))
        issue = apply_move(issue, Move.RETURN, user=make.editor(), reason="Not yet.")
        with pytest.raises(Conflict, match="is not in review"):
            approve_clean(issue, user=make.editor(), read=read(items))
        assert approved(issue) == set()

    def test_forty_items_cost_what_two_cost(self):
        issue, items = in_review(*(f"Item {number}." for number in range(42)))
        user, found = make.editor(), []
        for part in (items[:2], items[2:]):
            with CaptureQueriesContext(connection) as queries:
                assert len(approve_clean(issue, user=user, read=read(part)).approved) == len(part)
            found.append(len(queries))
        # Permissions are asked for once, at the first.
        assert found[1] <= found[0] <= 20
