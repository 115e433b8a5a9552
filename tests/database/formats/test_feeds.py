"""Feeds: ids for ever, and nothing old that looks new."""

import json
from datetime import date
from xml.etree import ElementTree

import feedparser
import pytest
from lxml import html as lxml_html

from issues.archive.feeds import NEWEST, NEWEST_ITEMS
from issues.editions import start_correction
from issues.moves import apply_move
from issues.workflow import Move
from tests.support import factories as make
from tests.support.feed_rules import SITE, assert_atom, assert_json_feed, assert_rss

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
FORMATS = ["atom", "rss", "json"]


def text(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode()


def entries(client, format="atom"):
    feed = text(client, f"/feeds/issues.{format}")
    if format == "json":
        return [
            (item["id"], item["date_published"], item["title"])
            for item in json.loads(feed)["items"]
        ]
    found = feedparser.parse(feed)
    assert not found.bozo, found.get("bozo_exception")
    return [(entry.id, entry.published, entry.title) for entry in found.entries]


@pytest.fixture
def issues():
    return [
        make.published_issue(date(2017, 11, day), f"What was said by Nov. {day}.")
        for day in (7, 14, 21)
    ]


@pytest.mark.parametrize("format", FORMATS)
def test_the_newest_issue_comes_first(client, issues, format):
    assert [title for _, _, title in entries(client, format)] == [
        issue.title for issue in reversed(issues)
    ]


@pytest.mark.parametrize("format", FORMATS)
def test_an_older_period_published_later_is_new(client, issues, format):
    late = make.published_issue(date(2017, 10, 31))
    _, _, newest = entries(client, format)[0]
    assert newest == late.title


@pytest.mark.parametrize("format", FORMATS)
def test_a_correction_changes_neither_id_nor_date_nor_place(client, issues, format):
    before = entries(client, format)
    make.publish(start_correction(issues[0], user=make.editor(), note="A number is corrected."))
    assert entries(client, format) == before


@pytest.mark.parametrize("format", FORMATS)
def test_a_feed_holds_whole_issues(client, issues, format):
    assert "What was said by Nov. 14." in text(client, f"/feeds/issues.{format}")


def test_a_feed_ends_somewhere(client):
    for week in range(NEWEST + 1):
        make.published_issue(date.fromordinal(date(2016, 1, 5).toordinal() + 7 * week))
    assert len(entries(client)) == NEWEST


def test_ids_are_tag_uris_of_the_site(client, issues, settings):
    settings.SITE_URL = "https://monitor.example"
    assert entries(client)[0][0] == "tag:monitor.example,2026:issues/2017-11-21"


def test_corrections_and_withdrawals_have_a_feed_of_their_own(client, issues):
    make.publish(start_correction(issues[0], user=make.editor(), note="A number is corrected."))
    apply_move(issues[1], Move.WITHDRAW, user=make.editor(), reason="It was wrong.")
    root = ElementTree.fromstring(text(client, "/corrections.atom"))
    titles = [entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")]
    assert titles == [f"Withdrawn: {issues[1].title}", f"Corrected: {issues[0].title}"]
    assert "It was wrong." in ElementTree.tostring(root, encoding="unicode")


@pytest.mark.parametrize("address", ["/feeds/issues.atom", "/corrections.atom"])
def test_a_reader_that_has_it_already_is_told_so(client, issues, address):
    etag = client.get(address).headers["ETag"]
    make.make_issue(date(2017, 11, 28))
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
    make.published_issue(date(2017, 12, 5))
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("format", FORMATS)
def test_every_filter_has_a_feed_of_its_issues_and_of_its_items(client, issues, format):
    make.publish(other_outlets(date(2017, 11, 28)))
    for kind in ("issues", "items"):
        assert "By others." in text(client, f"/feeds/{kind}.{format}?outlet=ap")
        assert "By others." not in text(client, f"/feeds/{kind}.{format}?outlet=reuters")
        assert client.get(f"/feeds/{kind}.{format}?outlet=nobody").status_code == 400
        assert client.get(f"/feeds/{kind}.{format}?from=x").status_code == 400


def other_outlets(end):
    issue = make.make_issue(end)
    make.make_item(issue, "By others.", citations=[make.cite("AP", end)])
    return issue


def test_a_feed_of_a_filter_says_so_in_its_title(client, issues):
    found = feedparser.parse(text(client, "/feeds/items.atom?from=2017-11-10&outlet=reuters"))
    assert found.feed.title == "Russia in Syria Monitor: items (From Nov. 10, 2017, Reuters)"
    assert found.feed.link.endswith("/items/?from=2017-11-10&outlet=reuters")


def test_a_corrected_item_keeps_its_place_among_the_newest_and_an_added_one_is_new(client):
    old = make.published_issue(date(2017, 11, 7), *(f"Old {at}." for at in range(NEWEST_ITEMS)))
    make.published_issue(date(2017, 11, 14), "New.")
    before = titles(client, "items")
    assert before[0] == "New."
    assert len(before) == NEWEST_ITEMS
    draft = start_correction(old, user=make.editor(), note="A number is corrected.")
    make.make_item(draft, "Added.")
    make.publish(draft)
    assert titles(client, "items") == ["Added.", *before[:-1]]


def titles(client, kind):
    return [each.title for each in feedparser.parse(text(client, f"/feeds/{kind}.atom")).entries]


def test_drafts_are_in_no_feed(client, issues):
    draft = make.make_issue(date(2017, 11, 28))
    make.make_item(draft, "Nobody has read this yet.")
    for format in FORMATS:
        assert "Nobody has read this yet." not in text(client, f"/feeds/issues.{format}")


@pytest.mark.parametrize("address", ["/feeds/issues.csv", "/feeds/items.md", "/corrections.csv"])
def test_an_unknown_format_is_not_there(client, address):
    assert client.get(address).status_code == 404


def test_every_page_names_the_feeds(client, issues):
    found = named(client, "/")
    assert set(found) == {*(f"/feeds/issues.{format}" for format in FORMATS), "/corrections.atom"}
    for address, media_type in found.items():
        assert client.get(address).headers["Content-Type"].startswith(media_type)


def named(client, address):
    """The feeds that a page names for a browser or a reader of feeds to find, each with its media type."""
    page = lxml_html.fromstring(client.get(address).text)
    links = page.xpath("//link[@rel='alternate']")
    return {link.get("href"): link.get("type") for link in links}


@pytest.mark.parametrize("address", ["/issues/?outlet=reuters", "/items/", "/outlets/reuters/"])
def test_a_page_of_a_filter_names_the_feeds_of_that_filter(client, issues, address):
    own = {each: kind for each, kind in named(client, address).items() if kind}
    own = {each: own[each] for each in own.keys() - named(client, "/").keys()}
    assert len(own) == len(FORMATS)
    for feed, media_type in own.items():
        answer = client.get(feed)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith(media_type)
        assert ("outlet=reuters" in feed) == (address != "/items/")


@pytest.mark.parametrize("address", ["/feeds/issues.{}", "/feeds/items.{}?q=x", "/corrections.{}"])
def test_a_feed_without_entries_is_valid_too(client, address, settings):
    settings.SITE_URL = SITE
    for name, check in (("atom", assert_atom), ("rss", assert_rss), ("json", assert_json_feed)):
        response = client.get(address.format(name))
        assert response.status_code == 200
        check(response.getvalue(), address.format(name))
