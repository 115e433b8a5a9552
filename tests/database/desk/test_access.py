"""Who gets in: every address of the desk as anybody, by its page and by hand, and where its buttons are shown."""

import re
from dataclasses import replace

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from issues.groups import EDITORS, PERMISSIONS
from issues.models import Issue
from issues.workflow import TRANSITIONS
from tests.support import access
from tests.support import factories as make
from tests.support.access import MOVES, PEOPLE, TABLE, VIEW, granted, is_refused

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def room(module_db):
    return access.newsroom()


def test_every_address_has_its_line():
    names = access.names()
    assert len(names) == len(set(names)) > 20
    assert set(names) - access.FOR_ANYBODY == set(TABLE), (
        "An address of the desk needs a line in tests/support/access.py."
    )


def test_every_permission_is_asked_for_or_known_to_be_of_another_room():
    asked = {line.opens for line in TABLE.values()} | {line.sends for line in TABLE.values()}
    asked |= {row.permission for row in TRANSITIONS.values()}
    asked -= {None, ""}
    assert asked | access.NOT_OF_THE_DESK == set(PERMISSIONS[EDITORS])
    assert asked & access.NOT_OF_THE_DESK == set()


@pytest.mark.parametrize("who", PEOPLE)
def test_every_address_opens_for_those_who_may(client, room, who):
    user = access.sign_in(client, who)
    before, wrong = access.everything(), []
    for name, line in TABLE.items():
        response = client.get(room.address(name, user))
        if (line.opens or VIEW) in granted(who):
            kind = 302 if line.opens is None else 200
            # Some addresses without a page lead on, and ask for the permission first.
            is_right = response.status_code == kind or (
                line.opens is None and is_refused(who, response) and line.sends not in granted(who)
            )
            is_right = is_right and "no-store" in response.headers["Cache-Control"]
        else:
            is_right = is_refused(who, response)
        if not is_right:
            wrong.append((name, response.status_code))
    assert wrong == []
    assert who in access.GRANTED or access.everything() == before


@pytest.mark.parametrize("who", PEOPLE)
def test_every_form_is_taken_from_those_who_may_and_refused_without_a_trace(client, room, who):
    user = access.sign_in(client, who)
    before, wrong = access.everything(), []
    for name, line in TABLE.items():
        may, form = line.sends or line.opens, access.complete_form(room.busy, name)
        with transaction.atomic():
            response = client.post(room.address(name, user), form)
            if may not in granted(who):
                if not is_refused(who, response):
                    wrong.append((name, response.status_code))
                if access.everything() != before:
                    wrong.append((name, "left a trace"))
            elif response.status_code not in (200, 204, 302, 400, 409):
                wrong.append((name, response.status_code))
            transaction.set_rollback(True)
    assert wrong == []


@pytest.mark.parametrize("who", ["analyst", "editor", "superuser"])
def test_pages_lead_where_somebody_may_go_and_nowhere_else(client, room, who):
    access.sign_in(client, who)
    shown = set(access.walk(client)) - access.FOR_ANYBODY
    wanted = {
        name
        for name, line in TABLE.items()
        if line.is_shown and (line.sends or line.opens) in granted(who) and name != "move"
    }
    wanted |= {name for name, permission in MOVES.items() if permission in granted(who)}
    assert shown == wanted


def test_without_one_permission_its_buttons_are_gone_and_its_forms_are_refused(client, room):
    """Each permission by itself: an editor who lacks it alone."""
    user = access.sign_in(client, "editor")
    found = access.walk(client)
    lines = {name: (line.opens, line.sends) for name, line in TABLE.items() if name != "move"}
    lines |= {name: (None, permission) for name, permission in MOVES.items()}
    wrong = []
    for permission in sorted({each for pair in lines.values() for each in pair if each}):
        access.without(user, permission)
        for name, pair in lines.items():
            if permission not in pair:
                continue
            wrong += [(permission, name, page) for page in _shows(client, found, name, permission)]
            address = _address(room, name, user)
            with transaction.atomic():
                form = access.complete_form(room.busy, name)
                if client.post(address, form).status_code != 403:
                    wrong.append((permission, name, "was taken"))
                transaction.set_rollback(True)
            if pair[0] == permission and client.get(address).status_code != 403:
                wrong.append((permission, name, "was opened"))
    assert wrong == []


def _shows(client, found, name, permission):
    """Pages that still lead there, of three that did; without the permission to see anything there are none."""
    if permission == VIEW:
        return []
    pages = sorted(found.get(name, ()))[:3]
    shown = {page: access.leads(client.get(page).content.decode(), page) for page in pages}
    return [page for page in pages if name in dict(shown[page])]


def _address(room, name, user):
    if name in MOVES:
        return reverse("desk:move", args=[room.busy.slug, 1, name.partition(":")[2]])
    return room.address(name, user)


@pytest.mark.parametrize("who", ["editor", "superuser"])
def test_nothing_of_a_published_edition_can_be_changed(client, room, who):
    user = access.sign_in(client, who)
    for issue in Issue.objects.filter(status__in=("published", "superseded", "withdrawn")):
        there = replace(room, busy=issue)
        issue.comments.create(author=make.analyst(), body="Is it so?")
        form, before = access.complete_form(issue), _edition(issue)
        for name in TABLE:
            if name in ("imported", "notice"):
                continue
            response = client.post(there.address(name, user), form)
            assert response.status_code in (200, 204, 302, 400, 404, 409), name
        assert _edition(issue) == before


def _edition(issue):
    rows = [Issue.objects.filter(pk=issue.pk), issue.items]
    rows += [item.citations for item in issue.items.all()]
    return [list(each.order_by("pk").values()) for each in rows]


@pytest.mark.parametrize(
    "path",
    [
        "issues/2031-11-14/1/",
        "issues/2017-11-07/2/",
        "issues/2017-11-07/99999999999999999999999/",
        "issues/2017-11-07/1/items/abcdefghjk/",
        "issues/2017-11-07/1/items/abcdefghjk/history/",
        "issues/2017-11-07/1/items/new/?text_of=888888",
        "issues/2017-11-07/1/items/new/?text_of=x",
        "issues/2017-11-07/1/items/new/?text_of=99999999999999999999999",
        "issues/2017-11-07/1/imports/99999999999999999999999/",
        "issues/2017-11-07/1/preview/issue.exe",
        "issues/2017-11-07/1/nothing/",
    ],
)
def test_what_does_not_exist_is_404(client, room, path):
    client.force_login(make.editor())
    assert client.get(f"/admin/desk/{path}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "moves/nothing/",
        "items/abcdefghjk/approve/",
        "items/abcdefghjk/hold/",
        "items/abcdefghjk/delete/",
        "items/abcdefghjk/place/",
        "items/abcdefghjk/comments/",
        "items/abcdefghjk/return/",
        "items/abcdefghjk/review/",
        "comments/99999999999999999999999/reply/",
        "comments/1/resolve/",
    ],
)
def test_what_does_not_exist_takes_no_form(client, room, path):
    client.force_login(make.editor())
    assert client.post(f"/admin/desk/issues/2017-11-07/1/{path}", {"version": 1}).status_code == 404


def test_other_methods_are_refused(client):
    client.force_login(make.editor())
    assert client.put("/admin/desk/").status_code == 405
    assert client.delete("/admin/desk/").status_code == 405


def test_a_form_without_its_token_is_refused(room):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make.editor())
    form = access.complete_form(room.busy)
    for name in TABLE:
        response = client.post(room.address(name, make.editor()), form)
        assert response.status_code == 403, name


def test_every_form_of_the_desk_has_a_token_and_goes_to_the_desk(client, room):
    user = access.sign_in(client, "editor")
    forms = []
    for name, line in TABLE.items():
        if line.opens:
            page = client.get(room.address(name, user)).content.decode()
            forms += re.findall(r'<form[^>]*method="post".*?</form>', page, re.DOTALL)
    assert len(forms) > 10
    ours = [form for form in forms if 'id="logout-form"' not in form]
    assert [form for form in ours if "csrfmiddlewaretoken" not in form] == []
    actions = [re.search(r'action="([^"]*)"', form) for form in ours]
    assert [each[1] for each in actions if each and "//" in each[1]] == []
