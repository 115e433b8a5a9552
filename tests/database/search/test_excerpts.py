"""Excerpts show the words that were looked for, as plain text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.markup import from_text
from issues.models import Item
from issues.search import search, snippets
from tests.support import factories as make
from tests.support.examples import examples

pytestmark = pytest.mark.django_db

TEXT = "Two convoys reached Deir el-Zour; the café’s owner said bombing went on near RFE/RL."
WORDS = TEXT.replace("’", " ").replace("/", " ").replace("-", " ").split()


def published(body=TEXT, **fields):
    issue = make.make_issue(notice=fields.pop("notice", ""))
    item = make.make_item(issue, body, **fields)
    make.publish(issue)
    return item


def marked(segments):
    return [text for text, is_match in segments if is_match]


def shown(segments):
    return "".join(text for text, _ in segments)


@pytest.mark.parametrize(
    ("q", "matches"),
    [
        ("convoy", ["convoys"]),
        ("CONVOY bombed", ["convoys", "bombing"]),
        ('"deir el zour"', ["Deir el-Zour"]),
        ("deir zour", ["Deir", "Zour"]),
        ("reach deir", ["reached", "Deir"]),
        ("cafe", ["café"]),
        ("bombin*", ["bombing"]),
        ("deir-el-z*", ["Deir el-Zour"]),
        ("rfe/rl", ["RFE/RL"]),
        ("convoy -tanks", ["convoys"]),
        ('convoy "reached deir" el', ["convoys", "reached Deir", "el"]),
    ],
)
def test_the_words_are_marked_where_they_stand(q, matches):
    item = published()
    segments = snippets([item], q)[item.pk]
    assert marked(segments) == matches
    assert shown(segments) == TEXT


def test_markup_is_left_out_and_characters_are_not_escaped():
    item = published(
        'A con<b>voy</b> of <a href="https://x.test/">5 &lt; 6</a> trucks &amp; <i>tanks</i>.'
    )
    segments = snippets([item], "convoy trucks")[item.pk]
    assert segments == (
        ("A ", False),
        ("convoy", True),
        (" of 5 < 6 ", False),
        ("trucks", True),
        (" & tanks.", False),
    )


def test_what_stands_only_in_titles_outlets_or_the_notice_is_shown_from_there():
    citations = [
        make.cite("TASS", title="Shelling near the dam"),
        make.cite("Reuters", title="Bread"),
    ]
    item = published(citations=citations, notice="Late issue.")
    expected = {
        "shelled": ("Shelling near the dam · Bread", ["Shelling"]),
        "tass": ("Reuters · TASS", ["TASS"]),
        "late": ("Late issue.", ["Late"]),
        "convoy tass": (TEXT, ["convoys"]),
    }
    for q, (text, matches) in expected.items():
        segments = snippets([item], q)[item.pk]
        assert shown(segments) == text
        assert marked(segments) == matches


def test_it_takes_one_query_for_all_items_and_none_when_the_texts_have_the_words(
    django_assert_num_queries,
):
    issue = make.make_issue()
    for number in range(4):
        make.make_item(issue, f"Convoy {number}.")
    make.publish(issue)
    items = list(search(Item.objects.published(), "reuters"))
    with django_assert_num_queries(1):
        assert all(
            marked(segments) == ["Reuters"] for segments in snippets(items, "reuters").values()
        )
    with django_assert_num_queries(0):
        assert all(
            marked(segments) == ["Convoy"] for segments in snippets(items, "convoy").values()
        )
    with django_assert_num_queries(0):
        assert snippets([], "convoy") == {}


def test_a_long_text_is_cut_around_the_matches():
    body = f"{'Start of it. ' * 40}The convoy met a convoy. {'End of it. ' * 40}"
    item = published(body)
    segments = snippets([item], "convoy")[item.pk]
    assert marked(segments) == ["convoy", "convoy"]
    assert segments[0] == segments[-1] == ("…", False)
    text = shown(segments[1:-1])
    assert text in body
    assert len(text) <= 281
    assert f" {text} " in f" {body} "


def test_a_query_without_a_word_or_with_exclusions_alone_marks_nothing():
    item = published()
    for q in ("", "…", "-tanks"):
        assert snippets([item], q) == {item.pk: ((TEXT, False),)}


@examples(60)
@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join),
    st.sampled_from(["{}", '"{}"', "{}*"]),
)
def test_whatever_finds_an_item_is_marked_in_its_excerpt(words, form):
    item = Item.objects.first() or published()
    q = form.format(words.rstrip(".;"))
    found = list(search(Item.objects.published(), q))
    assert bool(marked(snippets([item], q)[item.pk])) >= bool(found)
    if form == '"{}"':
        assert bool(marked(snippets([item], q)[item.pk])) == bool(found)


@given(st.text(), st.text(max_size=30))
def test_an_excerpt_is_part_of_the_text_whatever_is_in_it(text, q):
    item = Item(pk=1, body=from_text(text))
    segments = snippets([item], q)[1]
    inner = [part for part, _ in segments if part != "…"]
    assert "".join(inner) in item.text or "…" in item.text
    assert all(part for part, _ in segments)
