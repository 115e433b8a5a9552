"""Pages of the newsroom beside the board: the queue by keyboard, previews in frames and on paper, an outlet’s names."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.support import factories as make
from tests.support.sitting import take_seat
from tests.support.walking import follow, follow_by_key, put_on_paper, until

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_queue_is_worked_through_by_keyboard_alone(page, live_server):
    """Approve, return with a comment, hold: each by Tab and Enter, without a script of our own."""
    issue = make.make_issue()
    bodies = ("First of all.", "Second of all.", "Third of all.")
    for body in bodies:
        make.make_item(issue, body)
    make.submit(issue)
    take_seat(page.context, live_server.url, make.editor())
    page.goto(live_server.url + reverse("desk:review"))
    press(page, "Approve: First of all.")
    expect(page.get_by_text("Approved: “First of all.”.")).to_be_visible()
    summary = page.locator("summary").filter(has_text="Second of all.")
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("textarea:focus")).to_be_visible()
    page.keyboard.type("Which road?")
    page.keyboard.press("Tab")
    follow_by_key(page)
    expect(page.get_by_text("Returned to ana: “Second of all.”.")).to_be_visible()
    press(page, "Hold back: Third of all.")
    expect(page.get_by_text("Held back: “Third of all.”.")).to_be_visible()
    expect(page.get_by_text("Nothing waits for your approval here.")).to_be_visible()
    remark = issue.comments.get()
    assert (remark.body, remark.is_return) == ("Which road?", True)
    assert [item.held for item in issue.items.order_by("pk")] == [False, False, True]


def press(page, name):
    page.get_by_role("button", name=name).focus()
    follow_by_key(page)


def test_the_letter_and_the_file_are_shown_in_their_frames(page, live_server):
    """Styles of the letter hold inside its frame, and nothing of it is refused."""
    item = make.make_item(make.make_issue(), "A convoy left.")
    said = []
    page.on("console", lambda message: message.type == "error" and said.append(message.text))
    take_seat(page.context, live_server.url, make.analyst())
    where = [item.issue.slug, 1]
    page.goto(live_server.url + reverse("desk:preview_mail", args=where))
    letter = page.frame_locator("iframe")
    expect(letter.get_by_text("A convoy left. (Reuters")).to_be_visible()
    expect(letter.locator("h1")).not_to_have_css("color", "rgb(0, 0, 0)")
    page.goto(live_server.url + reverse("desk:preview_print", args=where))
    until(page, "window.frames.length === 1")
    follow(page.get_by_role("link", name="Text"))
    expect(page.locator("pre")).to_contain_text("A convoy left.")
    follow(page.get_by_role("link", name="Back to the desk"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Oct. 31-Nov. 7, 2017")
    assert said == []


def test_a_preview_on_paper_has_no_bar(page, live_server):
    item = make.make_item(make.make_issue(), "A convoy left.")
    take_seat(page.context, live_server.url, make.analyst())
    for name in ("preview", "preview_text"):
        page.emulate_media(media="screen")
        page.goto(live_server.url + reverse(f"desk:{name}", args=[item.issue.slug, 1]))
        bar = page.locator(".preview-bar")
        expect(bar).to_be_visible()
        put_on_paper(page)
        expect(bar).to_be_hidden()
        expect(page.get_by_text("A convoy left.")).to_be_visible()


def test_another_name_is_added_and_taken_away_on_an_outlets_page(page, live_server):
    """In the table of names, which is ours and has Django’s script."""
    outlet = make.make_outlet("Nowhere Post")
    take_seat(page.context, live_server.url, make.editor())
    page.goto(live_server.url + reverse("admin:sources_outlet_change", args=[outlet.pk]))
    names = page.locator("#aliases-group")
    names.get_by_role("textbox", name="Name").fill("The Nowhere Post")
    names.get_by_text("Add another Other name").click()
    names.get_by_role("textbox", name="Name").nth(1).fill("NP")
    follow(page.get_by_role("button", name="Save and continue editing"))
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    assert set(outlet.aliases.values_list("name", flat=True)) == {"The Nowhere Post", "NP"}
    # Rows that are saved are ticked to go; the cross is for those that are not.
    expect(names.get_by_text("Remove", exact=True)).to_have_count(1)
    page.get_by_role("checkbox", name="Delete NP").check()
    follow(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    assert [alias.name for alias in outlet.aliases.all()] == ["The Nowhere Post"]
