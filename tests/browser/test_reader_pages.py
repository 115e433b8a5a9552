"""The readers' pages in a real browser: accessible, no wider than the window, whole without scripts, and on paper."""

import re
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from issues.editing import change_item
from issues.editions import start_correction
from issues.models import Item
from issues.moves import apply_move
from issues.sections import Section
from issues.workflow import Move
from tests.support import factories as make
from tests.support.many import many_published
from tests.support.walking import follow, put_on_paper, resize

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = [320, 390, 768, 1280, 1920]
LONG = "Rechtsschutzversicherungsgesellschaften" * 3
# Browsers say in their console that a page has the status 404; everything else there is a fault of ours.
EXPECTED = "Failed to load resource: the server responded with a status of 4"


def correct(issue):
    draft = start_correction(issue, user=make.editor(), note="It was 240 tons, not 340.")
    item = draft.items.with_contents().get(body__contains="340")
    change_item(
        item,
        user=make.analyst(),
        version=item.version,
        body="Trucks brought 240 tons.",
        citations=[make.cite("TASS", date(2017, 11, 5))],
    )
    return make.publish(draft, by=make.editor("eve"))


@pytest.fixture
def addresses():
    """Every kind of page, each with something hard to lay out."""
    many_published(40, 3, ["Reuters", "AP", "The Daily " + LONG[:60]])
    issue = make.make_issue(date(2017, 11, 7), notice="A word to the readers.")
    top = make.make_item(issue, "Trucks brought 340 tons.")
    link = f"https://news.example/{LONG}"
    child = make.make_item(issue, "It <b>rained</b>.", parent=top, citations=[make.cite(url=link)])
    low = make.make_item(issue, f"Then {LONG}.", parent=child)
    make.make_item(issue, "An opinion.", section=Section.RECOMMENDATIONS)
    correct(make.publish(issue))
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_breaks_a_rule_of_accessibility(browser, live_server, addresses, scheme):
    context = browser.new_context(color_scheme=scheme, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    broken = {}
    for address in addresses:
        page.goto(live_server.url + address)
        # The list of outlets is as much a part of the page as what is open at first.
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        found = Axe().run(page).response["violations"]
        if found:
            broken[address] = [
                (each["id"], [node["html"] for node in each["nodes"]]) for each in found
            ]
    context.close()
    assert not broken
    assert [text for text in said if not text.startswith(EXPECTED)] == []


@pytest.mark.parametrize("fonts", ["ours", "the system’s"])
def test_no_page_is_wider_than_its_window(browser, live_server, addresses, fonts):
    page = browser.new_page()
    if fonts != "ours":
        page.route("**/*.woff2", lambda route: route.abort())
    wide = []
    for width in WIDTHS:
        resize(page, width)
        for address in addresses:
            page.goto(live_server.url + address)
            if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                wide.append((width, address))
    page.close()
    assert not wide


def test_a_reader_without_scripts_filters_and_reads_an_item(browser, live_server, addresses):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(live_server.url)
    follow(page.get_by_role("link", name="Items"))
    page.get_by_text("Filter by date, section and outlet").click()
    page.get_by_label("From", exact=True).fill("2017-11-05")
    page.get_by_label("To", exact=True).fill("2017-11-05")
    follow(page.get_by_role("button", name="Show items"))
    page.get_by_text("Filter by date, section and outlet").click()
    follow(page.get_by_role("link", name="TASS", exact=True))
    expect(page.get_by_text("1 item", exact=True)).to_be_visible()
    item = Item.objects.published().get(body="Trucks brought 240 tons.")
    follow(page.get_by_role("link", name="Link to the item"))
    expect(page).to_have_url(f"{live_server.url}/items/{item.key}/")
    follow(page.get_by_role("link", name="Read it in its place in the issue"))
    expect(page).to_have_url(f"{live_server.url}/issues/2017-11-07/#{item.key}")
    page.go_back()
    page.go_back()
    follow(page.get_by_role("link", name="Remove the filter TASS"))
    expect(page.get_by_text("1 item", exact=True)).to_be_visible()
    expect(page).not_to_have_url(re.compile("outlet"))
    context.close()


def test_the_filter_is_open_where_there_is_room_for_it(browser, live_server, addresses):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(live_server.url + "/items/")
    expect(page.get_by_label("From", exact=True)).to_be_visible()
    resize(page, 390)
    expect(page.get_by_label("From", exact=True)).to_be_hidden()
    page.close()


def test_the_keyboard_reaches_the_text_first(browser, live_server, addresses):
    page = browser.new_page()
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))
    page.close()


def test_paper_shows_the_issue_and_nothing_to_click(browser, live_server, addresses):
    page = browser.new_page()
    page.goto(live_server.url + "/issues/2017-11-07/")
    put_on_paper(page)
    expect(page.get_by_text("Trucks brought 240 tons.")).to_be_visible()
    address = page.locator(".on-paper", has_text="http://localhost:8000/issues/2017-11-07/")
    expect(address).to_be_visible()
    for selector in ("nav", "form", ".permalink", ".beside", ".skip"):
        expect(page.locator(selector).filter(visible=True)).to_have_count(0)
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.close()


def test_a_name_from_right_to_left_leaves_its_date_behind_it(browser, live_server):
    name = "الجزيرة نت"
    cited = [make.cite(name), make.cite("Reuters")]
    issue = make.make_issue()
    item = make.make_item(issue, citations=cited)
    make.publish(issue)
    page = browser.new_page()
    for address, line in (
        (issue.get_absolute_url(), ".citation"),
        (item.get_absolute_url(), ".sources li"),
        ("/items/", ".citation"),
    ):
        page.goto(live_server.url + address)
        first = page.locator(line).first
        printed, day = (first.locator(each).bounding_box() for each in ("bdi", "time"))
        assert printed["x"] + printed["width"] <= day["x"], address
    # What takes a filter away stands behind its name.
    page.goto(f"{live_server.url}/items/?outlet={cited[0].outlet.slug}")
    chip = page.locator(".chips a").first
    assert chip.locator("bdi").bounding_box()["x"] < chip.locator("span").last.bounding_box()["x"]
    page.close()


def test_a_public_page_asks_nothing_of_any_other_host(browser, live_server, addresses):
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for address in addresses:
        page.goto(live_server.url + address)
    page.close()
    assert asked
    assert [url for url in asked if not url.startswith(live_server.url)] == []
