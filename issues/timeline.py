"""The time line of a result: how many items, or issues, there are per week, month or year, quiet times included.

Each item stands once, at the newest of the citations that it was found by: a day is where it is, a longer span (a month,
a year) is at its day nearest to the end of the issue's period, and without a date that end itself counts. So the buckets
add up to the result. An issue stands at the end of its period. What lies outside the dates asked for, because a span is
longer, counts at their edge.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from issues.archive_tables import Counted, month_of, week_of, year_of
from issues.bitmaps import selectors
from issues.periods import MONTHS, ap_date
from issues.results import Result
from issues.sections import Section

_SECTIONS = tuple(Section)
MOST_MONTHS_IN_WEEKS = 36
MOST_MONTHS = 480
"""Spans of three years are drawn in weeks, of forty years in months, longer ones in years."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """``start`` and ``end`` are inclusive and never outside the dates asked for."""

    label: str
    start: date
    end: date
    count: int
    sections: dict[Section, int]
    """All five. Of issues, one counts in every section that it has items in."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """``unit`` is ``week`` (from Monday to Sunday), ``month`` or ``year``. No buckets if nothing is found."""

    unit: str
    buckets: tuple[Bucket, ...]

    @property
    def most(self) -> int:
        """The largest count, for the scale; 0 if there is none."""
        return max((bucket.count for bucket in self.buckets), default=0)

    @property
    def sections(self) -> list[tuple[Section, list[int]]]:
        """All five sections in their order, with a count for each bucket."""
        return [
            (section, [bucket.sections[section] for bucket in self.buckets]) for section in Section
        ]


class _Unit(NamedTuple):
    """``span`` and ``label`` are of a number of `Places`, ``number`` is that of a day as ``date.toordinal()`` counts it."""

    name: str
    number: Callable[[int], int]
    span: Callable[[int], tuple[date, date]]
    label: Callable[[int], str]


def _week(number: int) -> tuple[date, date]:
    monday = number * 7 + 1
    return date.fromordinal(monday), date.fromordinal(min(monday + 6, date.max.toordinal()))


def _month(number: int) -> tuple[date, date]:
    year, month = number // 12, number % 12 + 1
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _year(number: int) -> tuple[date, date]:
    return date(number, 1, 1), date(number, 12, 31)


_WEEK = _Unit("week", week_of, _week, lambda week: f"Week of {ap_date(_week(week)[0])}")
_MONTH = _Unit("month", month_of, _month, lambda month: f"{MONTHS[month % 12]} {month // 12}")
_YEAR = _Unit("year", year_of, _year, str)


def timeline(result: Result) -> Timeline:
    """The time line of a result. No query."""
    if not result:
        return Timeline(_WEEK.name, ())
    table = result.table
    newest = selectors(table.units.first_of(result.rows), table.size)
    unit, counted = _YEAR, table.by_year.counted(newest)
    # The first and the last year need not be whole, so one more than forty may still be drawn in months.
    if (len(_numbers(result, unit, counted)) - 2) * 12 < MOST_MONTHS:
        in_months = table.by_month.counted(newest)
        months = len(_numbers(result, _MONTH, in_months))
        if months <= MOST_MONTHS_IN_WEEKS:
            unit, counted = _WEEK, table.by_week.counted(newest)
        elif months <= MOST_MONTHS:
            unit, counted = _MONTH, in_months
    return Timeline(unit.name, tuple(_buckets(result, unit, counted)))


def _numbers(result: Result, unit: _Unit, counted: Counted) -> range:
    """From the first to the last that there is; to the dates asked for, as far as the archive reaches."""
    first, last = result.first or date.min, result.last or date.max
    earliest, latest = unit.number(first.toordinal()), unit.number(last.toordinal())
    found = {period for period, _ in counted}
    if result.first:
        found.add(unit.number(result.table.days[0]))
    if result.last:
        found.add(unit.number(result.table.days[1]))
    low, high = (min(max(end, earliest), latest) for end in (min(found), max(found)))
    return range(low, high + 1)


def _buckets(result: Result, unit: _Unit, counted: Counted) -> Iterator[Bucket]:
    numbers = _numbers(result, unit, counted)
    first, last = numbers[0], numbers[-1]
    totals = [0] * len(numbers)
    by_section = {section.value: [0] * len(numbers) for section in _SECTIONS}
    for (period, sections), count in counted.items():
        number = min(max(period, first), last) - first
        totals[number] += count
        for section in sections:
            by_section[section][number] += count
    for number, total, *counts in zip(numbers, totals, *by_section.values(), strict=True):
        start, end = unit.span(number)
        yield Bucket(
            unit.label(number),
            max(start, result.first or start),
            min(end, result.last or end),
            total,
            dict(zip(_SECTIONS, counts, strict=True)),
        )
