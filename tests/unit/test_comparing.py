"""Comparing texts and lists stops before it takes long, whatever they hold: steps are counted, never seconds."""

import pytest

from issues import diffs
from issues.diffs import Matcher, TooManySteps, list_diff, replaced, word_diff
from issues.limits import MAX_ITEM_CITATIONS
from issues.merging import merge_citations, merge_texts
from tests.support.steps import steps

TORN = {
    "one word": (["w"] * 3_900, ["w"] * 3_800),
    "every second word": (
        [word for at in range(1_900) for word in ("w", f"a{at}")],
        [word for at in range(1_900) for word in ("w", f"b{at}")],
    ),
    "two words": (["a", "b", "b", "a"] * 900, ["b", "a", "a"] * 1_200),
}


@pytest.mark.parametrize(("one", "other"), TORN.values(), ids=TORN)
def test_comparing_gives_up_before_it_takes_long(one, other):
    with pytest.raises(TooManySteps):
        Matcher(one, other).get_opcodes()
    before, after = " ".join(one), " ".join(other)
    assert word_diff(before, after) == replaced(before, after)
    merged = merge_texts(before, after, f"{before} more")
    assert merged.text == after
    assert len(merged.overlaps) == 1
    assert len(list_diff(one, other)) == len(one) + len(other)


def test_comparing_never_looks_at_more_pairs_than_it_counted(monkeypatch):
    class Word(str):
        looked = 0

        def __hash__(self):
            Word.looked += 1
            return str.__hash__(self)

        __eq__ = str.__eq__

    monkeypatch.setattr(diffs, "MOST_STEPS", 50_000)
    one, other = ([Word(each) for each in side] for side in TORN["every second word"])
    with pytest.raises(TooManySteps):
        Matcher(one, other).get_opcodes()
    assert Word.looked < 100_000


def test_a_long_text_of_a_person_is_compared_word_by_word():
    words = [f"w{at * at % 997}" for at in range(3_500)]
    after = [*words[:1_000], "new", *words[1_001:]]
    kinds = {piece.kind for piece in word_diff(" ".join(words), " ".join(after))}
    assert kinds == {"", "ins", "del"}


def test_more_citations_than_any_item_has_are_one_overlap():
    def citations(mark):
        return [
            {"outlet": "", "url": f"https://x.test/{at}", "note": f"{mark}{at}"}
            for at in range(10 * MAX_ITEM_CITATIONS)
        ]

    merged = merge_citations(citations("a"), citations("b"), citations("c"))
    assert [each["note"] for each in merged.citations][:2] == ["b0", "b1"]
    assert len(merged.overlaps) == 1
    # Pairs of citations would be read from their JSON each.
    assert steps(merge_citations, citations("a"), citations("b"), citations("c")) < 100_000
