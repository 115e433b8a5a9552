"""Feeds: entries that keep their ids and dates, and content that any reader shows."""

import json
from datetime import UTC, date, datetime
from itertools import count
from xml.etree import ElementTree

import feedparser
import pytest

from issues.editions import start_correction
from issues.exports import FEED_FORMATS
from issues.models import Issue, Item
from issues.moves import apply_move
from issues.workflow import Move
from tests.support.exported import SITE
from tests.support.factories import cite, editor, make_issue, make_item, publish, published_issue

pytestmark = pytest.mark.django_db
NAMESPACES = {"a": "http://www.w3.org/2005/Atom", "dc": "http://purl.org/dc/elements/1.1/"}


@pytest.fixture(autouse=True)
def days(monkeypatch) -> None:
    """Each look at the clock is a day later than the one before."""
    numbers = count(1)

    def now() -> datetime:
        number = next(numbers)
        return datetime(2018 + number // 300, 1 + number // 25 % 12, 1 + number % 25, tzinfo=UTC)

    monkeypatch.setattr("django.utils.timezone.now", now)


@pytest.fixture(params=sorted(FEED_FORMATS))
def format(request) -> str:
    return request.param


def written(format: str, kind: str, rows=None, **options) -> str:
    if rows is None:
        rows = {"items": Item, "issues": Issue}[kind].objects.published().order_by("pk")
    return "".join(getattr(FEED_FORMATS[format], kind)(rows, SITE, **options))


def read(format: str, text: str) -> list[dict]:
    """Id, title, address, content and moment of publication of each entry, as a program for feeds reads them."""
    if format == "json":
        return [
            {
                "id": item["id"],
                "link": item["url"],
                "title": item["title"],
                "content": item["content_html"],
                "published": datetime.fromisoformat(item["date_published"]),
                "updated": datetime.fromisoformat(item["date_modified"]),
            }
            for item in json.loads(text)["items"]
        ]
    parsed = feedparser.parse(text, sanitize_html=False)
    assert not parsed.bozo
    return [
        {
            "id": entry.id,
            "link": entry.link,
            "title": entry.title,
            "content": entry.content[-1].value,
            "published": moment(entry.published_parsed),
            "updated": moment(dict.get(entry, "updated_parsed")),
        }
        for entry in parsed.entries
    ]


def moment(parsed) -> datetime | None:
    return datetime(*parsed[:6], tzinfo=UTC) if parsed else None


def correct(issue: Issue, note: str = "A word was wrong.", *, add: str = "") -> Issue:
    draft = start_correction(issue, user=editor(), note=note)
    if add:
        make_item(draft, add)
    return publish(draft, by=editor("eve"))


def test_an_issues_id_and_date_are_those_of_its_first_edition(format):
    issue = published_issue(date(2017, 11, 7))
    (before,) = read(format, written(format, "issues"))
    corrected = correct(issue, add="New.")
    assert corrected.published_at > issue.published_at
    (after,) = read(format, written(format, "issues"))
    assert before["id"] == after["id"] == "tag:monitor.test,2026:issues/2017-11-07"
    assert before["published"] == after["published"] == issue.published_at
    assert "New." in after["content"]
    assert "Edition 2, corrected: A word was wrong." in after["content"]


def test_an_item_is_as_old_as_the_first_edition_that_had_it(format):
    issue = published_issue(date(2017, 11, 7), "Old.")
    old = Item.objects.get()
    corrected = correct(issue, add="New.")
    entries = {entry["title"]: entry for entry in read(format, written(format, "items"))}
    assert entries["Old."]["id"] == f"tag:monitor.test,2026:items/{old.key}"
    assert entries["Old."]["published"] == issue.published_at
    assert entries["New."]["published"] == corrected.published_at


def test_only_an_item_that_changed_is_an_updated_one():
    issue = published_issue(date(2017, 11, 7), "Same.", "Different.")
    draft = start_correction(issue, user=editor(), note="A word was wrong.")
    changed = draft.items.get(body="Different.")
    changed.body = "Quite different."
    changed.save()
    corrected = publish(draft, by=editor("eve"))
    updated = {entry["title"]: entry["updated"] for entry in read("atom", written("atom", "items"))}
    assert updated == {
        "Same.": issue.published_at,
        "Quite different.": corrected.published_at,
    }


def test_content_is_whole_and_clean(format):
    issue = make_issue(notice="Mind <this> & that.")
    top = make_item(
        issue,
        'One <em>two</em> &amp; <a href="https://y.test/">three</a>.',
        citations=[cite("AP", date(2017, 11, 4), url="https://x.test/?a=1&b=2", title='"T"')],
    )
    make_item(issue, "Below.", parent=top)
    # As a careless script might write it.
    Item.objects.filter(pk=top.pk).update(body=top.body + "<script>alert(1)</script>\x08")
    (entry,) = read(format, written(format, "issues", Issue.objects.annotate()))
    content = ElementTree.fromstring(f"<div>{entry['content']}</div>")
    assert content.findtext(".//em") == "two"
    assert [link.get("href") for link in content.iter("a")] == [
        "https://y.test/",
        "https://x.test/?a=1&b=2",
    ]
    assert "".join(content.find(".//ul/li/ul/li/p").itertext()).split("(")[0].strip() == "Below."
    assert "Mind <this> & that." in [paragraph.text for paragraph in content.iter("p")]
    assert "alert" not in entry["content"]


def test_a_feed_names_itself_and_its_page(format):
    address = f"{SITE}/items.{format}?outlet=ap&from=2017-11-04"
    text = written(format, "items", address=address)
    if format == "json":
        head = json.loads(text)
        itself, page = head["feed_url"], head["home_page_url"]
    else:
        links = feedparser.parse(text).feed
        itself = next(link.href for link in links.links if link.rel == "self")
        page = links.link
    assert itself == address
    assert page == f"{SITE}/items/?outlet=ap&from=2017-11-04"


def test_without_an_address_a_feed_is_that_of_everything(format):
    assert f"{SITE}/issues.{format}" in written(format, "issues")


def test_publisher_and_title_are_those_of_the_settings(format, settings):
    settings.MONITOR_TITLE, settings.MONITOR_PUBLISHER = "A & B", "Center <X>"
    published_issue()
    text = written(format, "issues")
    if format == "json":
        assert json.loads(text)["authors"] == [{"name": "Center <X>"}]
        assert json.loads(text)["title"] == "A & B: issues"
    else:
        parsed = feedparser.parse(text)
        assert parsed.feed.title in ("A & B: issues", "A &amp; B: issues")
        assert "Center <X>" in (parsed.feed.get("author"), parsed.entries[0].get("author"))


def test_atom_has_what_rfc_4287_asks_for():
    published_issue(date(2017, 11, 7))
    newest = published_issue(date(2017, 11, 14), "One.", "Two.")
    for kind in ("issues", "items"):
        feed = ElementTree.fromstring(written("atom", kind))
        entries = feed.findall("a:entry", NAMESPACES)
        assert len(entries) == {"issues": 2, "items": 3}[kind]
        for element in [feed, *entries]:
            for name in ("id", "title", "updated"):
                assert len(element.findall(f"a:{name}", NAMESPACES)) == 1
        ids = [element.findtext("a:id", None, NAMESPACES) for element in [feed, *entries]]
        assert len(set(ids)) == len(ids)
        assert feed.find("a:author/a:name", NAMESPACES) is not None
        assert feed.findtext("a:updated", None, NAMESPACES) == newest.published_at.strftime(
            "%Y-%m-%dT%H:%M:%SZ"
        )
        assert {link.get("rel") for link in feed.findall("a:link", NAMESPACES)} == {
            "self",
            "alternate",
        }


def test_rss_has_what_the_profile_asks_for():
    published_issue(date(2017, 11, 7), "R&amp;D &lt;b&gt;.")
    rss = ElementTree.fromstring(written("rss", "items"))
    assert rss.get("version") == "2.0"
    (channel,) = rss
    for name in ("title", "link", "description"):
        assert len(channel.findall(name)) == 1
    item = channel.find("item")
    assert item.find("guid").get("isPermaLink") == "false"
    assert item.findtext("pubDate").endswith(" GMT")
    # HTML twice over: what was a letter in the text must not be a tag in a reader.
    assert item.findtext("description") == "R&amp;D &lt;b&gt;."
    assert item.findtext("dc:creator", None, NAMESPACES) == "Monitor"


def test_json_feed_names_its_version():
    published_issue()
    feed = json.loads(written("json", "issues"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert all(item["id"] and item["content_html"] for item in feed["items"])


def test_corrections_and_withdrawals_are_entries_of_their_own(format):
    issue = published_issue(date(2017, 11, 7))
    corrected = correct(issue, "The ferry’s name was <wrong>.")
    other = published_issue(date(2017, 11, 14))
    withdrawn = apply_move(other, Move.WITHDRAW, user=editor(), reason="Retracted.")
    events = Issue.objects.filter(pk__in=[corrected.pk, withdrawn.pk]).order_by("-slug")
    text = "".join(FEED_FORMATS[format].corrections(events, SITE))
    first, second = read(format, text)
    assert first["title"] == f"Withdrawn: {other.title}"
    assert first["link"] == f"{SITE}/issues/2017-11-14/"
    assert first["content"] == "<p>Retracted.</p>"
    assert first["published"] == withdrawn.withdrawn_at
    assert second["title"] == f"Corrected: {issue.title}"
    assert second["link"] == f"{SITE}/issues/2017-11-07/editions/2/"
    assert "&lt;wrong&gt;" in second["content"]
    assert second["published"] == corrected.published_at
    assert first["id"] != second["id"]
    assert f'"{SITE}/corrections.{format}"' in text


def test_the_newest_issues_alone_may_be_asked_for(format):
    for day in (7, 14, 21):
        published_issue(date(2017, 11, day))
    rows = Issue.objects.published().order_by("-period_end")[:2]
    entries = read(format, written(format, "issues", rows))
    assert [entry["id"][-10:] for entry in entries] == ["2017-11-21", "2017-11-14"]


@pytest.mark.parametrize("url", ["https://Monitor.Test:8443", "http://monitor.test"])
def test_ids_know_the_host_alone(url):
    published_issue()
    text = "".join(FEED_FORMATS["atom"].issues(Issue.objects.published(), url))
    assert "<id>tag:monitor.test,2026:issues/2017-11-07</id>" in text
