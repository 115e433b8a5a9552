"""An item's form in a real browser: the editor, citing by keyboard, confirming outlets, in a page and on the board."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from issues.models import Item
from sources.models import Outlet
from tests.support import factories as make
from tests.support.desk import address, cited, new
from tests.support.item_form import begin, open_form, save

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_editor_starts_and_the_policy_has_nothing_to_say(page, live_server):
    item = make.make_item(make.make_issue(), "Two <em>convoys</em> came.")
    begin(page, live_server, make.analyst())
    words = open_form(page, live_server, address(item))
    expect(words).to_have_text("Two convoys came.")
    expect(words.locator("em")).to_have_text("convoys")
    words.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" At ")
    page.keyboard.press("Control+b")
    page.keyboard.type("night")
    page.keyboard.press("Control+b")
    page.keyboard.type(".")
    save(page)
    assert Item.objects.get().body == "Two <em>convoys</em> came. At <strong>night</strong>."
    assert page.complaints == []


def test_citations_typed_behind_the_text_become_rows_when_the_field_is_left(page, live_server):
    issue = make.make_issue()
    begin(page, live_server, make.analyst())
    words = open_form(page, live_server, new(issue))
    words.press_sequentially("Two convoys came. (Reuters, 11.04.17, AP, Nov. 5)")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Outlet, row 2")).to_have_value("AP")
    expect(words).to_have_text("Two convoys came.")
    expect(page.locator(".date-read").nth(1)).to_have_text("Nov. 5, 2017")
    save(page)
    assert [(name, str(day)) for name, day, _ in cited(Item.objects.get())] == [
        ("Reuters", "2017-11-04"),
        ("AP", "2017-11-05"),
    ]


def test_the_row_that_somebody_is_in_stays_when_others_come(page, live_server):
    begin(page, live_server, make.analyst())
    words = open_form(page, live_server, new(make.make_issue()))
    words.press_sequentially("Two convoys came. (Reuters, 11.04.17)")
    page.get_by_label("Outlet, row 1").focus()
    expect(page.get_by_label("Outlet, row 1")).to_have_value("Reuters")
    expect(page.get_by_label("Outlet, row 2")).to_be_focused()
    expect(page.get_by_label("Outlet, row 3")).to_have_count(0)


def test_nothing_moves_under_a_button_that_is_pressed(page, live_server):
    begin(page, live_server, make.analyst())
    words = open_form(page, live_server, new(make.make_issue()))
    # What is similar is looked for in a pause of the typing: its answer is not what this is about.
    page.route(re.compile("/similar/"), lambda route: route.fulfill(status=204))
    words.press_sequentially("Two convoys came. (Reuters, 11.04.17)")
    page.get_by_role("button", name="Save").hover()
    with page.expect_response("**/items/parse/") as answer:
        page.mouse.down()
    answer.value.finished()
    # If the page used the answer, it would be drawn anew.
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    with page.expect_navigation():
        page.mouse.up()
    assert Item.objects.get().body == "Two convoys came."


def test_citing_by_keyboard_alone(page, live_server):
    issue = make.make_issue()
    make.make_item(issue, "Another.", citations=[make.cite("RFE/RL")])
    begin(page, live_server, make.analyst())
    words = open_form(page, live_server, new(issue))
    words.press_sequentially("Two convoys came.")
    line = page.get_by_label("Quick line")
    line.focus()
    page.keyboard.type("Reuters, Nov. 4, https://www.reuters.com/world/a")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Date, row 1")).to_have_value("Nov. 4")
    expect(line).to_have_value("")
    # A second one: the outlet by its first letters, the date, Enter.
    page.get_by_label("Outlet, row 2").focus()
    page.keyboard.type("Assoc")
    name, chosen = "Associated Press", page.locator(":not([hidden]) > [aria-selected=true]")
    expect(page.locator("li[role=option]").first).to_have_attribute("data-name", name)
    page.keyboard.press("ArrowDown")
    expect(chosen).to_have_attribute("data-name", name)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Outlet, row 2")).to_have_value(name)
    page.keyboard.press("Tab")
    page.keyboard.type("11.05.17")
    page.keyboard.press("Enter")
    # The third: the last used ones come first, before a letter is typed.
    expect(page.get_by_label("Outlet, row 3")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(chosen).to_have_attribute("data-name", "RFE/RL")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Outlet, row 3")).to_have_value("RFE/RL")
    page.keyboard.press("Alt+ArrowUp")
    expect(page.get_by_label("Outlet, row 2")).to_have_value("RFE/RL")
    expect(page.get_by_label("Outlet, row 2")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#board")).to_be_visible()
    item = Item.objects.get(body="Two convoys came.")
    assert [each for each, *_ in cited(item)] == ["Reuters", "RFE/RL", name]
    assert item.citations.first().url == "https://www.reuters.com/world/a"
    assert page.complaints == []


def test_a_pasted_address_finds_its_outlet_and_a_removed_row_goes(page, live_server):
    issue = make.make_issue()
    begin(page, live_server, make.analyst())
    words = open_form(page, live_server, new(issue))
    words.press_sequentially("Two convoys came.")
    page.get_by_label("Address, row 1").fill("https://www.reuters.com/world/a")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Outlet, row 1")).to_have_value("Reuters")
    page.get_by_label("Outlet, row 2").fill("AP")
    page.get_by_label("Date, row 2").fill("11.04.17")
    page.get_by_role("button", name="Remove row 1").click()
    expect(page.get_by_label("Outlet, row 1")).to_have_value("AP")
    save(page)
    assert [name for name, *_ in cited(Item.objects.get())] == ["AP"]


def test_the_form_works_in_its_place_on_the_board(page, live_server):
    item = make.make_item(make.make_issue(), "Two convoys came.")
    begin(page, live_server, make.analyst())
    page.goto(live_server.url + reverse("desk:issue", args=[item.issue.slug, 1]))
    page.get_by_role("link", name="Edit: Two convoys came.").click()
    expect(page.locator("form.item-form[data-started=yes]")).to_be_visible()
    words = page.get_by_role("textbox", name="Text", exact=True)
    expect(words).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.type(" One left. (AP, 11.05.17)")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Outlet, row 2")).to_have_value("AP")
    # Refused in place: what was typed stays.
    page.get_by_label("Date, row 2").fill("11.31.17")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Row 2: “11.31.17” is no date")).to_be_visible()
    expect(page.get_by_role("textbox", name="Text", exact=True)).to_have_text(
        "Two convoys came. One left."
    )
    expect(page.locator("form.item-form[data-started=yes]")).to_be_visible()
    page.get_by_label("Date, row 2").fill("11.05.17")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("form.item-form")).to_have_count(0)
    item.refresh_from_db()
    assert item.body == "Two convoys came. One left."
    assert [name for name, *_ in cited(item)] == ["Reuters", "AP"]
    # The refused date is the one thing that the console may speak of.
    assert [said for said in page.complaints if "400" not in said] == []


def test_an_editor_confirms_and_merges_outlets_while_writing(page, live_server):
    item = make.make_item(
        make.make_issue(), citations=[make.cite("Marsa Duwar Courier"), make.cite("Reutres")]
    )
    Outlet.objects.filter(name__in=["Marsa Duwar Courier", "Reutres"]).update(confirmed=False)
    begin(page, live_server, make.editor())
    open_form(page, live_server, address(item))
    page.get_by_label("Outlet that Reutres is merged into").fill("Nobody")
    # What stands beside one name outlives the answer about another, which has every row read anew.
    with page.expect_response(lambda answer: "Reutres" in (answer.request.post_data or "")):
        page.get_by_role("button", name="Confirm Marsa Duwar Courier").click()
    expect(page.get_by_role("button", name="Confirm Marsa Duwar Courier")).to_have_count(0)
    assert Outlet.objects.get(name="Marsa Duwar Courier").confirmed
    page.get_by_role("button", name="Merge Reutres").click()
    expect(page.get_by_text("There is no outlet “Nobody”")).to_be_visible()
    # By key: names that are offered come a moment later, and may lie over the button.
    page.get_by_label("Outlet that Reutres is merged into").fill("Reuters")
    page.get_by_label("Outlet that Reutres is merged into").press("Enter")
    expect(page.get_by_role("button", name="Merge Reutres")).to_have_count(0)
    assert Outlet.objects.get(name="Reutres").merged_into.name == "Reuters"
    # The same from the finding on the board.
    Outlet.objects.filter(name="Marsa Duwar Courier").update(confirmed=False)
    page.goto(live_server.url + reverse("desk:issue", args=[item.issue.slug, 1]))
    page.get_by_role("button", name="Confirm Marsa Duwar Courier").click()
    expect(page.get_by_role("button", name="Confirm Marsa Duwar Courier")).to_have_count(0)
    assert Outlet.objects.get(name="Marsa Duwar Courier").confirmed


def test_the_link_of_selected_words_is_set_by_keyboard(page, live_server):
    item = make.make_item(make.make_issue(), "Two convoys came.")
    begin(page, live_server, make.analyst())
    words = open_form(page, live_server, address(item))
    words.press("Control+a")
    page.keyboard.press("Control+k")
    page.keyboard.type("example.org/a")
    page.keyboard.press("Enter")
    expect(words.locator("a")).to_have_attribute("href", "https://example.org/a")
    # The words have the focus at once: the very next key counts.
    page.keyboard.press("Control+Enter")
    expect(page.locator("#board")).to_be_visible()
    item.refresh_from_db()
    assert item.body == '<a href="https://example.org/a">Two convoys came.</a>'
    assert page.complaints == []


@pytest.mark.parametrize(
    "typed", ["javascript:alert(1)", "see the ministry", "ftp://example.org/a"]
)
def test_a_link_that_leads_nowhere_is_refused_in_its_line(page, live_server, typed):
    item = make.make_item(make.make_issue(), "Two convoys came.")
    begin(page, live_server, make.analyst())
    words = open_form(page, live_server, address(item))
    words.press("Control+a")
    page.keyboard.press("Control+k")
    line = page.get_by_label("Address of the link")
    line.fill(typed)
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"“{typed}” is no address of a page")).to_be_visible()
    expect(line).to_be_focused()
    expect(words.locator("a")).to_have_count(0)
    line.fill("mailto:desk@example.org")
    page.keyboard.press("Enter")
    expect(line).to_be_hidden()
    expect(words).to_be_focused()
    expect(words.locator("a")).to_have_attribute("href", "mailto:desk@example.org")


def test_opening_and_saving_an_item_changes_nothing_of_it(page, live_server):
    body = 'A <b>bold</b>, <i>slanted</i> <a href="https://example.org/a?b=1&amp;c=2">link</a>, H<sub>2</sub>O.'
    item = make.make_item(make.make_issue(), body)
    begin(page, live_server, make.analyst())
    open_form(page, live_server, address(item))
    save(page)
    item.refresh_from_db()
    assert (item.body, item.version) == (body, 1)
