"""What a filter lets through, counted and cut into pages by the index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial, reduce
from itertools import compress, islice
from operator import and_, or_
from typing import Any, cast

from django.db.models import QuerySet
from django.utils.functional import SimpleLazyObject

from issues.archive_index import current
from issues.bitmaps import selectors
from issues.filters import ArchiveFilter, IssueFilter, ItemFilter
from issues.search import matching

_OF_A_ROW = frozenset({"dates", "outlet"})
"""The conditions that rows of one unit may differ in; the others are on the unit."""


class Result:
    """The issues or items that a valid filter lets through: the same as its ``qs``, in the same order.

    The length costs no query. A slice is a list of rows of ``queryset`` that is fetched when it is first used; page 1,000
    takes no longer than page 1. What was withdrawn since the index was asked is left out. Sets of rows are of ``table``, sets of units (see `Table`) of ``table.units``.
    """

    def __init__(self, asked: ArchiveFilter, queryset: QuerySet | None = None) -> None:
        """Two queries, one more if words are asked for, two more if the best matches shall come first.

        ``queryset`` is that of the filter if not given.
        """
        self.asked = asked
        self.queryset: QuerySet = asked.queryset if queryset is None else queryset
        self.index = current()
        self.is_of_issues = isinstance(asked, IssueFilter)
        self.table = self.index.issues if self.is_of_issues else self.index.items
        chosen = asked.form.cleaned_data
        self.first: date | None = chosen["from"]
        self.last: date | None = chosen["to"]
        self.chosen_outlets: list[int] = [outlet.pk for outlet in chosen["outlet"]]
        self.chosen_sections: list[str] = [section.value for section in chosen["section"]]
        self._items_with_words = 0
        self._conditions = self._read_conditions(chosen["q"])
        self.rows = self.rows_without()
        """Those that the units were found by: of an item, the citations that match."""
        self.units = self.table.units.having(self.rows)
        is_ranked = isinstance(asked, ItemFilter) and asked.is_ranked
        self._ranks = asked.ranks() if is_ranked else None

    def _read_conditions(self, words: str) -> dict[str, int]:
        """The rows that meet each condition, for those that are made."""
        table, conditions = self.table, dict[str, int]()
        if self.first or self.last:
            conditions["dates"] = self.rows_sharing(self.first, self.last)
        if self.chosen_outlets:
            conditions["outlet"] = any_of(table.outlets, self.chosen_outlets)
        if self.chosen_sections:
            conditions["section"] = any_of(table.sections, self.chosen_sections)
        if words:
            found = self._items_with_words = self.index.items.rows_of(matching(words))
            conditions["words"] = self.index.issues_of(found) if self.is_of_issues else found
        return conditions

    def first_with_words(self, issue: int) -> tuple[int, int] | None:
        """The first item of an issue that has the words (primary keys), and how many have; None without words."""
        return self.index.first_of(issue, self._items_with_words)

    def rows_without(self, *names: str) -> int:
        """The rows that meet all conditions but those on ``dates``, ``outlet`` or ``section``."""
        kept = (rows for name, rows in self._conditions.items() if name not in names)
        return reduce(and_, kept, self.table.units.all_rows)

    def units_without(
        self, name: str, rows_of: Mapping[Any, int], units_of: Mapping[Any, int]
    ) -> Callable[[Any], int]:
        """From a value to the units that have it and meet all conditions but those on ``name``.

        ``rows_of`` and ``units_of`` are the sets of the value. One row has to meet dates, outlet and value together; what
        is asked of the unit as a whole needs no look at its rows.
        """
        rows, having = self.rows_without(name), self.table.units.having
        if _OF_A_ROW.isdisjoint(self._conditions.keys() - {name}):
            units = having(rows)
            return lambda value: units & units_of.get(value, 0)
        return lambda value: having(rows & rows_of.get(value, 0))

    def rows_sharing(self, first: date | None, last: date | None) -> int:
        """The rows with a day from ``first`` to ``last``, None being no limit."""
        return self.table.spans.sharing(
            first.toordinal() if first else None, last.toordinal() if last else None
        )

    def __len__(self) -> int:
        return self.units.bit_count()

    def __iter__(self) -> Iterator[Any]:
        return iter(self[:])

    def __getitem__(self, wanted: slice) -> list[Any]:
        pks = self.pks(*wanted.indices(len(self)))
        return cast(list[Any], SimpleLazyObject(partial(self._fetch, pks)))

    def _fetch(self, pks: list[int]) -> list[Any]:
        """In this order: to sort a page in the database would cost as much as to fetch it."""
        rows = {row.pk: row for row in self.queryset.filter(pk__in=pks).order_by()}
        return [rows[pk] for pk in pks if pk in rows]

    def pks(self, start: int = 0, stop: int | None = None, step: int = 1) -> list[int]:
        """The primary keys of these places."""
        found: Iterable[int] = compress(self.table.pks, selectors(self.units, self.table.size))
        if (ranks := self._ranks) is not None:
            # Sorting keeps the order of those that match equally well.
            found = sorted(found, key=lambda pk: -ranks.get(pk, 0.0))
        return list(islice(found, start, stop, step))


def any_of(sets: Mapping[Any, int], values: Iterable[Any]) -> int:
    """The rows that have one of the values."""
    return reduce(or_, (sets.get(value, 0) for value in values), 0)
