"""Sources, and the monitor's own issues and items, as works that can be cited: what BibTeX, RIS and the others write.

A work is plain data; who writes it decides how. The types are those that reference managers know for news.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.text import slugify

from issues.contents import CitationNode, ItemNode
from issues.digest import DateSpan
from issues.exports.imprint import day_of
from issues.models import Issue
from issues.periods import ap_date
from sources.models import Outlet


@dataclass(frozen=True, slots=True)
class Genre:
    """The type of a work in BibTeX, RIS and CSL, and where the first two put who brought it out."""

    bibtex: str
    bibtex_outlet: str
    ris: str
    ris_outlet: str
    csl: str


_NEWS = Genre("article", "journal", "NEWS", "T2", "article-newspaper")
MAGAZINE = Genre("article", "journal", "MGZN", "T2", "article-magazine")
REPORT = Genre("techreport", "institution", "RPRT", "PB", "report")
_PAGE = Genre("misc", "howpublished", "ELEC", "T2", "webpage")
_GENRES: dict[str, Genre] = {  # by the kind of outlet
    Outlet.Kind.WIRE: _NEWS,
    Outlet.Kind.NEWSPAPER: _NEWS,
    Outlet.Kind.BROADCASTER: _NEWS,
    Outlet.Kind.STATE_MEDIA: _NEWS,
    Outlet.Kind.MAGAZINE: MAGAZINE,
    Outlet.Kind.THINK_TANK: REPORT,
}


@dataclass(frozen=True, slots=True)
class Work:
    """One work. ``outlet`` is the name of who brought it out, or of the series that it stands in."""

    key: str
    genre: Genre
    title: str
    outlet: str = ""
    author: str = ""
    issued: DateSpan | None = None
    edition: int = 1
    address: str = ""
    abstract: str = ""
    notes: tuple[str, ...] = ()
    keyword: str = ""

    @property
    def day(self) -> date | None:
        """The first day of its date."""
        return self.issued.first if self.issued else None


def issue_work(issue: Issue, address: str) -> Work:
    """An edition of the monitor as a report of its publisher. Its key: title, last day and, if corrected, edition."""
    day = day_of(issue.published_at)
    key = f"{slugify(settings.MONITOR_TITLE) or 'issue'}-{issue.slug}"
    return Work(
        key=key if issue.edition == 1 else f"{key}-{issue.edition}",
        genre=REPORT,
        title=issue.title,
        outlet=settings.MONITOR_PUBLISHER,
        author=settings.MONITOR_PUBLISHER,
        issued=DateSpan.between(day, day),
        edition=issue.edition,
        address=address,
        abstract=issue.notice,
    )


def item_work(node: ItemNode, issue: Issue, address: str) -> Work:
    """An item as an article in the issue; having no title, it goes by its first words (Chicago, APA)."""
    day = day_of(issue.published_at)
    return Work(
        key=node.key,
        genre=MAGAZINE,
        title=first_words(node.text),
        outlet=issue.title,
        author=settings.MONITOR_PUBLISHER,
        issued=DateSpan.between(day, day),
        edition=issue.edition,
        address=address,
        abstract=node.text,
        keyword=node.section.short_label,
    )


def works_cited(node: ItemNode, issue: Issue, site_url: str) -> Iterator[Work]:
    """A work for each citation of an item, its key the item's with the citation's number behind it.

    For an item without any, the item itself, so that no item is missing from a list.
    """
    address = site_url + node.item.get_absolute_url()
    for number, citation in enumerate(node.citations, 1):
        yield _cited(citation, f"{node.key}-{number}", node, f"Cited in {issue.title}: {address}")
    if not node.citations:
        yield item_work(node, issue, address)


def first_words(text: str, most: int = 20) -> str:
    """At most so many words, with an ellipsis where there are more (APA 7, 10.15)."""
    words = text.split()
    return " ".join(words[:most]) + ("…" if len(words) > most else "")


def _cited(citation: CitationNode, key: str, node: ItemNode, cited_in: str) -> Work:
    outlet = citation.outlet
    # The printed date where it says more than the dates, such as a season, or what no date is.
    printed = citation.printed_date and f"Date as printed: {citation.printed_date}"
    return Work(
        key=key,
        genre=_GENRES.get(outlet.kind, _PAGE) if outlet else _PAGE,
        title=citation.title or _described(citation),
        outlet=citation.printed_name,
        issued=citation.span,
        address=citation.link,
        abstract=node.text,
        notes=tuple(filter(None, (citation.note, printed, cited_in))),
        keyword=node.section.short_label,
    )


def _described(citation: CitationNode) -> str:
    """In place of a title that nobody noted, a description in brackets: ``[Reuters, Nov. 4, 2017]``."""
    span = citation.span
    when = ap_date(span.first) if span and span.first == span.last else citation.date_text
    return f"[{', '.join(filter(None, (citation.printed_name, when))) or 'Source unknown'}]"
