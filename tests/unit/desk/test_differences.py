"""The difference of two texts, as the desk shows it: by word and tag."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.diffs import word_diff


def side(pieces, without):
    return "".join(piece.text for piece in pieces if piece.kind != without)


words = st.lists(st.sampled_from("a b c, d. the to".split()), max_size=12).map(" ".join)


@given(words, words)
def test_a_difference_always_holds_both_texts_whole(before, after):
    pieces = word_diff(before, after)
    assert side(pieces, "ins").split() == before.split()
    assert side(pieces, "del").split() == after.split()


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("one two", "one two three", [("", "one two "), ("ins", "three")]),
        ("<em>a</em> b", "<em>a</em> c", [("", "a "), ("del", "b"), ("ins", "c")]),
        ("a b", "a <b>b</b>", [("", "a "), ("ins", "<b>"), ("", "b"), ("ins", "</b>")]),
        ("A &amp; B", "A &amp; C", [("", "A & "), ("del", "B"), ("ins", "C")]),
    ],
)
def test_what_changed_is_shown_by_word_and_tag(before, after, shown):
    assert [(piece.kind, piece.text) for piece in word_diff(before, after)] == shown


def test_a_very_long_text_is_shown_whole():
    pieces = word_diff("a " * 5000, "b " * 5000)
    assert [piece.kind for piece in pieces] == ["del", "ins"]
