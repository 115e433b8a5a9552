"""Searching, narrowing and the time line in a real browser: by pointer, by keyboard and without scripts."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from issues.sections import Section
from tests.support import factories as make
from tests.support.walking import box, follow, follow_by_key, put_on_paper, until

pytestmark = pytest.mark.django_db(transaction=True)

# What a hand that lets go leads to, in its order: a form that is sent, a click.
NOTE = """() => {
    window.noted = [];
    for (const type of ["submit", "click"]) addEventListener(type, () => noted.push(type));
}"""


@pytest.fixture
def archive():
    """Four weeks, a convoy in each; the third from TASS."""
    for end, outlet, section in (
        (date(2017, 11, 7), "Reuters", Section.RESPONSE),
        (date(2017, 11, 14), "AP", Section.MILITARY_CAMPAIGN),
        (date(2017, 11, 21), "TASS", Section.MILITARY_CAMPAIGN),
        (date(2017, 11, 28), "Reuters", Section.OTHER_NEWS),
    ):
        issue = make.make_issue(end)
        cited = [make.cite(outlet, end, title="A hidden title")]
        make.make_item(issue, f"A convoy before {end}.", section=section, citations=cited)
        make.publish(issue)


def expect_count(page, text):
    expect(page.locator(".result-count")).to_have_text(text)


def middle(page, bucket):
    """The middle of a bucket's bar, which is at least as wide as one of 13."""
    chart = box(page.locator(".chart > svg"))
    return chart["x"] + chart["width"] * (bucket + 0.5) / 13, chart["y"] + 40


def test_a_reader_without_scripts_searches_narrows_and_widens(browser, live_server, archive):
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 1280, "height": 900}
    )
    page = context.new_page()
    page.goto(live_server.url)
    page.get_by_label("Words").fill("convoys")
    follow(page.get_by_role("button", name="Show items"))
    expect_count(page, "4 items")
    expect(page.locator("mark")).to_have_count(4)
    follow(page.get_by_role("link", name="Reuters", exact=True))
    expect_count(page, "2 items")
    follow(page.get_by_role("link", name="AP", exact=True))
    expect_count(page, "3 items")
    follow(page.locator(".facet").get_by_role("link", name="Remove the filter Reuters"))
    expect_count(page, "1 item")
    page.get_by_label("Words").fill("nowhere")
    follow(page.get_by_role("button", name="Search"))
    expect_count(page, "No items")
    expect(page).to_have_url(re.compile("outlet=ap"))
    follow(page.get_by_role("link", name="Clear all"))
    expect_count(page, "4 items")
    page.mouse.click(*middle(page, 2))
    page.wait_for_url("**/items/?from=2017-11-20&to=2017-11-26")
    expect_count(page, "1 item")
    context.close()


def test_dragging_over_the_time_line_chooses_its_days(page, live_server, archive):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(live_server.url + "/items/?q=convoy")
    page.mouse.move(*middle(page, 2))
    page.mouse.down()
    page.mouse.move(*middle(page, 1), steps=4)
    expect(page.locator(".chart .chosen")).to_be_visible()
    page.mouse.up()
    for said in ("from=2017-11-13", "to=2017-11-26", "q=convoy"):
        expect(page).to_have_url(re.compile(said))
    expect_count(page, "2 items")


def test_escape_lets_go_of_a_range_and_a_click_is_a_link(page, live_server, archive):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(live_server.url + "/items/")
    page.evaluate(NOTE)
    page.mouse.move(*middle(page, 2))
    page.mouse.down()
    page.mouse.move(*middle(page, 0), steps=4)
    expect(page.locator(".chart .chosen")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".chart .chosen")).to_have_count(0)
    page.mouse.up()
    until(page, "noted.join() === 'click'")
    page.mouse.click(*middle(page, 2))
    page.wait_for_url("**/items/?from=2017-11-20&to=2017-11-26")


def test_the_keyboard_narrows_by_the_table(page, live_server, archive):
    page.goto(live_server.url + "/items/")
    page.get_by_text("The same as a table").focus()
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="Week of Nov. 13, 2017")
    expect(link).to_be_visible()
    link.focus()
    follow_by_key(page)
    expect(page).to_have_url(re.compile(r"/items/\?from=2017-11-13&to=2017-11-19$"))
    expect_count(page, "1 item")


def test_paper_shows_what_was_found_and_nothing_to_click(page, live_server, archive):
    page.goto(live_server.url + "/items/?q=convoy")
    put_on_paper(page)
    expect(page.locator(".item").first).to_be_visible()
    for selector in ("form", ".formats", ".chips", ".timeline details", ".result-mix"):
        expect(page.locator(selector).filter(visible=True)).to_have_count(0)
