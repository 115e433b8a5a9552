"""Reading an issue with the keyboard, and taking a citation along."""

import pytest
from playwright.sync_api import expect

from issues.sections import Section
from tests.support import factories as make
from tests.support.walking import put_on_paper, until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def issue():
    draft = make.make_issue()
    for number in range(24):
        make.make_item(
            draft,
            f"Item number {number} says what was said at some length about the bridge. " * 4,
            section=Section.values[number // 5],
        )
    return make.publish(draft)


def expect_focus_on(page, key):
    expect(page.locator(f"[id='{key}']")).to_be_focused()


def test_j_and_k_go_from_item_to_item(page, live_server, issue):
    keys = list(issue.items.order_by("pk").values_list("key", flat=True))
    page.goto(live_server.url + issue.get_absolute_url())
    for expected in (keys[0], keys[1], keys[2]):
        page.keyboard.press("j")
        expect_focus_on(page, expected)
    page.keyboard.press("k")
    expect_focus_on(page, keys[1])
    for _ in range(5):
        page.keyboard.press("k")
    expect_focus_on(page, keys[0])


def test_a_key_with_control_or_in_a_field_stays_what_it_is(page, live_server, issue):
    page.goto(live_server.url + issue.get_absolute_url())
    page.evaluate("document.querySelector('main').prepend(document.createElement('input'))")
    page.keyboard.press("Control+j")
    page.locator("main > input").press_sequentially("jk")
    expect(page.locator("main > input")).to_have_value("jk")
    expect(page.locator("main > input")).to_be_focused()
    # Whoever went nowhere begins at the first.
    page.locator("main > input").evaluate("each => each.remove()")
    page.keyboard.press("j")
    expect_focus_on(page, issue.items.order_by("pk").first().key)


def test_the_contents_follow_the_reader(page, live_server, issue):
    page.emulate_media(reduced_motion="reduce")
    page.goto(live_server.url + issue.get_absolute_url())
    current = page.locator(".contents [aria-current]")
    page.locator("#recommendations").evaluate("e => e.scrollIntoView()")
    expect(current).to_have_count(1)
    expect(current).to_contain_text("Recommendations")
    until(page, "document.querySelector('.contents').getBoundingClientRect().y < 60")


def test_a_citation_is_copied_with_one_press(page, live_server, issue):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    # The button says it for two seconds, which here do not pass.
    page.clock.install(time=0)
    page.goto(live_server.url + issue.get_absolute_url())
    page.clock.pause_at(1000)
    page.get_by_role("button", name="Copy Chicago").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert issue.title in copied
    assert "/issues/2017-11-07/" in copied


def test_an_item_on_paper_says_its_address_once(page, live_server, issue):
    item = issue.items.first()
    page.goto(live_server.url + item.get_absolute_url())
    address = page.get_by_text(item.get_absolute_url())
    expect(address.filter(visible=True)).to_have_count(1)
    put_on_paper(page)
    expect(page.locator(".on-paper")).to_contain_text(item.get_absolute_url())
    expect(address.filter(visible=True)).to_have_count(1)
