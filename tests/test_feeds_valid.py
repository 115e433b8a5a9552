"""Feeds are valid by programs and schemas that know nothing of ours: RFC 4287, RSS 2.0, JSON Feed 1.1."""

import json
import re
from datetime import date
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from lxml import etree
from lxml import html as lxml_html

from issues.editions import start_correction
from issues.moves import apply_move
from issues.sections import Section
from issues.workflow import Move
from tests import factories as make

pytestmark = pytest.mark.django_db
RULES = Path(__file__).parent / "data" / "feeds"
A = {"a": "http://www.w3.org/2005/Atom"}
SITE = "https://monitor.example"
FEEDS = [
    "/issues.{}",
    "/issues.{}?from=2017-11-14&outlet=ap",
    "/items.{}",
    "/items.{}?section=response&q=%22boats%22&order=relevance",
    "/feeds/issues.{}",
    "/feeds/issues.{}?outlet=reuters",
    "/feeds/items.{}",
    "/feeds/items.{}?from=2017-11-01&outlet=ap&outlet=reuters&q=boats",
    "/corrections.{}",
]
# Under these json means data, not a feed.
JSON_FEEDS = [each for each in FEEDS if each.startswith(("/feeds/", "/corrections"))]


@pytest.fixture(autouse=True)
def _names(settings):
    settings.SITE_URL = SITE
    settings.MONITOR_TITLE, settings.MONITOR_PUBLISHER = 'Ships & <Boats> "daily"', "R&D <x>"


@pytest.fixture
def archive():
    """Issues with all that may trip a reader of feeds: odd signs, a correction, a withdrawal."""
    issue = make.make_issue(date(2017, 11, 7), notice="Mind <this> & ]]> that.\nTwice.")
    source = make.cite("AP", date(2017, 11, 4), url="https://x.test/?a=1&b=[2]", title="]]> & <T>")
    top = make.make_item(issue, "Boats <em>&lt;b&gt; ]]&gt;</em> &amp; ships.", citations=[source])
    make.make_item(issue, "Ω мир 平和 😀.", parent=top)
    make.make_item(issue, "No boats.", section=Section.RESPONSE)
    other = make.published_issue(date(2017, 11, 14), "More boats.")
    corrected = start_correction(make.publish(issue), user=make.editor(), note="It was <240> & 1.")
    make.make_item(corrected, "New boats.")
    make.publish(corrected)
    apply_move(other, Move.WITHDRAW, user=make.editor(), reason="Made up: a < b & c.")
    make.published_issue(date(2017, 11, 21), "Boats again.")


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response, response.getvalue()


def schema(name: str) -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(RULES / f"{name}.rng"))


@pytest.mark.parametrize("address", [each.format("atom") for each in FEEDS])
def test_atom_is_valid_by_rfc_4287(client, archive, address):
    assert_atom(client, address)


def assert_atom(client, address: str) -> None:
    response, content = read(client, address)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = etree.fromstring(content)
    schema("atom").assertValid(feed.getroottree())
    entries = feed.findall("a:entry", A)
    ids = [each.findtext("a:id", None, A) for each in [feed, *entries]]
    assert len(set(ids)) == len(ids)
    for each in [feed, *entries]:
        kinds = [(link.get("rel"), link.get("type")) for link in each.findall("a:link", A)]
        assert len(set(kinds)) == len(kinds)
    assert itself(feed.findall("a:link[@rel='self']", A)) == SITE + address
    for entry in entries:
        published, updated = (entry.findtext(f"a:{n}", "", A) for n in ("published", "updated"))
        assert published <= updated <= feed.findtext("a:updated", "", A)
        assert_content(entry.findtext("a:content", "", A))


def itself(links) -> str:
    (link,) = links
    return link.get("href")


def assert_content(html: str) -> None:
    """Whole HTML that asks for nothing relative to a page that it no longer stands on."""
    page = lxml_html.fragment_fromstring(html, create_parent="div")
    assert page.text_content().strip()
    assert all(link.get("href").startswith(("http", "mailto:")) for link in page.iter("a"))
    assert not list(page.iter("script", "style", "img"))


@pytest.mark.parametrize("address", [each.format("rss") for each in FEEDS])
def test_rss_is_valid_by_the_specification_and_the_profile(client, archive, address):
    assert_rss(client, address)


def assert_rss(client, address: str) -> None:
    response, content = read(client, address)
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    rss = etree.fromstring(content)
    schema("rss").assertValid(rss.getroottree())
    guids = [each.text for each in rss.iter("guid")]
    assert len(set(guids)) == len(guids)
    assert all(re.fullmatch(r"tag:monitor\.example,2026:\S+", each) for each in guids)
    for moment in rss.iter("pubDate", "lastBuildDate"):
        assert format_datetime(parsedate_to_datetime(moment.text), usegmt=True) == moment.text
    assert itself(rss.iter("{http://www.w3.org/2005/Atom}link")) == SITE + address
    for content in rss.iter("{http://purl.org/rss/1.0/modules/content/}encoded"):
        assert_content(content.text)


@pytest.mark.parametrize("address", [each.format("json") for each in JSON_FEEDS])
def test_json_feed_is_valid_by_version_1_1(client, archive, address):
    assert_json_feed(client, address)


def assert_json_feed(client, address: str) -> None:
    response, content = read(client, address)
    assert response["Content-Type"] == "application/feed+json; charset=utf-8"
    feed = json.loads(content)
    rules = json.loads((RULES / "json_feed.json").read_text("utf-8"))
    Draft202012Validator(rules, format_checker=FormatChecker()).validate(feed)
    ids = [item["id"] for item in feed["items"]]
    assert len(set(ids)) == len(ids)
    assert feed["feed_url"] == SITE + address
    for item in feed["items"]:
        assert_content(item["content_html"])


@pytest.mark.parametrize("address", ["/feeds/issues.{}", "/feeds/items.{}?q=x", "/corrections.{}"])
def test_a_feed_without_entries_is_valid_too(client, address):
    assert_atom(client, address.format("atom"))
    assert_rss(client, address.format("rss"))
    assert_json_feed(client, address.format("json"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<updated>", "<changed>"),
        ("Z</updated>", "</updated>"),
        ("<author>", "<writer>"),
        ('term="', 'word="'),
        ('href="https:', 'href="'),
        ("<id>tag:", "<id>"),
        ('type="html"', 'type="markdown"'),
    ],
)
def test_a_fault_in_a_feed_would_be_seen(client, old, new):
    make.published_issue()
    content = read(client, "/items.atom")[1].decode()
    closing = {"<updated>": "</updated>", "<author>": "</author>"}.get(old)
    broken = content.replace(old, new, 1)
    if closing:
        broken = broken.replace(closing, new.replace("<", "</"), 1)
    assert broken != content
    assert not schema("atom").validate(etree.fromstring(broken.encode()).getroottree())
