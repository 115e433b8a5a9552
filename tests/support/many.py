"""Many published issues at once, for tests that compare one row with hundreds."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils import timezone

from issues import ledger
from issues.models import Citation, Issue, Item
from issues.sections import Section
from issues.workflow import Move, Status
from tests.support import factories

FIRST = date(2010, 1, 5)


def many_published(
    issue_count: int, items_each: int, outlets: Sequence[str], *, first: date = FIRST
) -> list[Issue]:
    """Weekly issues with two citations an item, made in bulk but through the states that the guards ask for, and in the ledger."""
    ana, ed = factories.analyst(), factories.editor()
    cited = [factories.make_outlet(name) for name in outlets]
    ends = [first + timedelta(weeks=number) for number in range(issue_count)]
    issues = Issue.objects.bulk_create(
        Issue(
            slug=end.isoformat(),
            period_start=end - timedelta(days=7),
            period_end=end,
            created_by=ana,
        )
        for end in ends
    )
    Issue.history.bulk_history_create(issues)
    items = Item.objects.bulk_create(
        Item(
            issue=issue,
            section=list(Section)[number % 5],
            position=number,
            body=f"Report {number} of the week to {issue.slug}.",
            author=ana,
            last_editor=ana,
        )
        for issue in issues
        for number in range(items_each)
    )
    Citation.objects.bulk_create(
        Citation(
            item=item,
            position=place,
            outlet=cited[(number + place) % len(cited)],
            dated_from=item.issue.period_end,
            dated_to=item.issue.period_end,
        )
        for number, item in enumerate(items)
        for place in range(2)
    )
    factories.write_history(items)
    factories.approve_quickly(items, ed)
    rows = Issue.objects.filter(pk__in=[issue.pk for issue in issues])
    rows.update(status=Status.IN_REVIEW)
    rows.update(status=Status.APPROVED, approved_by=ed)
    rows.update(status=Status.PUBLISHED, published_at=timezone.now(), published_by=ed)
    for issue in rows:
        ledger.record(issue, Move.PUBLISH, from_status=Status.APPROVED, user=ed)
    return issues
