"""The same attacks on every other page and in every other form that shows the words of an issue."""

import json
import re
from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from lxml import etree
from markdown_it import MarkdownIt
from playwright.sync_api import expect

from issues.models import Citation, Comment, Issue, Item
from tests.browser.test_xss import (
    AFTER_ALL,
    EXCITE,
    NOTHING_RAN,
    payloads,
    publish_as_they_are,
    unprotected,  # noqa: F401  # a fixture
)
from tests.support import factories as make
from tests.support.paths import CORPUS

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        not CORPUS.exists(), reason="the corpus of attacks is not beside the project"
    ),
]

AT_ONCE = 250
# Lists have a time line. The desk has drawings, scripts and a few styles of its own: there, what ran and what could run is looked for.
OF_THE_DESK = (
    "SCRIPT",
    "SVG",
    "style=",
    "<svg",
    "<script",
    "<link",
    "<meta",
    "<img",
    "preview-frame",
)


def look(page, server, address, *, own=()):
    """Nothing runs on the page, nothing on it could, and nothing is fetched from elsewhere."""
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(server.url + address, timeout=120_000)
    page.evaluate(EXCITE)
    page.evaluate(AFTER_ALL)
    found = [each for each in page.evaluate(NOTHING_RAN) if not any(sign in each for sign in own)]
    assert (address, found, page.ran) == (address, [], [])
    assert [url for url in requests if not url.startswith((server.url, "data:", "blob:"))] == []
    expect(page).to_have_url(re.compile(f"^{re.escape(server.url + address)}$"))


def show(page, server, name, fragments, *, own=()):
    """HTML that goes to other programs, shown as they would."""
    page.goto(f"{server.url}/healthz")
    page.evaluate(
        "(text) => { document.open(); document.write('<main>' + text + '</main>'); document.close(); }",
        "\n<hr>\n".join(fragments),
    )
    page.wait_for_load_state()
    page.evaluate(EXCITE)
    page.evaluate(AFTER_ALL)
    found = [each for each in page.evaluate(NOTHING_RAN) if not any(sign in each for sign in own)]
    assert (name, found, page.ran) == (name, [], [])


def draft_as_it_is(end, texts):
    """A draft whose rows hold the texts uncleaned, with a comment on each."""
    issue = make.make_issue(end)
    ana = make.analyst()
    for place, text in enumerate(texts):
        item = Item.objects.create(
            issue=issue, section="response", position=place, body=text, author=ana, last_editor=ana
        )
        Citation.objects.create(
            item=item,
            outlet=make.make_outlet(),
            printed_as=text[:200],
            note=text[:200],
            url=text[:2000],
        )
        Comment.objects.create(issue=issue, item_key=item.key, author=ana, body=text)
    return issue


def test_nothing_runs_on_the_other_pages_of_readers(unprotected, live_server):  # noqa: F811
    texts = payloads()
    issue = publish_as_they_are(make.END, texts)
    item = issue.items.first()
    look(unprotected, live_server, f"/issues/{issue.slug}/editions/1/")
    look(unprotected, live_server, item.get_absolute_url())
    for address in ("/items/", "/items/?q=alert", "/items/?q=script&page=2", "/outlets/reuters/"):
        look(unprotected, live_server, address, own=("<svg",))
    address = f"/items/?q={'%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E'}"
    unprotected.goto(live_server.url + address)
    unprotected.evaluate(AFTER_ALL)
    assert unprotected.ran == unprotected.evaluate("window.ran") == []


def test_nothing_runs_in_what_other_programs_get(unprotected, live_server):  # noqa: F811
    issue = publish_as_they_are(make.END, payloads())
    client = Client()

    def text(address):
        response = client.get(address)
        assert response.status_code == 200
        return response.getvalue().decode()

    show(
        unprotected,
        live_server,
        "md",
        [MarkdownIt("commonmark").render(text(f"/issues/{issue.slug}.md"))],
    )
    items = json.loads(text("/items.json"))["items"]
    show(unprotected, live_server, "json", [item["html"] for item in items])
    feed = json.loads(text("/feeds/issues.json"))["items"]
    show(unprotected, live_server, "json feed", [entry["content_html"] for entry in feed])
    atom = etree.fromstring(text("/feeds/issues.atom").encode())
    contents = atom.findall(".//{http://www.w3.org/2005/Atom}content")
    show(unprotected, live_server, "atom", [entry.text or "" for entry in contents])
    rss = etree.fromstring(text("/feeds/issues.rss").encode())
    show(unprotected, live_server, "rss", [entry.text or "" for entry in rss.iter("{*}encoded")])
    mail = text(f"/issues/{issue.slug}.html")
    show(unprotected, live_server, "mail", [mail], own=("style=", "<style", "<meta"))


def test_nothing_runs_on_the_desk(unprotected, live_server):  # noqa: F811
    texts = payloads()
    client = Client()
    client.force_login(make.editor())
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
    unprotected.context.add_cookies([cookie])
    for number, start in enumerate(range(0, len(texts), AT_ONCE)):
        issue = draft_as_it_is(date(2017, 11, 7 + number), texts[start : start + AT_ONCE])
        address = f"/admin/desk/issues/{issue.slug}/1/"
        look(unprotected, live_server, address, own=OF_THE_DESK)
    item = Issue.objects.first().items.first()
    for page in ("preview/", "preview/mail/", f"items/{item.key}/history/"):
        look(unprotected, live_server, f"{address}{page}", own=OF_THE_DESK)
