"""The readers' pages in a real browser: without scripts, by keyboard, on paper, and in two directions of writing."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from issues.editing import change_item
from issues.editions import start_correction
from issues.models import Item
from tests.support import factories as make
from tests.support.walking import follow, put_on_paper, resize, until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def corrected():
    """An issue with an item that an edition corrected, and another."""
    issue = make.make_issue(notice="A word to the readers.")
    top = make.make_item(issue, "Trucks brought 340 tons.")
    make.make_item(issue, "It <b>rained</b>.", parent=top)
    draft = start_correction(make.publish(issue), user=make.editor(), note="It was 240 tons.")
    item = draft.items.with_contents().get(body__contains="340")
    change_item(
        item,
        user=make.analyst(),
        version=item.version,
        body="Trucks brought 240 tons.",
        citations=[make.cite("TASS", date(2017, 11, 5))],
    )
    return make.publish(draft, by=make.editor("eve"))


def test_a_reader_without_scripts_filters_and_reads_an_item(browser, live_server, corrected):
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


def test_the_filter_is_open_where_there_is_room_for_it(browser, live_server, corrected):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(live_server.url + "/items/")
    expect(page.get_by_label("From", exact=True)).to_be_visible()
    resize(page, 390)
    expect(page.get_by_label("From", exact=True)).to_be_hidden()
    page.close()


def test_the_keyboard_reaches_the_text_first(browser, live_server, corrected):
    page = browser.new_page()
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))
    page.close()


def test_paper_shows_the_issue_and_nothing_to_click(browser, live_server, corrected):
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
        until(page, f"{at(f'{line} bdi')}.right <= {at(f'{line} time')}.left")
    # What takes a filter away stands behind its name.
    page.goto(f"{live_server.url}/items/?outlet={cited[0].outlet.slug}")
    until(page, f"{at('.chips a bdi')}.left < {at('.chips a span:last-of-type')}.left")
    page.close()


def at(selector):
    """Where the first of them stands, in JavaScript."""
    return f"document.querySelector('{selector}').getBoundingClientRect()"
