"""The ledger: every move of every edition and every change of an outlet, appended and never changed."""

from typing import Self

from django.conf import settings
from django.db import models

from issues.models.issue import Issue
from issues.workflow import ASK_LIFT, LIFT, Move, Status

OUTLET, COVER = "outlet", "cover"
EVENTS = [
    *Move.choices,
    ("correct", "Start a correction"),
    ("schedule", "Schedule"),
    ("unschedule", "Take off the schedule"),
    ("schedule_failed", "Scheduled publication failed"),
    (ASK_LIFT, "Ask for the withdrawal to be lifted"),
    (LIFT, "Lift the withdrawal"),
    (OUTLET, "Outlet changed"),
    (COVER, "Taken in at the upgrade"),
]
PUBLIC_EVENTS = (Move.PUBLISH, Move.SUPERSEDE, Move.WITHDRAW, LIFT, COVER)
"""Those that readers can see the effect of, and the one that stands at the end of an upgraded ledger."""

FORMER_SCHEME, SCHEME = 1, 2


class StatusChangeQuerySet(models.QuerySet["StatusChange"]):
    """Entries of the ledger."""

    def chained(self) -> Self:
        """Those of the chain: all but the ones that a former version wrote beside it."""
        return self.exclude(entry_hash="")

    def public(self) -> Self:
        """Those that change what readers see, the newest first."""
        return self.chained().filter(event__in=PUBLIC_EVENTS).order_by("-pk")


class StatusChange(models.Model):
    """One entry: who moved which edition from where to where, when and why.

    All entries form a chain: ``entry_hash`` covers the entry and ``previous_hash``, the hash of the entry before it;
    ``number`` is its place in the chain, from 1. ``user_name`` is the account's name at that time. ``content`` is canonical
    JSON: of a publication all that was published, of a changed outlet what is said of it; ``content_hash`` is its SHA-256.

    The lifting of a withdrawal, and what asks for it, are entries of the edition that was withdrawn. ``issue`` and the
    states are empty where an outlet changed, ``user`` where a program acted. Entries of ``scheme`` 1 come from a version
    that chained only publish, supersede and withdraw, and kept neither number nor name.
    """

    issue = models.ForeignKey(
        Issue, on_delete=models.PROTECT, null=True, blank=True, related_name="status_changes"
    )
    event = models.CharField(max_length=16, choices=EVENTS)
    from_status = models.CharField(max_length=10, choices=Status.choices, blank=True)
    to_status = models.CharField(max_length=10, choices=Status.choices, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    user_name = models.CharField(max_length=150, blank=True, default="", db_default="")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    content = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    entry_hash = models.CharField(max_length=64, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    scheme = models.PositiveSmallIntegerField(default=FORMER_SCHEME, db_default=FORMER_SCHEME)

    objects = StatusChangeQuerySet.as_manager()

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

    @property
    def edition(self) -> Issue:
        """The edition that it is about. Raises Issue.DoesNotExist for an entry about an outlet."""
        if self.issue is None:
            raise Issue.DoesNotExist
        return self.issue

    @property
    def person(self) -> str:
        """The name of whoever it was, as it was then if the entry keeps it; empty for a program."""
        return self.user_name or (self.user.get_username() if self.user else "")
