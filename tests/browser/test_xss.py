"""Attempts to get a script into a page, in a real browser with the content security policy off: what readers get."""

import json
from collections.abc import Iterable, Iterator

import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree
from markdown_it import MarkdownIt
from playwright.sync_api import Page

from issues import markup
from issues.models import Citation, Issue, Item
from issues.sections import Section
from issues.workflow import Status
from tests.support import factories as make
from tests.support.attacks import (
    AFTER_ALL,
    EXCITE,
    TAGS_AND_ATTRIBUTES,
    citation_of,
    findings,
    look,
    own_attacks,
    payloads,
    storable_payloads,
)

FRAMES = 24
# Each text is the document of a frame. Frames are dear, so the next texts take the places of those before them.
WRITE = """(texts) => {
    window.ranIn ??= new Set();
    window.onmessage = ({source}) => {
        while (source.parent !== window) source = source.parent;
        const frame = [...document.querySelectorAll('iframe')].find((each) => each.contentWindow === source);
        ranIn.add(Number(frame.dataset.number));
    };
    const former = document.querySelectorAll('iframe');
    for (const [place, [number, text]] of texts.entries()) {
        let frame = former[place];
        if (!frame?.contentDocument) {
            frame?.remove();
            frame = document.body.appendChild(document.createElement('iframe'));
        }
        frame.dataset.number = number;
        const {contentDocument: page, contentWindow: itself} = frame;
        page.open();
        itself.alert = () => ranIn.add(number);
        page.write(`<!doctype html><title>A page</title><body>${text}`);
        page.close();
    }
}"""
# What a page does that takes its own HTML for a text and sets it again.
SET_AGAIN = """(numbers) => {
    for (const number of numbers) {
        const {body} = document.querySelector(`iframe[data-number="${number}"]`).contentDocument;
        body.innerHTML = body.innerHTML;
    }
}"""
# The numbers in which nothing ran, at last within a bound for what never comes.
SILENT = """(numbers) => new Promise((done) => {
    const start = performance.now();
    const look = () => {
        const silent = numbers.filter((number) => !ranIn.has(number));
        if (silent.length && performance.now() - start < 20_000) setTimeout(look, 20);
        else done(silent);
    };
    look();
})"""


@pytest.fixture
def empty(unprotected: Page) -> Page:
    """The same on an empty page without a server."""
    unprotected.route(
        "http://nowhere.test/",
        lambda route: route.fulfill(body="<main></main>", content_type="text/html"),
    )
    unprotected.goto("http://nowhere.test/")
    return unprotected


def publish_as_they_are(texts: Iterable[str]) -> Issue:
    """A published issue whose rows hold the texts uncleaned, as if they had come past every form."""
    texts = list(texts)
    issue = make.make_issue(notice="\n".join(texts[:20]))
    ana, ed = make.analyst(), make.editor()
    reuters = make.make_outlet()
    items = Item.objects.bulk_create(
        Item(
            issue=issue,
            section=Section.values[number % 5],
            position=number,
            body=text,
            author=ana,
            last_editor=ana,
        )
        for number, text in enumerate(texts)
    )
    Citation.objects.bulk_create(citation_of(item, reuters) for item in items)
    make.write_history(items)
    make.approve_quickly(items, ed)
    rows = Issue.objects.filter(pk=issue.pk)
    rows.update(status=Status.IN_REVIEW)
    rows.update(status=Status.APPROVED, approved_by=ed)
    rows.update(status=Status.PUBLISHED, published_at=timezone.now(), published_by=ed)
    return Issue.objects.get(pk=issue.pk)


def batched(texts: list[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """As many at a time as there are frames."""
    for start in range(0, len(texts), FRAMES):
        yield texts[start : start + FRAMES]


def show(page: Page, html: str, own: str = "") -> list[str]:
    """The findings in HTML that goes to other programs, shown as they would."""
    page.evaluate(
        "(html) => { document.open(); document.write(`<main>${html}</main>`); document.close(); }",
        html,
    )
    page.wait_for_load_state()
    return findings(page, own)


def html_by_format(issue: Issue) -> dict[str, str]:
    """The HTML in each format that has some."""
    client = Client()

    def get(address: str) -> str:
        response = client.get(address)
        assert response.status_code == 200
        return response.getvalue().decode()

    atom = etree.fromstring(get("/feeds/issues.atom").encode())
    rss = etree.fromstring(get("/feeds/issues.rss").encode())
    feed = json.loads(get("/feeds/issues.json"))
    fragments = {
        "Atom": (entry.text for entry in atom.iter("{http://www.w3.org/2005/Atom}content")),
        "RSS": (entry.text for entry in rss.iter("{*}encoded")),
        "JSON feed": (entry["content_html"] for entry in feed["items"]),
        "JSON": (item["html"] for item in json.loads(get("/items.json"))["items"]),
        "Markdown": [MarkdownIt("commonmark").render(get(f"/issues/{issue.slug}.md"))],
        "mail": [get(f"/issues/{issue.slug}.html")],
    }
    return {name: "\n<hr>\n".join(filter(None, texts)) for name, texts in fragments.items()}


@pytest.mark.django_db
def test_each_attack_runs_where_nothing_is_cleaned_unless_it_says_what_it_needs(empty):
    """Or the tests below would show nothing."""
    attacks = list(enumerate(own_attacks()))
    # Those that are not to run go first: nothing can be left of others in a frame.
    for needing in batched([(at, each.markup) for at, each in attacks if each.needs]):
        empty.evaluate(WRITE, needing)
        empty.evaluate(EXCITE)
        empty.evaluate(AFTER_ALL)
    ran = empty.evaluate("[...ranIn]")
    assert [attacks[number] for number in ran] == []
    for running in batched([(at, each.markup) for at, each in attacks if not each.needs]):
        empty.evaluate(WRITE, running)
        empty.evaluate(EXCITE)
        mutating = [at for at, _ in running if attacks[at][1].context == "mutation"]
        numbers = [at for at, _ in running]
        empty.evaluate(SILENT, [at for at in numbers if at not in mutating])
        empty.evaluate(SET_AGAIN, mutating)
        silent = empty.evaluate(SILENT, numbers)
        assert [attacks[number] for number in silent] == []


@pytest.mark.django_db
def test_a_browser_finds_nothing_but_what_is_allowed_in_a_text_that_was_cleaned(empty):
    allowed = {"a", "a href", "b", "em", "i", "strong", "sub", "sup"}
    found = empty.evaluate(TAGS_AND_ATTRIBUTES, [markup.clean(text) for text in payloads()])
    assert {*found} - {"main"} <= allowed
    assert {"b", "a", "a href"} <= {*found}


@pytest.mark.usefixtures("cleaned_once")
@pytest.mark.django_db(transaction=True)
def test_nothing_runs_on_the_pages_of_readers_or_in_what_other_programs_get(
    unprotected,
    live_server,
):
    texts = storable_payloads()
    issue = publish_as_they_are(texts)
    drawn = "figure.timeline svg"
    found = {
        address: look(unprotected, live_server.url + address, own)
        for address, own in {
            issue.get_absolute_url(): "",
            f"/issues/{issue.slug}/editions/1/": "",
            issue.items.first().get_absolute_url(): "",
            "/items/": drawn,
            "/items/?q=alert": drawn,
            "/items/?q=script&page=2": drawn,
            "/items/?q=%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E": drawn,
            "/outlets/reuters/": drawn,
        }.items()
    }
    formats: dict[str, list[str]] = {}
    for name, html in html_by_format(issue).items():
        formats.setdefault(html, []).append(name)
    for html, names in formats.items():
        unprotected.goto(f"{live_server.url}/healthz")
        own = "style, meta, [style]" if names == ["mail"] else ""
        found[", ".join(names)] = show(unprotected, html, own)
    assert {place: what for place, what in found.items() if what} == {}
