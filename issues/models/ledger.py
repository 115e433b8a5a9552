"""The ledger: every move of every edition, appended and never changed."""

from django.conf import settings
from django.db import models

from issues.models.issue import Issue
from issues.workflow import ASK_LIFT, LIFT, Move, Status

EVENTS = [
    *Move.choices,
    ("correct", "Start a correction"),
    ("schedule", "Schedule"),
    ("unschedule", "Take off the schedule"),
    ("schedule_failed", "Scheduled publication failed"),
    (ASK_LIFT, "Ask for the withdrawal to be lifted"),
    (LIFT, "Lift the withdrawal"),
]

PUBLIC_EVENTS = (Move.PUBLISH, Move.SUPERSEDE, Move.WITHDRAW, LIFT)
"""Events that readers can see the effect of: with each of them, public pages change."""


class StatusChange(models.Model):
    """One entry: who moved which edition from where to where, when and why.

    The entries that readers can see the effect of, and those that ask for one, form a chain: ``entry_hash`` covers the
    entry and ``previous_hash``, the hash of the entry before it in the chain. A publication also keeps ``content``, the
    canonical JSON of all that was published, and ``content_hash``, its SHA-256. The lifting of a withdrawal, and what asks
    for it, are entries of the edition that was withdrawn.
    """

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="status_changes")
    event = models.CharField(max_length=16, choices=EVENTS)
    from_status = models.CharField(max_length=10, choices=Status.choices)
    to_status = models.CharField(max_length=10, choices=Status.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    content = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    entry_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "ledger entry"
        verbose_name_plural = "ledger"
        constraints = [
            # The chain never forks: an entry has one successor.
            models.UniqueConstraint(
                fields=["previous_hash"],
                condition=~models.Q(entry_hash=""),
                name="ledger_chain_has_one_line",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_event_display()}, {self.at:%Y-%m-%d %H:%M}"
