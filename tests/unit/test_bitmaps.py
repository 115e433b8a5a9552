"""Sets of rows as bits: each operation says the same as plain Python sets."""

from itertools import compress

from hypothesis import given
from hypothesis import strategies as st

from issues.bitmaps import Blocks, Spans, bitmap, from_selectors, selectors

DAY = st.integers(1, 40) | st.integers(1, 3652059)
SPANS = st.lists(
    st.none() | st.tuples(DAY, DAY).map(lambda ends: (min(ends), max(ends))), max_size=30
)


@st.composite
def rows_in_blocks(draw):
    lengths = draw(st.lists(st.integers(1, 20), max_size=12))
    rows = draw(st.sets(st.integers(0, sum(lengths) - 1))) if lengths else set()
    return lengths, rows


def groups_of(lengths):
    start = 0
    for length in lengths:
        yield list(range(start, start + length))
        start += length


def rows(bits):
    return {row for row in range(bits.bit_length()) if bits >> row & 1}


@given(rows_in_blocks())
def test_a_set_is_told_by_its_bits_and_by_its_selectors(drawn):
    lengths, wanted = drawn
    size = sum(lengths)
    bits = bitmap(wanted, size)
    assert rows(bits) == wanted
    assert bits.bit_count() == len(wanted)
    assert set(compress(range(size), selectors(bits, size))) == wanted
    assert from_selectors(selectors(bits, size)) == bits


@given(rows_in_blocks())
def test_the_groups_that_have_a_row_are_found(drawn):
    lengths, wanted = drawn
    blocks = Blocks(lengths)
    expected = {group[-1] for group in groups_of(lengths) if wanted & set(group)}
    assert rows(blocks.having(bitmap(wanted, blocks.size))) == expected


@given(rows_in_blocks())
def test_the_first_row_of_each_group_is_found(drawn):
    lengths, wanted = drawn
    blocks = Blocks(lengths)
    expected = {min(wanted & set(group)) for group in groups_of(lengths) if wanted & set(group)}
    assert rows(blocks.first_of(bitmap(wanted, blocks.size))) == expected


@given(rows_in_blocks())
def test_groups_are_spread_over_all_their_rows(drawn):
    lengths, wanted = drawn
    blocks = Blocks(lengths)
    having = blocks.having(bitmap(wanted, blocks.size))
    expected = {row for group in groups_of(lengths) if wanted & set(group) for row in group}
    assert rows(blocks.rows_of(having)) == expected


@given(SPANS, st.none() | DAY, st.none() | DAY)
def test_spans_that_share_a_day_are_found(spans, first, last):
    expected = {
        row
        for row, span in enumerate(spans)
        if (first is None and last is None)
        or (span and (first is None or span[1] >= first) and (last is None or span[0] <= last))
    }
    assert rows(Spans(spans).sharing(first, last)) == expected


@given(SPANS, st.sets(st.integers(0, 29)))
def test_the_first_and_the_last_day_of_some_rows_are_found(spans, wanted):
    known = [spans[row] for row in wanted if row < len(spans) and spans[row]]
    expected = (min(first for first, _ in known), max(last for _, last in known)) if known else None
    some = bitmap([row for row in wanted if row < len(spans)], len(spans))
    assert Spans(spans).reach(some) == expected


@given(SPANS)
def test_spans_of_one_day_are_told_from_longer_ones(spans):
    expected = {row for row, span in enumerate(spans) if span and span[0] == span[1]}
    assert rows(Spans(spans).one_day) == expected
