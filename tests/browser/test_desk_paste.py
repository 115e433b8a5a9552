"""Pasting in a real browser: from Word, Google Docs and web pages, one item or a whole issue."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from issues.models import Item
from issues.sections import Section
from tests.support import factories as make
from tests.support.desk import cited, new
from tests.support.item_form import BULLETS, DIGEST, begin, open_form, paste, save

pytestmark = pytest.mark.django_db(transaction=True)

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta name=Generator content="Microsoft Word 15"><style><!-- p.MsoNormal {margin:0in;font-family:"Calibri"} --></style></head>
<body lang=EN-US style='tab-interval:.5in'><!--StartFragment-->
<p class=MsoNormal><span style='font-family:"Times New Roman",serif;color:#333'>The <i>Marsa Duwar</i> left <b>port</b>
on Friday<o:p></o:p></span>, <a href="https://example.org/ship"><span style='color:#0563C1'>its owner</span></a> said.
(Reuters, 11.04.17)<o:p></o:p></p>
<!--EndFragment--></body></html>"""
DOCS = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-9f"><span style="font-size:11pt;
font-family:Arial;font-weight:400;font-style:normal;white-space:pre-wrap;">The </span><span style="font-style:italic;">Marsa
Duwar</span><span style="font-weight:400;"> left </span><span style="font-weight:700;">port</span><span> on Friday, </span><a
href="https://example.org/ship" style="text-decoration:none;"><span style="color:#1155cc;">its owner</span></a><span> said.
(Reuters, 11.04.17)</span></b>"""
WEB = """<meta charset="utf-8"><span class="lede" onclick="alert(1)">The <em class="ship">Marsa Duwar</em> left
<strong>port</strong> on&nbsp;Friday, <a class="link" target="_blank" href="https://example.org/ship" onmouseover="x()">its
owner</a> said. <script>alert(1)</script><img src="https://example.org/pixel.gif">(Reuters, 11.04.17)</span>"""


@pytest.mark.parametrize("html", [WORD, DOCS, WEB], ids=["Word", "Google Docs", "web page"])
def test_a_pasted_sentence_keeps_links_and_emphasis_and_gives_its_citation(page, live_server, html):
    issue = make.make_issue()
    begin(page, live_server, make.analyst())
    words = open_form(page, live_server, new(issue))
    paste(words, html, "The Marsa Duwar left port on Friday, its owner said. (Reuters, 11.04.17)")
    expect(page.get_by_label("Outlet, row 1")).to_have_value("Reuters")
    expect(page.get_by_label("Date, row 1")).to_have_value("11.04.17")
    expect(words).to_have_text("The Marsa Duwar left port on Friday, its owner said.")
    save(page)
    item = Item.objects.get()
    assert item.body == (
        "The <em>Marsa Duwar</em> left <strong>port</strong> on Friday, "
        '<a href="https://example.org/ship">its owner</a> said.'
    )
    assert [name for name, *_ in cited(item)] == ["Reuters"]
    assert page.complaints == []


def test_several_bullets_become_nested_items_with_one_button(page, live_server):
    issue = make.make_issue()
    begin(page, live_server, make.analyst())
    words = open_form(page, live_server, new(issue) + "?place=response")
    paste(words, BULLETS, "Two convoys reached the town. (Reuters, 11.04.17)\n…")
    expect(page.get_by_text("4 items, 4 citations")).to_be_visible()
    expect(page.get_by_text("new name: Marsa Duwar Courier")).to_be_visible()
    page.get_by_role("button", name="Add these 4 items").click()
    expect(page.locator("#board")).to_contain_text("Added 4 items.")
    rows = [(item.body, item.depth, item.section) for item in issue.items.order_by("pk")]
    assert rows == [
        ("Two convoys reached the <em>town</em>.", 1, "response"),
        ("One of them left again.", 2, "response"),
        ("Its driver said why.", 3, "response"),
        ("A ministry asked for talks.", 1, "response"),
    ]
    assert page.complaints == []


class Hand:
    """Clicks and presses, and counts them."""

    def __init__(self, page):
        self.page, self.actions = page, 0

    def click(self, what):
        self.actions += 1
        what.click()

    def press(self, keys):
        self.actions += 1
        self.page.keyboard.press(keys)


def test_sixteen_items_of_five_sections_take_fewer_than_twelve_actions(page, live_server):
    issue = make.make_issue()
    begin(page, live_server, make.analyst())
    page.goto(live_server.url + reverse("desk:issue", args=[issue.slug, 1]))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", DIGEST)
    hand = Hand(page)
    hand.click(page.get_by_role("link", name="Paste items into Military campaign"))
    expect(page.locator("form[data-paste-page][data-started=yes]")).to_be_visible()
    expect(page.get_by_label("Paste here")).to_be_focused()
    hand.press("Control+v")
    hand.click(page.get_by_role("button", name="Add these 16 items"))
    assert hand.actions < 12
    expect(page.locator("#board")).to_contain_text("Added 16 items.")
    counts = [issue.items.filter(section=section).count() for section in Section]
    assert counts == [6, 3, 2, 2, 3]
    assert {item.depth for item in issue.items.all()} == {1, 2, 3}
    assert sum(item.citations.count() for item in issue.items.all()) == 18
    assert page.complaints == []


def test_bullets_pasted_into_a_form_on_the_board_are_added_in_place(page, live_server):
    issue = make.make_issue()
    begin(page, live_server, make.analyst())
    page.goto(live_server.url + reverse("desk:issue", args=[issue.slug, 1]))
    page.get_by_role("link", name="Add an item to Response").click()
    expect(page.locator("form.item-form[data-started=yes]")).to_be_visible()
    paste(page.get_by_role("textbox", name="Text", exact=True), BULLETS, "…")
    page.get_by_role("button", name="Add these 4 items").click()
    expect(page.locator("#section-response .item")).to_have_count(4)
    expect(page.locator("form.item-form")).to_have_count(0)
    assert issue.items.filter(section="response").count() == 4
    assert page.complaints == []


def test_without_a_connection_no_pasted_word_is_lost(page, live_server):
    begin(page, live_server, make.analyst())
    words = open_form(page, live_server, new(make.make_issue()))
    page.route("**/items/parse/", lambda route: route.abort())
    paste(words, BULLETS, "Two convoys reached the town.\n  One of them left again.")
    expect(words).to_have_text("Two convoys reached the town. One of them left again.")


def test_who_saves_right_after_pasting_saves_what_was_pasted(page, live_server):
    issue = make.make_issue()
    begin(page, live_server, make.analyst())
    words = open_form(page, live_server, new(issue))

    pressed = []

    def press_before_the_answer(route):
        if not pressed:
            pressed.append("Control+Enter")
            page.keyboard.press("Control+Enter")
        route.continue_()

    page.route("**/items/parse/", press_before_the_answer)
    paste(words, WORD, "…")
    expect(page.locator("#board")).to_be_visible()
    assert issue.items.get().body.startswith("The <em>Marsa Duwar</em> left <strong>port</strong>")
