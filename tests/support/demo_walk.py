"""One walk over the demo site, shared by the tests that hold for all public pages; and what must not be met on it."""

import re
import subprocess
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from io import BytesIO

from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from issues.editing import add_item, change_item
from issues.editions import start_correction
from issues.exports import ISSUE_FORMATS
from issues.models import Citation, Comment, Import, Issue, Item
from issues.moves import schedule
from issues.sections import Section
from issues.workflow import Status
from tests.support import factories as make
from tests.support.crawling import Answer, ask, crawl, load_demo

# So many words in a row are met in two texts only if one has them from the other.
A_PHRASE = 5
OF_A_KIND = 4

# What no link on the demo site asks for, but a reader may.
ASKED = [
    "/",
    "/sitemap.xml",
    "/robots.txt",
    "/healthz",
    "/readyz",
    "/items/?q=flour",
    '/items/?q="Deir+Hamim"+-talks+convoy*',
    "/items/?q=xyzzy&outlet=reuters",
    "/items/?outlet=reuters&outlet=tass&from=2017-10-01&to=2017-10-17&section=military_campaign",
    "/items/?from=2030-01-01",
    "/issues/?section=response&from=2017-10-10",
    "/issues/?section=response&from=2017-10-10&to=2017-10-24",
    "/issues/?to=2000-01-01",
]
# Addresses that are wrong, and how they are refused.
WRONG = {
    "/nowhere/": 404,
    "/issues/2017-10-31/": 404,
    "/items/bbbbbbbbbb/": 404,
    "/outlets/nobody/": 404,
    "/items/?page=99": 404,
    "/items/?from=2017-13-40&to=x&outlet=nobody&section=none&page=0": 400,
    "/issues/?from=2017-10-10&to=2017-10-01": 400,
    "/corrections/?page=x": 400,
    "/api/v1/nowhere/": 404,
}


@dataclass(frozen=True)
class Walk:
    """``answers`` is the whole site by address; ``later`` some of it again, after more work on drafts."""

    answers: dict[str, Answer]
    later: dict[str, Answer]
    refused: dict[str, Answer]
    """What ``WRONG`` was answered."""
    withdrawn: frozenset[str]
    """The addresses that readers may have kept of what was withdrawn."""
    secret_words: tuple[str, ...]
    secret_phrases: frozenset[tuple[str, ...]]

    def pages(self, each: int = OF_A_KIND) -> list[Answer]:
        """HTML pages: so many of every kind, those of errors included."""
        met = [*self.answers.values(), *self.refused.values()]
        return of_each_kind((page for page in met if page.is_html), each)

    def views(self) -> list[Answer]:
        """HTML pages of the site, two for every view and status."""
        # A digest for mail programs is no page of the site.
        return two_of_each(page for page in self.pages(1) if page.view != "archive:issue_format")


def of_each_kind(answers: Iterable[Answer], each: int) -> list[Answer]:
    kinds: dict[tuple, list[Answer]] = {}
    for answer in answers:
        kinds.setdefault(answer.kind, []).append(answer)
    return [answer for found in kinds.values() for answer in found[:each]]


def two_of_each(answers: Iterable[Answer]) -> list[Answer]:
    """Of every view, status and form the one with the fewest parameters, and the one with the most."""
    found: dict[tuple, list[Answer]] = {}
    for answer in sorted(answers, key=lambda answer: len(answer.kind)):
        found.setdefault((answer.view, answer.status, answer.media_type), []).append(answer)
    return [answer for alike in found.values() for answer in (alike[:1] + alike[1:][-1:])]


def walk_demo() -> Walk:
    """Loads, walks, works on drafts, asks again, and leaves the database as it was."""
    with transaction.atomic():
        load_demo()
        withdrawn = _withdrawn_addresses()
        answers = crawl([*ASKED, *_details_of_the_api(), *withdrawn])
        client = Client(raise_request_exception=False)
        refused = {address: ask(client, address) for address in WRONG}
        words, phrases = _secrets()
        _work_on_drafts()
        pages = (answer for answer in answers.values() if answer.is_html)
        asked_again = [*of_each_kind(pages, 1), *two_of_each(answers.values())]
        addresses = dict.fromkeys(each.address for each in asked_again)
        later = {address: ask(client, address) for address in addresses}
        transaction.set_rollback(True)
    return Walk(answers, later, refused, frozenset(withdrawn), words, phrases)


def phrases_in(text: str) -> set[tuple[str, ...]]:
    """Every run of five words, whatever stands between them."""
    words = re.findall(r"\w+", re.sub(r"[{}]", "", text).casefold())
    return set(zip(*(words[start:] for start in range(A_PHRASE)), strict=False))


def plain(answer: Answer) -> str:
    """The words of an answer, whatever it is written in."""
    if answer.media_type == "application/pdf":
        command = ["pdftotext", "-", "-"]
        run = subprocess.run(command, input=answer.body, capture_output=True, check=True)
        return run.stdout.decode()
    if answer.body.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(answer.body)) as parts:
            return re.sub(r"<[^>]*>", "", parts.read("word/document.xml").decode())
    if answer.is_html:
        return html.document_fromstring(answer.text).text_content()
    # Feeds hold HTML inside XML.
    return unescape(re.sub(r"<[^>]*>", " ", unescape(answer.text)))


def _withdrawn_addresses() -> list[str]:
    slug = Issue.objects.withdrawn().get().slug
    keys = Item.objects.filter(issue__slug=slug).values_list("key", flat=True)
    issue = reverse("archive:issue", args=[slug])
    return [
        issue,
        reverse("archive:edition", args=[slug, 1]),
        *(reverse("archive:issue_format", args=[slug, name]) for name in ISSUE_FORMATS),
        reverse("api:issue", args=[slug]),
        *(reverse(f"{room}:item", args=[key]) for key in keys for room in ("archive", "api")),
    ]


def _details_of_the_api() -> list[str]:
    """Its lists name the pages; its own addresses are made from what the lists say."""
    citation = Citation.objects.published().select_related("item__issue", "outlet").first()
    assert citation
    assert citation.outlet
    return [
        reverse("api:issue", args=[citation.item.issue.slug]),
        reverse("api:item", args=[citation.item.key]),
        reverse("api:citation", args=[f"{citation.item.key}-1"]),
        reverse("api:outlet", args=[citation.outlet.slug]),
    ]


def _secrets() -> tuple[tuple[str, ...], frozenset[tuple[str, ...]]]:
    """Words that drafts alone have, and phrases of theirs or of what was withdrawn that no published text has."""
    drafts = Issue.objects.working()
    words: list[str] = []
    hidden = _phrases_of(drafts) | _phrases_of(Issue.objects.withdrawn())
    for issue in drafts:
        words += [issue.slug, issue.period, *issue.items.values_list("key", flat=True)]
        for document in issue.imports.all():
            hidden |= {each for found in document.findings for each in phrases_in(found["message"])}
    cited = Citation.objects.filter(item__issue__in=drafts, outlet__confirmed=False)
    for citation in cited.select_related("outlet"):
        words += [citation.outlet.name, citation.outlet.slug]
    words += Import.objects.values_list("sha256", flat=True)
    return tuple(words), frozenset(hidden - _phrases_of(Issue.objects.public_editions()))


def _phrases_of(issues: Iterable[Issue]) -> set[tuple[str, ...]]:
    items = Item.objects.filter(issue__in=issues)
    return {phrase for item in items for phrase in phrases_in(item.text)}


def _work_on_drafts() -> None:
    """Every kind of unpublished work, none of which a reader may notice."""
    ana, ed = make.analyst(), make.editor()
    hidden = make.make_outlet("Hidden Gazette", confirmed=False)
    live = Issue.objects.published().order_by("-period_end").first()
    assert live
    cited = [make.cite("Reuters", live.period_end), make.cite(hidden, live.period_end)]
    correction = start_correction(live, user=ed, note="Zanzibar, a note.")
    item = correction.items.with_contents().first()
    assert item
    change_item(item, user=ana, version=item.version, body="Zanzibar.", citations=cited)
    for issue in (correction, Issue.objects.get(status=Status.IN_REVIEW)):
        for section in Section.values:
            add_item(issue, user=ana, section=section, body="Zanzibar, added.", citations=cited)
    draft = make.make_issue(live.period_end + timedelta(days=14))
    make.make_item(draft, "Zanzibar, drafted.")
    Comment.objects.create(issue=draft, author=ed, body="Zanzibar, a comment.")
    make.approve(draft)
    schedule(draft, timezone.now() + timedelta(days=1), user=ed)
