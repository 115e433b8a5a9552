"""Lists of items and of issues as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from issues import markup
from issues.contents import CitationNode, ItemNode
from issues.exports.formats import ListFormat
from issues.exports.streams import listed_issues, listed_items
from issues.models import Issue

if TYPE_CHECKING:
    from issues.querysets import IssueQuerySet, ItemQuerySet


def items(
    queryset: ItemQuerySet, site_url: str, *, address: str = "", about: str = ""
) -> Iterator[str]:
    """``{"count": n, "items": […]}``."""
    entries = (item_object(node, site_url) for node in listed_items(queryset))
    return _listed("items", queryset.count(), entries)


def issues(
    queryset: IssueQuerySet, site_url: str, *, address: str = "", about: str = ""
) -> Iterator[str]:
    """``{"count": n, "issues": […]}``."""
    entries = (issue_object(row, count, site_url) for row, count in listed_issues(queryset))
    return _listed("issues", queryset.count(), entries)


def _listed(name: str, count: int, entries: Iterable[dict[str, Any]]) -> Iterator[str]:
    yield f'{{"count": {count}, "{name}": ['
    separator = "\n"
    for entry in entries:
        yield separator + json.dumps(entry, ensure_ascii=False)
        separator = ",\n"
    yield "\n]}\n"


def item_object(node: ItemNode, site_url: str) -> dict[str, Any]:
    # Where there is nothing to follow, there is no such field.
    follows = {"follows": node.follows} if node.follows else {}
    return {
        "key": node.key,
        "issue": node.item.issue.slug,
        "section": node.section.value,
        "text": node.text,
        "html": markup.clean(node.body),
        "citations": [citation_object(citation) for citation in node.citations],
        "url": site_url + node.item.get_absolute_url(),
        **follows,
    }


def citation_object(citation: CitationNode) -> dict[str, Any]:
    outlet = citation.outlet
    name = outlet.name if outlet else ""
    return {
        "outlet": {"slug": outlet.slug, "name": outlet.name} if outlet else None,
        # After a merge the outlet's name differs from the one that was printed.
        "printed_as": citation.printed_name if citation.printed_name != name else "",
        "from": citation.dated_from.isoformat() if citation.dated_from else None,
        "to": citation.dated_to.isoformat() if citation.dated_to else None,
        "url": citation.url,
        "title": citation.title,
        "note": citation.note,
    }


def issue_object(issue: Issue, item_count: int, site_url: str) -> dict[str, Any]:
    return {
        "slug": issue.slug,
        "edition": issue.edition,
        "title": issue.title,
        "period_start": issue.period_start.isoformat(),
        "period_end": issue.period_end.isoformat(),
        "notice": issue.notice,
        "correction_note": issue.correction_note,
        "published_at": issue.published_at.isoformat() if issue.published_at else None,
        "item_count": item_count,
        "url": site_url + issue.get_absolute_url(),
    }


FORMAT = ListFormat("json", "application/json", items, issues)
