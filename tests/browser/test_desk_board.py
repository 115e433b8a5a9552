"""The board in a browser: editing in place, moving by hand and by key, and what somebody writes while others change it."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from issues.editing import change_item, delete_item, move_item
from issues.models import Comment, Item
from issues.sections import Section
from tests.support import factories as make
from tests.support.sitting import take_seat
from tests.support.walking import box, comes, resize, until

pytestmark = pytest.mark.django_db(transaction=True)

HERE = "window.isStillHere = true"
STILL_HERE = "window.isStillHere === true"
FOCUSED = "document.activeElement.closest('.item')?.id"


@pytest.fixture
def issue():
    """A section of a, b and c, with c1 below c, another with r, and three that are empty."""
    issue = make.make_issue()
    for name in "abc":
        make.make_item(issue, f"Item {name} of the military campaign.")
    make.make_item(issue, "Item c1, a detail.", parent=item("Item c "))
    make.make_item(issue, "Item r of the response.", section=Section.RESPONSE)
    return issue


@pytest.fixture
def board(page, live_server, issue):
    """The board as an analyst has it on the screen, with whatever went wrong in the console."""
    return opened(page, live_server, issue, make.analyst())


def opened(page, live_server, issue, user):
    page.said = []
    page.on("pageerror", lambda error: page.said.append(str(error)))
    take_seat(page.context, live_server.url, user)
    page.goto(live_server.url + reverse("desk:issue", args=[issue.slug, 1]))
    expect(page.locator("html")).to_have_class(re.compile("has-script"))
    page.evaluate(HERE)
    return page


def item(begin):
    return Item.objects.get(body__startswith=begin)


def row(page, begin):
    return page.locator(f"#item-{item(begin).key}")


def order(section=Section.MILITARY_CAMPAIGN, parent=None):
    items = Item.objects.filter(section=section, parent=parent).order_by("position")
    return [each.body.split()[1].strip(",") for each in items]


def focus_on(page, begin):
    row(page, begin).evaluate("each => each.focus()")


def focus_is_on(page, begin):
    until(page, f"{FOCUSED} === 'item-{item(begin).key}'")


def test_an_item_is_edited_in_place(board):
    focus_on(board, "Item b")
    board.keyboard.press("e")
    text = row(board, "Item b").get_by_role("textbox", name="Text")
    expect(board.locator("[data-started=yes]")).to_be_visible()
    expect(text).to_be_focused()
    expect(row(board, "Item b").locator(".reading").first).to_be_hidden()
    board.keyboard.press("Control+a")
    board.keyboard.type("Item b, written anew.")
    row(board, "Item b").get_by_role("button", name="Save", exact=True).click()
    expect(board.locator(".reading", has_text="Item b, written anew.")).to_be_visible()
    expect(board.locator(".editor form")).to_have_count(0)
    focus_is_on(board, "Item b, written")
    until(board, STILL_HERE)
    assert board.said == []


def test_an_editor_is_left_without_saving(board):
    row(board, "Item b").get_by_role("link", name="Edit: Item b").click()
    # While it starts, the form grows, and its links move.
    expect(board.locator("[data-started=yes]")).to_be_visible()
    row(board, "Item b").get_by_role("link", name="Cancel").click()
    expect(board.locator(".editor form")).to_have_count(0)
    expect(row(board, "Item b").locator(".reading")).to_be_visible()
    focus_is_on(board, "Item b")


def test_a_new_item_is_written_in_its_section(board):
    focus_on(board, "Item r")
    board.keyboard.press("n")
    section = board.locator("#section-response")
    expect(section.locator("[data-started=yes]")).to_be_visible()
    expect(section.get_by_role("textbox", name="Text")).to_be_focused()
    board.keyboard.type("Item n is new.")
    section.get_by_role("button", name="Save", exact=True).click()
    expect(section.locator(".item", has_text="Item n is new.")).to_be_visible()
    assert order(Section.RESPONSE) == ["r", "n"]
    until(board, STILL_HERE)


def test_items_are_moved_by_keyboard_alone(board):
    heard = board.locator("#heard")
    board.keyboard.press("j")
    board.keyboard.press("j")
    focus_is_on(board, "Item b")
    board.keyboard.press("Alt+ArrowUp")
    expect(heard).to_have_text("Moved to Military campaign, 1 of 3.")
    focus_is_on(board, "Item b")
    assert order() == ["b", "a", "c"]
    board.keyboard.press("Alt+ArrowUp")
    expect(heard).to_have_text("This item is the first where it stands.")
    board.keyboard.press("Alt+ArrowDown")
    expect(heard).to_have_text("Moved to Military campaign, 2 of 3.")
    board.keyboard.press("Alt+ArrowRight")
    expect(heard).to_have_text(re.compile("Moved below “Item a .*”, 1 of 1."))
    focus_is_on(board, "Item b")
    assert order(parent=item("Item a")) == ["b"]
    board.keyboard.press("Alt+ArrowLeft")
    expect(heard).to_have_text("Moved to Military campaign, 2 of 3.")
    board.keyboard.press("Alt+Shift+ArrowDown")
    expect(heard).to_have_text("Moved to Response, 2 of 2.")
    focus_is_on(board, "Item b")
    assert order() == ["a", "c"]
    assert order(Section.RESPONSE) == ["r", "b"]
    board.keyboard.press("k")
    focus_is_on(board, "Item r")
    until(board, STILL_HERE)
    assert board.said == []


def test_a_button_keeps_the_focus_that_pressed_it(board):
    row(board, "Item a").get_by_role("button", name="Move down: Item a").press("Enter")
    expect(board.locator("#heard")).to_have_text("Moved to Military campaign, 2 of 3.")
    expect(row(board, "Item a").get_by_role("button", name="Move down: Item a")).to_be_focused()
    board.keyboard.press("Enter")
    expect(board.locator("#heard")).to_have_text("Moved to Military campaign, 3 of 3.")
    focus_is_on(board, "Item a")


def drag(page, begin, to, gap, *, down=0.5):
    """By its grip onto another item, so far down its height, until the gap for it is there."""
    resize(page, 1280, 1600)
    grip = row(page, begin).locator(".grip").first
    grip.hover()
    until(page, "window.Sortable")
    start = box(grip)
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 6, y + 6, steps=3)
    # Only now are there places to drop it, and all stand where they will.
    expect(page.locator("#board")).to_have_class(re.compile("is-dragging"))
    end = box(row(page, to).locator(".item-row").first)
    x, y = end["x"] + 40, end["y"] + end["height"] * down
    page.mouse.move(x, y, steps=12)
    # What lies under the pointer is looked at every 50 milliseconds, if it moves: a hand is never still.
    for nearly in (3, 0) * 20:
        page.mouse.move(x + nearly, y)
        if comes(page, f"document.querySelector('{gap}')", 100):
            break
    else:
        raise AssertionError(f"There was never a gap at {gap}.")
    page.mouse.up()


def test_an_item_is_dragged_to_another_place(board):
    drag(board, "Item a", "Item c ", ".item ~ .is-gap, .item .is-gap", down=0.9)
    expect(board.locator("#heard")).to_contain_text("Moved")
    assert order()[0] == "b"
    focus_is_on(board, "Item a")
    until(board, STILL_HERE)
    assert board.said == []


def test_an_item_is_dragged_into_another_section(board):
    drag(board, "Item a", "Item r", "#section-response .is-gap", down=0.1)
    expect(board.locator("#heard")).to_contain_text("Moved to Response")
    assert item("Item a").section == Section.RESPONSE
    expect(board.locator("#section-response .item")).to_have_count(2)


def test_an_item_is_dragged_below_another(board):
    drag(board, "Item a", "Item c1", f"#item-{item('Item c ').key} .is-gap", down=0.2)
    expect(board.locator("#heard")).to_have_text(re.compile("Moved below “Item c "))
    assert item("Item a").parent == item("Item c ")


def test_an_open_editor_outlives_what_others_change(board, issue):
    row(board, "Item b").get_by_role("link", name="Edit: Item b").click()
    text = row(board, "Item b").get_by_role("textbox", name="Text")
    expect(board.locator("[data-started=yes]")).to_be_visible()
    expect(text).to_be_focused()
    board.keyboard.press("End")
    board.keyboard.type(" And words in the middle of")
    key, bob = item("Item b").key, make.analyst("bob")
    change_item(item("Item a"), user=bob, version=1, body="Item a by bob.", citations=[make.cite()])
    move_item(item("Item b"), user=bob, section=Section.RESPONSE)
    gone = row(board, "Item c1")
    delete_item(item("Item c1"), user=make.editor())
    board.evaluate("htmx.trigger('#here', 'desk:opened')")
    expect(board.locator(".reading", has_text="Item a by bob.")).to_be_visible()
    expect(board.locator("#section-response .item")).to_have_count(2)
    expect(gone).to_have_count(0)
    text = board.locator(f"#section-response #item-{key}").get_by_role("textbox", name="Text")
    expect(text).to_contain_text("And words in the middle of")
    until(board, STILL_HERE)


def test_words_outlive_the_deletion_of_their_item(board):
    row(board, "Item b").get_by_role("link", name="Comment").click()
    board.get_by_label("Comment", exact=True).fill("Half a remark")
    key = item("Item b").key
    delete_item(item("Item b"), user=make.editor())
    board.evaluate("htmx.trigger('#here', 'desk:opened')")
    board.get_by_role("button", name="Move down: Item a").click()
    expect(board.locator("#heard")).to_contain_text("Moved")
    expect(board.locator(f"#item-{key}").get_by_label("Comment")).to_have_value("Half a remark")


def test_a_comment_is_written_and_answered_beside_its_item(board):
    focus_on(board, "Item a")
    board.keyboard.press("c")
    field = row(board, "Item a").get_by_label("Comment")
    expect(field).to_be_focused()
    field.fill("Which ministry?")
    row(board, "Item a").get_by_role("button", name="Send", exact=True).click()
    expect(row(board, "Item a").locator(".thread")).to_contain_text("Which ministry?")
    expect(board.locator(".editor.is-below")).to_have_count(0)
    row(board, "Item a").get_by_role("link", name="Answer").click()
    row(board, "Item a").get_by_label("Answer").fill("That of defence.")
    row(board, "Item a").get_by_role("button", name="Send", exact=True).click()
    expect(row(board, "Item a").locator(".thread")).to_contain_text("That of defence.")
    assert Comment.objects.count() == 2
    until(board, STILL_HERE)


def test_a_lost_connection_is_said_and_the_words_stay(board):
    row(board, "Item a").get_by_role("link", name="Comment").click()
    row(board, "Item a").get_by_label("Comment").fill("Which ministry?")
    board.route("**/comments/", lambda route: route.abort())
    row(board, "Item a").get_by_role("button", name="Send", exact=True).click()
    expect(board.locator("#said")).to_contain_text("There is no connection")
    expect(board.get_by_text("No connection: your words are kept here")).to_be_visible()
    expect(row(board, "Item a").get_by_label("Comment")).to_have_value("Which ministry?")
    board.unroute("**/comments/")
    row(board, "Item a").get_by_role("button", name="Send", exact=True).click()
    expect(row(board, "Item a").locator(".thread")).to_contain_text("Which ministry?")


def test_the_menu_of_an_item_opens_and_closes_by_key(board):
    focus_on(board, "Item a")
    board.keyboard.press("m")
    expect(board.get_by_role("link", name="Add an item below")).to_be_focused()
    board.keyboard.press("Escape")
    expect(board.locator(".menu")).to_have_count(0)
    focus_is_on(board, "Item a")


def test_the_keys_are_listed_and_letters_can_be_switched_off(board):
    board.keyboard.press("?")
    dialog = board.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("House style")
    dialog.get_by_label("Use single letters as keys").uncheck()
    board.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    board.evaluate("addEventListener('keydown', ({ key }) => { window.lastKey = key })")
    board.keyboard.press("j")
    until(board, "window.lastKey === 'j'")
    expect(board.locator(".item:focus")).to_have_count(0)
    board.get_by_role("button", name="Keys").click()
    expect(dialog).to_be_visible()


def test_no_key_counts_while_somebody_types(board):
    row(board, "Item a").get_by_role("link", name="Comment").click()
    row(board, "Item a").get_by_label("Comment").press_sequentially("jken?a")
    expect(row(board, "Item a").get_by_label("Comment")).to_have_value("jken?a")
    expect(board.get_by_role("dialog", name="Keys")).to_be_hidden()


def test_an_editor_approves_from_item_to_item_by_key(page, live_server, issue):
    make.submit(issue)
    board = opened(page, live_server, issue, make.editor())
    board.keyboard.press("j")
    for begin in ("Item b", "Item c ", "Item c1"):
        board.keyboard.press("a")
        focus_is_on(board, begin)
    expect(board.get_by_role("button", name=re.compile("^Approve: "))).to_have_count(2)
    assert Item.objects.filter(approved_by__isnull=False).count() == 3
    assert board.said == []


def test_good_news_does_not_lie_over_a_form_and_bad_news_does(page, live_server, issue):
    board, said = opened(page, live_server, issue, make.editor()), page.locator("#said")
    row(board, "Item r").get_by_role("link", name="More").click()
    row(board, "Item r").get_by_role("button", name="Give").click()
    expect(said.locator(".report")).to_have_count(1)
    expect(said).to_have_css("position", "sticky")
    row(board, "Item a").get_by_role("link", name="Edit").click()
    row(board, "Item a").locator(".ProseMirror").click()
    expect(said).to_have_css("position", "static")
    said.evaluate(
        "(said) => said.insertAdjacentHTML('beforeend', '<p class=\"report is-error\">No.</p>')"
    )
    expect(said).to_have_css("position", "sticky")
