"""What somebody opens on a page of the desk, looked at as a page is: forms, menus, dialogs, what was read and what collided."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from issues.editing import change_item
from issues.models import Comment
from sources.models import Outlet
from tests.support import factories as make
from tests.support.browsing import listen, visitor, wrong_on
from tests.support.desk import address
from tests.support.digests import TITLE
from tests.support.item_form import BULLETS, DIGEST, open_form, paste, paste_text
from tests.support.sitting import TEXT, Desk, take_seat
from tests.support.walking import follow

pytestmark = pytest.mark.django_db(transaction=True)

HTML = (
    f"<h1>{TITLE}</h1><h2>Other important news</h2><ul><li>One <b>bold</b> word. "
    '(<a href="https://a.example/1">Reuters</a>, 11.04.17)<ul><li>Two. (Reuters, 11.04.17)</ul></ul>'
    "<h3>Analysis</h3><ul><li><s>Three.</s></ul><nav>x</nav>"
)
PLAIN = f"{TITLE}\n\nOther important news:\n\n  • One bold word. (Reuters, 11.04.17)\n\nAnalysis:\n\n  • Two. (AP, 11.03.17)\n"


@pytest.fixture
def sit(browser, live_server):
    """Opens a page of an editor in light colours; nothing but a conflict may be in its console."""
    pages = []

    def opened():
        page = visitor(browser, base_url=live_server.url)
        take_seat(page.context, live_server.url, make.editor())
        pages.append((page, listen(page, live_server.url)))
        return page

    yield opened
    for page, heard in pages:
        page.context.close()
        assert [text for text in heard if not text.endswith("409 (Conflict)")] == []


def test_axe_finds_nothing_on_the_board_whatever_is_open(sit):
    issue = make.make_issue()
    a, b = (make.make_item(issue, f"Item {name} of the campaign.") for name in "ab")
    Comment.objects.create(issue=issue, item_key=a.key, author=make.editor(), body="Is it so?")
    make.submit(issue)
    page = sit()
    page.goto(reverse("desk:issue", args=[issue.slug, 1]))
    first, second = (page.locator(f"#item-{item.key}") for item in (a, b))
    first.get_by_role("link", name="Answer").click()
    expect(first.get_by_label("Answer")).to_be_visible()
    second.get_by_role("link", name="Edit: Item b").click()
    expect(page.locator(".item-form[data-started=yes]")).to_be_visible()
    first.get_by_role("link", name="More").first.click()
    expect(page.locator(".menu")).to_be_visible()
    assert wrong_on(page, unfolds=False) == []
    expect(page.locator(".menu")).to_be_visible()
    page.evaluate("document.getElementById('keys').showModal()")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    assert wrong_on(page, unfolds=False) == []


def test_axe_finds_nothing_on_the_form_of_an_item_whatever_is_open(sit, live_server):
    new = [make.cite("Marsa Duwar Courier", note="in Russian")]
    item = make.make_item(make.make_issue(), citations=new)
    Outlet.objects.filter(name="Marsa Duwar Courier").update(confirmed=False)
    page = sit()
    words = open_form(page, live_server, address(item))
    page.locator(".house-style summary").click()
    page.get_by_role("button", name="Link").click()
    expect(page.get_by_label("Address of the link")).to_be_visible()
    expect(page.get_by_role("button", name="Confirm Marsa Duwar Courier")).to_be_visible()
    paste(words, BULLETS, "…")
    expect(page.get_by_role("button", name="Add these 4 items")).to_be_visible()
    page.get_by_label("Outlet, row 1").fill("Re")
    page.get_by_label("Outlet, row 1").press("ArrowDown")
    options = page.locator("li[role=option]")
    expect(options).not_to_have_count(0)
    assert wrong_on(page, unfolds=False) == []
    expect(options).not_to_have_count(0)


def test_axe_finds_nothing_on_a_pasted_issue_that_was_read(sit):
    issue = make.make_issue()
    page = sit()
    page.goto(reverse("desk:paste", args=[issue.slug, 1]))
    page.get_by_label("Paste here").fill(DIGEST)
    follow(page.get_by_role("button", name="Read it"))
    expect(page.get_by_role("button", name="Add these 16 items")).to_be_visible()
    assert wrong_on(page) == []


def test_axe_finds_nothing_on_an_import_before_and_after_its_draft(sit):
    page = sit()
    page.goto(reverse("desk:import"))
    form = page.locator("#id_text[data-started]")
    expect(form).to_be_visible()
    paste_text(form, HTML, PLAIN)
    expect(page.locator("[data-paste-note]")).to_be_visible()
    assert wrong_on(page) == []
    follow(page.get_by_role("button", name="Read it"))
    expect(page.locator(".import-columns")).to_be_visible()
    assert wrong_on(page) == []


def test_what_was_read_is_shown_line_by_line_and_axe_finds_nothing(sit):
    page = sit()
    page.goto(reverse("desk:import"))
    page.get_by_label("Or paste the text").fill(PLAIN)
    follow(page.get_by_role("button", name="Read it"))
    line = page.locator(f"#line-{PLAIN.splitlines().index('Analysis:') + 1}")
    expect(line).to_contain_text("is none of the five sections")
    assert wrong_on(page) == []
    follow(page.get_by_role("button", name="Create the draft"))
    follow(page.get_by_role("link", name="pasted text.txt"))
    expect(line).to_contain_text("is none of the five sections")
    assert wrong_on(page) == []


def test_two_texts_of_one_item_stand_side_by_side_and_axe_finds_nothing(sit, live_server):
    item = make.make_item(make.make_issue(), "Two convoys reached the town.")
    page = sit()
    words = open_form(page, live_server, address(item))
    change_item(
        item,
        user=make.analyst("bob"),
        version=1,
        body="Three convoys reached the town.",
        citations=[make.cite("TASS")],
    )
    words.fill("Four convoys reached the town.")
    follow(page.get_by_role("button", name="Save"))
    expect(page.get_by_role("heading", name="Two of you changed")).to_be_visible()
    expect(page.get_by_role("heading", name="Saved meanwhile by bob")).to_be_visible()
    expect(page.locator("ins", has_text="Three")).to_be_visible()
    assert wrong_on(page) == []
    follow(page.get_by_role("button", name="Save this"))
    expect(page.locator(f"#item-{item.key}")).to_contain_text("Four convoys reached the town.")


def test_axe_finds_nothing_where_somebody_signs_in_again(at_desk):
    item = make.make_item(make.make_issue(), TEXT)
    ana: Desk = at_desk(make.analyst(), item, reduced_motion="reduce")
    ana.edit()
    ana.write("Two", "Three")
    Session.objects.all().delete()
    ana.save()
    expect(ana.page.get_by_role("dialog", name="You were signed out")).to_be_visible()
    assert wrong_on(ana.page, unfolds=False) == []
