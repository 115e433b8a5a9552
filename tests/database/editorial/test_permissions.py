"""Every move from every state by everybody, by its button and by hand; and every pair of moves, one after the other."""

import pytest
from django.db import transaction
from django.urls import reverse

from issues import ledger
from issues.models import Issue, StatusChange
from issues.moves import apply_move
from issues.workflow import TRANSITIONS, Move, Status
from tests.support import access
from tests.support import factories as make
from tests.support.buttons import buttons

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def issues(module_db):
    """An issue in every state that nobody of those who try has written, with nothing that blocks it."""
    found = {
        status: access.in_status(status, make.END + number * access.WEEK)
        for number, status in enumerate(Status)
    }
    # Once it was in review, so that its items are approved, and a submitted one can be approved as a whole.
    draft = make.submit(found[Status.DRAFT], by=make.analyst("carl"))
    make.approve_items(draft, make.editor("eve"))
    found[Status.DRAFT] = apply_move(draft, Move.RETURN, user=make.editor("eve"), reason="Not yet.")
    return found


def address(issue, move):
    return reverse("desk:move", args=[issue.slug, issue.edition, move])


def post(client, issue, move, reason="Because.", button=None):
    """By hand, or by its button: the answer's status, and the issue's afterwards."""
    form = {"reason": reason}
    response = button.press(client, form) if button else client.post(address(issue, move), form)
    return response.status_code, Issue.objects.get(pk=issue.pk).status


def shown(client, issue):
    """What the issue's page leads to, by name and address."""
    at = reverse("desk:issue", args=[issue.slug, issue.edition])
    return access.leads(client.get(at).content.decode(), at)


def expected(who, status, move):
    """By the table alone: the answer's status, and the issue's afterwards."""
    row = TRANSITIONS[move]
    if who in ("anonymous", "no staff"):
        return (401 if who == "anonymous" else 302), status
    if row.permission not in access.granted(who):
        return 403, status
    return (302, row.target) if status in row.sources else (409, status)


def attempts():
    return [(status, move) for status in Status for move in Move]


@pytest.mark.parametrize("who", access.PEOPLE)
def test_each_move_from_each_state_by_hand(client, issues, who):
    access.sign_in(client, who)
    before, wrong = access.everything(), []
    for status, move in attempts():
        with transaction.atomic():
            found = post(client, issues[status], move)
            if found != expected(who, status, move):
                wrong.append((status, move, found))
            if found[1] == status and access.everything() != before:
                wrong.append((status, move, "left a trace"))
            transaction.set_rollback(True)
    assert wrong == []


@pytest.mark.parametrize("who", ["analyst", "editor", "superuser"])
def test_each_move_has_its_button_where_it_can_be_made_and_nowhere_else(client, issues, who):
    """And pressing it makes the move."""
    wrong = []
    for status, issue in issues.items():
        found = move_buttons(client, issue, who)
        for move in Move:
            wanted = expected(who, status, move)
            button = found.get(f"move:{move}")
            if (button is not None) != (wanted[0] == 302):
                wrong.append((status, move, button))
            elif button:
                with transaction.atomic():
                    if post(client, issue, move, button=button) != wanted:
                        wrong.append((status, move, "pressed"))
                    transaction.set_rollback(True)
    assert wrong == []


@pytest.mark.parametrize("who", ["anonymous", "no staff", "staff without a group"])
def test_whoever_is_not_of_the_newsroom_sees_no_button(client, issues, who):
    access.sign_in(client, who)
    for issue in issues.values():
        page = client.get(reverse("desk:issue", args=[issue.slug, issue.edition]))
        assert page.status_code in (302, 403)
        assert "moves/" not in page.content.decode()


@pytest.mark.parametrize("who", ["analyst", "editor", "superuser"])
@pytest.mark.parametrize("status", Status)
def test_each_pair_of_moves_by_two_people_on_pages_of_before(client, issues, status, who):
    """The second person still sees the buttons of ``status``: what is pressed counts from where the first one left it.

    Whoever sees no button is refused whatever came before: see above.
    """
    issue, wrong = issues[status], []
    stale = move_buttons(client, issue, who)
    for first_who in ("analyst", "superuser"):
        for first in Move:
            with transaction.atomic():
                access.sign_in(client, first_who)
                wanted = expected(first_who, status, first)
                if (found := post(client, issue, first)) != wanted:
                    wrong.append((first_who, first, found))
                # A first move that was refused has left no trace, so that every second one is as alone: see above.
                if wanted[1] != status or first == Move.SUPERSEDE:
                    wrong += seconds(client, issue, who, wanted[1], stale)
                transaction.set_rollback(True)
    assert wrong == []


def move_buttons(client, issue, who):
    """The buttons for moves that stand on somebody’s page of the issue."""
    client.logout()
    access.sign_in(client, who)
    at = reverse("desk:issue", args=[issue.slug, issue.edition])
    response = client.get(at)
    found = buttons(response.content.decode(), at) if response.status_code == 200 else []
    return {each.name: each for each in found if each.name.startswith("move:")}


def seconds(client, issue, who, status, stale):
    """Every second move by the button, if it stood there, or else by hand, and what is not by the table.

    None leaves more in the ledger than itself.
    """
    client.logout()
    access.sign_in(client, who)
    wrong, entries = [], StatusChange.objects.count()
    for second in Move:
        button = stale.get(f"move:{second}")
        with transaction.atomic():
            wanted = expected(who, status, second)
            if (found := post(client, issue, second, button=button)) != wanted:
                wrong.append((who, second, button, found, wanted))
            if StatusChange.objects.count() - entries != (wanted[0] == 302):
                wrong.append((who, second, button, "ledger"))
            transaction.set_rollback(True)
    return wrong


@pytest.mark.parametrize("move", [move for move, row in TRANSITIONS.items() if row.needs_reason])
def test_a_move_without_its_reason_changes_nothing(client, issues, move):
    access.sign_in(client, "superuser")
    for status in TRANSITIONS[move].sources:
        assert post(client, issues[status], move, reason=" \n") == (400, status)


@pytest.mark.parametrize("who", ["editor", "superuser"])
def test_preflight_stops_everybody_alike(client, issues, who):
    """By hand too, where no button is shown."""
    access.sign_in(client, who)
    for move in (move for move, row in TRANSITIONS.items() if row.needs_preflight):
        [status] = TRANSITIONS[move].sources
        issue = issues[status]
        issue.items.update(body="Changed behind everybody’s back.")
        assert f"move:{move}" not in dict(shown(client, issue))
        assert post(client, issue, move) == (409, status)


@pytest.mark.parametrize("who", access.PEOPLE)
def test_a_correction_and_a_schedule_are_for_those_who_may(client, issues, who):
    access.sign_in(client, who)
    forms = {
        "correct": ("issues.correct_issue", {"note": "A number."}, ("published", "withdrawn")),
        "schedule": ("issues.publish_issue", {"publish_at": "2099-01-01T10:00"}, ("approved",)),
    }
    before, wrong = access.everything(), []
    for name, (permission, form, states) in forms.items():
        for status, issue in issues.items():
            url = reverse(f"desk:{name}", args=[issue.slug, issue.edition])
            may = permission in access.granted(who)
            if ((name, url) in shown(client, issue)) != (may and status in states):
                wrong.append((name, status, "button"))
            with transaction.atomic():
                response = client.post(url, form)
                if may:
                    is_right = response.status_code == (302 if status in states else 409)
                else:
                    is_right = access.is_refused(who, response) and access.everything() == before
                if not is_right:
                    wrong.append((name, status, response.status_code))
                transaction.set_rollback(True)
    assert wrong == []


def test_the_ledger_still_agrees_after_all_of_it(client, issues):
    access.sign_in(client, "superuser")
    for status, move in attempts():
        post(client, issues[status], move)
    assert ledger.verify() == []
