"""Sources, issues and items as RIS records, in UTF-8 (the RIS format specification of Research Information Systems)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from issues.contents import Contents
from issues.exports.formats import ExportFormat, ListFormat
from issues.exports.streams import listed_issues, listed_items
from issues.exports.works import Work, issue_work, works_cited

if TYPE_CHECKING:
    from issues.querysets import IssueQuerySet, ItemQuerySet


def render(contents: Contents, site_url: str) -> str:
    """The issue itself, then every source in reading order."""
    issue = contents.issue
    works = [issue_work(issue, site_url + issue.get_absolute_url())]
    for node in contents.walk():
        works += works_cited(node, issue, site_url)
    return "".join(map(record, works))


def items(
    queryset: ItemQuerySet, site_url: str, *, address: str = "", about: str = ""
) -> Iterator[str]:
    """The sources of the items, in the order of the items."""
    for node in listed_items(queryset):
        yield from map(record, works_cited(node, node.item.issue, site_url))


def issues(
    queryset: IssueQuerySet, site_url: str, *, address: str = "", about: str = ""
) -> Iterator[str]:
    """The issues themselves."""
    for issue, _ in listed_issues(queryset):
        yield record(issue_work(issue, site_url + issue.get_absolute_url()))


def record(work: Work, accessed: date | None = None) -> str:
    """One record, with a blank line behind it; lines end with CR and LF."""
    fields = [
        ("TY", work.genre.ris),
        ("ID", work.key),
        ("TI", work.title),
        ("AU", work.author),
        (work.genre.ris_outlet, work.outlet),
        ("ET", str(work.edition) if work.edition > 1 else ""),
        ("PY", str(work.day.year) if work.day else ""),
        ("DA", _date(work)),
        ("UR", work.address),
        ("Y2", f"{accessed:%Y/%m/%d}/" if accessed else ""),
        *(("N1", note) for note in work.notes),
        ("AB", work.abstract),
        ("KW", work.keyword),
    ]
    lines = [f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in fields if value]
    return "".join(lines) + "ER  - \r\n\r\n"


def _date(work: Work) -> str:
    """``2017/11/04/``, ``2017/11//``, ``2017///``; behind the last slash what a single date cannot say."""
    span = work.issued
    if span is None:
        return ""
    year, month, day = (*span.iso.split("-"), "", "")[:3]
    return f"{year}/{month}/{day}/{span.text if span.iso_end else ''}"


_TYPE = "application/x-research-info-systems; charset=utf-8"
ISSUE = ExportFormat("ris", _TYPE, render)
LIST = ListFormat("ris", _TYPE, items, issues)
