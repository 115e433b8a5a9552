"""Issues and items as CSV: a row for each citation, so that outlets and dates can be counted and pivoted."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from issues.contents import CitationNode, Contents, ItemNode
from issues.exports.formats import ExportFormat, ListFormat
from issues.exports.streams import listed_issues, listed_items
from issues.models import Issue

if TYPE_CHECKING:
    from issues.querysets import IssueQuerySet, ItemQuerySet

Row = dict[str, object]

ITEM_COLUMNS = (
    "item item_url issue period_start period_end section parent text citation outlet outlet_slug printed_as "
    "date_from date_to printed_date citation_title citation_url citation_note"
).split()
ISSUE_COLUMNS = (
    "issue issue_url edition title period_start period_end published_at correction_note notice items"
).split()

# RFC 4180 leaves the encoding open; without this mark Excel takes UTF-8 for something else.
_MARK = "\ufeff"
# What a spreadsheet may take for a formula (OWASP, "CSV Injection"), full-width forms included.
FORMULA = re.compile(r"'*(\s*[=+\-@＝＋－＠]|[\t\r\n])")


def render(contents: Contents, site_url: str) -> str:
    """The citations of one issue in reading order; without items the header alone."""
    rows = (row for node in contents.walk() for row in _item(node, contents.issue, site_url))
    return "".join(_table(ITEM_COLUMNS, rows))


def items(
    queryset: ItemQuerySet, site_url: str, *, address: str = "", about: str = ""
) -> Iterator[str]:
    """The citations of the items; an item without any has one row too."""
    nodes = listed_items(queryset)
    return _table(
        ITEM_COLUMNS, (row for node in nodes for row in _item(node, node.item.issue, site_url))
    )


def issues(
    queryset: IssueQuerySet, site_url: str, *, address: str = "", about: str = ""
) -> Iterator[str]:
    """One row for each issue."""
    rows = (_issue(issue, count, site_url) for issue, count in listed_issues(queryset))
    return _table(ISSUE_COLUMNS, rows)


def _table(columns: list[str], rows: Iterable[Row]) -> Iterator[str]:
    """RFC 4180 with a header, CRLF and a byte order mark."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    yield _MARK + buffer.getvalue()
    for row in rows:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow(guarded(row.get(column)) for column in columns)
        yield buffer.getvalue()


def guarded(value: object) -> str:
    """Text behind an apostrophe where it would be read as a formula.

    Text that has the apostrophe already gets one more, so that taking one away always gives the text back.
    """
    text = "" if value is None else str(value)
    return f"'{text}" if FORMULA.match(text) else text


def _item(node: ItemNode, issue: Issue, site_url: str) -> Iterator[Row]:
    item: Row = {
        "item": node.key,
        "item_url": site_url + node.item.get_absolute_url(),
        "issue": issue.slug,
        "period_start": issue.period_start,
        "period_end": issue.period_end,
        "section": node.section.value,
        "parent": node.item.parent.key if node.item.parent else "",
        "text": node.text,
    }
    for number, citation in enumerate(node.citations, 1):
        yield item | _citation(citation) | {"citation": number}
    if not node.citations:
        yield item


def _citation(citation: CitationNode) -> Row:
    outlet = citation.outlet
    name = outlet.name if outlet else ""
    return {
        "outlet": name,
        "outlet_slug": outlet.slug if outlet else "",
        "printed_as": citation.printed_name if citation.printed_name != name else "",
        "date_from": citation.dated_from,
        "date_to": citation.dated_to,
        "printed_date": citation.printed_date,
        "citation_title": citation.title,
        "citation_url": citation.url,
        "citation_note": citation.note,
    }


def _issue(issue: Issue, item_count: int, site_url: str) -> Row:
    return {
        "issue": issue.slug,
        "issue_url": site_url + issue.get_absolute_url(),
        "edition": issue.edition,
        "title": issue.title,
        "period_start": issue.period_start,
        "period_end": issue.period_end,
        "published_at": issue.published_at.isoformat() if issue.published_at else None,
        "correction_note": issue.correction_note,
        "notice": issue.notice,
        "items": item_count,
    }


_TYPE = "text/csv; charset=utf-8; header=present"
ISSUE = ExportFormat("csv", _TYPE, render)
LIST = ListFormat("csv", _TYPE, items, issues)
