"""An index of all that is published, in memory: who is cited when, in which section of which issue.

To count 135,000 citations by outlet, section and year takes a database a good part of a second, and every page of the
archive asks for it. Here a count takes microseconds (see `bitmaps`). The index holds no text: what a page prints
comes from the database.

What is published changes only with an entry in the ledger that readers see the effect of, or with a merge of outlets. ``current()``
compares the two with those that the index was made from, and makes it anew if need be: every process is right from the
first request after a publication on. That request waits (benchmarks/README.md says how long, and how much memory it takes).
"""

from __future__ import annotations

import gc
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Hashable
from datetime import date
from functools import cache, lru_cache
from itertools import chain, compress, pairwise
from operator import itemgetter
from threading import Lock
from typing import Any, NamedTuple, TypeVar, cast

from issues.archive_tables import Columns, Row, Span, Table
from issues.bitmaps import Blocks, bitmap, from_selectors, selectors
from issues.filters import READING_ORDER
from issues.models import Citation, Issue, Item, StatusChange
from sources.models import Outlet

State = tuple[str, list[tuple[int, int | None]]]
"""The newest public entry of the ledger, and every merged outlet with what it became."""


REMEMBERED = 32
"""Counts of so many filters are kept: 0.2 to 0.4 MB each in an archive of a hundred years."""

_T = TypeVar("_T")


class OutletName(NamedTuple):
    """A canonical outlet, as lists and links need it."""

    pk: int
    slug: str
    name: str


class ArchiveIndex:
    """``items`` and ``issues`` are the tables; ``outlets`` are those cited, by primary key and in the order of names."""

    def __init__(self) -> None:
        """Reads all that is published. Four queries."""
        outlets = list(
            Outlet.objects.order_by("key").values_list("pk", "slug", "name", "merged_into")
        )
        cited = _Citations({pk: (head or pk,) for pk, _, _, head in outlets})
        printed = _items_by_issue()
        items, issues = Columns(), Columns()
        ends: list[int] = []
        published = Issue.objects.published().order_by("-period_end", "-slug")
        for issue, *period in published.values_list("pk", "period_start", "period_end"):
            first, last = (day.toordinal() for day in period)
            start = len(items.pks)
            for item, section in printed.get(issue, ()):
                items.add(item, cited.rows_of(item, section, last))
            sections = tuple({*chain.from_iterable(items.sections[start:])})
            heads = tuple({*chain.from_iterable(items.outlets[start:])})
            issues.add(issue, [Row(sections, heads, (first, last), last)])
            ends.append(len(items.pks))
        self.items, self.issues = Table(items), Table(issues)
        self.outlets = {
            pk: OutletName(pk, slug, name)
            for pk, slug, name, _ in outlets
            if pk in self.items.outlets
        }
        self._issue_ends = ends
        lengths = (end - start for start, end in pairwise([0, *ends]))
        self._issue_blocks = Blocks([length for length in lengths if length])
        self._remembered = OrderedDict[Hashable, Any]()
        self._remembering = Lock()

    def remember(self, key: Hashable, count: Callable[[], _T]) -> _T:
        """What ``count()`` gave for this key, which has to say all that it depends on besides the index.

        The index never changes, so what was counted holds for as long as it does. Kept for the keys last asked for.
        """
        with self._remembering:
            if key in self._remembered:
                self._remembered.move_to_end(key)
                return cast(_T, self._remembered[key])
        counted = count()
        with self._remembering:
            self._remembered[key] = counted
            if len(self._remembered) > REMEMBERED:
                self._remembered.popitem(last=False)
        return counted

    def items_of(self, issues: int) -> int:
        """The rows of ``items`` that stand in these rows of ``issues``."""
        chosen = selectors(issues, self.issues.size)
        spans = compress(pairwise([0, *self._issue_ends]), chosen)
        last_rows = (end - 1 for start, end in spans if start < end)
        return self._issue_blocks.rows_of(bitmap(last_rows, self.items.size))

    def issues_of(self, items: int) -> int:
        """The rows of ``issues`` that these rows of ``items`` stand in."""
        having = selectors(self._issue_blocks.having(items), self.items.size)
        spans = pairwise([0, *self._issue_ends])
        return from_selectors(bytes(start < end and having[end - 1] for start, end in spans))

    def first_of(self, issue: int, items: int) -> tuple[int, int] | None:
        """Of these rows of ``items`` the first item that stands in an issue (primary keys), and how many items do."""
        row = self.issues.last_rows.get(issue)
        if row is None:
            return None
        start = self._issue_ends[row - 1] if row else 0
        found = self.items.units.having(items & ((1 << self._issue_ends[row]) - (1 << start)))
        lowest = (found & -found).bit_length() - 1
        return (self.items.pks[lowest], found.bit_count()) if found else None


def _items_by_issue() -> dict[int, list[tuple[int, str]]]:
    """Primary keys and sections, in reading order."""
    found = defaultdict[int, list[tuple[int, str]]](list)
    items = Item.objects.published().order_by(*READING_ORDER)
    for issue, item, section in items.values_list("issue", "pk", "section"):
        found[issue].append((item, section))
    return found


class _Citations:
    """Every published citation; ``heads`` has the outlet that counts for each, in a tuple of its own."""

    def __init__(self, heads: dict[int, tuple[int, ...]]) -> None:
        self._heads = heads
        rows = Citation.objects.published().order_by()
        self._rows = sorted(
            rows.values_list("item", "outlet", "dated_from", "dated_to"), key=itemgetter(0)
        )
        items = [row[0] for row in self._rows]
        self._start = {item: place for place, item in reversed([*enumerate(items)])}
        self._count = Counter(items)

    def rows_of(self, item: int, section: str, period_end: int) -> list[Row]:
        """The rows of an item, one also if it cites nobody.

        A day is its own place in time. Of a longer span it is the day nearest to the period's end, without a date that end.
        """
        rows, start = [], self._start.get(item, 0)
        for _, outlet, first, last in self._rows[start : start + self._count[item]]:
            span = _span(first, last)
            day = min(max(period_end, span[0]), span[1]) if span else period_end
            rows.append(Row(_tuple(section), self._heads.get(outlet, ()), span, day))
        return rows or [Row(_tuple(section), (), None, period_end)]


# Of the same few values there is one tuple, however many rows have it.


@cache
def _tuple(section: str) -> tuple[str, ...]:
    return (section,)


@lru_cache(4096)
def _span(first: date | None, last: date | None) -> Span | None:
    return (first.toordinal(), last.toordinal()) if first and last else None


_LARGE = 10_000
"""Rows."""
_lock = Lock()
_made: tuple[State, ArchiveIndex] | None = None


def current() -> ArchiveIndex:
    """The index of what is published now. Two queries, four more if it must be made."""
    global _made  # noqa: PLW0603 - one for the process, as it is for all who ask
    state = _state()
    if _made and _made[0] == state:
        return _made[1]
    with _lock:
        for _ in range(3):
            state = _state()
            if _made and _made[0] == state:
                return _made[1]
            index = ArchiveIndex()
            # The queries did not see the same moment if something was published between them.
            if _state() == state:
                _made = (state, index)
                _set_aside(index)
    return index


def _set_aside(index: ArchiveIndex) -> None:
    """Keep the garbage collector from going through a large index ever again: a tenth of a second, of somebody's request.

    What is freed by counting references, as an index is, is freed all the same.
    """
    if index.items.size >= _LARGE:
        gc.collect()
        gc.freeze()


def _state() -> State:
    newest = StatusChange.objects.public().values_list("entry_hash", flat=True).first() or ""
    merged = Outlet.objects.filter(merged_into__isnull=False).order_by("pk")
    return newest, list(merged.values_list("pk", "merged_into"))
