"""Notices: who is told of what, in the desk and by mail, each once."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from issues import mailing, moves, notices
from issues.comments import write_comment
from issues.editions import start_correction
from issues.management import publishing
from issues.models import Issue, Notice, NoticeChoice, NoticeKind
from issues.moves import Conflict, MoveError, apply_move, publish_due, schedule
from issues.workflow import Move
from tests.support import factories as make
from tests.support.at_once import at_once
from tests.support.newsroom import fill_newsroom, told, written_issue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _newsroom():
    fill_newsroom()


def scheduled(issue):
    """Approved, scheduled by ed, and due."""
    schedule(make.approve(issue), timezone.now() + timedelta(hours=1), user=make.editor())
    Issue.objects.filter(pk=issue.pk).update(publish_at=timezone.now() - timedelta(minutes=1))


def test_editors_are_told_of_what_is_submitted():
    make.submit(written_issue(), by=make.analyst())
    assert told("submitted") == ["ed", "eva"]
    notice = Notice.objects.first()
    assert notice.text == "ana submitted the issue of Oct. 31-Nov. 7, 2017 for review."
    assert notice.actor == make.analyst()


def test_nobody_is_told_of_what_he_did_himself():
    make.submit(written_issue(), by=make.editor())
    assert told("submitted") == ["eva"]


def test_a_superuser_of_the_staff_counts_as_an_editor():
    make.make_user("chief", is_superuser=True)
    make.submit(written_issue())
    assert told("submitted") == ["chief", "ed", "eva"]


def test_writers_and_the_submitter_are_told_of_a_return_with_its_reason():
    issue = make.submit(written_issue(), by=make.analyst("sue"))
    apply_move(issue, Move.RETURN, user=make.editor(), reason="Two sources\nare missing.")
    assert told("returned") == ["ana", "sue", "tom"]
    text = Notice.objects.filter(kind="returned").first().text
    assert text.startswith("ed returned the issue of Oct. 31-Nov. 7, 2017 to draft:")
    assert text.endswith("“Two sources are missing.”")


def test_those_who_wrote_are_told_of_approval_and_publication():
    make.publish(written_issue())
    assert told("approved") == told("published") == ["ana", "tom"]


def test_a_correction_tells_of_itself_with_its_edition():
    issue = make.publish(written_issue())
    draft = start_correction(issue, user=make.editor(), note="A number is corrected.")
    make.submit(draft)
    assert "(edition 2)" in Notice.objects.filter(kind="submitted").first().text
    assert told("published") == ["ana", "tom"]  # nobody is told that the first was superseded


def test_a_move_that_is_refused_tells_nobody():
    issue = make.make_issue()
    make.submit(issue)
    Notice.objects.all().delete()
    with pytest.raises(MoveError):
        apply_move(issue, Move.APPROVE, user=make.editor())
    with pytest.raises(MoveError):
        apply_move(issue, Move.SUBMIT, user=make.analyst())
    assert not Notice.objects.exists()


def test_loading_an_archive_tells_nobody():
    publishing.publish(written_issue(), author=make.analyst("sue"), editor=make.editor())
    assert Issue.objects.published().exists()
    assert not Notice.objects.exists()


# The schedule


def test_a_scheduled_publication_tells_also_whoever_scheduled_it_if_he_wrote():
    issue = written_issue()
    make.make_item(issue, "A port was opened.", by=make.editor("eva"))
    make.approve_items(make.submit(issue))
    apply_move(issue, Move.APPROVE, user=make.editor())
    schedule(issue, timezone.now() + timedelta(hours=1), user=make.editor("eva"))
    Issue.objects.update(publish_at=timezone.now() - timedelta(minutes=1))
    publish_due()
    assert told("published") == ["ana", "eva", "tom"]
    text = Notice.objects.filter(kind="published").first().text
    assert text == "Published as scheduled: the issue of Oct. 31-Nov. 7, 2017."


def blocked():
    """Due, but preflight will refuse it: its outlet was unconfirmed after the approval."""
    issue = written_issue()
    scheduled(issue)
    outlet = make.make_outlet()
    outlet.confirmed = False
    outlet.save()
    return issue


def test_a_blocked_publication_is_told_to_the_editors_once_though_run_twenty_times():
    issue = blocked()
    for _ in range(20):
        publish_due()
    assert told("schedule_failed") == ["ed", "eva"]
    text = Notice.objects.get(kind="schedule_failed", recipient__username="ed").text
    assert text.startswith("Not published as scheduled: the issue of Oct. 31-Nov. 7, 2017. ")
    assert "Reuters" in text
    issue.refresh_from_db()
    assert issue.publish_at is None


def test_the_command_mails_the_editor_and_says_so_in_one_line(commits):
    with commits():
        blocked()
    mail.outbox.clear()
    with commits(), pytest.raises(CommandError, match="Not published: 1 issue"):
        call_command("publish_due")
    assert sorted(message.to[0] for message in mail.outbox) == [
        "ed@monitor.test",
        "eva@monitor.test",
    ]
    assert mail.outbox[0].subject.startswith(
        "[Russia in Syria Monitor] Not published as scheduled: the issue of Oct. 31-Nov. 7, 2017."
    )


def test_two_runs_that_both_found_it_blocked_tell_of_it_once():
    blocked()
    found_by_both = Issue.objects.get()
    for _ in range(2):
        moves._take_off_schedule(found_by_both, MoveError("An outlet is not confirmed."))
    assert told("schedule_failed") == ["ed", "eva"]


@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_submit_at_once_one_tells_the_editors():
    issue = written_issue()
    people = [make.analyst(f"analyst{number}") for number in range(20)]
    outcomes = at_once(*(lambda p=p: apply_move(issue, Move.SUBMIT, user=p) for p in people))
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 19
    assert told("submitted") == ["ed", "eva"]


@pytest.mark.django_db(transaction=True)
def test_twenty_runs_at_once_tell_of_a_blocked_publication_once():
    blocked()
    outcomes = at_once(*[publish_due] * 20)
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert told("schedule_failed") == ["ed", "eva"]


# Comments


def test_somebody_who_is_mentioned_is_told_with_the_words():
    item = make.make_item(make.make_issue())
    write_comment(item.issue, user=make.editor(), body="@tom @tom: is it so?", item_key=item.key)
    assert told("mentioned") == ["tom"]
    notice = Notice.objects.get()
    assert notice.item_key == item.key
    assert notice.text == (
        "ed mentioned you on the item “Two convoys reached the town.” of Oct. 31-Nov. 7, 2017: “@tom @tom: is it so?”"
    )


@pytest.mark.parametrize(
    "body",
    ["@guest", "@gone", "@reader", "@nobody", "tom@monitor.test", "https://site.test/@tom", "@ed"],
)
def test_these_mention_nobody_who_could_be_told(body):
    write_comment(make.make_issue(), user=make.editor(), body=f"See {body}")
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    "body", ["@tom.", "@TOM", "(@tom)", "@tom, look", "Ask @tom’s friend", "@tom?"]
)
def test_these_mention_tom(body):
    write_comment(make.make_issue(), user=make.editor(), body=body)
    assert told("mentioned") == ["tom"]


def test_an_answer_is_told_to_those_who_spoke_before_and_to_each_once():
    issue = make.make_issue()
    root = write_comment(issue, user=make.analyst(), body="Is it so?")
    write_comment(issue, user=make.analyst("tom"), body="It is.", thread=root)
    Notice.objects.all().delete()
    write_comment(issue, user=make.editor(), body="Thank you, @ana.", thread=root)
    assert told("mentioned") == ["ana", "tom"]
    answered = Notice.objects.get(recipient__username="tom")
    assert "ed answered you on the issue of" in answered.text


def test_a_returned_item_is_told_to_its_author_and_last_editor_alone():
    issue = written_issue()
    item = issue.items.get(body__contains="bridge")
    make.make_item(issue, "Another.", by=make.analyst("sue"))
    write_comment(
        issue, user=make.editor(), body="@tom: a source!", item_key=item.key, is_return=True
    )
    assert told("returned") == ["ana", "tom"]
    assert told("mentioned") == []


# Choices


def test_what_is_not_wanted_in_the_desk_is_mailed_only(commits):
    ed = make.editor()
    NoticeChoice.objects.create(user=ed, kind="submitted", in_desk=False)
    with commits():
        make.submit(written_issue())
    notice = Notice.objects.get(recipient=ed)
    assert not notice.is_shown
    assert notice.mailed_at
    assert notices.unread(ed).count() == 0


def test_what_is_not_wanted_by_mail_is_in_the_desk_only(commits):
    ed = make.editor()
    NoticeChoice.objects.create(user=ed, kind="submitted", by_mail=False)
    with commits():
        make.submit(written_issue())
    assert Notice.objects.get(recipient=ed).mailed_at is None
    assert [message.to for message in mail.outbox] == [["eva@monitor.test"]]
    assert mailing.send_left_over() == 0


def test_who_wants_neither_is_not_told():
    NoticeChoice.objects.create(user=make.editor(), kind="submitted", in_desk=False, by_mail=False)
    make.submit(written_issue())
    assert told("submitted") == ["eva"]


def test_a_choice_is_about_one_kind():
    NoticeChoice.objects.create(user=make.editor(), kind="mentioned", in_desk=False, by_mail=False)
    make.submit(written_issue())
    assert told("submitted") == ["ed", "eva"]


def test_only_what_differs_from_both_ways_is_kept():
    ed = make.editor()
    both, neither = (True, True), (False, False)
    notices.choose(ed, {NoticeKind.MENTIONED: neither, NoticeKind.APPROVED: both})
    assert ed.notice_choices.count() == 1
    assert notices.choices_of(ed)[NoticeKind.MENTIONED] == neither
    assert notices.choices_of(ed)[NoticeKind.SUBMITTED] == both
    notices.choose(ed, {NoticeKind.MENTIONED: both})
    assert not ed.notice_choices.exists()


def test_what_is_rolled_back_was_not_told(commits):
    issue = written_issue()
    with commits(), pytest.raises(RuntimeError), transaction.atomic():
        make.submit(issue)
        raise RuntimeError
    assert not mail.outbox
    assert not Notice.objects.exists()
