"""Nothing that somebody types at the desk is lost: two people, no connection, a session that ends."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from issues.editing import change_item
from issues.models import Item
from tests.support import factories as make
from tests.support.sitting import TEXT, body

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def item():
    return make.make_item(make.make_issue(), TEXT)


def test_two_people_change_different_words_and_both_are_in(at_desk, item):
    ana, bob = at_desk(make.analyst(), item), at_desk(make.analyst("bob"), item)
    ana.edit()
    bob.edit()
    ana.write("Two", "Three")
    bob.write("evening", "morning")
    ana.save()
    expect(ana.text).to_have_count(0)
    bob.save()
    expect(
        bob.page.get_by_text("Ana changed this item meanwhile; both changes are in.")
    ).to_be_visible()
    assert body(item) == "Three convoys reached the town on Friday morning."


def test_the_same_word_is_a_choice_between_three_columns(at_desk, item):
    ana, bob = at_desk(make.analyst(), item), at_desk(make.analyst("bob"), item)
    ana.edit()
    bob.edit()
    ana.write("reached", "left")
    bob.write("reached", "entered")
    ana.save()
    expect(ana.text).to_have_count(0)
    bob.save()
    columns = bob.box.locator(".stale .side-by-side > div")
    expect(columns).to_have_count(3)
    expect(columns.nth(0)).to_contain_text("entered")
    expect(columns.nth(1)).to_contain_text("left")
    expect(columns.nth(2)).to_contain_text("reached")
    assert body(item) == "Two convoys left the town on Friday evening."
    bob.save("Save this")
    expect(bob.box.locator(".stale")).to_have_count(0)
    assert body(item) == "Two convoys entered the town on Friday evening."
    former = Item.history.filter(id=item.pk).values_list("body", flat=True)
    assert "Two convoys left the town on Friday evening." in former


def test_offline_in_mid_sentence_and_back(at_desk, item):
    ana = at_desk(make.analyst(), item)
    ana.edit()
    ana.write("Two", "Three")
    ana.context.set_offline(True)
    ana.write("evening", "morning")
    ana.save()
    kept = ana.box.get_by_text("No connection: your words are kept here")
    expect(kept).to_be_visible()
    assert body(item) == TEXT
    ana.context.set_offline(False)
    expect(ana.text).to_have_count(0)
    assert body(item) == "Three convoys reached the town on Friday morning."


def test_a_session_that_ends_in_mid_sentence(at_desk, item):
    ana = at_desk(make.analyst(), item)
    ana.edit()
    ana.write("Two", "Three")
    Session.objects.all().delete()
    ana.write("evening", "morning")
    ana.save()
    dialog = ana.page.get_by_role("dialog", name="You were signed out")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Password").fill("wrong")
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    assert body(item) == TEXT
    dialog.get_by_label("Password").fill(make.PASSWORD)
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog).to_be_hidden()
    expect(ana.text).to_have_count(0)
    assert body(item) == "Three convoys reached the town on Friday morning."


def test_a_browser_that_lost_all_its_cookies_in_mid_sentence(at_desk, item):
    ana = at_desk(make.analyst(), item)
    ana.edit()
    ana.write("Two", "Three")
    ana.page.context.clear_cookies()
    ana.save()
    dialog = ana.page.get_by_role("dialog", name="You were signed out")
    dialog.get_by_label("Password").fill(make.PASSWORD)
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog).to_be_hidden()
    expect(ana.text).to_have_count(0)
    assert body(item) == TEXT.replace("Two", "Three")


def test_without_script_the_words_of_a_session_that_ended_are_sent_after_signing_in(at_desk, item):
    ana = at_desk(make.analyst(), item, java_script_enabled=False)
    page = ana.page
    page.goto(ana.root + reverse("desk:item", args=[item.issue.slug, 1, item.key]))
    page.get_by_label("Text").fill("Three convoys came.")
    Session.objects.all().delete()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("You were signed out before this was saved")).to_be_visible()
    expect(page.locator(".kept-text")).to_contain_text(["Three convoys came."])
    page.get_by_label("Username").fill("ana")
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Sign in and send it").click()
    expect(page.locator(f"#item-{item.key}")).to_contain_text("Three convoys came.")
    assert body(item) == "Three convoys came."


def test_an_item_is_split_and_joined_again_in_its_place(at_desk, item):
    change_item(
        item,
        user=make.analyst(),
        version=1,
        body=f"{TEXT} TASS denied it.",
        citations=[make.cite()],
    )
    ana = at_desk(make.analyst(), item)
    ana.box.get_by_text("More").first.click()
    ana.box.get_by_role("link", name="Split…").click()
    expect(ana.box.get_by_label("Second item")).to_have_value("TASS denied it.")
    ana.box.get_by_role("button", name="Split", exact=True).click()
    expect(ana.page.locator("li.item")).to_have_count(2)
    second = ana.page.locator("li.item").nth(1)
    second.get_by_text("More").first.click()
    second.get_by_role("link", name="Merge…").click()
    second.get_by_role("button", name="Join with").click()
    expect(ana.page.locator("li.item")).to_have_count(1)
    assert body(item) == f"{TEXT} TASS denied it."
