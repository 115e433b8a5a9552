"""Words that were not saved, kept in the browser: after a closed tab they are offered to whoever wrote them, and nobody else."""

import pytest
from playwright.sync_api import expect

from issues.editing import change_item, delete_item
from issues.models import Comment
from tests.support import factories as make
from tests.support.sitting import NOTHING_KEPT, TEXT, body, take_seat
from tests.support.walking import until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def item():
    return make.make_item(make.make_issue(), TEXT)


def test_a_tab_that_was_closed_and_opened_again(at_desk, item):
    ana = at_desk(make.analyst(), item)
    ana.edit()
    ana.write("Two", "Three")
    ana.close()
    ana.open()
    ana.edit()
    offer = ana.box.locator(".kept-words")
    expect(offer).to_contain_text("Unsaved words of")
    offer.get_by_role("button", name="Take them").click()
    expect(ana.text).to_contain_text("Three convoys")
    ana.save()
    expect(ana.text).to_have_count(0)
    assert body(item) == "Three convoys reached the town on Friday evening."
    until(ana.page, NOTHING_KEPT)
    ana.edit()
    expect(offer).to_have_count(0)


def test_kept_words_of_an_item_that_changed_meanwhile_meet_it_like_any_others(at_desk, item):
    ana = at_desk(make.analyst(), item)
    ana.edit()
    ana.write("Two", "Three")
    ana.close()
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
    until(ana.page, NOTHING_KEPT)
    change_item(item, user=make.analyst("bob"), version=2, body="By bob.", citations=[make.cite()])
    ana.open()
    ana.edit()
    expect(ana.page.locator(".item-form[data-started=yes]")).to_be_visible()
    expect(ana.page.locator(".kept-words")).to_have_count(0)


def test_the_board_shows_kept_words_and_opens_their_form(at_desk, item):
    ana = at_desk(make.analyst(), item)
    ana.edit()
    ana.write("Two", "Three")
    ana.close()
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
    ana.close()
    delete_item(item, user=make.editor())
    ana.open()
    kept = ana.page.get_by_role("region", name="Unsaved words")
    expect(kept).to_contain_text("They cannot be saved where they were written")
    expect(kept).to_contain_text("Three convoys reached the town")
    kept.get_by_role("button", name="Drop them").click()
    expect(kept).to_have_text("")
    until(ana.page, NOTHING_KEPT)


def test_words_that_are_dropped_are_gone(at_desk, item):
    ana = at_desk(make.analyst(), item)
    ana.edit()
    ana.write("Two", "Three")
    ana.close()
    ana.open()
    ana.edit()
    ana.box.get_by_role("button", name="Drop them").click()
    expect(ana.box.locator(".kept-words")).to_have_count(0)
    until(ana.page, NOTHING_KEPT)
    ana.page.close()
    ana.open()
    ana.edit()
    expect(ana.box.locator(".kept-words")).to_have_count(0)
    expect(ana.text).to_contain_text("Two convoys")


def test_words_are_kept_for_each_person(at_desk, item):
    ana = at_desk(make.analyst(), item)
    ana.edit()
    ana.write("Two", "Three")
    ana.close()
    take_seat(ana.context, ana.root, make.analyst("bob"))
    ana.open()
    ana.edit()
    ana.write("Two", "Four")
    ana.close()
    ana.open()
    ana.edit()
    # All that is offered comes at once.
    expect(ana.box.locator(".kept-words")).to_have_count(1)
    expect(ana.box.locator(".kept-words")).to_contain_text("Four convoys")


def test_a_comment_that_was_not_sent_is_offered_again(at_desk, item):
    ana = at_desk(make.analyst(), item)
    page = ana.page
    form = page.locator("form").filter(has=page.locator("textarea[name=body]")).last
    form.locator("textarea").evaluate("each => each.closest('details')?.setAttribute('open', '')")
    form.locator("textarea").fill("Is it so?")
    ana.close()
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
    until(page, NOTHING_KEPT)
    page.close()
    ana.open()
    expect(ana.page.locator(".kept-words")).to_have_count(0)
