"""Sources, issues and items as BibTeX entries, in UTF-8."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from issues.contents import Contents
from issues.exports.formats import ExportFormat, ListFormat
from issues.exports.streams import listed_issues, listed_items
from issues.exports.works import Work, issue_work, works_cited

if TYPE_CHECKING:
    from issues.querysets import IssueQuerySet, ItemQuerySet

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()

# BibTeX counts braces whether or not a backslash stands before them: they get names.
_ESCAPES = {
    **{character: f"\\{character}" for character in "&%$#_"},
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
}
_SPECIAL = re.compile(r"[\\{}&%$#_~^]")


def render(contents: Contents, site_url: str) -> str:
    """The issue itself, then every source in reading order."""
    issue = contents.issue
    works = [issue_work(issue, site_url + issue.get_absolute_url())]
    for node in contents.walk():
        works += works_cited(node, issue, site_url)
    return "\n".join(map(entry, works))


def items(
    queryset: ItemQuerySet, site_url: str, *, address: str = "", about: str = ""
) -> Iterator[str]:
    """The sources of the items, in the order of the items."""
    separator = ""
    for node in listed_items(queryset):
        for work in works_cited(node, node.item.issue, site_url):
            yield separator + entry(work)
            separator = "\n"


def issues(
    queryset: IssueQuerySet, site_url: str, *, address: str = "", about: str = ""
) -> Iterator[str]:
    """The issues themselves."""
    separator = ""
    for issue, _ in listed_issues(queryset):
        yield separator + entry(issue_work(issue, site_url + issue.get_absolute_url()))
        separator = "\n"


def entry(work: Work, accessed: date | None = None) -> str:
    """One entry. Year and month are for BibTeX; ``date`` (ISO 8601-2), for biblatex and others, stands last and wins."""
    notes = [f"Edition {work.edition}"] if work.edition > 1 else []
    fields = {
        # In braces of their own: BibTeX's styles would write the title small, and take the author apart.
        "title": _whole(work.title),
        "author": _whole(work.author),
        work.genre.bibtex_outlet: _value(work.outlet),
        **_dates(work),
        "url": f"{{{_address(work.address)}}}" if work.address else "",
        "urldate": f"{{{accessed}}}" if accessed else "",
        "note": _value(". ".join([*notes, *work.notes])),
        "abstract": _value(work.abstract),
        "keywords": _value(work.keyword),
    }
    lines = [f"  {name} = {value}" for name, value in fields.items() if value]
    return f"@{work.genre.bibtex}{{{work.key},\n" + ",\n".join(lines) + "\n}\n"


def escape(text: str) -> str:
    """Text in which nothing is a command."""
    return _SPECIAL.sub(lambda match: _ESCAPES[match[0]], text)


def _value(text: str) -> str:
    return f"{{{escape(' '.join(text.split()))}}}" if text.strip() else ""


def _whole(text: str) -> str:
    """A value of which nothing may be changed."""
    return f"{{{_value(text)}}}" if text.strip() else ""


def _dates(work: Work) -> dict[str, str]:
    span = work.issued
    if span is None:
        return {}
    iso = [span.iso, span.iso_end] if span.iso_end else [span.iso]
    same_year = span.first.year == span.last.year
    same_month = same_year and span.first.month == span.last.month
    return {
        "year": f"{{{span.first.year}}}" if same_year else "",
        "month": MONTHS[span.first.month - 1] if same_month else "",
        "date": f"{{{'/'.join(iso)}}}",
    }


def _address(address: str) -> str:
    """Addresses are taken as they stand; what would end or break the field is percent-encoded (RFC 3986)."""
    return re.sub(
        r"[\s{}\\^<>\"]", lambda match: "".join(f"%{b:02X}" for b in match[0].encode()), address
    )


_TYPE = "application/x-bibtex; charset=utf-8"
ISSUE = ExportFormat("bib", _TYPE, render)
LIST = ListFormat("bib", _TYPE, items, issues)
