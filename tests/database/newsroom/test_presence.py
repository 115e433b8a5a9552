"""Presence: who is at an issue, which item they have open, and whether the page is still what it was."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from issues import presence
from issues.assignments import assign
from issues.comments import settle_thread, write_comment
from issues.editing import approve_item, change_item, delete_item, hold_item
from issues.editions import start_correction
from issues.models import Issue, Presence
from issues.moves import apply_move
from issues.workflow import Move
from tests.support import factories as make
from tests.support.at_once import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    return make.make_item(make.make_issue(), "Two convoys reached the town.")


def pulse(client, issue, **sent):
    return client.post(reverse("desk:pulse", args=[issue.slug, issue.edition]), sent)


def at(client, name="ed"):
    client.force_login(make.editor(name))
    return client


def passes(seconds, name="ana"):
    rows = Presence.objects.filter(user__username=name)
    rows.update(seen_at=timezone.now() - timedelta(seconds=seconds))


def board(item, user=None):
    return presence.look(item.issue, user or make.editor()).board


def test_the_page_tells_who_else_is_here_and_what_they_write(client, item):
    presence.note(item.issue, make.analyst(), item.key)
    presence.note(item.issue, make.editor("eva"))
    response = pulse(at(client), item.issue)
    text = response.content.decode()
    assert response.status_code == 200
    assert "<strong>ana</strong> is writing" in text
    assert f'/2017-11-07/1/#item-{item.key}">“Two convoys reached the town.”</a>' in text
    assert "<strong>eva</strong> is here" in text
    assert "<strong>ed</strong>" not in text
    mine = Presence.objects.get(user=make.editor())
    assert (mine.issue, mine.item_key) == (item.issue, "")


def test_the_issue_shows_at_once_who_has_an_item_open(client, item):
    presence.note(item.issue, make.analyst(), item.key)
    page = at(client).get(reverse("desk:issue", args=[item.issue.slug, 1])).content.decode()
    assert "is writing" in page
    assert "ana has it open" in page
    client.force_login(make.analyst())
    page = client.get(reverse("desk:issue", args=[item.issue.slug, 1])).content.decode()
    assert "has it open" not in page


def test_looking_at_the_issue_writes_nothing(client, item):
    at(client).get(reverse("desk:issue", args=[item.issue.slug, 1]))
    assert not Presence.objects.exists()


def test_the_text_of_an_item_is_escaped(client, item):
    other = make.make_item(item.issue, "Fire &lt;b&gt; &amp; smoke.")
    presence.note(item.issue, make.analyst(), other.key)
    assert "“Fire &lt;b&gt; &amp; smoke.”" in pulse(at(client), item.issue).content.decode()


def test_nothing_is_sent_while_nothing_changes(client, item):
    presence.note(item.issue, make.analyst(), item.key)
    here = presence.look(item.issue, make.editor())
    response = pulse(at(client), item.issue, here=here.fingerprint, board=here.board)
    assert (response.status_code, response.content) == (204, b"")
    assert "HX-Trigger" not in response.headers


def test_the_part_comes_when_somebody_opens_another_item_or_leaves(client, item):
    presence.note(item.issue, make.analyst(), item.key)
    here = presence.look(item.issue, make.editor()).fingerprint
    presence.note(item.issue, make.analyst())
    response = pulse(at(client), item.issue, here=here)
    assert response.status_code == 200
    passes(46)
    response = pulse(client, item.issue, here=presence.look(item.issue, make.editor()).fingerprint)
    assert response.status_code == 204


def test_somebody_not_seen_for_45_seconds_is_gone(client, item):
    presence.note(item.issue, make.analyst(), item.key)
    passes(44)
    assert "ana" in pulse(at(client), item.issue).content.decode()
    passes(46)
    assert "ana" not in pulse(client, item.issue).content.decode()
    assert presence.forget_the_gone() == 1


def test_people_at_another_issue_are_not_here(client, item):
    other = make.make_issue(item.issue.period_end + timedelta(days=7))
    presence.note(other, make.analyst())
    assert "ana" not in pulse(at(client), item.issue).content.decode()


def test_it_writes_at_most_once_in_five_seconds_unless_another_item_is_opened(item):
    ana = make.analyst()

    def queries(key=""):
        with CaptureQueriesContext(connection) as found:
            presence.note(item.issue, ana, key)
        return [query["sql"].split()[0] for query in found if "presence" in query["sql"].lower()]

    assert queries() == ["SELECT", "INSERT"]
    assert queries() == ["SELECT"]  # and no transaction, which would lock SQLite
    assert queries(item.key) == ["SELECT", "INSERT"]
    passes(6)
    assert queries(item.key) == ["SELECT", "INSERT"]
    assert Presence.objects.count() == 1


def test_to_look_takes_one_query_whatever_the_number_of_people(item, django_assert_num_queries):
    for number in range(8):
        presence.note(item.issue, make.analyst(f"analyst{number}"), item.key)
    ed = make.editor()
    with django_assert_num_queries(1):
        assert len(presence.look(item.issue, ed).people) == 8


@pytest.mark.django_db(transaction=True)
def test_twenty_pulses_at_once_leave_one_presence():
    issue = make.make_issue()
    ana = make.analyst()
    outcomes = at_once(*[lambda: presence.note(issue, ana, "bcd")] * 20)
    assert outcomes == [None] * 20
    assert Presence.objects.count() == 1


# Whether somebody else changed it


def settle(item):
    thread = item.issue.comments.get()
    settle_thread(thread, user=make.analyst())


def change(item):
    citations = [make.cite(on=item.issue.period_end)]
    change_item(item, user=make.analyst(), version=item.version, body="New.", citations=citations)


CHANGES = {
    "a new item": lambda item: make.make_item(item.issue, "Another."),
    "a new text": change,
    "a deletion": lambda item: delete_item(item, user=make.analyst()),
    "a comment": lambda item: write_comment(item.issue, user=make.analyst(), body="Hm."),
    "a settled thread": settle,
    "a holder": lambda item: assign(
        item.issue, item.key, person=make.analyst(), user=make.analyst()
    ),
    "another holder": lambda item: assign(item.issue, person=make.editor(), user=make.analyst()),
    "a move": lambda item: apply_move(item.issue, Move.SUBMIT, user=make.analyst()),
    "a hold": lambda item: hold_item(item, user=make.editor("eva"), held=True),
    "another period": lambda item: Issue.objects.update(notice="Late this week."),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_somebody_else_does_is_announced_until_the_page_is_made_anew(client, item, name):
    write_comment(item.issue, user=make.editor("eva"), body="Is it so?")
    assign(item.issue, person=make.analyst("tom"), user=make.analyst())
    seen = board(item)
    CHANGES[name](item)
    response = pulse(at(client), item.issue, board=seen)
    assert response.headers["HX-Trigger"] == '{"desk:changed": {}}'
    response = pulse(client, item.issue, board=board(item))
    assert "HX-Trigger" not in response.headers


def test_an_approval_is_announced(client, item):
    make.submit(item.issue)
    seen = board(item, make.analyst())
    approve_item(item, user=make.editor())
    assert board(item, make.analyst()) != seen


def test_what_one_does_oneself_is_not_announced(client, item):
    ed = make.editor()
    write_comment(item.issue, user=make.analyst(), body="Is it so?")
    client.force_login(ed)
    seen = board(item)
    address = [item.issue.slug, 1, item.key]
    client.post(reverse("desk:item_comment", args=address), {"body": "It is."})
    client.post(reverse("desk:hold", args=address))
    client.post(reverse("desk:assign_item", args=address), {"person": "ana"})
    client.post(reverse("desk:resolve", args=[*address[:2], item.issue.comments.first().pk]))
    item.refresh_from_db()
    assert item.held
    assert board(item) == seen


def test_ones_own_entry_in_the_ledger_is_announced_to_the_others_alone():
    published = make.published_issue()
    item, ana, ed = published.items.first(), make.analyst(), make.editor()
    seen = [board(item, user) for user in (ana, ed)]
    start_correction(published, user=ed, note="A number is corrected.")
    assert [board(item, user) == old for user, old in zip((ana, ed), seen, strict=True)] == [
        False,
        True,
    ]


def test_a_pulse_without_a_fingerprint_announces_nothing(client, item):
    assert "HX-Trigger" not in pulse(at(client), item.issue).headers
    assert "HX-Trigger" not in pulse(client, item.issue, board="").headers


# Who may


def test_only_members_of_the_newsroom_have_a_pulse(client, item):
    address = reverse("desk:pulse", args=[item.issue.slug, 1])
    assert client.post(address).status_code == 401
    client.force_login(make.make_user("guest"))
    assert client.post(address).status_code == 403
    assert not Presence.objects.exists()
    for user in (make.analyst(), make.editor(), make.make_user("chief", is_superuser=True)):
        client.force_login(user)
        assert client.post(address).status_code == 200
    assert Presence.objects.count() == 3


def test_a_pulse_by_get_changes_nothing(client, item):
    response = at(client).get(reverse("desk:pulse", args=[item.issue.slug, 1]))
    assert response.status_code == 302
    assert not Presence.objects.exists()


@pytest.mark.parametrize("key", ["x" * 5000, "<b>", "\x00", "’", "zzzzzzzzzz"])
def test_a_strange_item_does_no_harm(client, item, key):
    assert pulse(at(client), item.issue, item=key).status_code == 200
    client.force_login(make.analyst())
    assert pulse(client, item.issue).status_code == 200
    assert pulse(client, item.issue, board=key, here=key).status_code == 200


def test_an_issue_that_is_gone_has_no_pulse(client):
    assert at(client).post(reverse("desk:pulse", args=["2017-11-07", 9])).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_an_issue_that_goes_in_this_moment_is_no_error(client, monkeypatch):
    issue = make.make_issue()
    note = presence.note

    def too_late(*arguments):
        Issue.objects.all().delete()
        note(*arguments)

    monkeypatch.setattr(presence, "note", too_late)
    assert pulse(at(client), issue).status_code == 204
    assert not Presence.objects.exists()
