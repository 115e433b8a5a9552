"""Names of outlets: which fold alike, which are refused, and their slugs."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sources.models import Outlet
from sources.names import MAX_NAME, clean_name, fold, free_slug, slug_of


# Names as text
@pytest.mark.parametrize(
    "spelling",
    [
        "the\u00a0hill",
        " The  Hill ",
        "THE\tHILL",
        "Ｔｈｅ Hill",
        "The\u200b Hill",
        "\ufeffthe hill",
    ],
)
def test_spellings_of_one_name_fold_alike(spelling):
    assert fold(spelling) == fold("The Hill")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jane’s", "JANE'S"),
        ("Коммерсантъ", "КОММЕРСАНТЪ"),
        ("Straße", "STRASSE"),
        ("Le Monde diplomatique\u0301", "LE MONDE DIPLOMATIQUÉ"),
        ("Al‑Monitor", "al–monitor"),
    ],
)
def test_apostrophes_dashes_and_every_script_fold(one, other):
    assert fold(one) == fold(other)


def test_names_that_differ_in_a_letter_stay_apart():
    assert len({fold(name) for name in ("RT", "RTL", "R.T.", "R T", "РТ")}) == 5


@given(st.text())
@example("ŉ")
@example("\u1ffd")
@example("\u2057a\u200b\u0301")
def test_folding_twice_is_folding_once(text):
    key = fold(text)
    assert fold(key) == key
    assert key == key.strip()


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "\u00a0\t"])
def test_a_blank_name_is_refused(name):
    with pytest.raises(ValueError, match="is blank"):
        clean_name(name)


@pytest.mark.parametrize("name", ["a\0b", "a\x07", "a\ud800"])
def test_a_name_that_no_database_can_store_is_refused(name):
    with pytest.raises(ValueError, match="control character"):
        clean_name(name)


@pytest.mark.parametrize("name", ["x" * (MAX_NAME + 1), "ﷺ" * 20])
def test_a_name_too_long_to_store_or_to_compare_is_refused(name):
    with pytest.raises(ValueError, match=f"shorten it to {MAX_NAME}"):
        clean_name(name)


def test_a_cleaned_name_keeps_its_spelling():
    assert clean_name("  Jane’s\n Defence\u00a0 Weekly ") == "Jane’s Defence Weekly"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Reuters", "reuters"),
        ("RFE/RL", "rfe-rl"),
        ("U.S. Department of State", "us-department-of-state"),
        ("U.N.", "un"),
        ("Gazeta.ru", "gazeta-ru"),
        ("Jane’s", "janes"),
        ("Task & Purpose", "task-purpose"),
        ("Süddeutsche Zeitung", "suddeutsche-zeitung"),
        ("38 North", "38-north"),
    ],
)
def test_a_slug_is_made_from_the_name(name, slug):
    assert slug_of(name) == slug


def test_a_name_without_latin_letters_gets_a_short_stable_slug():
    assert slug_of("Коммерсантъ") == slug_of("КОММЕРСАНТЪ")
    assert slug_of("Коммерсантъ") != slug_of("Ведомости")
    assert slug_of("Ведомости").startswith("outlet-")
    assert len(slug_of("Ведомости")) == 15


def test_a_taken_slug_gets_a_number():
    assert free_slug("Time", {"time", "time-2", "times"}) == "time-3"


@given(st.text(min_size=1, max_size=MAX_NAME), st.integers(0, 3))
def test_every_name_has_a_slug_that_fits(name, others):
    taken = {slug_of(name), *(f"{slug_of(name)}-{number}" for number in range(2, others + 2))}
    slug = free_slug(name, taken)
    assert slug not in taken
    Outlet._meta.get_field("slug").run_validators(slug)
