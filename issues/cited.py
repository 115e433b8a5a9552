"""Who published items cite, how often and when; a merged outlet counts for what it became."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from issues.archive_index import ArchiveIndex, current
from issues.models import Citation
from issues.sections import Section
from sources.models import Outlet

if TYPE_CHECKING:
    from sources.querysets import OutletQuerySet


@dataclass(frozen=True, slots=True)
class CitedOutlet:
    """An outlet with how many citations and items there are, and the first and last day that they are dated.

    ``sections`` are the citations in each of the five.
    """

    outlet: Outlet
    citation_count: int
    item_count: int
    first_on: date | None
    last_on: date | None
    sections: dict[Section, int]


def cited_outlets() -> OutletQuerySet:
    """The canonical outlets that published items cite, themselves or by what was merged into them. No query."""
    is_cited = Exists(Citation.objects.published().filter(outlet=OuterRef("pk")))
    merged = Outlet.objects.filter(is_cited, merged_into=OuterRef("pk"))
    return Outlet.objects.canonical().filter(is_cited | Exists(merged))


def all_cited() -> list[CitedOutlet]:
    """Every outlet that published items cite, the most cited first. Three queries."""
    index = current()
    outlets = Outlet.objects.in_bulk(list(index.outlets)).values()
    rows = [_cited(index, outlet) for outlet in outlets]
    return sorted(rows, key=lambda row: (-row.citation_count, row.outlet.key))


def cited_among(outlets: Iterable[Outlet]) -> list[CitedOutlet]:
    """The same for some canonical outlets, in their order. Two queries."""
    index = current()
    return [_cited(index, outlet) for outlet in outlets if outlet.pk in index.outlets]


def find_cited(slug: str) -> CitedOutlet | None:
    """The outlet of that slug, or the one that it became; None if no published item cites it.

    Three queries, also for an outlet that is not there or that only drafts cite.
    """
    row = Outlet.objects.with_canonical().filter(slug=slug).first()
    index = current()
    return _cited(index, row.canonical) if row and row.canonical.pk in index.outlets else None


def _cited(index: ArchiveIndex, outlet: Outlet) -> CitedOutlet:
    table = index.items
    rows = table.outlets[outlet.pk]
    # A month or a year tells less than a day: it counts only where there is no day.
    reach = table.spans.reach(rows & table.spans.one_day) or table.spans.reach(rows)
    first, last = map(date.fromordinal, reach) if reach else (None, None)
    return CitedOutlet(
        outlet=outlet,
        citation_count=rows.bit_count(),
        item_count=table.units.having(rows).bit_count(),
        first_on=first,
        last_on=last,
        sections={
            section: (rows & table.sections.get(section, 0)).bit_count() for section in Section
        },
    )
