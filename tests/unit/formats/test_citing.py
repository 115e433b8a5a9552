"""How to cite an issue and an item of the monitor."""

import json
from datetime import UTC, date, datetime

import pytest
import rispy
from pybtex.database import parse_string

from issues.contents import Contents, ItemNode, SectionNode
from issues.exports.citing import UnknownStyle, cite
from issues.models import Issue, Item
from issues.sections import Section
from issues.workflow import Status

ADDRESS = "https://monitor.test/issues/2017-11-07/"
ACCESSED = date(2026, 1, 2)


def contents(*, body: str = "Two convoys reached the town.", **fields) -> Contents:
    """An issue of one item that no database holds."""
    issue = Issue(
        **{
            "slug": "2017-11-07",
            "period_start": date(2017, 10, 31),
            "period_end": date(2017, 11, 7),
            "status": Status.PUBLISHED,
            "published_at": datetime(2017, 11, 8, 9, tzinfo=UTC),
            **fields,
        }
    )
    item = Item(issue=issue, key="key", body=body)
    node = ItemNode(item, item.key, Section.RESPONSE, 1, body, body, ())
    return Contents(issue, (SectionNode(Section.RESPONSE, (node,)),))


def issue_cited(style: str, **fields) -> str:
    return cite(contents(**fields), style, ADDRESS)


def item_cited(style: str, body: str = "Two convoys reached the town.", **fields) -> str:
    return cite(next(contents(body=body, **fields).walk()), style, ADDRESS)


@pytest.fixture(autouse=True)
def publisher(settings):
    settings.MONITOR_PUBLISHER = "Center for Tests"


def test_chicago_names_publisher_title_date_and_address():
    assert issue_cited("chicago") == (
        "Center for Tests. Russia in Syria Monitor, Oct. 31-Nov. 7, 2017. November 8, 2017. "
        "https://monitor.test/issues/2017-11-07/."
    )


def test_chicago_names_an_item_by_its_words_and_its_issue():
    assert item_cited("chicago") == (
        "Center for Tests. “Two convoys reached the town.” Russia in Syria Monitor, Oct. 31-Nov. 7, 2017. "
        "November 8, 2017. https://monitor.test/issues/2017-11-07/."
    )
    assert "“The crew ‘saw nothing.’” Russia" in item_cited("chicago", "The crew “saw nothing.”")
    assert "“No stop.” Russia" in item_cited("chicago", "No stop")
    assert "“1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20…” Russia" in item_cited(
        "chicago", " ".join(map(str, range(1, 30)))
    )


def test_apa_puts_the_date_behind_the_publisher():
    assert issue_cited("apa") == (
        "Center for Tests. (2017, November 8). Russia in Syria Monitor, Oct. 31-Nov. 7, 2017. "
        "https://monitor.test/issues/2017-11-07/"
    )
    assert item_cited("apa") == (
        "Center for Tests. (2017, November 8). Two convoys reached the town [Item]. "
        "In Russia in Syria Monitor, Oct. 31-Nov. 7, 2017. https://monitor.test/issues/2017-11-07/"
    )


def test_the_day_of_access_is_named_where_it_is_given():
    issue = contents()
    assert "November 8, 2017. Accessed January 2, 2026. https://" in cite(
        issue, "chicago", ADDRESS, ACCESSED
    )
    assert "Retrieved January 2, 2026, from https://" in cite(issue, "apa", ADDRESS, ACCESSED)
    fields = (
        parse_string(cite(issue, "bibtex", ADDRESS, ACCESSED), "bibtex").entries.popitem()[1].fields
    )
    assert fields["urldate"] == "2026-01-02"
    (record,) = rispy.loads(cite(issue, "ris", ADDRESS, ACCESSED))
    assert record["access_date"] == "2026/01/02/"
    (data,) = json.loads(cite(issue, "csl-json", ADDRESS, ACCESSED))
    assert data["accessed"] == {"date-parts": [[2026, 1, 2]]}


@pytest.mark.parametrize(
    ("number", "ordinal"), [(2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (22, "22nd")]
)
def test_a_later_edition_is_named(number, ordinal):
    assert f"2017. {ordinal} ed. November 8" in issue_cited("chicago", edition=number)
    assert f"2017 ({ordinal} ed.). https" in issue_cited("apa", edition=number)
    assert json.loads(issue_cited("csl-json", edition=number))[0]["edition"] == str(number)
    assert f"Edition {number}" in issue_cited("bibtex", edition=number)
    assert f"ET  - {number}\r\n" in issue_cited("ris", edition=number)


def test_what_is_not_published_has_no_date():
    draft = contents(published_at=None, status=Status.DRAFT)
    assert "2017. n.d. https" in cite(draft, "chicago", ADDRESS)
    assert "Tests. (n.d.). Russia" in cite(draft, "apa", ADDRESS)
    assert "issued" not in json.loads(cite(draft, "csl-json", ADDRESS))[0]


def test_without_a_publisher_the_title_comes_first(settings):
    settings.MONITOR_PUBLISHER = ""
    assert issue_cited("chicago").startswith("Russia in Syria Monitor, Oct.")
    assert issue_cited("apa").startswith(
        "Russia in Syria Monitor, Oct. 31-Nov. 7, 2017. (2017, November 8). https"
    )
    assert "author" not in json.loads(issue_cited("csl-json"))[0]


def test_the_day_of_publication_is_that_of_the_sites_time_zone(settings):
    late = datetime(2017, 11, 8, 23, 30, tzinfo=UTC)
    settings.TIME_ZONE = "Pacific/Kiritimati"
    assert "November 9, 2017" in issue_cited("chicago", published_at=late)


def test_csl_json_has_the_words_of_its_schema():
    (issue,) = json.loads(issue_cited("csl-json"))
    assert issue == {
        "id": "russia-in-syria-monitor-2017-11-07",
        "type": "report",
        "title": "Russia in Syria Monitor, Oct. 31-Nov. 7, 2017",
        "author": [{"literal": "Center for Tests"}],
        "publisher": "Center for Tests",
        "issued": {"date-parts": [[2017, 11, 8]]},
        "URL": ADDRESS,
    }
    (item,) = json.loads(item_cited("csl-json"))
    assert item["type"] == "article-magazine"
    assert item["container-title"] == "Russia in Syria Monitor, Oct. 31-Nov. 7, 2017"


def test_a_link_is_the_address_alone():
    assert issue_cited("link") == item_cited("link") == ADDRESS


def test_a_style_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(UnknownStyle, match="“mla”; choose one of chicago, apa"):
        issue_cited("mla")
