"""Finding an outlet by a name, in any spelling, and by a web address."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from sources.domains import read_domain
from sources.loading import load_outlets
from sources.merging import merge
from sources.models import Outlet, OutletAlias, OutletDomain
from sources.resolving import (
    get_or_create_unconfirmed,
    known_names,
    resolve,
    resolve_many,
    resolve_url,
)

pytestmark = pytest.mark.django_db


@st.composite
def spellings(draw, name: str) -> str:
    """The name as somebody might type it: other case, other blanks, other apostrophes."""
    letters = [draw(st.sampled_from([char, char.upper(), char.lower()])) for char in name]
    apostrophe = draw(st.sampled_from("'’‘"))
    blank = draw(st.sampled_from([" ", "  ", "\u00a0", "\t", "\u2009"]))
    text = "".join(letters).replace("'", apostrophe).replace(" ", blank)
    return draw(st.sampled_from(["", " ", "\n"])) + text + draw(st.sampled_from(["", "\u00a0"]))


@given(st.data())
def test_any_spelling_of_any_known_name_finds_its_outlet(data):
    names = dict(OutletAlias.objects.values_list("name", "outlet__name"))
    names |= {name: name for name in Outlet.objects.values_list("name", flat=True)}
    name = data.draw(st.sampled_from(sorted(names)))
    outlet = resolve(data.draw(spellings(name)))
    assert outlet is not None
    assert outlet.name == names[name]


@pytest.mark.parametrize("name", ["", " ", "Reuter", "Reuters.", "a\0b", "\ud800", "x" * 10_000])
def test_an_unknown_name_finds_nothing(name):
    assert resolve(name) is None


def test_many_names_are_found_by_the_same_number_of_queries(django_assert_num_queries):
    few = ["Reuters", "tass", "No Such Outlet"]
    known = known_names()
    many = [*known, *(f"Unknown {number}" for number in range(2000))]
    with django_assert_num_queries(2):
        found = resolve_many(few)
    assert {name: outlet.name for name, outlet in found.items()} == {
        "Reuters": "Reuters",
        "tass": "TASS",
    }
    with django_assert_num_queries(2):
        assert len(resolve_many(many)) == len(known)


def test_more_names_than_a_query_takes_are_asked_for_in_parts(django_assert_num_queries):
    names = [*(f"Unknown {number}" for number in range(12_000)), "reuters"]
    with django_assert_num_queries(6):
        assert [*resolve_many(names)] == ["reuters"]


def test_what_a_merge_left_behind_leads_to_the_survivor(django_assert_num_queries):
    old, new = Outlet.objects.register("Old Wire"), Outlet.objects.register("New Wire")
    OutletAlias.objects.create(outlet=old, name="OW")
    merge(old, new)
    # Rows that a merge has not moved: written by somebody else at the same moment.
    OutletAlias.objects.create(outlet=old, name="O. W.")
    OutletDomain.objects.create(outlet=old, domain="old.example")
    with django_assert_num_queries(2):
        found = resolve_many(["Old Wire", "OW", "o. w.", "New Wire"])
        assert set(found.values()) == {new}
    assert len(found) == 4
    assert resolve_url("https://old.example/") == new


# Web addresses


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.reuters.com/world/1", "Reuters"),
        ("http://reuters.com", "Reuters"),
        ("HTTPS://WWW.REUTERS.COM./a?b#c", "Reuters"),
        ("https://mobile.reuters.com:443/", "Reuters"),
        ("https://user:word@reuters.com:8443/", "Reuters"),
        ("  https://m.gazeta.ru/\n", "Gazeta.ru"),
        ("https://monitoring.bbc.co.uk/product/1", "BBC Monitoring"),
        ("https://nsarchive.gwu.edu/", "National Security Archive"),
        ("https://www.pravda.com.ua/eng/", "Ukrainska Pravda"),
        ("https://pravda.ru/", "Pravda"),
        ("https://reuters。com/", "Reuters"),
    ],
)
def test_an_address_finds_its_outlet(url, name):
    assert resolve_url(url).name == name


@pytest.mark.parametrize(
    "url",
    [
        "",
        "reuters.com",
        "//reuters.com/",
        "ftp://reuters.com/",
        "javascript:alert('https://reuters.com')",
        "https://notreuters.com/",
        "https://reuters.com.evil.example/",
        "https://reuters.com@evil.example/",
        "https://evil.example\\@reuters.com/",
        "https://evil.example/reuters.com",
        "https://com/",
        "https://reuters..com/",
        "https://reuters.com:99999/",
        "https://reuters.com:port/",
        "https://[::1/",
        "https://[::1]/",
        "https://127.0.0.1/",
        "https://gwu.edu/",
        "https://\ud800.com/",
        "https://reuters.com\0/",
        "https://" + "a." * 5_000 + "reuters.com/",
    ],
)
def test_other_text_finds_no_outlet(url):
    assert resolve_url(url) is None


def test_the_longest_domain_decides_and_only_at_a_dot():
    bbc = resolve("BBC")
    OutletDomain.objects.create(outlet=bbc, domain="bbc.co.uk")
    assert resolve_url("https://monitoring.bbc.co.uk/") == resolve("BBC Monitoring")
    assert resolve_url("https://a.monitoring.bbc.co.uk/") == resolve("BBC Monitoring")
    assert resolve_url("https://www.bbc.co.uk/") == bbc
    assert resolve_url("https://xmonitoring.bbc.co.uk/") == bbc


def test_a_domain_of_two_outlets_says_nothing_until_they_are_one():
    assert resolve_url("https://www.nti.org/gsn/") is None
    merge(resolve("Global Security Newswire"), resolve("NTI"))
    assert resolve_url("https://www.nti.org/gsn/") == resolve("GSN") == resolve("NTI")


def test_a_domain_in_another_script_is_found_as_typed_and_as_encoded():
    outlet = Outlet.objects.register("Вестник")
    OutletDomain.objects.create(outlet=outlet, domain=read_domain("Вестник.РФ"))
    assert resolve_url("https://www.вестник.рф/") == outlet
    assert resolve_url("https://ВЕСТНИК.рф./") == outlet
    assert resolve_url("https://XN--B1AFKBMV0A.xn--p1ai/") is None
    assert resolve_url(f"https://{outlet.domains.get().domain.upper()}/") == outlet


def test_an_address_takes_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        resolve_url("https://www.reuters.com/").canonical  # noqa: B018
    with django_assert_num_queries(0):
        resolve_url("no address")


@given(st.text() | st.from_regex(r"https?://[^\s]{0,40}", fullmatch=True))
def test_no_text_makes_it_fail(text):
    for found in (resolve_url(text), resolve_url(f"https://{text}"), resolve(text)):
        assert found is None or isinstance(found, Outlet)


@pytest.mark.parametrize(
    ("typed", "domain"),
    [
        ("reuters.com", "reuters.com"),
        (" WWW.Reuters.com. ", "reuters.com"),
        ("https://www.m.gazeta.ru/text?x", "gazeta.ru"),
        ("m.co", "m.co"),
        ("monitoring.bbc.co.uk", "monitoring.bbc.co.uk"),
    ],
)
def test_a_domain_is_read_from_what_an_editor_types(typed, domain):
    assert read_domain(typed) == domain


@pytest.mark.parametrize("typed", ["", "reuters", "ftp://reuters.com", "(to confirm)", "10.0.0.1"])
def test_what_is_no_domain_is_refused_with_a_sentence(typed):
    with pytest.raises(ValueError, match="is not a domain: write one such as"):
        read_domain(typed)


# Unknown names


def test_an_unknown_name_becomes_an_unconfirmed_outlet_once():
    outlet = get_or_create_unconfirmed("  Harbor\u00a0Gazette ")
    assert (outlet.name, outlet.slug, outlet.confirmed) == (
        "Harbor Gazette",
        "harbor-gazette",
        False,
    )
    assert get_or_create_unconfirmed("HARBOR GAZETTE") == outlet
    assert get_or_create_unconfirmed("harbor gazette").name == "Harbor Gazette"


def test_a_known_name_makes_no_new_outlet():
    before = Outlet.objects.count()
    assert get_or_create_unconfirmed("the ASSOCIATED press").name == "AP"
    assert Outlet.objects.count() == before


@pytest.mark.parametrize("name", ["", " \u00a0", "x" * 201, "a\0"])
def test_an_unusable_name_is_refused_with_a_sentence(name):
    before = Outlet.objects.count()
    with pytest.raises(ValueError, match="name"):
        get_or_create_unconfirmed(name)
    assert Outlet.objects.count() == before


def test_known_names_are_all_names_and_aliases_those_of_merged_outlets_too():
    load_outlets()
    merge(resolve("Pravda"), resolve("Meduza"))
    with CaptureQueriesContext(connection) as queries:
        names = known_names()
    assert len(queries) == 1
    assert {"Pravda", "Pravda.ru", "Meduza", "Novaya Gazeta, Europe"} <= set(names)
    assert list(names) == sorted(set(names))
