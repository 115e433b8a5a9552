"""What every export format must do, the two that there are, and the lists."""

import itertools
import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from issues.contents import load_contents
from issues.exports import (
    ISSUE_FORMATS,
    LIST_FORMATS,
    UnknownFormat,
    find_issue_format,
    find_list_format,
)
from issues.exports.formats import CHUNK, ExportFormat, registry
from issues.models import Citation, Issue, Item
from issues.sections import Section
from sources.merging import merge
from tests.support.exported import SITE, exported, golden
from tests.support.factories import (
    analyst,
    cite,
    make_issue,
    make_item,
    make_outlet,
    publish,
    published_issue,
)
from tests.support.paths import GOLDEN
from tests.support.rich_issue import golden_contents, rich_issue

pytestmark = pytest.mark.django_db
# Every format

# Formats of rows: they hold what is cited, not the document around it.
ROWS = {"bib", "csv", "ris"}


@pytest.fixture(params=sorted(ISSUE_FORMATS))
def format(request) -> ExportFormat:
    return ISSUE_FORMATS[request.param]


def test_a_format_stands_in_the_list_under_its_own_name(format):
    assert ISSUE_FORMATS[format.name] is format
    assert format.content_type


def test_a_format_carries_every_text_and_outlet(format):
    text = exported(format, load_contents(rich_issue()))
    for words in ("left port.", "A pilot disagreed.", "fogbound.", "Nobody answered"):
        assert words in text
    for name in ("RFE/RL", "The Moscow Times", "Tass", "Interfax", "The Economist"):
        assert name in text
    assert "Held back." not in text


def test_a_format_runs_no_query(format, django_assert_num_queries):
    contents = load_contents(rich_issue())
    with django_assert_num_queries(0):
        format.render(contents, SITE)


def test_a_format_takes_an_issue_without_items(format):
    assert isinstance(exported(format, load_contents(make_issue())), str)


def test_a_whole_issue_has_its_notice_and_all_sections(format):
    issue = make_issue(notice="The clocks went back.")
    text = exported(format, load_contents(issue))
    if format.name not in ROWS:
        assert "The clocks went back." in text
        assert all(section.label in text for section in Section)


def test_a_format_gives_the_same_text_twice(format):
    issue = rich_issue()
    assert format.render(load_contents(issue), SITE) == format.render(load_contents(issue), SITE)


def test_a_format_shows_markup_as_text_or_cleaned(format):
    issue = make_issue()
    item = make_item(issue)
    # As a careless script might write it.
    Item.objects.filter(pk=item.pk).update(
        body="<script>alert(1)</script>Words <b onclick=x>bold</b>."
    )
    text = exported(format, load_contents(issue))
    assert "<script" not in text
    assert "onclick" not in text
    assert "Words" in text


def test_a_format_matches_its_golden_file(format):
    name, text = golden(format, golden_contents())
    assert text == (GOLDEN / name).read_bytes().decode(), f"{name} differs"


def test_a_format_never_links_to_a_script(format):
    assert "javascript:" not in exported(format, load_contents(rich_issue())) or format.name in {
        "csv",
        "json",
    }


def test_two_formats_of_one_name_are_refused():
    with pytest.raises(ValueError, match="one name"):
        registry([*ISSUE_FORMATS.values(), ISSUE_FORMATS["txt"]])


@pytest.mark.parametrize("find", [find_issue_format, find_list_format])
def test_a_format_that_is_not_there_is_named_with_those_that_are(find):
    with pytest.raises(UnknownFormat, match=r"“wordstar”; choose one of .*json"):
        find("wordstar")


# JSON of one issue
def rendered(issue: Issue) -> dict:
    return json.loads(ISSUE_FORMATS["json"].render(load_contents(issue), SITE))


def test_json_gives_every_item_its_key_and_address():
    issue = published_issue()
    item = issue.items.get()
    data = rendered(issue)
    entry = data["sections"][0]["items"][0]
    assert entry["key"] == item.key
    assert entry["url"] == f"{SITE}/items/{item.key}/"
    assert data["url"] == f"{SITE}/issues/2017-11-07/"
    assert data["status"] == "published"


def test_json_names_the_outlet_as_printed_and_as_it_is_called_today():
    issue = make_issue()
    make_item(issue, citations=[cite("The Washington Post"), cite("AP", printed_as="A.P.")])
    publish(issue)
    merge(make_outlet("The Washington Post"), into=make_outlet("The Guardian"))
    first, second = rendered(issue)["sections"][0]["items"][0]["citations"]
    assert (first["outlet"], first["outlet_slug"]) == ("The Washington Post", "the-guardian")
    assert (second["outlet"], second["outlet_name"]) == ("A.P.", "AP")


# Lists
def listed(name: str, queryset) -> dict:
    return json.loads("".join(getattr(LIST_FORMATS["json"], name)(queryset, SITE)))


def test_the_items_list_has_the_promised_shape():
    issue = make_issue()
    make_item(
        issue,
        "One &amp; <b>all</b>.",
        citations=[
            cite("AP", date(2017, 11, 4), url="https://example.org/", title="T", note="in Russian")
        ],
    )
    publish(issue)
    key = Item.objects.get().key
    assert listed("items", Item.objects.published()) == {
        "count": 1,
        "items": [
            {
                "key": key,
                "issue": "2017-11-07",
                "section": "military_campaign",
                "text": "One & all.",
                "html": "One &amp; <b>all</b>.",
                "citations": [
                    {
                        "outlet": {"slug": "ap", "name": "AP"},
                        "printed_as": "",
                        "from": "2017-11-04",
                        "to": "2017-11-04",
                        "url": "https://example.org/",
                        "title": "T",
                        "note": "in Russian",
                    }
                ],
                "url": f"{SITE}/items/{key}/",
            }
        ],
    }


def test_the_items_list_says_what_was_printed_after_a_merge():
    published_issue()
    merge(make_outlet("Reuters"), into=make_outlet("AP"))
    citation = listed("items", Item.objects.published())["items"][0]["citations"][0]
    assert citation["outlet"]["name"] == "AP"
    assert citation["printed_as"] == "Reuters"


def test_a_lost_outlet_is_null_in_the_items_list():
    make_item(make_issue(), citations=[cite(None)])
    assert listed("items", Item.objects.all())["items"][0]["citations"][0]["outlet"] is None


def test_the_issues_list_counts_what_is_printed():
    issue = make_issue()
    make_item(issue, "One.")
    make_item(issue, "Two.", parent=issue.items.get())
    make_item(issue, "Held.", held=True)
    issue = publish(issue)
    make_issue(date(2017, 11, 14))
    data = listed("issues", Issue.objects.order_by("slug"))
    assert data["count"] == 2
    assert [entry["item_count"] for entry in data["issues"]] == [2, 0]
    entry = data["issues"][0]
    assert entry["title"] == issue.title
    assert entry["period_start"] == "2017-10-31"
    assert entry["url"] == f"{SITE}/issues/2017-11-07/"
    assert entry["published_at"] == issue.published_at.isoformat()
    assert data["issues"][1]["published_at"] is None


def test_an_empty_list_is_json_too():
    assert listed("items", Item.objects.none()) == {"count": 0, "items": []}
    assert listed("issues", Issue.objects.none()) == {"count": 0, "issues": []}


def test_a_list_keeps_the_order_that_was_asked_for():
    issue = make_issue()
    for number in range(5):
        make_item(issue, f"Number {number}.")
    asked = Item.objects.order_by("-position")
    entries = listed("items", asked)["items"]
    assert [entry["text"][7] for entry in entries] == list("43210")


def many_items(issue: Issue, number: int) -> None:
    user = analyst()
    rows = Item.objects.bulk_create(
        Item(
            issue=issue,
            section="response",
            position=at,
            body=f"No. {at}.",
            author=user,
            last_editor=user,
        )
        for at in range(number)
    )
    outlet = make_outlet()
    Citation.objects.bulk_create(Citation(item=row, outlet=outlet) for row in rows)


def queries_for(name: str, queryset) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert sum(1 for _ in getattr(LIST_FORMATS["json"], name)(queryset, SITE)) > 2
    return len(captured)


def test_a_list_of_items_runs_as_many_queries_for_200_as_for_1():
    issue = make_issue()
    many_items(issue, 1)
    few = queries_for("items", Item.objects.all())
    many_items(issue, 199)
    assert queries_for("items", Item.objects.all()) == few
    # Past the end of a chunk its citations take one query more.
    many_items(issue, CHUNK)
    assert queries_for("items", Item.objects.all()) == few + 1


def test_a_list_of_issues_runs_as_many_queries_for_200_as_for_1():
    make_issue()
    few = queries_for("issues", Issue.objects.all())
    for number in range(40):
        make_issue(date(2010 + number, 1, 1))
    assert queries_for("issues", Issue.objects.all()) == few


def test_a_list_is_streamed_and_not_gathered_first():
    issue = make_issue()
    many_items(issue, 3 * CHUNK)
    with CaptureQueriesContext(connection) as captured:
        stream = iter(LIST_FORMATS["json"].items(Item.objects.all(), SITE))
        list(itertools.islice(stream, 10))
        for_ten = len(captured)
        list(stream)
    assert for_ten < len(captured)
