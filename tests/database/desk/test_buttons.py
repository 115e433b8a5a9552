"""Every button of the desk, pressed as it stands on its page: by those who see it, and by those who should not have it."""

import pytest
from django.db import transaction

from tests.support import access
from tests.support.access import MOVES, TABLE, granted, is_refused
from tests.support.buttons import buttons

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def room(module_db):
    return access.newsroom()


# Scripts alone send these; “follow” stands in the answer of “similar”. The last two are for a newsroom of one editor: see
# test_lifting.
WITHOUT_A_BUTTON = {"pulse", "similar", "follow", "ask_lift", "confirm_lifting"}


def permission(name):
    return MOVES.get(name) or TABLE[name].sends


def typed(room):
    """What a person would write into fields that stand empty."""
    form = access.complete_form(room.busy)
    text = "Russia in Syria Monitor, Jan. 10-17, 2018\n\nAnalysis:\n\n• A road. (AP, 01.11.18)"
    return form | {"into": "Reuters", "second": "The rest of it.", "text": text}


def kind(button):
    """Buttons alike do the same to different things: “Approve: A convoy …”, “Approve: Two trucks …”."""
    return button.name, button.label.partition(":")[0]


def of_each_kind(client):
    """A button of each kind on the pages that somebody comes to."""
    found = {}
    for at, page in access.visit(client):
        for button in buttons(page, at):
            found.setdefault(kind(button), button)
    return found


def press_all(client, room):
    """The status that each kind of button was answered with, those on the pages that answer a press included."""
    waiting, statuses = list(of_each_kind(client).values()), {}
    while waiting:
        button = waiting.pop(0)
        if kind(button) in statuses:
            continue
        with transaction.atomic():
            answer = button.press(client, typed(room))
            transaction.set_rollback(True)
        statuses[kind(button)] = answer.status_code
        if answer.status_code == 200:
            waiting += buttons(answer.content.decode(), button.address)
    return statuses


@pytest.mark.parametrize("who", access.GRANTED)
def test_whoever_sees_a_button_can_press_it(client, room, who):
    access.sign_in(client, who)
    statuses = press_all(client, room)
    assert {each: code for each, code in statuses.items() if code not in (200, 302)} == {}
    sent = {name for name, line in TABLE.items() if line.sends and name != "move"} | set(MOVES)
    wanted = {name for name in sent - WITHOUT_A_BUTTON if permission(name) in granted(who)}
    assert {name for name, _ in statuses} == wanted


@pytest.mark.parametrize("who", ["anonymous", "no staff", "staff without a group", "analyst"])
def test_the_buttons_of_an_editors_page_work_for_nobody_who_may_not(client, room, who):
    """As on a screen where somebody else has signed in since."""
    access.sign_in(client, "editor")
    found = of_each_kind(client)
    client.logout()
    access.sign_in(client, who)
    before, wrong = access.everything(), []
    for name, label in found:
        if permission(name) in granted(who):
            continue
        with transaction.atomic():
            answer = found[name, label].press(client, typed(room))
            if not is_refused(who, answer) or access.everything() != before:
                wrong.append((name, label, answer.status_code))
            transaction.set_rollback(True)
    assert wrong == []
    assert len(found) > 30
