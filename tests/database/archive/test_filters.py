"""What the filters of the archive let through."""

import json
from datetime import date, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from issues.models import Item
from issues.sections import Section
from sources.merging import merge
from tests.support import factories as make
from tests.support.examples import examples

pytestmark = pytest.mark.django_db

NOV_4, NOV_7 = date(2017, 11, 4), date(2017, 11, 7)


def listed(client: Client, address: str) -> dict:
    return json.loads(client.get(address).getvalue())


def keys(client: Client, query: str) -> set[str]:
    """The items that the page and the format both list."""
    data = listed(client, f"/items.json{query}")
    found = {entry["key"] for entry in data["items"]}
    assert data["count"] == len(data["items"])
    page = client.get(f"/items/{query}")
    assert page.status_code == 200
    assert {item.key for item in page.context["found"].object_list} == found
    return found


def slugs(client: Client, query: str) -> set[str]:
    data = listed(client, f"/issues.json{query}")
    page = client.get(f"/issues/{query}")
    found = {entry["slug"] for entry in data["issues"]}
    assert {issue.slug for issue in page.context["found"].object_list} == found
    return found


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Etc/GMT+12"])
def test_items_are_found_by_a_citation_that_matches_outlet_and_dates(client, settings, zone):
    settings.TIME_ZONE = zone
    issue = make.make_issue()
    cited = {
        "first day": [make.cite("Reuters", NOV_4)],
        "last day": [make.cite("Reuters", NOV_7), make.cite("TASS", date(2017, 11, 1))],
        "day before": [make.cite("Reuters", NOV_4 - timedelta(days=1))],
        "day after": [make.cite("Reuters", NOV_7 + timedelta(days=1))],
        "other outlet": [make.cite("TASS", NOV_4)],
        "never both": [make.cite("TASS", NOV_4), make.cite("Reuters", date(2017, 11, 1))],
    }
    items = {
        name: make.make_item(issue, f"{name}.", citations=citations)
        for name, citations in cited.items()
    }
    make.publish(issue)
    found = keys(client, "?outlet=reuters&from=2017-11-04&to=2017-11-07")
    assert found == {items["first day"].key, items["last day"].key}


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Etc/GMT+12"])
def test_issues_are_found_by_any_day_of_their_period(client, settings, zone):
    settings.TIME_ZONE = zone
    make.published_issue(date(2017, 11, 7))
    make.published_issue(date(2017, 11, 15))
    assert slugs(client, "?from=2017-11-07&to=2017-11-07") == {"2017-11-07"}
    assert slugs(client, "?from=2017-10-31&to=2017-10-31") == {"2017-11-07"}
    assert slugs(client, "?to=2017-10-30") == set()
    assert slugs(client, "?from=2017-11-08") == {"2017-11-15"}
    assert slugs(client, "?from=2017-11-16") == set()
    assert slugs(client, "?from=2017-11-01&to=2017-12-01") == {"2017-11-07", "2017-11-15"}


def test_a_citation_of_a_month_matches_every_range_that_it_overlaps(client):
    issue = make.make_issue()
    month = make.cite(dated_from=date(2017, 10, 1), dated_to=date(2017, 10, 31))
    undated = make.cite("TASS", on=None)
    item = make.make_item(issue, citations=[month])
    make.publish(issue)
    assert undated.dated_from is None
    assert keys(client, "?to=2017-10-01") == {item.key}
    assert keys(client, "?from=2017-10-31") == {item.key}
    assert keys(client, "?from=2017-10-10&to=2017-10-11") == {item.key}
    assert keys(client, "?to=2017-09-30") == keys(client, "?from=2017-11-01") == set()


def test_several_outlets_mean_any_of_them(client):
    issue = make.make_issue()
    items = [make.make_item(issue, name, citations=[make.cite(name)]) for name in ("AP", "BBC")]
    make.make_item(issue, "Neither.")
    make.publish(issue)
    assert keys(client, "?outlet=ap&outlet=bbc") == {item.key for item in items}
    assert slugs(client, "?outlet=ap&outlet=bbc") == {issue.slug}


def test_a_merged_outlet_and_what_it_became_are_one(client):
    issue = make.make_issue()
    old, new = make.make_outlet("Daily Post"), make.make_outlet("Morning Post")
    items = [make.make_item(issue, o.name, citations=[make.cite(o)]) for o in (old, new)]
    make.publish(issue)
    merge(old, new)
    both = {item.key for item in items}
    assert keys(client, "?outlet=daily-post") == keys(client, "?outlet=morning-post") == both
    page = client.get("/items/?outlet=daily-post")
    assert [each.label for each in page.context["filter"].active()] == ["Morning Post"]


def test_sections_narrow_items_to_any_of_them(client):
    issue = make.make_issue()
    items = {section: make.make_item(issue, section.label, section=section) for section in Section}
    make.publish(issue)
    found = keys(client, "?section=response&section=other_news")
    assert found == {items[Section.RESPONSE].key, items[Section.OTHER_NEWS].key}


def test_an_issue_is_found_by_section_and_outlet_of_what_it_prints_alone(client):
    issue = make.make_issue()
    make.make_item(issue, "Printed.")
    held = make.make_item(
        issue, "Held.", section=Section.RESPONSE, citations=[make.cite("TASS")], held=True
    )
    make.publish(issue)
    other = make.make_issue(date(2017, 11, 14))
    make.make_item(other, "Elsewhere.", section=Section.RESPONSE, citations=[make.cite("TASS")])
    make.publish(other)
    assert slugs(client, "?outlet=tass") == slugs(client, "?section=response") == {other.slug}
    assert held.key not in keys(client, "?outlet=tass")


def test_blank_and_unknown_parameters_change_nothing(client):
    make.published_issue()
    everything = keys(client, "")
    assert len(everything) == 1
    assert keys(client, "?from=&to=&outlet=&section=&q=%20&page=&utm_source=mail") == everything


def test_items_stand_in_the_order_in_which_their_issue_prints_them(client):
    issue = make.make_issue()
    last = make.make_item(issue, "E.", section=Section.OTHER_NEWS)
    first = make.make_item(issue, "A.")
    second = make.make_item(issue, "D.")
    child = make.make_item(issue, "B.", parent=first)
    grandchild = make.make_item(issue, "C.", parent=child)
    make.publish(issue)
    earlier = make.published_issue(date(2017, 10, 31), "F.")
    shown = [entry["key"] for entry in listed(client, "/items.json")["items"]]
    expected = [item.key for item in (first, child, grandchild, second, last)]
    assert shown == [*expected, earlier.items.get().key]


def test_the_page_marks_the_citations_by_which_it_found_an_item(client):
    issue = make.make_issue()
    make.make_item(issue, citations=[make.cite("TASS", NOV_4), make.cite("Reuters", NOV_7)])
    make.publish(issue)
    found = client.get("/items/?from=2017-11-05").content.decode()
    assert found.count("citation found") == 1
    assert found.index("TASS</bdi>, <time") < found.index("citation found")
    assert client.get("/items/").content.decode().count("citation found") == 0


def test_each_condition_is_a_link_that_drops_it_alone(client):
    make.published_issue()
    page = client.get("/items/?outlet=reuters&section=military_campaign&from=2017-11-01")
    active = {each.label: each.query_without for each in page.context["filter"].active()}
    assert active == {
        "From Nov. 1, 2017": "?outlet=reuters&section=military_campaign",
        "Reuters": "?from=2017-11-01&section=military_campaign",
        "Military campaign": "?from=2017-11-01&outlet=reuters",
    }
    html = page.content.decode()
    query = "?from=2017-11-01&amp;outlet=reuters&amp;section=military_campaign"
    assert 'href="?from=2017-11-01&amp;section=military_campaign"' in html
    assert 'value="2017-11-01"' in html
    assert f'href="/items.json{query}"' in html
    assert f'<link rel="canonical" href="http://localhost:8000/items/{query}">' in html


# Against a plain reading of the rules, over one set of issues

DAYS = st.dates(date(2017, 10, 28), date(2017, 11, 16))
OUTLETS = ["ap", "bbc", "cnn"]


@pytest.fixture
def three_issues():
    for week, end in enumerate([date(2017, 11, 2), date(2017, 11, 7), date(2017, 11, 14)]):
        issue = make.make_issue(end, days=5 + week)
        for number in range(6):
            days = [end - timedelta(days=(number * 3 + n * 5 + week) % 9) for n in range(3)]
            cited = [
                make.cite(OUTLETS[(number + n) % 3].upper(), day) for n, day in enumerate(days)
            ]
            cited[0].dated_to += timedelta(days=number % 3)
            make.make_item(
                issue,
                f"{number} of {end}",
                section=list(Section)[number % 5],
                citations=cited[: number % 3 + 1],
            )
        make.publish(issue)


@examples(40)
@given(
    ends=st.lists(DAYS, min_size=2, max_size=2).map(sorted),
    open_ends=st.sets(st.sampled_from(["from", "to"])),
    outlets=st.sets(st.sampled_from(OUTLETS)),
    sections=st.sets(st.sampled_from(list(Section))),
)
def test_filters_always_find_what_a_plain_reading_finds(
    client, three_issues, ends, open_ends, outlets, sections
):
    start = date.min if "from" in open_ends else ends[0]
    end = date.max if "to" in open_ends else ends[1]
    query = "?" + "&".join(
        [
            f"{name}={day}"
            for name, day in zip(["from", "to"], ends, strict=True)
            if name not in open_ends
        ]
        + [f"outlet={slug}" for slug in sorted(outlets)]
        + [f"section={section}" for section in sorted(sections)]
    )
    rows = list(Item.objects.select_related("issue").prefetch_related("citations__outlet"))

    def matches(citation) -> bool:
        is_outlet = not outlets or citation.outlet.slug in outlets
        return is_outlet and citation.dated_from <= end and citation.dated_to >= start

    def is_listed(item: Item) -> bool:
        in_section = not sections or item.section in sections
        return in_section and any(map(matches, item.citations.all()))

    def is_cited(item: Item) -> bool:
        return not outlets or any(c.outlet.slug in outlets for c in item.citations.all())

    assert keys(client, query) == {item.key for item in rows if is_listed(item)}
    by_issue = {item.issue: [i for i in rows if i.issue_id == item.issue_id] for item in rows}
    assert slugs(client, query) == {
        issue.slug
        for issue, items in by_issue.items()
        if issue.period_start <= end
        and issue.period_end >= start
        and any(map(is_cited, items))
        and (not sections or any(item.section in sections for item in items))
    }
