"""What a document says of itself: who published it and when, and which edition it is."""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from issues.models import Issue
from issues.periods import ap_date
from issues.workflow import Status


def day_of(moment: datetime | None) -> date | None:
    """The calendar date on which a moment falls in the site's time zone."""
    return timezone.localdate(moment) if moment else None


def imprint(issue: Issue) -> str:
    """One sentence: publisher and date of publication, or that there was none yet."""
    day = day_of(issue.published_at)
    if day is None:
        return f"{issue.get_status_display()}, not published."
    publisher = f" by {settings.MONITOR_PUBLISHER}" if settings.MONITOR_PUBLISHER else ""
    return f"Published{publisher} on {ap_date(day)}."


def remarks(issue: Issue) -> list[str]:
    """What must stand above the text: that the edition was replaced or withdrawn, and what it corrects."""
    said = []
    if issue.status == Status.WITHDRAWN:
        said.append(f"Withdrawn: {issue.withdrawal_reason}")
    if issue.status == Status.SUPERSEDED:
        said.append(f"Edition {issue.edition}, which was replaced by a later one.")
    if issue.edition > 1:
        said.append(f"Edition {issue.edition}, corrected: {issue.correction_note}")
    return said
