"""What the HTML of a whole issue is made from, for print and for mail."""

from typing import Any

from django.conf import settings

from issues.contents import Contents
from issues.exports.citing import cite
from issues.exports.imprint import imprint, remarks


def page_context(contents: Contents, site_url: str) -> dict[str, Any]:
    """The context of the templates. No query."""
    issue = contents.issue
    address = site_url + issue.get_absolute_url()
    return {
        "contents": contents,
        "issue": issue,
        "address": address,
        "imprint": imprint(issue),
        "remarks": remarks(issue),
        "citation": cite(contents, "chicago", address),
        "moment": issue.published_at or issue.created_at,
        "series": settings.MONITOR_TITLE,
        "publisher": settings.MONITOR_PUBLISHER,
        "description": settings.MONITOR_DESCRIPTION,
        "language": settings.LANGUAGE_CODE,
    }
