"""Every public page, loaded once in a browser: for everybody, at any width, at rest, on paper, and from this site alone."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, Route

from issues.editing import change_item
from issues.editions import start_correction
from issues.moves import apply_move
from issues.sections import Section
from issues.workflow import Move
from tests.support import factories as make
from tests.support.browsing import listen, load, visitor, wrong_on, wrong_on_paper
from tests.support.crawling import own
from tests.support.demo_walk import Walk
from tests.support.many import many_published

# Browsers say in their console that a page is a 404; everything else there is a fault of ours.
EXPECTED = "Failed to load resource: the server responded with a status of 4"
LONG = "Rechtsschutzversicherungsgesellschaften" * 3
SEARCHES = (
    "/items/?q=convoy&outlet=ap&outlet=tass&section=military_campaign",
    "/items/?q=hidden",
    "/items/?q=!",
    "/issues/?q=convoy&from=2018-11-08",
    "/outlets/reuters/",
)


def unexpected(heard: list[str]) -> list[str]:
    return [text for text in heard if not text.startswith(EXPECTED)]


def serve(page: Page, walk: Walk) -> list[str]:
    """Answers the page as the site did; the addresses that it did not answer come into the list."""
    lost = []

    def answer(route: Route) -> None:
        address = own(route.request.url)
        known = walk.answers.get(address) or walk.refused.get(address)
        if known is None:
            lost.append(route.request.url)
            route.abort()
        else:
            route.fulfill(status=known.status, headers=known.headers, body=known.body)

    page.route("**/*", answer)
    return lost


@pytest.mark.django_db
def test_no_kind_of_page_is_wrong_for_anybody_at_any_width(browser: Browser, walk: Walk):
    page = visitor(browser)
    lost, heard = serve(page, walk), listen(page, settings.SITE_URL)
    wrong, met = {}, Counter()
    for answer in walk.views():
        load(page, settings.SITE_URL + answer.address)
        found = wrong_on(page, public=True, large=True) + wrong_on_paper(page)
        met[answer.status] += 1
        if found:
            wrong[answer.address] = found
    page.context.close()
    assert wrong == {}
    assert lost == []
    assert unexpected(heard) == []
    assert met[200] > 12
    assert met.keys() >= {200, 400, 404, 410}


@pytest.mark.django_db(transaction=True)
def test_no_page_that_is_hard_to_lay_out_is_wrong_for_anybody(browser: Browser, live_server):
    page = visitor(browser)
    heard = listen(page, live_server.url)
    wrong = {}
    hard = hard_to_lay_out()
    four_weeks()
    for address in (*hard, *SEARCHES):
        load(page, live_server.url + address)
        is_hard = address in hard
        found = wrong_on(page, public=True, folded=is_hard, bare=is_hard)
        found += wrong_on_paper(page)
        if found:
            wrong[address] = found
    page.context.close()
    assert wrong == {}
    assert unexpected(heard) == []


def hard_to_lay_out() -> list[str]:
    """Every kind of page, each with something that fills its lines or its lists."""
    many_published(40, 3, ["Reuters", "AP", "The Daily " + LONG[:60]])
    issue = make.make_issue(date(2017, 11, 7), notice="A word to the readers.")
    top = make.make_item(issue, "Trucks brought 340 tons.")
    link = f"https://news.example/{LONG}"
    child = make.make_item(issue, "It <b>rained</b>.", parent=top, citations=[make.cite(url=link)])
    low = make.make_item(issue, f"Then {LONG}.", parent=child)
    make.make_item(issue, "An opinion.", section=Section.RECOMMENDATIONS)
    draft = start_correction(make.publish(issue), user=make.editor(), note="It was 240 tons.")
    corrected = draft.items.with_contents().get(body__contains="340")
    change_item(
        corrected,
        user=make.analyst(),
        version=corrected.version,
        body="Trucks brought 240 tons.",
        citations=[make.cite("TASS", date(2017, 11, 5))],
    )
    make.publish(draft, by=make.editor("eve"))
    withdrawn = make.published_issue(date(2017, 11, 14))
    apply_move(withdrawn, Move.WITHDRAW, user=make.editor(), reason="A forged letter.")
    return [
        "/",
        "/issues/",
        "/issues/?page=2",
        "/items/",
        "/items/?outlet=reuters&outlet=ap&section=response&from=2010-01-01&page=2",
        "/items/?from=2030-01-01",
        "/items/?from=2017-13-40&outlet=nope",
        "/issues/2017-11-07/",
        "/issues/2017-11-07/editions/1/",
        "/issues/2017-11-07/editions/2/changes/",
        "/issues/2017-11-14/",
        "/issues/2017-11-15/",
        f"/items/{low.key}/",
        f"/items/{top.key}/",
        "/outlets/",
        "/outlets/reuters/",
        "/corrections/",
    ]


def four_weeks() -> None:
    """A convoy in each, with a title that no page shows."""
    for weeks, outlet, section in (
        (0, "Reuters", Section.RESPONSE),
        (1, "AP", Section.MILITARY_CAMPAIGN),
        (2, "TASS", Section.MILITARY_CAMPAIGN),
        (3, "Reuters", Section.OTHER_NEWS),
    ):
        end = date(2018, 11, 6) + timedelta(weeks=weeks)
        issue = make.make_issue(end)
        cited = [make.cite(outlet, end, title="A hidden title")]
        make.make_item(issue, f"A convoy before {end}.", section=section, citations=cited)
        make.publish(issue)
