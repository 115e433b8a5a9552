"""Every kind of page that the walk over the demo site met, as a browser shows it: to everybody, at any size."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, Page, Route, expect

from tests.support.crawling import Answer, own
from tests.support.demo_walk import Walk
from tests.support.walking import put_on_paper, resize

pytestmark = pytest.mark.django_db

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# A window of 1280 pixels at 200 % has room for 640.
WIDTHS = [320, 390, 640, 768, 1280, 1920]
UNFOLD = "document.querySelectorAll('details').forEach((each) => { each.open = true })"
IS_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
# Browsers say in their console that a page is a 404; everything else there is a fault of ours.
EXPECTED = "Failed to load resource: the server responded with a status of 4"
MOVING = """[...document.querySelectorAll('*')].filter((each) => {
  const style = getComputedStyle(each);
  const lasting = `${style.transitionDuration}, ${style.animationDuration}`.split(', ');
  return style.scrollBehavior === 'smooth' || lasting.some((time) => parseFloat(time) > 0.01);
}).map((each) => each.outerHTML.slice(0, 200))"""

Visit = Callable[..., Iterator[tuple[Answer, Page]]]


@pytest.fixture
def visit(browser: Browser, walk: Walk) -> Visit:
    """Opens one page of each kind, served as the site answered; fails for an address that it did not answer."""

    def opened(**options: object) -> Iterator[tuple[Answer, Page]]:
        context = browser.new_context(**options)
        page = context.new_page()
        lost, said = [], []

        def serve(route: Route) -> None:
            address = own(route.request.url)
            answer = walk.answers.get(address) or walk.refused.get(address)
            if answer is None:
                lost.append(route.request.url)
                route.abort()
            else:
                route.fulfill(status=answer.status, headers=answer.headers, body=answer.body)

        page.route("**/*", serve)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        for answer in walk.views():
            page.goto(settings.SITE_URL + answer.address)
            yield answer, page
        context.close()
        assert lost == []
        assert [text for text in said if not text.startswith(EXPECTED)] == []

    return opened


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_no_kind_of_page_breaks_a_rule_of_wcag(visit: Visit, scheme: str, width: int):
    broken, seen = {}, 0
    for answer, page in visit(
        color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce"
    ):
        page.evaluate(UNFOLD)
        found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        seen += 1
        if found:
            broken[answer.address] = [
                (each["id"], [node["html"] for node in each["nodes"]]) for each in found
            ]
    assert broken == {}
    assert seen > 15


def test_no_kind_of_page_is_wider_than_its_window(visit: Visit):
    wide = []
    for answer, page in visit():
        for state in ("", UNFOLD, "document.documentElement.style.fontSize = '200%'"):
            page.evaluate(state or "0")
            # Letters of twice the size are for windows of a desk.
            for width in WIDTHS if "fontSize" not in state else WIDTHS[-2:]:
                resize(page, width)
                if page.evaluate(IS_WIDE):
                    wide.append((answer.address, width, state))
    assert wide == []


def test_nothing_moves_for_those_who_asked_for_rest(visit: Visit):
    moving = {}
    for answer, page in visit(reduced_motion="reduce"):
        if found := page.evaluate(MOVING):
            moving[answer.address] = found[:3]
    assert moving == {}


def test_paper_shows_no_navigation_and_nothing_to_press(visit: Visit):
    shown = set()
    for answer, page in visit(viewport={"width": 794, "height": 1123}):
        put_on_paper(page)
        expect(page.locator("h1").first, answer.address).to_be_visible()
        for each in page.locator("nav, form, button, .skip").filter(visible=True).all():
            shown.add((answer.address, each.evaluate("each => each.outerHTML.slice(0, 120)")))
    assert shown == set()
