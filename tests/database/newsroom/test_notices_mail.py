"""Notices by mail: one a recipient, whatever the server does."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db.models import F
from django.utils import timezone

from issues import mailing
from issues.comments import write_comment
from issues.models import Notice
from tests.support import factories as make
from tests.support.at_once import at_once
from tests.support.newsroom import fill_newsroom, told, written_issue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _newsroom():
    fill_newsroom()


def test_a_mail_has_one_recipient_the_sentence_and_the_address(commits, settings):
    settings.SITE_URL = "https://monitor.test"
    item = make.make_item(make.make_issue(), "Ten <b>trucks</b> & a “tank”.")
    with commits():
        write_comment(item.issue, user=make.editor(), body="@ana & @tom <look>", item_key=item.key)
    assert sorted(message.to[0] for message in mail.outbox) == [
        "ana@monitor.test",
        "tom@monitor.test",
    ]
    message = mail.outbox[0]
    assert len(message.to) == 1
    assert message.recipients() == message.to
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert "Ten trucks & a “tank”." in message.body
    assert "“@ana & @tom <look>”" in message.body
    address = f"https://monitor.test/admin/desk/issues/2017-11-07/1/#item-{item.key}"
    assert f"\n{address}\n" in message.body
    assert "https://monitor.test/admin/desk/notices/choices/" in message.body
    assert Notice.objects.filter(mailed_at__isnull=False).count() == 2


def test_no_header_can_be_slipped_into_a_mail(commits):
    ana = make.analyst("ana")
    ana.username = "ana\r\nBcc: all@monitor.test"
    ana.save()
    with commits():
        make.submit(make.make_issue(by=ana), by=ana)
    assert len(mail.outbox) == 2
    for message in mail.outbox:
        assert "\n" not in message.subject
        assert "Bcc" not in message.message()
        assert "Bcc: all@monitor.test submitted" in message.subject


def test_an_address_with_a_line_break_gets_no_mail_and_hurts_nobody(commits, caplog):
    ed = make.editor()
    ed.email = "ed@monitor.test\nBcc: all@monitor.test"
    ed.save()
    with commits():
        make.submit(written_issue())
    assert [message.to for message in mail.outbox] == [["eva@monitor.test"]]
    assert Notice.objects.get(recipient=ed).mailed_at is None
    assert "Notices not mailed to ed" in caplog.text


def a_minute_passes():
    Notice.objects.update(created_at=F("created_at") - mailing.LEFT_OVER)


class BrokenServer(EmailBackend):
    """A mail server that hangs up; ``refusing`` names those whom it does not know."""

    error: Exception = SMTPServerDisconnected("gone")
    refusing = ("",)

    def send_messages(self, messages):
        if any(message.to[0].startswith(self.refusing) for message in messages):
            raise self.error
        return super().send_messages(messages)


class ClosedServer(EmailBackend):
    """One that cannot be reached."""

    def open(self):
        raise ConnectionRefusedError(111, "Connection refused")


class PickyServer(BrokenServer):
    """One that takes no mail for ed."""

    error = SMTPRecipientsRefused({"ed@monitor.test": (550, b"unknown")})
    refusing = ("ed@",)


class OddServer(BrokenServer):
    """One whose driver has a bug of its own."""

    error = RuntimeError("a bug")


@pytest.mark.parametrize("server", [BrokenServer, ClosedServer, OddServer])
def test_a_failing_mail_server_breaks_no_move(commits, settings, caplog, server):
    settings.EMAIL_BACKEND = f"{__name__}.{server.__name__}"
    with commits():
        issue = make.submit(written_issue())
    assert issue.status == "in_review"
    assert told("submitted") == ["ed", "eva"]
    assert not Notice.objects.filter(mailed_at__isnull=False).exists()
    assert caplog.records
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    a_minute_passes()
    assert mailing.send_left_over() == 2
    assert mailing.send_left_over() == 0
    assert len(mail.outbox) == 2


def test_one_refused_recipient_does_not_keep_the_mail_of_others(commits, settings):
    settings.EMAIL_BACKEND = f"{__name__}.PickyServer"
    with commits():
        make.submit(written_issue())
    assert [message.to for message in mail.outbox] == [["eva@monitor.test"]]
    waiting = Notice.objects.get(mailed_at=None)
    assert waiting.recipient == make.editor()


def test_what_is_left_over_goes_out_as_one_mail_a_recipient_by_the_command(caplog):
    issue = make.submit(
        written_issue()
    )  # this transaction never commits, so nothing was mailed yet
    write_comment(issue, user=make.analyst(), body="@ed, please.")
    a_minute_passes()
    call_command("publish_due")
    assert "Mailed 3 notices that were left over." in caplog.text
    to_ed = next(message for message in mail.outbox if message.to == ["ed@monitor.test"])
    assert len(mail.outbox) == 2
    assert to_ed.subject == "[Russia in Syria Monitor] 2 notices"
    assert "submitted the issue" in to_ed.body
    assert "@ed, please." in to_ed.body


def test_what_was_written_a_moment_ago_is_left_to_whoever_wrote_it():
    make.submit(written_issue())  # in the way to its mail: this transaction has not ended
    assert mailing.send_left_over() == 0
    assert not mail.outbox
    a_minute_passes()
    assert mailing.send_left_over() == 2


def test_it_is_tried_for_a_day_and_not_for_those_who_left():
    make.submit(written_issue())
    long_ago = timezone.now() - timedelta(days=1, minutes=1)
    Notice.objects.filter(recipient=make.editor()).update(created_at=long_ago)
    make.editor("eva")
    type(make.editor("eva")).objects.filter(username="eva").update(is_active=False)
    a_minute_passes()
    assert mailing.send_left_over() == 0
    assert not mail.outbox


def test_nobody_without_an_address_waits_for_mail():
    type(make.editor()).objects.update(email="")
    make.submit(written_issue())
    assert told("submitted") == ["ed", "eva"]
    a_minute_passes()
    assert mailing.send_left_over() == 0


@pytest.mark.django_db(transaction=True)
def test_twenty_runs_at_once_mail_it_once(settings):
    settings.EMAIL_BACKEND = f"{__name__}.ClosedServer"
    make.submit(written_issue())
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    a_minute_passes()
    outcomes = at_once(*[mailing.send_left_over] * 20)
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert sum(outcomes) == 2
    assert len(mail.outbox) == 2
