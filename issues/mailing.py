"""Mails notices: one mail a recipient, once; what a failing server left over is tried again for a day."""

import logging
from collections.abc import Iterable
from datetime import timedelta
from itertools import groupby
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import Exists, OuterRef, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from issues.models import Notice, NoticeChoice

logger = logging.getLogger(__name__)

KEPT_TRYING = timedelta(days=1)
# Younger notices are not left over: the process that wrote them is about to mail them.
LEFT_OVER = timedelta(minutes=1)
_A_RUN = 200  # notices that one run tries, so that it ends before the next begins
# What is wrong with one mail alone: the others may pass.
_THIS_MAIL = (SMTPRecipientsRefused, SMTPDataError, ValueError)


def pending() -> QuerySet[Notice]:
    """Notices of the last day that are to be mailed and are not: their recipients have an address and want mail."""
    unwanted = NoticeChoice.objects.filter(
        user=OuterRef("recipient"), kind=OuterRef("kind"), by_mail=False
    )
    return (
        Notice.objects.filter(
            ~Exists(unwanted),
            mailed_at=None,
            created_at__gt=timezone.now() - KEPT_TRYING,
            recipient__is_active=True,
        )
        .exclude(recipient__email="")
        .select_related("recipient", "issue")
        .order_by("recipient", "created_at", "pk")
    )


def send(pks: Iterable[int]) -> int:
    """Mail these notices, if they are pending; how many went out. A failure is logged, never raised."""
    return _send(pending().filter(pk__in=list(pks)))


def send_left_over() -> int:
    """Mail what could not be mailed a minute ago; how many notices went out. Safe to run any number of times at once."""
    left_over = pending().filter(created_at__lte=timezone.now() - LEFT_OVER)
    sent = _send(left_over[:_A_RUN])
    if sent:
        logger.info("Mailed %s notices that were left over.", sent)
    return sent


def _send(notices: QuerySet[Notice]) -> int:
    rows = list(notices)
    if not rows:
        return 0
    sent = 0
    try:
        connection = get_connection()
        connection.open()
    except OSError as error:
        logger.warning("Notices not mailed, the mail server cannot be reached: %s", error)
        return 0
    try:
        for _, group in groupby(rows, key=lambda notice: notice.recipient_id):
            sent += _send_to_one(connection, list(group))
    except OSError as error:
        logger.warning("Notices not mailed, the mail server failed: %s", error)
    finally:
        _close(connection)
    return sent


def _send_to_one(connection: Any, notices: list[Notice]) -> int:
    """One mail; 0 if it was refused. Raises OSError, like smtplib, if the server failed. Whoever claims a notice sends it."""
    mine = [notice for notice in notices if _claim(notice)]
    if not mine:
        return 0
    is_sent = False
    try:
        is_sent = bool(_mail(mine, connection).send())
    except _THIS_MAIL as error:
        logger.warning("Notices not mailed to %s: %s", mine[0].recipient, error)
    finally:
        if not is_sent:
            Notice.objects.filter(pk__in=[each.pk for each in mine]).update(mailed_at=None)
    return len(mine) if is_sent else 0


def _claim(notice: Notice) -> bool:
    """Compare and set, so that of twenty runs at once one mails it.

    A process that dies just then sends nothing: rather one mail too few, of what the desk shows, than the same one twice.
    """
    return bool(
        Notice.objects.filter(pk=notice.pk, mailed_at=None).update(mailed_at=timezone.now())
    )


def _close(connection: Any) -> None:
    try:
        connection.close()
    except OSError:
        logger.info("The mail server did not say goodbye.")


def _mail(notices: list[Notice], connection: Any) -> EmailMessage:
    what = notices[0].text if len(notices) == 1 else f"{len(notices)} notices"
    text = render_to_string(
        "issues/mail/notices.txt",
        {
            "notices": [(notice, settings.SITE_URL + path_of(notice)) for notice in notices],
            "recipient": notices[0].recipient,
            "choices": settings.SITE_URL + reverse("desk:notice_choices"),
            "monitor": settings.MONITOR_TITLE,
        },
    )
    return EmailMessage(
        subject=_one_line(f"[{settings.MONITOR_TITLE}] {what}"),
        body=text,
        to=[notices[0].recipient.email],
        # No answer from machines on holiday (RFC 3834, 5).
        headers={"Auto-Submitted": "auto-generated"},
        connection=connection,
    )


def _one_line(subject: str) -> str:
    """Without line breaks or other control characters, which could begin another header (RFC 5322, 2.2)."""
    printable = "".join(sign if sign.isprintable() else " " for sign in subject)
    return Truncator(" ".join(printable.split())).chars(150)


def path_of(notice: Notice) -> str:
    """Where the desk shows what the notice is about."""
    path = reverse("desk:issue", args=[notice.issue.slug, notice.issue.edition])
    return f"{path}#item-{notice.item_key}" if notice.item_key else path
