"""Two changes of one content brought together: what merges, what overlaps, and that no word is lost."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues import markup
from issues.diffs import tokens_of
from issues.merging import Overlap, merge_citations, merge_contents, merge_texts
from tests.support.examples import examples

BASE = "Two convoys reached the town on Friday."


@pytest.mark.parametrize(
    ("mine", "theirs", "merged"),
    [
        (
            "Three convoys reached the town on Friday.",
            BASE,
            "Three convoys reached the town on Friday.",
        ),
        (
            "Three convoys reached the town on Friday.",
            "Two convoys reached the town on Monday.",
            "Three convoys reached the town on Monday.",
        ),
        (
            "Two long convoys reached the town on Friday.",
            "Two convoys reached the old town on Friday.",
            "Two long convoys reached the old town on Friday.",
        ),
        (
            "Convoys: Two convoys reached the town on Friday.",
            "Two convoys reached the town on Friday. TASS denied it.",
            "Convoys: Two convoys reached the town on Friday. TASS denied it.",
        ),
        ("Two convoys reached the village.", "Two convoys reached the harbour.", None),
        ("Two convoys left the town on Friday.", "Two convoys came to the town on Friday.", None),
        (
            "Two convoys reached the town.",
            "Four convoys reached the town on Friday. TASS: none.",
            None,
        ),
        (
            "Two <em>convoys</em> reached the town on Friday.",
            "Two convoys reached the town on <b>Friday.</b>",
            "Two <em>convoys</em> reached the town on <b>Friday.</b>",
        ),
        ("On Friday two came.", "On Friday two came.", "On Friday two came."),
    ],
)
def test_changes_that_do_not_overlap_merge_by_themselves(mine, theirs, merged):
    result = merge_texts(BASE, mine, theirs)
    if merged is None:
        assert result.overlaps
    else:
        assert result.text == merged
        assert not result.overlaps


def test_at_an_overlap_the_text_is_mine_and_the_rest_is_merged():
    result = merge_texts(
        BASE,
        "Three convoys reached the town on Friday.",
        "Four convoys reached the town on Monday.",
    )
    assert result.text == "Three convoys reached the town on Monday."
    assert result.overlaps == (Overlap("Two ", "Three ", "Four "),)


def test_neighbouring_words_overlap():
    assert merge_texts("one two three", "1 two three", "one 2 three").overlaps
    assert merge_texts("one two three", "1 two three", "one two 3").text == "1 two 3"
    assert merge_texts("one two", "one and two", "one or two").overlaps


def test_the_same_change_on_both_sides_is_made_once():
    result = merge_texts("one two three four", "1 two three four", "1 two three 4")
    assert result == merge_texts("one two three four", "1 two three 4", "1 two three 4")
    assert result.text == "1 two three 4"


def test_tags_that_would_not_fit_together_are_an_overlap():
    base = "one two three four five"
    result = merge_texts(base, "<b>one two three</b> four five", "one <i>two three four five</i>")
    assert result.overlaps
    assert result.text == markup.clean(result.text)


def test_a_text_too_long_to_compare_is_one_overlap():
    base = "word " * 5000
    assert merge_texts(base, f"Mine {base}", f"{base} theirs").overlaps
    assert merge_texts(base, f"Mine {base}", base).text == f"Mine {base}"


def cite(outlet, day="2017-11-04", **more):
    return {
        "outlet": outlet.lower(),
        "printed": outlet,
        "from": day,
        "to": day,
        "printed_date": "",
        "url": "",
        "title": "",
        "note": "",
    } | more


R, T, A, B = (cite(name) for name in ("Reuters", "TASS", "AP", "BBC"))
R5, R6 = (cite("Reuters", f"2017-11-0{day}") for day in (5, 6))


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged"),
    [
        ([R], [R, T], [R, A], [R, A, T]),
        ([R, T], [R], [R, T, A], [R, A]),
        ([R, T], [R], [T], []),
        ([R], [R5], [R, T], [R5, T]),
        ([R], [T, R], [R5], [T, R5]),
        ([R], [R, T], [R, T], [R, T]),
        ([R], [R, T, T], [R, T, A], [R, T, A, T]),
        ([R, T], [T, R], [R, T, A], [T, A, R]),
        ([R], [R5], [R6], None),
        ([R], [R5], [], None),
        ([R], [T], [A], None),
        ([R, A], [T, A], [R, A, B], [T, A, B]),
        ([R, T, A], [T, R, A], [R, A, T], None),
    ],
)
def test_lists_of_citations_merge(base, mine, theirs, merged):
    result = merge_citations(base, mine, theirs)
    if merged is None:
        assert result.overlaps
        assert list(result.citations) == mine
    else:
        assert list(result.citations) == merged
        assert not result.overlaps


def content(body=BASE, section="response", parent=None, citations=(R,), **more):
    return {"body": body, "section": section, "parent": parent, "citations": list(citations)} | more


def test_whole_contents_merge_part_by_part():
    merged = merge_contents(
        content(),
        content("Three convoys reached the town on Friday.", citations=[R, T]),
        content("Two convoys reached the town on Monday.", section="other_news", follows="key"),
    )
    assert merged.overlapping == ()
    assert merged.content == content(
        "Three convoys reached the town on Monday.",
        section="other_news",
        citations=[R, T],
        follows="key",
    )


def test_two_new_places_are_an_overlap_and_mine_is_held():
    merged = merge_contents(
        content(), content(section="other_news"), content(section="military_campaign")
    )
    assert merged.overlapping == ("place",)
    assert merged.content["section"] == "other_news"
    parents = merge_contents(content(), content(parent="a"), content(parent="b"))
    assert parents.overlapping == ("place",)


# What holds for any three texts

words = st.sampled_from(
    [
        *"a b c d e the of".split(),
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        '<a href="https://x.test/">',
        "</a>",
    ]
)
texts = st.lists(words, max_size=14).map(" ".join).map(markup.clean)


@given(texts, texts)
def test_a_side_that_changed_nothing_leaves_the_text_to_the_other(base, other):
    for result in (merge_texts(base, base, other), merge_texts(base, other, base)):
        assert result.text == other
        assert not result.overlaps


@given(texts, texts, texts)
@examples(300)
def test_both_orders_give_the_same_text_and_it_is_clean(base, mine, theirs):
    one, other = merge_texts(base, mine, theirs), merge_texts(base, theirs, mine)
    assert bool(one.overlaps) == bool(other.overlaps)
    assert markup.clean(one.text) == one.text
    if not one.overlaps:
        assert one.text == other.text


@st.composite
def edited(draw, base, mark):
    """The base with some words taken out and some put in that nobody else writes."""
    result, added = [], []
    for at, token in enumerate([*base, None]):
        what = draw(st.sampled_from("====+x"))
        if what == "+":
            added.append(f"{mark}{at}")
            result.append(added[-1])
        if token is not None and what != "x":
            result.append(token)
    return " ".join(result), added


@st.composite
def meetings(draw):
    base = [f"w{at % 7}" for at in range(draw(st.integers(0, 14)))]
    mine, mine_added = draw(edited(base, "mine"))
    theirs, theirs_added = draw(edited(base, "theirs"))
    return " ".join(base), mine, theirs, mine_added, theirs_added


@given(meetings())
@examples(400)
def test_no_word_that_either_side_added_is_lost(meeting):
    base, mine, theirs, mine_added, theirs_added = meeting
    result = merge_texts(base, mine, theirs)
    found = [token.strip() for token in tokens_of(result.text)]
    beside = [token.strip() for overlap in result.overlaps for token in tokens_of(overlap.theirs)]
    assert set(mine_added) <= set(found)
    assert set(theirs_added) <= {*found, *beside}
    if not result.overlaps:
        gone = {
            word
            for word in base.split()
            for side in (mine, theirs)
            if side.split().count(word) < base.split().count(word)
        }
        assert set(base.split()) - gone <= set(found)


citations = st.lists(st.sampled_from([R, T, A, B, R5, R6]), max_size=5)


@given(citations, citations, citations)
@examples(300)
def test_citations_of_either_side_are_there_whoever_comes_first(base, mine, theirs):
    one, other = merge_citations(base, mine, theirs), merge_citations(base, theirs, mine)
    assert bool(one.overlaps) == bool(other.overlaps)

    def plain(side):
        return sorted(json.dumps(each) for each in side)

    assert plain(merge_citations(base, base, mine).citations) == plain(mine)
    if not one.overlaps:
        assert plain(one.citations) == plain(other.citations)
        for side in (mine, theirs):
            new = [each for each in side if each not in base]
            assert all(each in one.citations for each in new)
