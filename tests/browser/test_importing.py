"""Pasting a text into the form of an import: its links and lists survive the clipboard."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from issues.models import Import
from tests.support import factories as make
from tests.support.digests import TITLE
from tests.support.walking import follow, resize

pytestmark = pytest.mark.django_db(transaction=True)

HTML = (
    f"<h1>{TITLE}</h1><h2>Other important news</h2><ul><li>One <b>bold</b> word. "
    '(<a href="https://a.example/1">Reuters</a>, 11.04.17)<ul><li>Two. (Reuters, 11.04.17)</ul></ul>'
)
DRAFT = re.compile("/issues/2017-11-07/1/$")
PLAIN = f"{TITLE}\n\nOther important news:\n\n  • One bold word. (Reuters, 11.04.17)\n"
PASTE = """([html, text]) => {
  const area = document.querySelector("#id_text");
  area.focus();
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", text);
  area.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
  area.value = text;
  area.dispatchEvent(new InputEvent("input", {bubbles: true}));
}"""


@pytest.fixture
def form(page: Page, live_server) -> Page:
    """The form, opened by an analyst."""
    make.analyst()
    page.goto(f"{live_server.url}/admin/login/?next=/admin/desk/import/")
    page.fill("#id_username", "ana")
    page.fill("#id_password", make.PASSWORD)
    follow(page.locator("[type=submit]"))
    page.wait_for_selector("#id_text[data-started]")
    return page


def test_links_and_lists_of_a_paste_survive(form):
    form.evaluate(PASTE, [HTML, PLAIN])
    expect(form.locator("[data-paste-note]")).to_contain_text("are kept")
    follow(form.get_by_role("button", name="Read it"))
    link = form.locator(".import-items a[href='https://a.example/1']")
    expect(link).to_have_text("Reuters")
    expect(form.locator(".import-items .depth-2")).to_have_count(1)
    follow(form.get_by_role("button", name="Create the draft"))
    expect(form).to_have_url(DRAFT)
    assert Import.objects.get().format == "html"


def test_a_text_that_was_changed_after_its_paste_is_plain(form):
    form.evaluate(PASTE, [HTML, PLAIN])
    form.locator("#id_text").press_sequentially("x")
    expect(form.locator("[data-paste-note]")).to_contain_text("read as plain text")
    expect(form.locator("#id_html")).to_have_value("")
    expect(form.locator("#id_kind")).to_be_enabled()


def test_a_person_may_choose_the_plain_text(form):
    form.evaluate(PASTE, [HTML, PLAIN])
    form.get_by_role("button", name="Use the plain text").click()
    follow(form.get_by_role("button", name="Read it"))
    follow(form.get_by_role("button", name="Create the draft"))
    expect(form).to_have_url(DRAFT)
    assert Import.objects.get().format == "txt"


def test_source_and_reading_stand_side_by_side_or_one_below_the_other(form):
    form.evaluate(PASTE, [HTML, PLAIN])
    follow(form.get_by_role("button", name="Read it"))
    for width, is_beside in ((1280, True), (390, False)):
        resize(form, width)
        source, read = (form.locator(".import-column").nth(at).bounding_box() for at in (0, 1))
        assert (source["x"] + source["width"] <= read["x"]) is is_beside
        assert form.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_what_was_read(form, scheme):
    form.emulate_media(color_scheme=scheme)
    form.reload()
    form.wait_for_selector("[data-started]")
    form.evaluate(PASTE, [f"{HTML}<h3>Analysis</h3><ul><li><s>Three.</s></ul><nav>x</nav>", PLAIN])
    assert not Axe().run(form).response["violations"]
    follow(form.get_by_role("button", name="Read it"))
    expect(form.locator(".import-columns")).to_be_visible()
    assert not Axe().run(form).response["violations"]
