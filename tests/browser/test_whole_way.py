"""The whole way of an issue in a real browser, from the analyst's text to the reader's filter, with and without scripts."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from issues.models import Issue, Item
from sources.models import Outlet
from tests.support import factories as make
from tests.support.walking import follow

pytestmark = pytest.mark.django_db(transaction=True)


DIGEST = """Russia in Syria Monitor, Oct. 31-Nov. 7, 2017

Details of Russia’s military campaign in Syria:

  • Two convoys reached the town after a night on the road. (Reuters, 11.04.17)
    • One of them left again the next morning. (Marsa Duwar Courier, 11.05.17)

Analysis:

  • The road is narrow, an engineer says. (AP, 11.03.17)
"""


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_a_text_to_a_reader(browser, live_server, scripts):
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: message.type == "error" and errors.append(message.text))
    analyst_imports_and_submits(page, live_server, scripts)
    the_same_analyst_cannot_approve(page, live_server)
    editor_approves_and_publishes(page, live_server)
    # The refused date is the one thing that the console may speak of.
    assert [error for error in errors if "400" not in error] == []
    context.close()
    reader = browser.new_context(java_script_enabled=scripts).new_page()
    reader_finds_the_item(reader, live_server)
    reader.context.close()


def sign_in(page, live_server, user):
    """By typing, as nobody does in the other tests."""
    page.goto(live_server.url + reverse("admin:login") + "?next=" + reverse("desk:home"))
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill(make.PASSWORD)
    follow(page.get_by_role("button", name="Log in"))
    expect(page.get_by_role("heading", name="Desk", exact=True)).to_be_visible()


def analyst_imports_and_submits(page, live_server, scripts):
    sign_in(page, live_server, make.analyst())
    follow(page.get_by_role("link", name="Import a text"))
    page.get_by_label("File").set_input_files(
        {"name": "digest.txt", "mimeType": "text/plain", "buffer": DIGEST.encode()}
    )
    follow(page.get_by_role("button", name="Read it"))
    page.get_by_label("Analysis").select_option("recommendations")
    follow(page.get_by_role("button", name="Create the draft"))
    expect(page.get_by_text("Made a draft of 3 items from digest.txt.")).to_be_visible()

    page.get_by_role("link", name="Add an item to Response").click()
    started = page.locator("form.item-form[data-started=yes]")
    if scripts:
        expect(started).to_be_visible()
    page.get_by_label("Outlet, row 1").fill("The Guardian")
    page.get_by_label("Date, row 1").fill("Nov. 31")
    # The last of the three, for its citation becomes a row when it is left.
    page.get_by_label("Text").fill("A ministry in Paris asked for talks. (AFP, 11.06.17)")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Row 1: “Nov. 31” is no date")).to_be_visible()
    if scripts:
        expect(started).to_be_visible()
    expect(page.get_by_label("Outlet, row 2")).to_have_value("AFP")
    page.get_by_label("Date, row 1").fill("Nov. 3")
    page.get_by_role("button", name="Save").click()
    item = page.locator("#section-response .item")
    expect(item).to_contain_text("asked for talks. (The Guardian, 11.03.17, AFP, 11.06.17)")

    page.get_by_role("button", name="Move out one level: One of them left").click()
    page.get_by_role("button", name="Nest below the item above: One of them left").click()
    expect(page.locator(".item .item")).to_contain_text("One of them left")
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_text("Submitted: an editor reads it now.")).to_be_visible()


def the_same_analyst_cannot_approve(page, live_server):
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)
    item = Item.objects.first()
    here = live_server.url + reverse("desk:issue", args=["2017-11-07", 1])
    expect(page).to_have_url(here)
    address = live_server.url + reverse("desk:approve", args=["2017-11-07", 1, item.key])
    token = next(each["value"] for each in page.context.cookies() if each["name"] == "csrftoken")
    form = {"csrfmiddlewaretoken": token, "version": str(item.version)}
    response = page.request.post(address, form=form, headers={"Referer": here})
    assert response.status == 403
    assert "You may not do that" in response.text()
    assert not Item.objects.filter(approved_by__isnull=False).exists()
    follow(page.get_by_role("button", name="Log out"))


def editor_approves_and_publishes(page, live_server):
    sign_in(page, live_server, make.editor())
    follow(page.get_by_role("link", name="Oct. 31-Nov. 7, 2017"))
    follow(page.get_by_role("link", name="confirm", exact=True))
    page.get_by_label("Confirmed").check()
    follow(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    assert Outlet.objects.get(name="Marsa Duwar Courier").confirmed
    follow(page.get_by_role("link", name="Desk", exact=True))
    follow(page.get_by_role("link", name="Oct. 31-Nov. 7, 2017"))
    follow(page.get_by_role("link", name="Preview"))
    expect(page.get_by_text("asked for talks.")).to_be_visible()
    page.go_back()
    for waiting in range(4, 0, -1):
        expect(page.get_by_role("button", name=re.compile("^Approve: "))).to_have_count(waiting)
        page.get_by_role("button", name=re.compile("^Approve: ")).first.click()
    expect(page.get_by_role("button", name=re.compile("^Approve: "))).to_have_count(0)
    page.get_by_role("button", name="Approve", exact=True).click()
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("Published: readers see it now.")).to_be_visible()
    assert Issue.objects.get().is_live


def reader_finds_the_item(page, live_server):
    page.goto(f"{live_server.url}/items/?outlet=reuters&from=2017-11-04&to=2017-11-04")
    expect(page.get_by_text("Two convoys reached the town")).to_be_visible()
    expect(page.get_by_text("asked for talks.")).to_have_count(0)
    key = Item.objects.get(body__startswith="Two convoys").key
    follow(page.locator(f'a[href$="/items/{key}/"]').first)
    expect(page).to_have_url(f"{live_server.url}/items/{key}/")
    expect(page.locator("main")).to_contain_text(
        "Two convoys reached the town after a night on the road."
    )
