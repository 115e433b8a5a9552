"""A notice: one person told of one thing that happened to an issue or an item."""

from django.conf import settings
from django.db import models

from issues.models.issue import Issue


class NoticeKind(models.TextChoices):
    """What people are told of; the label completes "Tell me when …"."""

    ASSIGNED = "assigned", "something is assigned to me"
    RETURNED = "returned", "an issue or item that I worked on is returned"
    MENTIONED = "mentioned", "somebody mentions me, or answers me"
    SUBMITTED = "submitted", "an issue is submitted for review"
    APPROVED = "approved", "an issue that I worked on is approved"
    PUBLISHED = "published", "an issue that I worked on is published"
    WITHDRAWN = "withdrawn", "an issue that I work on is withdrawn, or that is to be lifted"
    SCHEDULE_FAILED = "schedule_failed", "a scheduled issue could not be published"


class Notice(models.Model):
    """What ``recipient`` was told. ``text`` is one sentence; ``item_key`` is empty for the issue as a whole.

    ``mailed_at`` is set once a mail went out; ``is_shown`` is false for somebody who wants this kind by mail alone.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    kind = models.CharField(max_length=20, choices=NoticeKind.choices)
    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="notices")
    item_key = models.CharField(max_length=10, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    is_shown = models.BooleanField(default=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["recipient", "seen_at"], name="notice_by_recipient"),
        ]

    def __str__(self) -> str:
        return self.text


class NoticeChoice(models.Model):
    """How somebody wants to be told of one kind, if not in both ways."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_choices"
    )
    kind = models.CharField(max_length=20, choices=NoticeKind.choices)
    in_desk = models.BooleanField(default=True)
    by_mail = models.BooleanField(default=True)

    class Meta:
        ordering = ["user", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="notice_choice_once_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.user.get_username()}: {self.get_kind_display()}"
