"""Two people at one issue, in two browsers: who is here, what is said, what each is told."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from issues import presence
from issues.comments import write_comment
from tests.support import factories as make
from tests.support.sitting import take_seat
from tests.support.walking import follow

pytestmark = pytest.mark.django_db(transaction=True)

PULSE = "htmx.trigger(document.getElementById('here'), 'desk:opened')"


@pytest.fixture
def seat(browser, live_server):
    """Opens a page for a user, in a browser of his own; no script may fail in it."""
    contexts, errors = [], []

    def opened(user, **options):
        context = browser.new_context(base_url=live_server.url, **options)
        take_seat(context, live_server.url, user)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: said.type == "error" and errors.append(said.text))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def item():
    issue = make.make_issue()
    make.make_item(issue, "A bridge was rebuilt.")
    return make.make_item(issue, "Two convoys reached the town.")


def address(item):
    return reverse("desk:issue", args=[item.issue.slug, 1])


def come(page, path):
    """Opens a page, until the desk knows that somebody has it open."""
    with page.expect_response("**/pulse/"):
        page.goto(path)


def test_one_sees_what_the_other_has_open_and_hears_what_the_other_says(seat, item):
    ana, ed = seat(make.analyst()), seat(make.editor())
    come(ana, address(item))
    come(ed, address(item))
    row = f"#item-{item.key}"
    with ana.expect_response(lambda answer: f"item={item.key}" in (answer.request.post_data or "")):
        ana.locator(f"{row} .toolbar").get_by_role("link", name="Edit").click()
    expect(ana.locator(f"{row} .editor .item-form")).to_be_visible()
    expect(ana.locator("#here")).to_contain_text("ed is here")
    ed.evaluate(PULSE)
    expect(ed.locator("#here")).to_contain_text("ana is writing “Two convoys reached the town.”")
    expect(ed.locator(f"{row} .is-open-elsewhere")).to_have_text("ana has it open")
    expect(ed.locator(".is-open-elsewhere")).to_have_count(1)

    # By keyboard alone: the name is completed after @.
    ed.locator("#comments summary").last.click()
    field = ed.locator("#comments textarea").last
    field.press_sequentially("Is it two, @a")
    expect(ed.get_by_role("option")).to_have_text(["ana"])
    field.press("Tab")
    expect(field).to_have_value("Is it two, @ana ")
    field.press_sequentially("or three?")
    ed.locator("#comments").get_by_role("button", name="Send").last.click()
    expect(ed.locator("#comments .mention")).to_have_text("@ana")
    expect(ed.locator("#comments .told")).to_have_text("Told: ana (mail)")

    # The other's page follows, and what is open in it stays open.
    ana.evaluate(PULSE)
    expect(ana.locator("#comments")).to_contain_text("Is it two")
    expect(ana.locator(f"{row} .editor .item-form")).to_be_visible()
    expect(ana.locator("#here")).to_contain_text("ed is here")


def test_whoever_writes_an_item_on_a_page_of_its_own_is_seen_too(seat, item):
    ana, ed = seat(make.analyst()), seat(make.editor())
    own = reverse("desk:item", args=[item.issue.slug, 1, item.key])
    come(ana, own)
    come(ed, address(item))
    expect(ed.locator(".is-open-elsewhere")).to_have_text("ana has it open")
    come(ed, own)
    expect(ed.locator("#here")).to_contain_text("ana is writing “Two convoys")


def test_a_mark_goes_when_the_other_leaves(seat, item):
    presence.note(item.issue, make.analyst(), item.key)
    ed = seat(make.editor())
    ed.goto(address(item))
    expect(ed.locator(".is-open-elsewhere")).to_have_text("ana has it open")
    presence.Presence.objects.filter(user=make.analyst()).delete()
    ed.evaluate(PULSE)
    expect(ed.locator(".is-open-elsewhere")).to_have_count(0)
    expect(ed.locator("#here")).not_to_contain_text("ana")


def test_a_notice_is_opened_and_leads_to_its_item_without_script(seat, item):
    write_comment(item.issue, user=make.editor(), body="@ana!", item_key=item.key)
    ana = seat(make.analyst(), java_script_enabled=False)
    ana.goto(reverse("desk:home"))
    follow(ana.get_by_role("link", name="Notices (1"))
    follow(ana.get_by_role("button", name="ed mentioned you on the item"))
    expect(ana).to_have_url(re.compile(f"{address(item)}#item-{item.key}$"))
    expect(ana.locator(".desk-link")).to_contain_text("Notices")
    expect(ana.locator(".has-news")).to_have_count(0)
