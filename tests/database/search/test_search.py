"""Readers find published items by the words in them, alike on both databases."""

from datetime import date, timedelta

import pytest
from django.db.models import F
from hypothesis import given
from hypothesis import strategies as st

from issues import search as engine
from issues.models import Issue, Item
from issues.moves import apply_move
from issues.search import count, holders, matching, search
from issues.workflow import Move
from tests.support import factories as make
from tests.support.examples import examples

pytestmark = pytest.mark.django_db
MANY = examples(60)
TEXT = (
    "Two convoys reached Deir el-Zour, the province’s largest town, on Nov. 3; Gazeta.ru said the U.S. was "
    "bombing militants. A naïve reader of RFE/RL asked who they were, said the café’s owner. Сирия ждёт S-300s."
)


def publish(*bodies, end=make.END, **fields):
    return list(make.published_issue(end, *bodies, **fields).items.order_by("pk"))


def found(q, items=None):
    """The first words of the items found; every way of asking must say the same."""
    items = Item.objects.published() if items is None else items
    matches = search(items, q)
    texts = sorted(item.text for item in matches)
    assert sorted(item.text for item in search(items, q, is_common=True)) == texts
    assert matches.count() == len(texts)
    assert set(matching(q)) & {item.pk for item in items} == {item.pk for item in matches}
    return texts


def finds(q):
    return bool(found(q))


@pytest.mark.parametrize(
    "q",
    [
        "convoys",
        "convoy",
        "CONVOY",
        "reach",
        "reaching towns",
        "bombed militant",
        "the",
        "who",
        "they were",
        "Deir el-Zour",
        "deir-el-zour",
        "el zour",
        '"Deir el-Zour"',
        '"deir el zour"',
        "“Deir el‑Zour”",
        '"two convoys reached"',
        "RFE/RL",
        "rfe",
        "rl",
        "gazeta",
        "gazeta.ru",
        "Gazeta.ru.",
        "U.S.",
        "province's",
        "province’s largest",
        "naive",
        "NAÏVE café",
        "cafe\u0301",
        "сирия",
        "СИРИЯ ЖДЁТ",
        "s-300s",
        "3",
        "Nov. 3",
        "deir*",
        "DEI*",
        "d*",
        "bombin*",
        "bombing*",
        "naiv*",
        "naïv*",
        "си*",
        "deir-el-z*",
        "RFE/R*",
        "convoy town militant",
        "convoy -tanks",
        'convoy -"largest convoys"',
        "-tanks",
        '-"el deir"',
        "-tank*",
    ],
)
def test_it_finds(q):
    publish(TEXT)
    assert found(q) == [TEXT]


@pytest.mark.parametrize(
    "q",
    [
        "tanks",
        "convoy tanks",
        '"convoys two"',
        '"Deir Zour"',
        "ur",
        "onvoy*",
        "convoyed*",
        "deir-zour",
        "convoy -town",
        "convoy -towns",
        "-the",
        'convoy -"deir el-zour"',
        "-dei*",
        "convoy -bombin*",
        "convoy OR tanks",
        "text:convoys",
        "us",
        "",
        "…",
        '"" - *',
    ],
)
def test_it_does_not_find(q):
    publish(TEXT)
    assert found(q) == []


@MANY
@given(data=st.data())
def test_every_beginning_of_every_word_finds_it(data):
    if not Item.objects.exists():
        publish(TEXT)
    word = data.draw(
        st.sampled_from([word for word in TEXT.replace("’", " ").split() if word[0].isalnum()])
    )
    word = word.strip(".,;")
    assert finds(word)
    assert finds(f"{word[: data.draw(st.integers(1, len(word)))]}*")


@MANY
@given(
    st.one_of(
        st.text(),
        st.text(st.characters(codec=None)),
        st.text("\"'*-()^:{}[]+~<>&|!,.\\%_?\0 \tabANDORTNEA\u0301é☃"),
        st.lists(
            st.sampled_from(
                [*'" * - AND OR NOT NEAR( ) ^ : :* {text} & | ! <-> a the -x'.split(), " "]
            )
        ).map(" ".join),
    )
)
def test_every_text_is_a_legal_query(q):
    if not Item.objects.exists():
        publish(TEXT)
    everything = Item.objects.published()
    matches = search(everything, q).order_by("-rank")
    assert set(matches) <= set(everything)
    assert len(matches) == count(q)
    assert set(engine.snippets(matches, q)) == {item.pk for item in matches}


@pytest.mark.parametrize(
    "q",
    [
        "w" * 900,
        "w" * 900 + "*",
        '"' + "a " * 450 + '"',
        "the " * 200,
        "-the " * 200,
        "a* b* c* d* e*",
        "\0the",
    ],
)
def test_endless_queries_are_legal(q):
    publish(TEXT)
    assert count(q) in (0, 1)


def test_titles_outlets_and_the_notice_are_searched_with_the_text():
    citations = [
        make.cite("TASS", title="Shelling near the dam"),
        make.cite("Reuters", printed_as="Reuters Wire"),
    ]
    issue = make.make_issue(notice="This week’s issue was late.")
    make.make_item(issue, "Two convoys reached the town.", citations=citations)
    make.publish(issue)
    for q in ("shelled", "tass", '"reuters wire"', "late", "convoy tass dam late wire"):
        assert finds(q), q


def test_a_phrase_does_not_reach_from_one_text_into_the_next():
    citations = [
        make.cite("TASS", title="Shelling near the dam"),
        make.cite("Reuters", title="Bread is dear"),
    ]
    issue = make.make_issue(notice="Late issue.")
    make.make_item(issue, "Two convoys reached the town", citations=citations)
    make.publish(issue)
    texts = [
        "Two convoys reached the town",
        "Shelling near the dam",
        "Bread is dear",
        "TASS",
        "Reuters",
        "Late issue",
    ]
    for first in texts:
        for second in texts:
            if first != second:
                assert not finds(f'"{first.split()[-1]} {second.split()[0]}"'), (first, second)
    assert not finds('"town two"')


def test_markup_is_not_searched_and_does_not_part_words():
    publish(
        'A con<b>voy</b> of <a href="https://hidden.example/?a=1&amp;q=a>secret">trucks</a> went <i>south</i> &amp; '
        "<a href='https://hidden.example/\"x>secret'>north</a>&nbsp;then&rsquo;s end."
    )
    for q in ("convoy", "trucks went south", '"south north then s end"', '"of trucks"'):
        assert finds(q), q
    for q in ("hidden", "secret", "href", "b", "amp", "nbsp", "rsquo", "x"):
        assert not finds(q), q


def test_a_text_that_looks_like_a_tag_is_searched():
    publish("Less than 5 &lt; 6 and more &gt; 4 &lt;tag&gt; stays.")
    assert finds("less tag stays 6 4")


def test_it_goes_with_other_filters_in_one_query(django_assert_num_queries):
    for week in range(3):
        publish("Two convoys.", "Two trucks.", end=make.END + timedelta(weeks=week))
    items = Item.objects.published().filter(issue__period_end__lte=make.END + timedelta(weeks=1))
    with django_assert_num_queries(0):
        matches = (
            search(items, "convoy")
            .filter(citations__outlet__name="Reuters")
            .order_by("-rank", "pk")
        )
    with django_assert_num_queries(1):
        assert len(matches) == 2
    with django_assert_num_queries(1):
        assert matches.all().count() == 2
    with django_assert_num_queries(1):
        assert count("convoy") == 3
    issues = {item.issue for item in matches}
    assert set(Issue.objects.filter(pk__in=search(items, "convoy").values("issue"))) == issues
    assert search(search(items, "two"), "convoy").count() == 2


def test_the_better_match_ranks_first():
    once = publish("A convoy went by the long road from the coast to the town in the east.")
    often = publish("Convoy after convoy.", end=make.END + timedelta(weeks=1))
    titled = make.make_issue(make.END + timedelta(weeks=2))
    make.make_item(titled, "Trucks on the way.", citations=[make.cite(title="A convoy")])
    noticed = make.make_issue(make.END + timedelta(weeks=3), notice="No convoy this week.")
    make.make_item(noticed, "Trucks on the way again.")
    expected = [
        *often,
        *once,
        *make.publish(titled).items.all(),
        *make.publish(noticed).items.all(),
    ]
    publish("No such word.", end=date(2018, 1, 2))
    assert list(search(Item.objects.published(), "convoy").order_by("-rank")) == expected
    ranks = search(Item.objects.published(), "convoy").annotate(value=F("rank"))
    assert all(item.value > 0 for item in ranks)


def test_only_what_is_published_now_is_counted():
    draft = make.make_issue()
    make.make_item(draft, "Two convoys.")
    assert count("convoy") == 0
    assert count("-trucks") == 0
    draft = make.approve(draft)
    assert count("convoy") == 0
    apply_move(draft, Move.PUBLISH, user=make.editor())
    assert count("convoy") == 1


def test_the_holders_of_words_are_told_with_the_size_of_the_index():
    publish("Convoys reached Raqqa.", "A convoy was bombed.", "Nothing else.")
    size, found = holders(["convoy", "raqqa", "absent"], 5)
    assert size == 3
    assert {word: len(pks) for word, pks in found.items()} == {"convoy": 2, "raqqa": 1, "absent": 0}
    assert len(holders(["convoy"], 0)[1]["convoy"]) == 1
    assert holders([], 5) == (3, {})
