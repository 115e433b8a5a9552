"""Every page of the desk in a browser: nothing that axe finds, and no wider than its window."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from issues.models import StatusChange
from issues.reviewing import return_item
from tests.support import access
from tests.support import factories as make
from tests.support.browsing import sign_in
from tests.support.walking import follow, follow_by_key, put_on_paper, resize, until

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = (390, 768, 1280)
UNFOLD = "document.querySelectorAll('details').forEach((each) => { each.open = true })"
IS_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def pages(user):
    """One page of every name that opens, and an issue in every state; a new address comes in by its line in the table."""
    room = access.newsroom()
    [_, second, _] = room.busy.items.order_by("pk")
    return_item(second, user=user, reason="Which road?")
    make.make_item(room.busy, "Mine.", by=user)
    [failed] = [issue for status, issue in room.issues.items() if status == "approved"]
    StatusChange.objects.create(
        issue=failed,
        event="schedule_failed",
        from_status="approved",
        to_status="approved",
        user=user,
        at=failed.approved_at,
        reason="An item was changed after it was approved.",
    )
    names = [name for name, line in access.TABLE.items() if line.opens]
    addresses = {room.address(name, user) for name in names if name != "preview_format"}
    addresses |= {
        reverse("desk:issue", args=[issue.slug, issue.edition]) for issue in room.issues.values()
    }
    return sorted(addresses)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing_and_every_page_fits(browser, live_server, scheme, width):
    user = make.editor()
    addresses = pages(user)
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce"
    )
    page = context.new_page()
    said = []
    # A browser that shows bare JSON asks for a picture of the site, which has its own in every page.
    page.on(
        "console",
        lambda message: (
            message.type == "error"
            and not message.location["url"].endswith("/favicon.ico")
            and said.append(message.text)
        ),
    )
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("response", lambda answer: answer.status >= 400 and said.append(answer.url))
    sign_in(page, live_server, user)
    broken, seen = {}, 0
    for address in addresses:
        answer = page.goto(live_server.url + address)
        if "text/html" not in answer.headers["content-type"]:
            continue
        assert answer.status == 200, address
        page.evaluate(UNFOLD)
        wide = []
        for each in WIDTHS:
            resize(page, each)
            if page.evaluate(IS_WIDE):
                wide.append(f"wider than {each}")
        resize(page, width)
        found = [
            (rule["id"], [node["html"][:200] for node in rule["nodes"]])
            for rule in Axe().run(page).response["violations"]
        ]
        seen += 1
        if found or wide:
            broken[address] = [*found, *wide]
    context.close()
    assert broken == {}
    assert said == []
    assert seen > 20


def test_a_queue_is_worked_through_by_keyboard_alone(page, live_server):
    """Approve, return with a comment, hold: each by Tab and Enter, without a script of our own."""
    issue = make.make_issue()
    bodies = ("First of all.", "Second of all.", "Third of all.")
    for body in bodies:
        make.make_item(issue, body)
    make.submit(issue)
    sign_in(page, live_server, make.editor())
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
    sign_in(page, live_server, make.analyst())
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


@pytest.mark.parametrize("name", ["preview", "preview_text"])
def test_paper_shows_no_bar(page, live_server, name):
    item = make.make_item(make.make_issue(), "A convoy left.")
    sign_in(page, live_server, make.analyst())
    page.goto(live_server.url + reverse(f"desk:{name}", args=[item.issue.slug, 1]))
    bar = page.locator(".preview-bar")
    expect(bar).to_be_visible()
    put_on_paper(page)
    expect(bar).to_be_hidden()
    expect(page.get_by_text("A convoy left.")).to_be_visible()
