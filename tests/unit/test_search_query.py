"""What a reader types into the search box, taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.search.query import MAX_LENGTH, MAX_TERMS, Term, fold, parse, stem, words


def term(*words, **flags):
    return Term(words, **flags)


@pytest.mark.parametrize(
    ("typed", "included"),
    [
        ("convoy", [term("convoy")]),
        ("convoy bombed", [term("convoy"), term("bombed")]),
        ("convoy convoy", [term("convoy")]),
        ('"Deir el-Zour"', [term("Deir", "el", "Zour")]),
        ("“Abu Kamal”", [term("Abu", "Kamal")]),
        ("„Abu Kamal“ «Al Bab»", [term("Abu", "Kamal"), term("Al", "Bab")]),
        ('"not closed', [term("not", "closed")]),
        ('one"two three"four', [term("one"), term("two", "three"), term("four")]),
        ("RFE/RL", [term("RFE", "RL")]),
        ("Gazeta.ru U.S.", [term("Gazeta", "ru"), term("U", "S")]),
        ("Russia’s Syria's", [term("Russia", "s"), term("Syria", "s")]),
        ("snake_case", [term("snake", "case")]),
        ("deir*", [term("deir", is_prefix=True)]),
        ("deir-ez*, then", [term("deir", "ez", is_prefix=True), term("then")]),
        ('"deir ez*"', [term("deir", "ez", is_prefix=True)]),
        ("*deir de*ir deir * *", [term("deir"), term("de", "ir")]),
        ("cafe\u0301", [term("caf\u00e9")]),
        ("Сирия كَتب 2017", [term("Сирия"), term("كَتب"), term("2017")]),
        ("(a OR b) AND NOT c:d", [term(w) for w in "a OR b AND NOT".split()] + [term("c", "d")]),
    ],
)
def test_terms_are_read(typed, included):
    assert parse(typed).included == tuple(included)
    assert parse(typed).excluded == ()


@pytest.mark.parametrize(
    ("typed", "excluded"),
    [
        ("-raqqa", [term("raqqa", is_excluded=True)]),
        ('-"Abu Kamal"', [term("Abu", "Kamal", is_excluded=True)]),
        ("-deir*", [term("deir", is_prefix=True, is_excluded=True)]),
        ("--raqqa", [term("raqqa", is_excluded=True)]),
        ("-RFE/RL", [term("RFE", "RL", is_excluded=True)]),
    ],
)
def test_a_minus_before_a_term_excludes_it(typed, excluded):
    assert parse(f"convoy {typed}").excluded == tuple(excluded)
    assert parse(f"convoy {typed}").included == (term("convoy"),)


def test_a_minus_between_words_or_by_itself_excludes_nothing():
    assert parse("el-Zour - raqqa \u2013 x").included == (
        term("el", "Zour"),
        term("raqqa"),
        term("x"),
    )
    assert parse("el-Zour - raqqa").excluded == ()


@pytest.mark.parametrize("typed", ["", " ", '"', '""', "-", "*", "()", "\0", "☃ …", "\ud800", "_"])
def test_a_query_without_a_word_is_empty(typed):
    assert not parse(typed)


def test_an_endless_query_is_cut():
    many = " ".join(f"w{number}" for number in range(1000))
    assert len(parse(many).included) == MAX_TERMS
    assert len(parse("w" * 5000).included[0].words[0]) == MAX_LENGTH


@given(st.text(st.characters(codec=None)))
def test_no_text_is_an_error_and_words_hold_nothing_but_letters_digits_and_marks(typed):
    query = parse(typed)
    for each in (*query.included, *query.excluded):
        assert each.words
        for word in each.words:
            assert word.strip()
            assert not set(word) & set("\"'*&|!():<>\\\0 ")
            assert len(list(words(word))) == 1


@given(st.text())
def test_folding_a_word_twice_changes_nothing_more(word):
    assert fold(fold(word)) == fold(word)


@pytest.mark.parametrize(
    ("word", "folded"),
    [("Naïve", "naive"), ("ÉTAT", "etat"), ("Сирией", "сирией"), ("Łódź", "łodz"), ("ế", "e")],
)
def test_accents_of_latin_letters_and_case_make_no_difference(word, folded):
    assert fold(word) == folded


@pytest.mark.parametrize(
    ("word", "its_stem"),
    [("bombing", "bomb"), ("military", "militari"), ("us", "us"), ("сирия", "сирия"), ("s", "s")],
)
def test_words_have_the_stems_that_the_databases_give_them(word, its_stem):
    assert stem(word) == its_stem
