"""What the index of the archive is made of: rows, and for each value the set of rows that have it. No query."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cached_property, lru_cache
from itertools import compress
from typing import Any, NamedTuple

from issues.bitmaps import Blocks, Spans, bitmap, from_selectors

Span = tuple[int, int]
"""A first and a last day, as ``date.toordinal()`` counts them."""


class Row(NamedTuple):
    """One line of a table; ``day`` is its place in time."""

    sections: tuple[str, ...]
    outlets: tuple[int, ...]
    span: Span | None
    day: int


class Columns:
    """The rows of a table, a list for each column. A tuple for each of so many rows would keep the garbage collector busy."""

    def __init__(self) -> None:
        self.lengths: list[int] = []
        self.pks: list[int] = []
        self.sections: list[tuple[str, ...]] = []
        self.outlets: list[tuple[int, ...]] = []
        self.spans: list[Span | None] = []
        self.days: list[int] = []

    def add(self, pk: int, rows: list[Row]) -> None:
        """The rows of one unit, at least one; the newest becomes the first."""
        self.lengths.append(len(rows))
        for row in sorted(rows, key=lambda row: -row.day) if len(rows) > 1 else rows:
            self.pks.append(pk)
            self.sections.append(row.sections)
            self.outlets.append(row.outlets)
            self.spans.append(row.span)
            self.days.append(row.day)


Place = tuple[int, tuple[str, ...]]
"""A period, which is a week, month or year counted from the year 1 on, and the sections that a row stands in."""
Counted = dict[Place, int]


class Places:
    """Where each row is; equal places are kept once."""

    def __init__(self, rows: Iterable[Place]) -> None:
        numbers = dict[Place, int]()
        self._rows = [numbers.setdefault(row, len(numbers)) for row in rows]
        self._places = list(numbers)

    def counted(self, selected: bytes) -> Counted:
        """How many of the rows selected there are at each place."""
        counted = Counter(compress(self._rows, selected))
        return {self._places[number]: count for number, count in counted.items()}


class Table:
    """Rows, and for each outlet, section and year the set of rows that have it.

    What is counted are units, each a block of rows, in reading order: an item has a row for each citation (or one, if it
    has none), an issue has one. ``pks`` is the unit of each row. ``by_week``, ``by_month`` and ``by_year`` are the rows' places
    in time; the newest row of a unit comes first. ``days`` are the first and the last day that any row is at.
    """

    def __init__(self, rows: Columns) -> None:
        self.size = len(rows.pks)
        self.units = Blocks(rows.lengths)
        self.pks = array("q", rows.pks)
        self.days = (min(rows.days, default=1), max(rows.days, default=1))
        self.by_week, self.by_month, self.by_year = (
            Places(zip(map(period_of, rows.days), rows.sections, strict=True))
            for period_of in (week_of, month_of, year_of)
        )
        self.spans = Spans(rows.spans)
        self.outlets: dict[int, int] = self._sets(rows.outlets)
        self.sections: dict[str, int] = self._sets(rows.sections)
        self.years: dict[int, int] = self._sets(map(_years, rows.spans))

    def _sets(self, values: Iterable[Iterable[Any]]) -> dict[Any, int]:
        rows_of = defaultdict[Any, list[int]](list)
        for row, found in enumerate(values):
            for value in found:
                rows_of[value].append(row)
        # A source of “1100 to 1900” may have centuries of its own: equal sets are kept once.
        made = dict[tuple[int, ...], int]()
        for rows in map(tuple, rows_of.values()):
            if rows not in made:
                made[rows] = bitmap(rows, self.size)
        return {value: made[tuple(rows)] for value, rows in rows_of.items()}

    def rows_of(self, pks: Iterable[int]) -> int:
        """The rows of these units; keys of others are passed over."""
        selected = bytearray(self.size)
        for pk in pks:
            if (row := self.last_rows.get(pk)) is not None:
                selected[row] = 1
        return self.units.rows_of(from_selectors(selected))

    @cached_property
    def last_rows(self) -> dict[int, int]:
        """The last row of each unit."""
        return {pk: row for row, pk in enumerate(self.pks)}

    @cached_property
    def outlet_units(self) -> dict[int, int]:
        """For each outlet the units that have a row of it."""
        return self._having(self.outlets)

    @cached_property
    def year_units(self) -> dict[int, int]:
        """For each year the units that have a row of it."""
        return self._having(self.years)

    def _having(self, sets: dict[int, int]) -> dict[int, int]:
        # As with the sets of rows: what is equal is kept once.
        made = {id(rows): self.units.having(rows) for rows in sets.values()}
        return {value: made[id(rows)] for value, rows in sets.items()}

    @cached_property
    def single_sourced(self) -> int:
        """The units with one outlet alone, in however many rows."""
        once = twice = 0
        for having in self.outlet_units.values():
            twice |= once & having
            once |= having
        return once ^ twice


def week_of(day: int) -> int:
    """The number of the week; weeks begin on Monday, as the year 1 does."""
    return (day - 1) // 7


@lru_cache(4096)
def month_of(day: int) -> int:
    """The number of the month."""
    month = date.fromordinal(day)
    return month.year * 12 + month.month - 1


@lru_cache(4096)
def year_of(day: int) -> int:
    """The year."""
    return date.fromordinal(day).year


def _years(span: Span | None) -> range:
    return range(year_of(span[0]), year_of(span[1]) + 1) if span else range(0)
