"""An item is linked to the one that it carries on: by whom, to what, in corrections, ledger and desk."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.urls import reverse

from issues import guards, ledger
from issues.desk.diffs import item_changes
from issues.editing import add_item, approve_item, change_item, delete_item
from issues.editions import start_correction
from issues.following import NotFollowable, follow_item
from issues.models import Item
from issues.moves import Conflict, NotAllowed, apply_move
from issues.workflow import Move
from tests.support import factories as make
from tests.support.desk import address, entry, new
from tests.support.stories import BEFORE, MORE, STORY, follow_up, story

pytestmark = pytest.mark.django_db


# Linking


def test_an_item_follows_one_of_an_earlier_published_issue():
    former = story()
    item = follow_up(former)
    item.refresh_from_db()
    assert item.follows == former.key
    assert item.version == 2
    assert item.content()["follows"] == former.key


def test_an_item_follows_another_one_of_its_own_issue():
    issue = make.make_issue()
    one, other = make.make_item(issue, STORY), make.make_item(issue, MORE)
    assert follow_item(other, user=make.analyst(), key=one.key).follows == one.key


def test_unlinking_empties_it():
    item = follow_item(follow_up(), user=make.analyst(), key="")
    assert item.follows == ""
    assert "follows" not in item.content()


def test_the_same_link_again_changes_nothing():
    former = story()
    item = follow_up(former)
    assert follow_item(item, user=make.analyst(), key=former.key).version == item.version


def test_a_link_voids_the_approval_and_is_approved_with_the_item():
    former, issue = story(), make.make_issue()
    item = make.make_item(issue, MORE)
    make.submit(issue)
    approve_item(item, user=make.editor())
    item = follow_item(item, user=make.editor("eva"), key=former.key)
    assert not item.is_approved
    assert item.is_changed_since_approval
    assert approve_item(item, user=make.editor()).is_approved


@pytest.mark.parametrize("key", ["nothing", "x" * 10, "\x00", "'; --", "ü" * 10])
def test_a_key_that_no_item_has_is_refused(key):
    item = make.make_item(make.make_issue())
    with pytest.raises(NotFollowable, match="neither in this issue nor published"):
        follow_item(item, user=make.analyst(), key=key)


def test_an_item_of_another_draft_is_refused():
    other = make.make_item(make.make_issue(BEFORE))
    with pytest.raises(NotFollowable, match="neither"):
        follow_up(other)


def test_an_item_that_was_held_back_from_a_published_issue_is_refused():
    issue = make.make_issue(BEFORE)
    make.make_item(issue)
    held = make.make_item(issue, STORY, held=True)
    make.publish(issue)
    with pytest.raises(NotFollowable, match="neither"):
        follow_up(held)


def test_an_item_of_a_withdrawn_issue_is_refused():
    former = story()
    apply_move(former.issue, Move.WITHDRAW, user=make.editor(), reason="A test.")
    with pytest.raises(NotFollowable, match="neither"):
        follow_up(former)


def test_an_item_of_a_later_issue_is_refused():
    later = make.published_issue(make.END + timedelta(days=7)).items.get()
    with pytest.raises(NotFollowable, match="later issue"):
        follow_up(later)


def test_an_item_does_not_follow_itself():
    item = make.make_item(make.make_issue())
    with pytest.raises(NotFollowable, match="itself"):
        follow_item(item, user=make.analyst(), key=item.key)


@pytest.mark.parametrize("length", [2, 3, 7])
def test_items_do_not_follow_one_another_in_a_circle(length):
    issue = make.make_issue()
    items = [make.make_item(issue, f"Report {number}.") for number in range(length)]
    for one, next_one in pairwise(items):
        follow_item(next_one, user=make.analyst(), key=one.key)
    with pytest.raises(NotFollowable, match="itself a follow-up"):
        follow_item(items[0], user=make.analyst(), key=items[-1].key)


def test_saving_an_item_holds_to_the_same_rules():
    issue = make.make_issue()
    item = make.make_item(issue)
    with pytest.raises(NotFollowable):
        add_item(issue, user=make.analyst(), section=item.section, body=MORE, follows="nothing")
    with pytest.raises(NotFollowable):
        change_item(item, user=make.analyst(), version=1, body=MORE, citations=[], follows=item.key)
    assert Item.objects.get().version == 1


def test_a_published_item_is_not_linked_any_more():
    item, other = story(), make.published_issue(BEFORE - timedelta(days=7)).items.get()
    with pytest.raises(Conflict):
        follow_item(item, user=make.editor(), key=other.key)


def test_linking_needs_the_permission():
    item = make.make_item(make.make_issue())
    with pytest.raises(NotAllowed):
        follow_item(item, user=make.make_user("guest"), key="")


# Approvals, corrections, ledger


def test_a_correction_carries_the_link_and_the_approval_over():
    item = follow_up()
    make.publish(item.issue)
    draft = start_correction(item.issue, user=make.editor(), note="A note.")
    copy = draft.items.get()
    assert copy.follows == item.follows
    assert copy.is_approved


def test_the_ledger_has_the_link_and_finds_one_that_was_altered():
    former = story()
    item = follow_up(former)
    make.publish(item.issue)
    assert ledger.verify() == []
    with connection.cursor() as cursor:
        guards.remove(connection)
        cursor.execute("UPDATE issues_item SET follows = '' WHERE id = %s", [item.pk])
        guards.install(connection)
    assert any(f"item {item.key}, field follows" in each for each in ledger.verify())


def test_the_ledger_finds_a_link_that_was_put_in():
    former = story()
    issue = make.published_issue(make.END, MORE)
    item = issue.items.get()
    with connection.cursor() as cursor:
        guards.remove(connection)
        cursor.execute("UPDATE issues_item SET follows = %s WHERE id = %s", [former.key, item.pk])
        guards.install(connection)
    assert any(f"item {item.key}, field follows" in each for each in ledger.verify())


def test_the_guards_refuse_to_alter_a_published_link():
    item = follow_up()
    make.publish(item.issue)
    with pytest.raises(Exception, match="published edition never changes"):
        Item.objects.filter(pk=item.pk).update(follows="")


# The desk


def test_the_desk_says_what_changed():
    item = make.make_item(make.make_issue(), MORE)
    before = item.content()
    after = follow_item(item, user=make.analyst(), key=story().key).content()
    assert [change.label for change in item_changes(before, after)] == ["Follows"]


def test_the_history_tells_of_links(client):
    item = follow_up()
    follow_item(item, user=make.analyst(), key="")
    client.force_login(make.analyst())
    page = client.get(address(item, "history")).content.decode()
    assert f"Linked as follow-up of “{STORY}”" in page
    assert "No longer linked as follow-up" in page


def test_the_board_shows_the_link_and_unlinks(client):
    former = story()
    item = follow_up(former)
    client.force_login(make.analyst())
    page = client.get(reverse("desk:issue", args=[item.issue.slug, 1])).content.decode()
    assert STORY in page
    assert former.get_absolute_url() in page
    assert "(Oct. 31)" in page or "Oct. 31, 2017" in page
    answer = client.post(address(item, "follow"), {"follows": ""})
    assert answer.status_code == 302
    item.refresh_from_db()
    assert item.follows == ""


def test_the_board_says_when_the_item_is_gone(client):
    issue = make.make_issue()
    one, other = make.make_item(issue, STORY), make.make_item(issue, MORE)
    follow_item(other, user=make.analyst(), key=one.key)
    delete_item(one, user=make.analyst())
    client.force_login(make.analyst())
    page = client.get(reverse("desk:issue", args=[issue.slug, 1])).content.decode()
    assert "deleted or withdrawn" in page


def test_a_refused_link_is_told_with_409(client):
    item = make.make_item(make.make_issue())
    client.force_login(make.analyst())
    answer = client.post(address(item, "follow"), {"follows": item.key})
    assert answer.status_code == 409
    assert "follow-up of itself" in answer.content.decode()


def test_the_form_saves_the_choice_with_the_item(client):
    former, issue = story(), make.make_issue()
    client.force_login(make.analyst())
    answer = client.post(new(issue), entry(MORE, ("Reuters", "11.04.17"), follows=former.key))
    assert answer.status_code == 302
    item = issue.items.get()
    assert item.follows == former.key
    sent = entry(MORE, ("Reuters", "11.04.17"), item=item)
    assert client.post(address(item), sent).status_code == 302
    item.refresh_from_db()
    assert item.follows == former.key
    assert client.post(address(item), sent | {"follows": ""}).status_code == 302
    item.refresh_from_db()
    assert item.follows == ""


def test_the_form_of_a_linked_item_has_the_link_chosen(client):
    former = story()
    item = follow_up(former)
    client.force_login(make.analyst())
    page = client.get(address(item)).content.decode()
    assert f'value="{former.key}"' in page
    assert STORY in page
