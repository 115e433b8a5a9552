"""A fault in a feed would be seen: what the site writes is broken on purpose, and every rule is seen to fail."""

import json
import re
from datetime import date

import pytest
from jsonschema import ValidationError
from lxml import etree

from tests.support import factories as make
from tests.support.feed_rules import SITE, assert_atom, assert_json_feed, assert_rss

pytestmark = pytest.mark.django_db
# A date that is none is a ValueError of whoever reads it.
FAULTS = (AssertionError, ValidationError, ValueError, etree.DocumentInvalid, etree.XMLSyntaxError)

# What stands in the feed, and what is put there in its place, once.
ATOM = [
    (r"(</?)subtitle>", r"\1slogan>"),
    (r"<updated>.*?</updated>", ""),
    (r"Z</updated>", "</updated>"),
    (r"<author>.*?</author>", ""),
    (r'term="', 'word="'),
    (r'href="https:', 'href="'),
    (r"<id>tag:", "<id>"),
    (r"<id>tag:monitor.example,2026:items/", "<id>https://monitor.example/items/"),
    (r'type="html"', 'type="markdown"'),
    (r'rel="self"', 'rel="alternate"'),
    (r"/items\.atom\"", '/issues.atom"'),
    (r"<published>2", "<published>3"),
    (r"(<entry>.*</entry>)", r"\1\1"),
    (r"https://x.test/", "/"),
    (r"<content type=.html.>.*?</content>", '<content type="html"> </content>'),
    (r"&lt;p&gt;", "&lt;script&gt;&lt;/script&gt;&lt;p&gt;"),
]
RSS = [
    (r'version="2.0"', 'version="0.92"'),
    (r"<title>.*?</title>", ""),
    (r"<title>.*?</title>", "<title> </title>"),
    (r"(<channel>\n)", r"\1<title>Another</title>"),
    (r"<link>.*?</link>", ""),
    (r"<link>https://monitor.example", "<link>"),
    (r"<description>.*?</description>", ""),
    (r"<language>en-us", "<language>en_US"),
    (r"<language>.*?</language>", "<language>English</language>"),
    (r"<lastBuildDate>.*?<", "<lastBuildDate>2017-11-07T10:00:00Z<"),
    (r"<lastBuildDate>(.*?)<", "<lastBuildDate>Sat, 01 Jan 2000 10:00:00 GMT<"),
    (r"<atom:link .*?/>", ""),
    (r'rel="self"', 'rel="alternate"'),
    (r'type="application/rss.xml"', 'type="text/xml"'),
    (r'/items\.rss"', '/issues.rss"'),
    (r'(<atom:link .*?) href=".*?"', r'\1 href="/items.rss"'),
    (r"<guid .*?</guid>", ""),
    (r'isPermaLink="false"', 'isPermaLink="true"'),
    (r' isPermaLink="false"', ""),
    (r">tag:monitor.example,2026:", ">https://monitor.example/"),
    (r">tag:monitor.example,2026:", ">tag:other.example,2026:"),
    (r"(<item>.*</item>)", r"\1\1"),
    (r"(<pubDate>\w+, \d+ \w+ )\d\d", r"\1"),
    (r"<pubDate>\w+, ", "<pubDate>"),
    (r"<pubDate>\w+", lambda found: "<pubDate>" + ("Mon" if "Mon" not in found[0] else "Tue")),
    (r"<pubDate>\w+, \d+ \w+", "<pubDate>Fri, 31 Feb"),
    (r" GMT</pubDate>", " CEST</pubDate>"),
    (r" GMT</pubDate>", "</pubDate>"),
    (r"<dc:creator>(.*?)</dc:creator>", r"<author>\1</author>"),
    (r"<dc:creator>.*?<", "<dc:creator><"),
    (r"<category>.*?<", "<category><"),
    (r"(<item>.*?<description>)", r"\1&lt;b&gt;Bold&lt;/b&gt; "),
    (r"<content:encoded>.*?</content:encoded>", ""),
    (r"<content:encoded>.*?</content:encoded>", "<content:encoded> </content:encoded>"),
    (r"<content:encoded>(.*?)</content:encoded>", r"<content:encoded><p>Raw</p></content:encoded>"),
    (r"https://x.test/", "/"),
    (r"&lt;p&gt;", "&lt;script&gt;&lt;/script&gt;&lt;p&gt;"),
    (r"(</?)content:encoded", r"\1fulltext"),
]


@pytest.fixture(autouse=True)
def _names(settings):
    settings.SITE_URL = SITE
    settings.MONITOR_PUBLISHER = "Ships"


@pytest.fixture(scope="module")
def one_item(module_db):
    issue = make.make_issue(date(2017, 11, 7))
    source = make.cite("AP", date(2017, 11, 4), url="https://x.test/boats")
    make.make_item(issue, "Boats.", citations=[source])
    return make.publish(issue)


def written(client, address: str) -> str:
    return client.get(address).getvalue().decode()


def broken(content: str, old: str, new) -> bytes:
    """The feed with the fault in it, still well-formed where the fault is not about that."""
    count = 2 if old.startswith("(</?)") else 1
    faulty = re.sub(old, new, content, count=count, flags=re.DOTALL)
    assert faulty != content, old
    return faulty.encode()


@pytest.mark.parametrize(("old", "new"), ATOM)
def test_a_fault_in_atom_is_seen(client, one_item, old, new):
    content = written(client, "/items.atom")
    assert_atom(content.encode(), "/items.atom")
    with pytest.raises(FAULTS):
        assert_atom(broken(content, old, new), "/items.atom")


@pytest.mark.parametrize(("old", "new"), RSS)
def test_a_fault_in_rss_is_seen(client, one_item, old, new):
    content = written(client, "/items.rss")
    assert_rss(content.encode(), "/items.rss")
    with pytest.raises(FAULTS):
        assert_rss(broken(content, old, new), "/items.rss")


GONE = object()
"""Instead of a value: nothing at all."""

FEED = [
    ("version", "https://jsonfeed.org/version/1"),
    ("version", GONE),
    ("title", ""),
    ("title", " "),
    ("title", GONE),
    ("home_page_url", "/items/"),
    ("home_page_url", GONE),
    ("feed_url", "/feeds/items.json"),
    ("feed_url", f"{SITE}/feeds/issues.json"),
    ("feed_url", GONE),
    ("description", None),
    ("language", "en_US"),
    ("language", "English, mostly"),
    ("author", {"name": "Ships"}),
    ("authors", [{}]),
    ("authors", [{"name": ""}]),
    ("authors", []),
    ("authors", "Ships"),
    ("items", GONE),
    ("items", {}),
    ("colour", "red"),
]
FEED_ITEM = [
    ("id", GONE),
    ("id", ""),
    ("id", 1),
    ("id", "https://monitor.example/items/x/"),
    ("id", "tag:other.example,2026:items/x"),
    ("url", "/items/x/"),
    ("url", "https://monitor.example/items/a b/"),
    ("url", GONE),
    ("title", None),
    ("title", GONE),
    ("summary", ["Boats."]),
    ("content_html", GONE),
    ("content_html", ""),
    ("content_html", "<p> </p>"),
    ("content_html", '<p><a href="/items/">Boats</a></p>'),
    ("content_html", "<p>Boats</p><script>alert(1)</script>"),
    ("date_published", GONE),
    ("date_published", ""),
    ("date_published", "Tue, 07 Nov 2017 10:00:00 GMT"),
    ("date_published", "2017-11-07"),
    ("date_published", "2017-11-07T10:00:00"),
    ("date_published", "2017-13-40T10:00:00+00:00"),
    ("date_published", "2999-11-07T10:00:00+00:00"),
    ("date_published", 1510048800),
    ("date_modified", GONE),
    ("date_modified", "yesterday"),
    ("tags", "Military campaign"),
    ("tags", [""]),
    ("tags", [None]),
    ("section", "Military campaign"),
]


def with_fault(data: dict, name: str, value) -> dict:
    """The object with the value in the place of that name, or without it."""
    return {key: each for key, each in {**data, name: value}.items() if each is not GONE}


@pytest.mark.parametrize(("name", "value"), FEED)
def test_a_fault_in_a_json_feed_is_seen(client, one_item, name, value):
    feed = json.loads(written(client, "/feeds/items.json"))
    assert_json_feed(json.dumps(feed).encode(), "/feeds/items.json")
    with pytest.raises(FAULTS):
        assert_json_feed(json.dumps(with_fault(feed, name, value)).encode(), "/feeds/items.json")


@pytest.mark.parametrize(("name", "value"), FEED_ITEM)
def test_a_fault_in_an_item_of_a_json_feed_is_seen(client, one_item, name, value):
    feed = json.loads(written(client, "/feeds/items.json"))
    feed["items"] = [with_fault(feed["items"][0], name, value)]
    with pytest.raises(FAULTS):
        assert_json_feed(json.dumps(feed).encode(), "/feeds/items.json")


def test_an_item_that_stands_twice_in_a_json_feed_is_seen(client, one_item):
    feed = json.loads(written(client, "/feeds/items.json"))
    feed["items"] *= 2
    with pytest.raises(FAULTS):
        assert_json_feed(json.dumps(feed).encode(), "/feeds/items.json")
