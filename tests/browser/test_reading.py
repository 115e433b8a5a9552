"""Reading an issue with the keyboard, and taking a citation along."""

import pytest

from issues.sections import Section
from tests import factories as make

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


def focused(page):
    return page.evaluate("document.activeElement.id")


def test_j_and_k_go_from_item_to_item(page, live_server, issue):
    keys = list(issue.items.order_by("pk").values_list("key", flat=True))
    page.goto(live_server.url + issue.get_absolute_url())
    for expected in (keys[0], keys[1], keys[2]):
        page.keyboard.press("j")
        assert focused(page) == expected
    page.keyboard.press("k")
    assert focused(page) == keys[1]
    for _ in range(5):
        page.keyboard.press("k")
    assert focused(page) == keys[0]


def test_a_key_with_control_or_in_a_field_stays_what_it_is(page, live_server, issue):
    page.goto(live_server.url + "/")
    page.keyboard.press("Control+j")
    assert focused(page) == ""


def test_the_contents_follow_the_reader(page, live_server, issue):
    page.emulate_media(reduced_motion="reduce")
    page.goto(live_server.url + issue.get_absolute_url())
    current = page.locator(".contents [aria-current]")
    page.locator("#recommendations").evaluate("e => e.scrollIntoView()")
    current.filter(has_text="Recommendations").wait_for()
    assert current.count() == 1
    assert page.locator(".contents").bounding_box()["y"] < 60


def test_a_citation_is_copied_with_one_press(page, live_server, issue):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(live_server.url + issue.get_absolute_url())
    page.get_by_role("button", name="Copy Chicago").click()
    page.get_by_text("Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert issue.title in copied
    assert "/issues/2017-11-07/" in copied
