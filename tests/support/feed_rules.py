"""What makes a feed valid, by schemas and programs that know nothing of ours: RFC 4287, RSS 2.0 and its profile, JSON Feed 1.1."""

import json
import re
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime

from jsonschema import Draft202012Validator
from lxml import etree
from lxml import html as lxml_html

from tests.support.paths import DATA

SITE = "https://monitor.example"
RULES = DATA / "feeds"
A = {"a": "http://www.w3.org/2005/Atom"}
ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
# RFC 4151: the host, a date on which it was the publisher's, and what is named.
TAG = re.compile(r"tag:monitor\.example,2026:\S+")


def assert_atom(content: bytes, address: str) -> None:
    """The content is what Atom allows at that address of the site."""
    feed = etree.fromstring(content)
    schema("atom").assertValid(feed.getroottree())
    entries = feed.findall("a:entry", A)
    assert_ids([each.findtext("a:id", "", A) for each in [feed, *entries]])
    for each in [feed, *entries]:
        kinds = [(link.get("rel"), link.get("type")) for link in each.findall("a:link", A)]
        assert len(set(kinds)) == len(kinds)
    assert itself(feed.findall("a:link[@rel='self']", A)) == SITE + address
    for entry in entries:
        published, updated = (entry.findtext(f"a:{n}", "", A) for n in ("published", "updated"))
        assert published <= updated <= feed.findtext("a:updated", "", A)
        assert_content(entry.findtext("a:content", "", A))


def assert_rss(content: bytes, address: str) -> None:
    """The content is what RSS allows at that address of the site."""
    rss = etree.fromstring(content)
    schema("rss").assertValid(rss.getroottree())
    assert_ids([each.text for each in rss.iter("guid")])
    for moment in rss.iter("pubDate", "lastBuildDate"):
        assert format_datetime(parsedate_to_datetime(moment.text), usegmt=True) == moment.text
    built = parsedate_to_datetime(rss.findtext("channel/lastBuildDate"))
    assert all(parsedate_to_datetime(each.text) <= built for each in rss.iter("pubDate"))
    assert itself(rss.iter("{http://www.w3.org/2005/Atom}link")) == SITE + address
    for each in rss.iter("description"):
        assert not list(lxml_html.fragment_fromstring(each.text, create_parent="div"))
    for each in rss.iter(ENCODED):
        assert_content(each.text)


def assert_json_feed(content: bytes, address: str) -> None:
    """The content is what JSON Feed allows at that address of the site.

    The schema holds moments and addresses by patterns: for its formats jsonschema wants libraries of their own, and
    without them says yes to everything.
    """
    feed = json.loads(content)
    Draft202012Validator(json.loads((RULES / "json_feed.json").read_text("utf-8"))).validate(feed)
    assert_ids([item["id"] for item in feed["items"]])
    assert feed["feed_url"] == SITE + address
    for item in feed["items"]:
        published, updated = (item[f"date_{name}"] for name in ("published", "modified"))
        assert datetime.fromisoformat(published) <= datetime.fromisoformat(updated)
        assert_content(item["content_html"])


def schema(name: str) -> etree.RelaxNG:
    """The rules of that name in RELAX NG."""
    return etree.RelaxNG(etree.parse(RULES / f"{name}.rng"))


def itself(links) -> str:
    """The address that a feed gives as its own."""
    addresses = [link.get("href") for link in links]
    assert len(addresses) == 1
    return addresses[0]


def assert_ids(ids: list[str]) -> None:
    """Each names one thing for ever."""
    assert len(set(ids)) == len(ids)
    assert all(TAG.fullmatch(each) for each in ids), ids


def assert_content(html: str) -> None:
    """Whole HTML that asks for nothing relative to a page that it no longer stands on."""
    page = lxml_html.fragment_fromstring(html, create_parent="div")
    assert page.text_content().strip()
    assert all(link.get("href").startswith(("http", "mailto:")) for link in page.iter("a"))
    assert not list(page.iter("script", "style", "img"))
