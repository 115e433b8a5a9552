"""Facets, quick ranges and the source mix on the lists: their links lead to as much as they promise."""

import re
from datetime import date

import pytest

from issues.models import Issue
from issues.moves import apply_move
from issues.sections import Section
from issues.workflow import Move
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive():
    """One issue at the end of 2016 and two in 2017, with three sections and three outlets."""
    for end, section, outlets in (
        (date(2016, 12, 27), Section.RESPONSE, ["Reuters"]),
        (date(2017, 11, 7), Section.MILITARY_CAMPAIGN, ["Reuters", "TASS"]),
        (date(2017, 11, 14), Section.OTHER_NEWS, ["AP"]),
    ):
        issue = make.make_issue(end)
        make.make_item(
            issue,
            f"Convoys until {end}.",
            section=section,
            citations=[make.cite(name, end) for name in outlets],
        )
        make.publish(issue)


def facets(client, address):
    """The ways of each facet, those that unfold behind the others."""
    found = client.get(address).context["facets"]
    return {facet.heading: [*facet.ways, *facet.more] for facet in found}


def count(client, kind, query):
    return client.get(f"/{kind}/{query}").context["count"]


@pytest.mark.parametrize("kind", ["issues", "items"])
@pytest.mark.parametrize(
    "query", ["", "?q=convoys", "?from=2017-01-01", "?q=reuters&to=2017-12-31"]
)
def test_a_way_that_adds_the_first_filter_leads_to_as_many_as_it_says(client, archive, kind, query):
    ways = [way for facet in facets(client, f"/{kind}/{query}").values() for way in facet]
    assert ways
    for way in ways:
        assert way.count == count(client, kind, way.address), way


def test_a_facet_adds_a_filter_and_takes_it_away(client, archive):
    [tass] = [way for way in facets(client, "/items/?q=convoys")["Outlet"] if way.label == "TASS"]
    assert (tass.address, tass.is_active, tass.count) == ("?outlet=tass&q=convoys", False, 1)
    ways = {way.label: way for way in facets(client, "/items/" + tass.address)["Outlet"]}
    assert (ways["TASS"].is_active, ways["TASS"].address) == (True, "?q=convoys")
    # Several mean any: what the others would add is still to be seen.
    assert ways["AP"].address == "?outlet=tass&outlet=ap&q=convoys"
    page = client.get("/items/?outlet=tass&outlet=ap").content.decode()
    assert "Several outlets mean any of them." in page
    assert client.get("/items/?outlet=tass&outlet=ap").context["count"] == 2
    assert re.search(
        r'class="active"><span class="hidden">Remove the filter </span><bdi>TASS', page
    )


def test_nothing_that_counts_zero_is_shown(client, archive):
    found = facets(client, "/items/?q=reuters")
    assert [way.label for way in found["Outlet"]] == ["Reuters", "TASS"]
    assert [way.label for way in found["Section"]] == ["Military campaign", "Response"]
    assert facets(client, "/items/?q=nowhere") == {}


def test_years_stand_by_year_and_a_year_is_taken_away_again(client, archive):
    years = facets(client, "/items/")["Year"]
    assert [(way.label, way.count) for way in years] == [("2017", 2), ("2016", 1)]
    assert years[1].address == "?from=2016-01-01&to=2016-12-31"
    [active] = facets(client, "/items/" + years[1].address)["Year"]
    assert (active.is_active, active.address) == (True, "?")


def test_ten_outlets_are_shown_and_the_others_unfold(client):
    issue = make.make_issue()
    names = [f"Outlet {letter}" for letter in "ABCDEFGHIJKLM"]
    make.make_item(issue, citations=[make.cite(name) for name in names])
    make.publish(issue)
    [found] = [each for each in client.get("/items/").context["facets"] if each.heading == "Outlet"]
    assert [way.label for way in found.ways] == names[:10]
    assert [way.label for way in found.more] == names[10:]
    assert "3 more" in client.get("/items/").content.decode()
    chosen = client.get("/items/?outlet=outlet-m").context["facets"]
    [found] = [each for each in chosen if each.heading == "Outlet"]
    assert "Outlet M" in [way.label for way in found.ways]


def test_ranges_are_days_counted_back_from_the_newest_issue(client, archive):
    ways = {way.label: way for way in client.get("/items/?outlet=ap").context["ranges"]}
    assert {label: way.address.removesuffix("&outlet=ap") for label, way in ways.items()} == {
        "Last 4 weeks": "?from=2017-10-18&to=2017-11-14",
        "Last 12 months": "?from=2016-11-15&to=2017-11-14",
        "2017 so far": "?from=2017-01-01&to=2017-11-14",
        "Last 5 years": "?from=2012-11-15&to=2017-11-14",
    }
    active = client.get("/items/?from=2017-01-01&to=2017-11-14").context["ranges"]
    assert [(way.label, way.address) for way in active if way.is_active] == [("2017 so far", "?")]


def test_a_range_from_the_last_day_of_february_is_a_whole_year(client):
    make.published_issue(date(2016, 2, 29))
    ways = {way.label: way.address for way in client.get("/items/").context["ranges"]}
    assert ways["Last 12 months"] == "?from=2015-03-01&to=2016-02-29"


def test_a_page_that_is_kept_is_made_anew_when_its_ranges_move(client, archive):
    first = client.get("/items/")
    make.published_issue(date(2017, 11, 21))
    again = client.get("/items/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert "from=2017-10-25&amp;to=2017-11-21" in again.content.decode()


def test_an_empty_archive_has_no_facets_and_no_ranges(client):
    for address in ("/items/", "/issues/"):
        found = client.get(address)
        assert found.status_code == 200
        assert (found.context["facets"], found.context["ranges"]) == ([], [])
        assert found.context["drawing"] is None


def test_what_is_withdrawn_counts_no_more(client, archive):
    assert len(facets(client, "/items/")["Year"]) == 2
    issue = make.Issue.objects.published().get(slug="2016-12-27")
    apply_move(issue, Move.WITHDRAW, user=make.editor(), reason="A test.")
    assert [way.label for way in facets(client, "/items/")["Year"]] == ["2017"]


def test_a_result_says_on_whom_it_rests(client, archive):
    mix = client.get("/items/?from=2017-01-01").context["mix"]
    assert (mix.citations, mix.items, mix.single_sourced) == (3, 2, 1)
    page = client.get("/items/?from=2017-01-01").content.decode()
    assert "Source mix: 3 outlets, 1 of 2 items from one outlet alone" in page
    assert "33 %" in page
    assert "Source mix" not in client.get("/items/?q=nowhere").content.decode()


@pytest.mark.parametrize("kind", ["issues", "items"])
def test_facets_stay_those_of_the_filter_that_is_asked_for(client, archive, kind):
    """Counts are kept from one page to the next: never those of another list, or of what has been withdrawn since."""
    for address in (f"/{kind}/", f"/{kind}/?outlet=reuters", f"/{kind}/?outlet=reuters&order=date"):
        first = facets(client, address)
        assert facets(client, address) == first
    latest = Issue.objects.published().first()
    apply_move(latest, Move.WITHDRAW, user=make.editor(), reason="A test.")
    assert sum(way.count for way in facets(client, f"/{kind}/")["Year"]) == 2


def test_issues_are_not_counted_as_items_are(client):
    make.published_issue(date(2017, 11, 7), "One.", "Two.")
    counts = [
        [way.count for way in facets(client, address)["Year"]]
        for address in ("/issues/", "/items/", "/issues/")
    ]
    assert counts == [[1], [2], [1]]
