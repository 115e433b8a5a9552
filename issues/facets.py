"""Facets: by what else a result can be narrowed or widened, with counts.

Several outlets, and several sections, mean any of them. So the count of an outlet is what the archive has from it under
all the *other* conditions, as it is in a library's catalogue or a shop: beside Reuters, which is chosen, stands how much
there is from AP, not how much AP shares with Reuters. ``leads_to`` is the length of the list behind the link. The two
are equal as long as nothing is chosen in the facet; then a link narrows, later ones widen.

Dates are one range, so a year narrows it: the count of a year is always what the link leads to. A year is active if the range
lies within it; its link drops the range. What has no count, chosen or not, is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from issues.results import Result, any_of
from issues.sections import Section


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a facet. ``query`` is the query string with this choice added, or dropped if it is active."""

    value: str
    label: str
    count: int
    is_active: bool
    leads_to: int
    query: str


@dataclass(frozen=True, slots=True)
class Facets:
    """Outlets by count, then name; sections in their order; years, the newest first. Counts are of items, or of issues."""

    outlets: tuple[Choice, ...]
    sections: tuple[Choice, ...]
    years: tuple[Choice, ...]


def facets(result: Result) -> Facets:
    """The facets of a result. No query."""
    outlets = sorted(_outlets(result), key=lambda choice: -choice.count)
    return Facets(tuple(outlets), tuple(_sections(result)), tuple(_years(result)))


def _outlets(result: Result) -> Iterator[Choice]:
    """In the order of names."""
    known, chosen = result.index.outlets, result.chosen_outlets
    table = result.table
    sets = (table.outlets, table.outlet_units)
    counted = _any_of(result, "outlet", *sets, chosen, known)
    for pk, count, is_active, leads_to in counted:
        slugs = [known[each].slug for each in _toggled(chosen, pk) if each in known]
        query = result.asked.query_with(outlet=slugs)
        yield Choice(known[pk].slug, known[pk].name, count, is_active, leads_to, query)


def _sections(result: Result) -> Iterator[Choice]:
    chosen = result.chosen_sections
    sections = result.table.sections
    sets = (sections, {code: result.table.units.having(sections[code]) for code in sections})
    counted = _any_of(result, "section", *sets, chosen, Section.values)
    for code, count, is_active, leads_to in counted:
        toggled = _toggled(chosen, code)
        codes = [each for each in Section.values if each in toggled]
        query = result.asked.query_with(section=codes)
        yield Choice(code, Section(code).short_label, count, is_active, leads_to, query)


def _any_of(
    result: Result,
    name: str,
    rows_of: Mapping[Any, int],
    units_of: Mapping[Any, int],
    chosen: list[Any],
    values: Iterable[Any],
) -> Iterator[tuple[Any, int, bool, int]]:
    """Each value with its count, whether it is active, and what its link leads to."""
    having = result.table.units.having
    others = result.rows_without(name)
    units_with = result.units_without(name, rows_of, units_of)
    for value in values:
        units = units_with(value)
        leads_to = count = units.bit_count()
        if not count:
            continue
        if is_active := value in chosen:
            rest = _toggled(chosen, value)
            after = having(others & any_of(rows_of, rest)) if rest else having(others)
            leads_to = after.bit_count()
        elif chosen:
            leads_to = (units | result.units).bit_count()
        yield value, count, is_active, leads_to


def _toggled(chosen: list[Any], value: Any) -> list[Any]:
    if value in chosen:
        return [each for each in chosen if each != value]
    return [*chosen, value]


def _years(result: Result) -> Iterator[Choice]:
    """The newest first."""
    table, asked = result.table, (result.first, result.last)
    having = table.units.having
    units_in = result.units_without("", table.years, table.year_units)
    for year in sorted(table.years, reverse=True):
        begin = max(result.first or date.min, date(year, 1, 1))
        end = min(result.last or date.max, date(year, 12, 31))
        if begin > end:
            continue
        is_whole = (begin, end) == (date(year, 1, 1), date(year, 12, 31))
        units = (
            units_in(year) if is_whole else having(result.rows & result.rows_sharing(begin, end))
        )
        leads_to = count = units.bit_count()
        if not count:
            continue
        days = {"from": [begin.isoformat()], "to": [end.isoformat()]}
        if is_active := asked == (begin, end):
            days = {"from": [], "to": []}
            leads_to = having(result.rows_without("dates")).bit_count()
        query = result.asked.query_with(**days)
        yield Choice(str(year), str(year), count, is_active, leads_to, query)
