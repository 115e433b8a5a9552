"""Two people at one issue, in two browsers: who is here, what is said, what each is told."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from issues import presence
from issues.assignments import assign
from issues.comments import write_comment
from issues.models import Notice
from tests.support import factories as make
from tests.support.walking import follow, resize

pytestmark = pytest.mark.django_db(transaction=True)

PULSE = "htmx.trigger(document.getElementById('here'), 'desk:opened')"
IS_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def sign_in(browser, live_server, client):
    """Opens a page for a user, in a browser of his own; no script may fail in it."""
    contexts, errors = [], []

    def opened(user, **options):
        client.force_login(user)
        context = browser.new_context(base_url=live_server.url, **options)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        contexts.append(context)
        client.cookies.clear()
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


def test_one_sees_what_the_other_has_open_and_hears_what_the_other_says(sign_in, item):
    ana, ed = sign_in(make.analyst()), sign_in(make.editor())
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


def test_whoever_writes_an_item_on_a_page_of_its_own_is_seen_too(sign_in, item):
    ana, ed = sign_in(make.analyst()), sign_in(make.editor())
    own = reverse("desk:item", args=[item.issue.slug, 1, item.key])
    come(ana, own)
    come(ed, address(item))
    expect(ed.locator(".is-open-elsewhere")).to_have_text("ana has it open")
    come(ed, own)
    expect(ed.locator("#here")).to_contain_text("ana is writing “Two convoys")


def test_a_mark_goes_when_the_other_leaves(sign_in, item):
    presence.note(item.issue, make.analyst(), item.key)
    ed = sign_in(make.editor())
    ed.goto(address(item))
    expect(ed.locator(".is-open-elsewhere")).to_have_text("ana has it open")
    presence.Presence.objects.filter(user=make.analyst()).delete()
    ed.evaluate(PULSE)
    expect(ed.locator(".is-open-elsewhere")).to_have_count(0)
    expect(ed.locator("#here")).not_to_contain_text("ana")


def test_a_notice_is_opened_and_leads_to_its_item_without_script(sign_in, item):
    write_comment(item.issue, user=make.editor(), body="@ana!", item_key=item.key)
    ana = sign_in(make.analyst(), java_script_enabled=False)
    ana.goto(reverse("desk:home"))
    follow(ana.get_by_role("link", name="Notices (1"))
    follow(ana.get_by_role("button", name="ed mentioned you on the item"))
    expect(ana).to_have_url(re.compile(f"{address(item)}#item-{item.key}$"))
    expect(ana.locator(".desk-link")).to_contain_text("Notices")
    expect(ana.locator(".has-news")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_notices_are_for_everybody_at_any_size(sign_in, item, scheme):
    ed = make.editor()
    presence.note(item.issue, make.analyst("tom"), item.key)
    write_comment(item.issue, user=ed, body="@ana " + "long" * 60, item_key=item.key)
    write_comment(item.issue, user=ed, body="@ana again.")
    assign(item.issue, item.key, person=make.analyst(), user=ed)
    notice = Notice.objects.first()
    notice.seen_at = notice.created_at
    notice.save()
    page = sign_in(make.analyst(), color_scheme=scheme)
    found = []
    for path in (reverse("desk:notices"), reverse("desk:notice_choices"), address(item)):
        page.goto(path)
        page.evaluate(
            "document.querySelectorAll('details').forEach((each) => { each.open = true })"
        )
        for width in (390, 1280):
            resize(page, width)
            violations = Axe().run(page).response["violations"]
            found += [
                f"{path} {width} {each['id']}: {node['html'][:160]} {node['failureSummary'][:160]}"
                for each in violations
                for node in each["nodes"]
            ]
            if page.evaluate(IS_WIDE):
                found.append(f"{path} is wider than {width}")
    assert found == []
