"""An edition with all that stands around it on its page: for readers, and for the newsroom’s preview of the same page."""

from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from issues.contents import load_contents, mix_of
from issues.exports import ISSUE_FORMATS, structured
from issues.exports.citing import cite_in_every_style
from issues.models import Issue


def read_issue(issue: Issue) -> dict[str, Any]:
    """An edition with all that stands around it. Seven queries."""
    others = Issue.objects.published()
    before = Q(period_end__lt=issue.period_end) | Q(
        period_end=issue.period_end, slug__lt=issue.slug
    )
    after = Q(period_end__gt=issue.period_end) | Q(period_end=issue.period_end, slug__gt=issue.slug)
    public = Issue.objects.public_editions().filter(slug=issue.slug).exclude(pk=issue.pk)
    editions = sorted([*public, issue], key=lambda each: each.edition)
    numbers = [each.edition for each in editions]
    contents = load_contents(issue)
    address = settings.SITE_URL + issue.get_absolute_url()
    return {
        "issue": issue,
        "canonical": issue.get_absolute_url(),
        "contents": contents,
        "mix": mix_of(contents),
        "cite": cite_in_every_style(contents, address),
        "structured": structured.report(
            contents, settings.SITE_URL, first=editions[0].published_at
        ),
        "editions": editions,
        "live": editions[-1],
        "has_changes": issue.edition - 1 in numbers,
        "replacement": issue.edition + 1 if issue.edition + 1 in numbers else None,
        "previous": others.filter(before).order_by("-period_end", "-slug").first(),
        "next": others.filter(after).order_by("period_end", "slug").first(),
        "formats": list(ISSUE_FORMATS),
        # The API has the live edition alone.
        "api_call": reverse("api:issue", args=[issue.slug]) if issue.is_live else "",
    }
