"""One edition of one issue."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from issues import periods
from issues.models.history import KeptHistory, WithPeople
from issues.querysets import IssueQuerySet
from issues.workflow import EDITABLE, SEALED, WORKING, Status


def _stamp(related_name: str) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name=related_name,
    )


_NOT_ITS_WORDS = (
    "withdrawal_reason publish_at scheduled_by created_at submitted_at submitted_by approved_at published_at published_by "
    "superseded_at withdrawn_at withdrawn_by"
).split()


class Issue(models.Model):
    """One edition of the issue whose period ends on the day that ``slug`` names.

    ``period_start`` and ``period_end`` are calendar dates, both inclusive. The title is composed, never stored.
    """

    slug = models.CharField(max_length=10, editable=False)
    edition = models.PositiveSmallIntegerField(default=1, editable=False)
    period_start = models.DateField("first day")
    period_end = models.DateField("last day")
    notice = models.TextField(
        "notice to readers", blank=True, help_text="Shown above the sections; one paragraph a line."
    )
    status = models.CharField(
        max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False
    )
    correction_note = models.TextField(
        blank=True, help_text="What this edition corrects, in a sentence that readers will see."
    )
    withdrawal_reason = models.TextField(blank=True, editable=False)
    publish_at = models.DateTimeField("publish at", null=True, blank=True, editable=False)
    scheduled_by = _stamp("+")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, editable=False)
    submitted_by = _stamp("+")
    approved_at = models.DateTimeField(null=True, editable=False)
    approved_by = _stamp("+")
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = _stamp("+")
    superseded_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = _stamp("+")

    objects = IssueQuerySet.as_manager()
    # What it says itself, with who wrote and who approved it; the ledger has the rest.
    history = KeptHistory(bases=[WithPeople], excluded_fields=_NOT_ITS_WORDS)

    class Meta:
        ordering = ["-period_end", "-edition"]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_start__lte=F("period_end")),
                name="issue_period_in_order",
                violation_error_message="The period ends before it begins.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="issue_status_is_known"
            ),
            models.UniqueConstraint(fields=["slug", "edition"], name="issue_edition_once"),
            models.UniqueConstraint(
                fields=["slug"], condition=Q(status=Status.PUBLISHED), name="issue_one_live_edition"
            ),
            models.UniqueConstraint(
                fields=["slug"], condition=Q(status__in=WORKING), name="issue_one_working_edition"
            ),
        ]
        indexes = [
            models.Index(fields=["status", "period_end", "period_start"], name="issue_by_period")
        ]
        permissions = [
            ("submit_issue", "Can submit an issue for review"),
            ("return_issue", "Can return an issue to draft"),
            ("approve_issue", "Can approve an issue"),
            ("publish_issue", "Can publish or schedule an issue"),
            ("correct_issue", "Can start a correction of a published issue"),
            ("withdraw_issue", "Can withdraw a published issue"),
        ]

    def __str__(self) -> str:
        return self.title if self.edition == 1 else f"{self.title} (edition {self.edition})"

    def get_absolute_url(self) -> str:
        """The issue's address for the live edition, else the edition's own."""
        if self.status == Status.SUPERSEDED:
            return reverse("archive:edition", args=[self.slug, self.edition])
        return reverse("archive:issue", args=[self.slug])

    @property
    def period(self) -> str:
        """The period in AP style: ``Oct. 31-Nov. 7, 2017``."""
        return periods.ap_period(self.period_start, self.period_end)

    @property
    def title(self) -> str:
        """The monitor's title and the period."""
        return f"{settings.MONITOR_TITLE}, {self.period}"

    @property
    def is_editable(self) -> bool:
        """Whether its texts may be changed now."""
        return self.status in EDITABLE

    @property
    def is_sealed(self) -> bool:
        """Whether it was published, and so never changes again."""
        return self.status in SEALED

    @property
    def is_live(self) -> bool:
        """Whether it is the edition that readers see under the issue's address."""
        return self.status == Status.PUBLISHED
