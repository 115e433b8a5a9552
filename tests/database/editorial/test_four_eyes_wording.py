"""Period, notice and correction note: whoever wrote them does not approve them alone."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from issues.editions import start_correction
from issues.models import Issue
from issues.moves import NotAllowed, apply_move
from issues.wording import change_wording, fingerprint, vouch_for_wording
from issues.workflow import Move, Status
from tests.support import factories as make

pytestmark = pytest.mark.django_db


class TestWording:
    """Period, notice and correction note."""

    @pytest.fixture
    def issue(self):
        issue = make.make_issue()
        make.make_item(issue)
        make.submit(issue)
        make.approve_items(issue, make.editor("eve"))
        return issue

    def change(self, issue, user, **values):
        issue.refresh_from_db()
        return change_wording(issue, user=user, seen=fingerprint(issue), values=values)

    def approve(self, issue, user):
        return apply_move(issue, Move.APPROVE, user=user)

    def test_whoever_wrote_the_notice_does_not_approve_the_issue(self, issue, client):
        ed = make.editor()
        client.force_login(ed)
        page = reverse("desk:edit_issue", args=[issue.slug, 1])
        data = {
            "period_start": issue.period_start,
            "period_end": issue.period_end,
            "notice": "A word of ed's.",
            "seen": fingerprint(issue),
        }
        assert client.post(page, data).status_code == 302
        move = reverse("desk:move", args=[issue.slug, 1, "approve"])
        board = client.get(reverse("desk:issue", args=[issue.slug, 1])).content.decode()
        assert move not in board
        assert "You wrote the period or notice: eve can approve the issue" in board
        response = client.post(move)
        assert response.status_code == 403
        assert "You wrote the period or notice" in response.content.decode()
        self.change(issue, make.analyst("bea"), notice="A word of ed's, more or less.")
        assert client.post(move).status_code == 403
        client.force_login(make.analyst("vera"))
        board = client.get(reverse("desk:issue", args=[issue.slug, 1])).content.decode()
        assert "Vouch for these words" in board
        issue.refresh_from_db()
        vouch = reverse("desk:vouch_issue", args=[issue.slug, 1])
        assert client.post(vouch, {"seen": "other"}).status_code == 409
        assert client.post(vouch, {"seen": fingerprint(issue)}).status_code == 302
        client.force_login(ed)
        assert client.post(move).status_code == 302
        issue.refresh_from_db()
        assert issue.approved_by == ed

    def test_whoever_began_the_issue_set_its_period(self):
        ed = make.editor()
        issue = make.make_issue(by=ed)
        make.make_item(issue)
        make.submit(issue)
        make.approve_items(issue, ed)
        with pytest.raises(NotAllowed, match="period"):
            self.approve(issue, ed)
        vouch_for_wording(issue, user=make.analyst(), seen=fingerprint(issue))
        assert self.approve(issue, ed).status == Status.APPROVED

    def test_whoever_wrote_the_correction_note_does_not_approve_the_correction(self):
        draft = start_correction(make.published_issue(), user=make.editor(), note="A number.")
        make.submit(draft)
        with pytest.raises(NotAllowed, match="correction note"):
            self.approve(draft, make.editor())
        assert self.approve(draft, make.editor("eve")).status == Status.APPROVED

    def test_a_notice_put_back_is_still_by_whoever_wrote_it(self, issue):
        ed, eve, bea = make.editor(), make.editor("eve"), make.analyst("bea")
        self.change(issue, ed, notice="Written by ed.")
        self.change(issue, bea, notice="")
        self.approve(issue, eve)
        apply_move(issue, Move.RETURN, user=eve, reason="Once more.")
        self.change(issue, bea, notice="Written by ed, again.")
        make.submit(issue)
        with pytest.raises(NotAllowed):
            self.approve(issue, ed)

    def test_by_sql_neither(self, issue):
        ed = make.editor()
        self.change(issue, ed, notice="A word of ed's.")
        rows = Issue.objects.filter(pk=issue.pk)
        for values, rule in [
            ({"approved_by": ed}, "issue_four_eyes"),
            ({"approved_by": None}, "issue_four_eyes"),
            ({"approved_by": make.editor("eve"), "notice": "x"}, "issue_words_are_of_history"),
        ]:
            with pytest.raises(IntegrityError, match=rule), transaction.atomic():
                rows.update(status=Status.APPROVED, **values)
        self.approve(issue, make.editor("eve"))
        for values in ({"notice": "x"}, {"status": Status.PUBLISHED, "notice": "x"}):
            with (
                pytest.raises(IntegrityError, match="issue_words_are_approved"),
                transaction.atomic(),
            ):
                rows.update(**values)

    def test_what_an_idle_save_does_is_nothing(self, issue):
        before = Issue.history.filter(id=issue.pk).count()
        self.change(issue, make.editor(), notice=issue.notice)
        assert Issue.history.filter(id=issue.pk).count() == before
        assert self.approve(issue, make.editor()).status == Status.APPROVED
