"""Nothing that somebody types at the desk is lost: two people, no connection, a session that ends, a closed tab."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from issues.editing import change_item, delete_item
from issues.models import Comment, Item
from tests import factories as make
from tests.browser.test_newsroom import no_violations

pytestmark = pytest.mark.django_db(transaction=True)

KEPT = "Object.keys(localStorage).filter(key => key.startsWith('monitor-words'))"
TEXT = "Two convoys reached the town on Friday evening."


class Desk:
    """Somebody at the board of an issue, in a browser of his or her own."""

    def __init__(self, browser, live_server, user, item, **options):
        client = Client()
        client.force_login(user)
        self.context = browser.new_context(**options)
        self.context.add_cookies(
            [
                {
                    "name": "sessionid",
                    "value": client.cookies["sessionid"].value,
                    "url": live_server.url,
                }
            ]
        )
        self.root, self.item = live_server.url, item
        self.errors = []
        self.open()

    def open(self):
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(error.stack or str(error)))
        issue = self.item.issue
        self.page.goto(self.root + reverse("desk:issue", args=[issue.slug, issue.edition]))

    @property
    def box(self):
        return self.page.locator(f"#item-{self.item.key}")

    @property
    def text(self):
        return self.box.locator(".ProseMirror")

    def edit(self):
        self.box.get_by_role("link", name="Edit").first.click()
        expect(self.text).to_be_visible()

    def write(self, old, new):
        """Exchange one word for another, as with the mouse."""
        self.text.evaluate(
            """(root, old) => {
                const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
                for (let node = walk.nextNode(); node; node = walk.nextNode()) {
                    const at = node.data.indexOf(old);
                    if (at < 0) continue;
                    root.focus();
                    getSelection().setBaseAndExtent(node, at, node, at + old.length);
                    return;
                }
                throw new Error(`no “${old}”`);
            }""",
            old,
        )
        self.page.wait_for_timeout(50)
        self.page.keyboard.insert_text(new)
        expect(self.text).to_contain_text(new)

    def save(self, name="Save"):
        self.box.get_by_role("button", name=name, exact=True).click()


@pytest.fixture
def item():
    return make.make_item(make.make_issue(), TEXT)


@pytest.fixture
def at_desk(browser, live_server):
    desks = []

    def sit(user, item, **options):
        desks.append(Desk(browser, live_server, user, item, **options))
        return desks[-1]

    yield sit
    for desk in desks:
        desk.context.close()
        # A request that did not come through is a rejected promise without a word.
        assert [error for error in desk.errors if error != "undefined"] == []


def body(item):
    return Item.objects.get(pk=item.pk).body


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


def test_a_tab_that_was_closed_and_opened_again(at_desk, item):
    ana = at_desk(make.analyst(), item)
    ana.edit()
    ana.write("Two", "Three")
    ana.page.close()
    ana.open()
    ana.edit()
    offer = ana.box.locator(".kept-words")
    expect(offer).to_contain_text("Unsaved words of")
    offer.get_by_role("button", name="Take them").click()
    expect(ana.text).to_contain_text("Three convoys")
    ana.save()
    expect(ana.text).to_have_count(0)
    assert body(item) == "Three convoys reached the town on Friday evening."
    ana.edit()
    expect(offer).to_have_count(0)


def test_kept_words_of_an_item_that_changed_meanwhile_meet_it_like_any_others(at_desk, item):
    ana = at_desk(make.analyst(), item)
    ana.edit()
    ana.write("Two", "Three")
    ana.page.close()
    change_item(
        item,
        user=make.analyst("bob"),
        version=1,
        body=TEXT.replace("evening", "morning"),
        citations=[make.cite()],
    )
    ana.open()
    ana.edit()
    offer = ana.box.locator(".kept-words")
    expect(offer).to_contain_text("The item has changed since")
    expect(offer.locator("ins")).to_contain_text(["Three"])
    offer.get_by_role("button", name="Take them").click()
    expect(ana.text).to_contain_text("Three convoys")
    ana.save()
    expect(ana.text).to_have_count(0)
    assert body(item) == "Three convoys reached the town on Friday morning."


def test_what_was_saved_is_not_offered_after_somebody_else_changed_it(at_desk, item):
    ana = at_desk(make.analyst(), item)
    ana.edit()
    ana.write("Two", "Three")
    ana.save()
    expect(ana.text).to_have_count(0)
    assert ana.page.evaluate(KEPT) == []
    change_item(item, user=make.analyst("bob"), version=2, body="By bob.", citations=[make.cite()])
    ana.open()
    ana.edit()
    expect(ana.page.locator(".item-form[data-started=yes]")).to_be_visible()
    expect(ana.page.locator(".kept-words")).to_have_count(0)


def test_the_board_shows_kept_words_and_opens_their_form(at_desk, item):
    ana = at_desk(make.analyst(), item)
    ana.edit()
    ana.write("Two", "Three")
    ana.page.close()
    ana.open()
    kept = ana.page.get_by_role("region", name="Unsaved words")
    expect(kept).to_contain_text("Three convoys reached the town")
    kept.get_by_role("button", name="Open").click()
    expect(ana.box.get_by_role("button", name="Take them")).to_be_visible()
    expect(kept.get_by_role("button")).to_have_count(0)


def test_words_for_an_item_that_is_gone_are_on_the_board_until_they_are_dropped(at_desk, item):
    ana = at_desk(make.analyst(), item)
    ana.edit()
    ana.write("Two", "Three")
    ana.page.close()
    delete_item(item, user=make.editor())
    ana.open()
    kept = ana.page.get_by_role("region", name="Unsaved words")
    expect(kept).to_contain_text("They cannot be saved where they were written")
    expect(kept).to_contain_text("Three convoys reached the town")
    kept.get_by_role("button", name="Drop them").click()
    expect(kept).to_have_text("")
    assert ana.page.evaluate(KEPT) == []


def test_words_that_are_dropped_are_gone(at_desk, item):
    ana = at_desk(make.analyst(), item)
    ana.edit()
    ana.write("Two", "Three")
    ana.page.close()
    ana.open()
    ana.edit()
    ana.box.get_by_role("button", name="Drop them").click()
    expect(ana.box.locator(".kept-words")).to_have_count(0)
    ana.page.close()
    ana.open()
    ana.edit()
    expect(ana.box.locator(".kept-words")).to_have_count(0)
    expect(ana.text).to_contain_text("Two convoys")


def test_words_are_kept_for_each_person(at_desk, item, client, live_server):
    ana = at_desk(make.analyst(), item)
    ana.edit()
    ana.write("Two", "Three")
    ana.page.close()
    client.force_login(make.analyst("bob"))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    ana.context.add_cookies([cookie | {"url": live_server.url}])
    ana.open()
    ana.edit()
    expect(ana.box.locator(".kept-words")).to_have_count(0)


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


def test_a_comment_that_was_not_sent_is_offered_again(at_desk, item):
    ana = at_desk(make.analyst(), item)
    page = ana.page
    form = page.locator("form").filter(has=page.locator("textarea[name=body]")).last
    form.locator("textarea").evaluate("each => each.closest('details')?.setAttribute('open', '')")
    form.locator("textarea").fill("Is it so?")
    page.close()
    ana.open()
    page = ana.page
    offer = page.locator(".kept-words")
    expect(offer).to_contain_text("Is it so?")
    offer.get_by_role("button", name="Take them").click()
    form = page.locator("form").filter(has=page.locator("textarea[name=body]")).last
    expect(form.locator("textarea")).to_have_value("Is it so?")
    form.get_by_role("button").first.click()
    expect(page.get_by_text("Is it so?").first).to_be_visible()
    assert Comment.objects.get().body == "Is it so?"
    page.close()
    ana.open()
    expect(ana.page.locator(".kept-words")).to_have_count(0)


def test_axe_finds_nothing_where_words_meet(at_desk, item):
    ana = at_desk(make.analyst(), item)
    page = ana.page
    at = [item.issue.slug, 1, item.key]
    page.goto(ana.root + reverse("desk:item", args=at))
    words = page.get_by_role("textbox", name="Text", exact=True)
    expect(page.locator("[data-started=yes]")).to_be_attached()
    words.click()
    words.press("Control+End")
    words.press_sequentially(" Mine.")
    change_item(item, user=make.analyst("bob"), version=1, body=f"{TEXT} Theirs.", citations=[])
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Two of you changed")).to_be_visible()
    found = no_violations(page)
    for name in ("item", "split", "merge", "history"):
        page.goto(ana.root + reverse(f"desk:{name}", args=at))
        found += no_violations(page)
    assert found == []


def test_axe_finds_nothing_where_somebody_signs_in_again(at_desk, item):
    ana = at_desk(make.analyst(), item)
    ana.edit()
    ana.write("Two", "Three")
    Session.objects.all().delete()
    ana.save()
    dialog = ana.page.get_by_role("dialog", name="You were signed out")
    expect(dialog).to_be_visible()
    assert no_violations(ana.page) == []
