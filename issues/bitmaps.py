"""Sets of rows as the bits of one integer: row n is bit n, counted from the lowest.

Python's integers are as long as need be, and `&`, `|`, `+` and `bit_count` work on 64 rows at a time or so: a set of
100,000 rows takes 12 KB, and what two sets have in common is known in a few microseconds.
"""

import struct
from collections.abc import Iterable, Sequence
from itertools import accumulate

DAYS = 22
"""Bits of a day's number, `date.toordinal()`: the last day of the year 9999 has as many."""

_BIT_OF_BYTE = [bytes(ord("0") + (byte >> bit & 1) for byte in range(256)) for bit in range(8)]
_TRUTH = bytes.maketrans(b"01", b"\0\1")
_DIGITS = bytes.maketrans(b"\0\1", b"01")


def bitmap(rows: Iterable[int], size: int) -> int:
    """The set of these rows, all of them below `size`."""
    found = bytearray(size // 8 + 1)
    for row in rows:
        found[row >> 3] |= 1 << (row & 7)
    return int.from_bytes(found, "little")


def selectors(bits: int, size: int) -> bytes:
    """A 1 for each row in the set and a 0 for each that is not, as `itertools.compress` takes them."""
    return f"{bits:0{size}b}"[::-1].encode().translate(_TRUTH) if size else b""


def from_selectors(selected: bytes | bytearray) -> int:
    """The set of the rows that have a 1."""
    return int(selected.translate(_DIGITS)[::-1], 2) if selected else 0


class Blocks:
    """Rows in groups of neighbours, such as the citations of each item. ``lengths`` are rows a group, none of them 0.

    A set of groups is the set of their last rows.
    """

    def __init__(self, lengths: Sequence[int]) -> None:
        ends = list(accumulate(lengths))
        self.size = ends[-1] if ends else 0
        self.all_rows = (1 << self.size) - 1
        self.all = bitmap((end - 1 for end in ends), self.size)
        self._first = (self.all << 1 | 1) & self.all_rows
        self._rest = self.all_rows ^ self.all
        self._steps = max(lengths, default=1).bit_length()

    def having(self, rows: int) -> int:
        """The groups with at least one of these rows.

        In each group the rows but the last, read as a number, get the largest such number added: it carries into the
        last row if there was any bit, and never farther.
        """
        return ((rows & self._rest) + self._rest | rows) & self.all

    def first_of(self, rows: int) -> int:
        """Of these rows, the first of each group that has any.

        To take 1 from a number changes its lowest bit that is set, and those below. A group without rows lends its last
        row, so that nothing is taken from the next.
        """
        lent = self.all ^ self.having(rows)
        return rows & ~((rows | lent) - self._first)

    def rows_of(self, groups: int) -> int:
        """All rows of these groups: each bit is spread downwards, twice as far at each step, and never past a last row."""
        found, free = groups, self._rest
        for step in range(self._steps):
            found |= free & (found >> (1 << step))
            free &= free >> (1 << step)
        return found


class Spans:
    """A span of days for each row, both ends inclusive, or none.

    A bit-sliced index (P. O'Neil and D. Quass, Improved Query Performance with Variant Indexes, 1997): a set for each
    binary digit of the days, so that rows are compared with a day in as many steps as it has digits.
    """

    def __init__(self, spans: Sequence[tuple[int, int] | None]) -> None:
        # Without a span: begins after all days and ends before them, and so shares none.
        none = ((1 << DAYS) - 1, 0)
        self._all = (1 << len(spans)) - 1
        self._starts = _slices([(span or none)[0] for span in spans])
        self._ends = _slices([(span or none)[1] for span in spans])
        self.known = self._at_least(self._ends, 1)
        longer = 0
        for start, end in zip(self._starts, self._ends, strict=True):
            longer |= start ^ end
        self.one_day = self._all ^ longer
        """The rows whose span is a single day."""

    def sharing(self, first: int | None, last: int | None) -> int:
        """The rows whose span has a day from ``first`` to ``last``; None is no limit. Without any, all rows, spans or not."""
        rows = self._all
        if first is not None:
            rows &= self._at_least(self._ends, first)
        if last is not None:
            rows ^= rows & self._at_least(self._starts, last + 1)
        return rows

    def reach(self, rows: int) -> tuple[int, int] | None:
        """The first and the last day of these rows' spans; None if none of them has one."""
        rows &= self.known
        if not rows:
            return None
        first = (1 << DAYS) - 1 - _largest([self._all ^ slice_ for slice_ in self._starts], rows)
        return first, _largest(self._ends, rows)

    def _at_least(self, slices: list[int], day: int) -> int:
        above, equal = 0, self._all
        for digit in reversed(range(DAYS)):
            ones = equal & slices[digit]
            if day >> digit & 1:
                equal = ones
            else:
                above |= ones
                equal ^= ones
        return above | equal


def _slices(numbers: Sequence[int]) -> list[int]:
    """For each binary digit, lowest first, the set of rows whose number has a 1 there."""
    if not numbers:
        return [0] * DAYS
    data = struct.pack(f"<{len(numbers)}I", *numbers)
    return [
        int(data[digit // 8 :: 4].translate(_BIT_OF_BYTE[digit % 8])[::-1], 2)
        for digit in range(DAYS)
    ]


def _largest(slices: list[int], rows: int) -> int:
    """The largest number that one of these rows has."""
    number = 0
    for digit in reversed(range(DAYS)):
        if ones := rows & slices[digit]:
            rows, number = ones, number | 1 << digit
    return number
