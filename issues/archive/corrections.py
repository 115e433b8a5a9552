"""The page of what was corrected or withdrawn, and of the withdrawals that were lifted, and when."""

from typing import cast

from django.db.models import Exists, F, OuterRef, TextField, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponseBase
from django.utils.http import urlencode

from issues.archive.caching import Page, public_page
from issues.archive.lists import refused
from issues.archive.paging import page_links, page_number, take
from issues.models import Issue
from issues.querysets import IssueQuerySet
from issues.workflow import LIFT, Status

A_PAGE = 50


@public_page
def corrections(request: HttpRequest) -> HttpResponseBase:
    """Every correction of an issue that can be read, every withdrawal and every lifting of one, the latest first."""
    try:
        number = page_number(request.GET)
    except ValueError as error:
        return refused(request, {"page": [str(error)]}, {"kind": "corrections"})
    found = take(public_events(), number, A_PAGE)
    return Page(request, "issues/archive/corrections.html", lambda: page_links(found, _query))


def public_events() -> IssueQuerySet:
    """Corrected editions that can be read, and withdrawn ones, the latest first, with ``happened_at``. No query.

    A withdrawn edition whose withdrawal was lifted comes once more, with the reason as ``lifting``.
    """
    corrected = Issue.objects.public_editions().filter(edition__gt=1)
    # Also withdrawals of issues that have appeared again since.
    withdrawn = Issue.objects.filter(status=Status.WITHDRAWN)
    former = Issue.objects.filter(
        slug=OuterRef("slug"), edition=OuterRef("edition") - 1, status=Status.SUPERSEDED
    )
    events = (corrected | withdrawn).annotate(
        happened_at=Coalesce("withdrawn_at", "published_at"),
        has_changes=Exists(former),
        lifting=Value("", TextField()),
    )
    lifted = Issue.objects.filter(status_changes__event=LIFT).annotate(
        happened_at=F("status_changes__at"),
        has_changes=Value(False),
        lifting=F("status_changes__reason"),
    )
    both = events.order_by().union(lifted.order_by(), all=True)
    return cast(IssueQuerySet, both.order_by("-happened_at", "-pk"))


def _query(page: int | None) -> str:
    return f"?{urlencode({'page': page})}" if page else ""
