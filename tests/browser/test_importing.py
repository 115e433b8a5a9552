"""Pasting a text into the form of an import: its links and lists survive the clipboard."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from issues.models import Import
from tests.support import factories as make
from tests.support.digests import TITLE
from tests.support.item_form import paste_text
from tests.support.sitting import take_seat
from tests.support.walking import follow, resize, until

pytestmark = pytest.mark.django_db(transaction=True)

HTML = (
    f"<h1>{TITLE}</h1><h2>Other important news</h2><ul><li>One <b>bold</b> word. "
    '(<a href="https://a.example/1">Reuters</a>, 11.04.17)<ul><li>Two. (Reuters, 11.04.17)</ul></ul>'
)
DRAFT = re.compile("/issues/2017-11-07/1/$")
PLAIN = f"{TITLE}\n\nOther important news:\n\n  • One bold word. (Reuters, 11.04.17)\n"
BESIDE = """() => {
  const [source, read] = [...document.querySelectorAll(".import-column")].map((each) => each.getBoundingClientRect());
  return source.right <= read.left;
}"""


@pytest.fixture
def form(page: Page, live_server) -> Page:
    """The form, opened by an analyst."""
    take_seat(page.context, live_server.url, make.analyst())
    page.goto(live_server.url + reverse("desk:import"))
    expect(page.locator("#id_text[data-started]")).to_be_visible()
    return page


def test_links_and_lists_of_a_paste_survive(form):
    paste_text(form.locator("#id_text"), HTML, PLAIN)
    expect(form.locator("[data-paste-note]")).to_contain_text("are kept")
    follow(form.get_by_role("button", name="Read it"))
    link = form.locator(".import-items a[href='https://a.example/1']")
    expect(link).to_have_text("Reuters")
    expect(form.locator(".import-items .depth-2")).to_have_count(1)
    follow(form.get_by_role("button", name="Create the draft"))
    expect(form).to_have_url(DRAFT)
    assert Import.objects.get().format == "html"


def test_a_text_that_was_changed_after_its_paste_is_plain(form):
    paste_text(form.locator("#id_text"), HTML, PLAIN)
    form.locator("#id_text").press_sequentially("x")
    expect(form.locator("[data-paste-note]")).to_contain_text("read as plain text")
    expect(form.locator("#id_html")).to_have_value("")
    expect(form.locator("#id_kind")).to_be_enabled()


def test_a_person_may_choose_the_plain_text(form):
    paste_text(form.locator("#id_text"), HTML, PLAIN)
    form.get_by_role("button", name="Use the plain text").click()
    follow(form.get_by_role("button", name="Read it"))
    follow(form.get_by_role("button", name="Create the draft"))
    expect(form).to_have_url(DRAFT)
    assert Import.objects.get().format == "txt"


def test_source_and_reading_stand_side_by_side_or_one_below_the_other(form):
    paste_text(form.locator("#id_text"), HTML, PLAIN)
    follow(form.get_by_role("button", name="Read it"))
    for width, is_beside in ((1280, True), (390, False)):
        resize(form, width)
        until(form, f"({BESIDE})() === {str(is_beside).lower()}")
