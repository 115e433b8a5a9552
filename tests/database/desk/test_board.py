"""The board: the screen of one issue, as a page and, for its script, as a part of one."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from issues.desk.rows import ItemState, item_state
from issues.editing import approve_item, change_item, hold_item
from issues.editions import start_correction
from issues.following import follow_item
from issues.models import Comment
from issues.sections import Section
from tests.support import factories as make

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
MOST_QUERIES = 15


@pytest.fixture
def issue(client):
    """An issue in review with an item of its own and one below it, seen by an editor who wrote neither."""
    issue = make.make_issue()
    above = make.make_item(issue, "Two convoys reached the town.")
    make.make_item(issue, "One of them left again.", parent=above)
    client.force_login(make.editor())
    return make.submit(issue)


def page_of(issue):
    return reverse("desk:issue", args=[issue.slug, issue.edition])


def of(issue, name, item=None):
    item = item or issue.items.filter(parent=None).first()
    return reverse(f"desk:{name}", args=[issue.slug, issue.edition, item.key])


def events(response):
    return json.loads(response.headers.get("HX-Trigger-After-Swap", "{}"))


# What is answered, with and without the script's header


def test_the_page_is_whole_and_the_part_is_the_board_alone(client, issue):
    whole, part = client.get(page_of(issue)), client.get(page_of(issue), headers=HTMX)
    assert whole.content.startswith(b"<!DOCTYPE html>")
    assert not part.content.startswith(b"<!DOCTYPE html>")
    for answer in (whole, part):
        text = answer.content.decode()
        assert text.count('<div id="said" aria-live="polite"') == 1
        assert text.count('class="item is-ready"') == 2
        assert "Next step" in text
    assert b'<div id="board"' in whole.content
    assert b'<div id="board"' not in part.content


def test_the_part_finds_its_place_wherever_it_was_asked_for(client, issue):
    part = client.get(page_of(issue), headers=HTMX)
    assert part.headers["HX-Retarget"] == "#board"
    assert part.headers["HX-Reswap"] == "morph:innerHTML"
    assert "HX-Retarget" not in client.get(page_of(issue)).headers


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "part"])
def test_a_refused_step_has_the_same_status_and_sentence_in_both(client, issue, headers):
    response = client.post(of(issue, "place"), {"to": "up"}, headers=headers)
    assert response.status_code == 409
    said = response.content.decode().split('<div id="said"')[1].split("</div>")[0]
    assert 'role="alert"' in said
    assert "This item is the first where it stands." in said


def test_what_was_done_is_said_inside_the_board(client, issue):
    issue = make.make_issue(make.END + timedelta(days=7))
    make.make_item(issue)
    address = reverse("desk:move", args=[issue.slug, 1, "submit"])
    part = client.post(address, headers=HTMX, follow=True)
    said = part.content.decode().split('<div id="said"')[1].split("</div>")[0]
    assert "Submitted: an editor reads it now." in said


def test_a_move_is_answered_with_the_place_that_the_item_came_to(client, issue):
    make.make_item(issue, "A third one.")
    response = client.post(of(issue, "place"), {"to": "down"}, headers=HTMX, follow=True)
    key = issue.items.get(body="Two convoys reached the town.").key
    assert events(response) == {"desk:at": {"key": key, "said": "to Military campaign, 2 of 2"}}
    nested = issue.items.get(body="A third one.")
    client.post(of(issue, "place", nested), {"to": "down"}, headers=HTMX, follow=True)
    response = client.post(of(issue, "place", nested), {"to": "in"}, headers=HTMX, follow=True)
    assert events(response)["desk:at"]["said"] == "below “Two convoys reached the town.”, 2 of 2"


def test_a_saved_item_is_named_by_an_event_of_its_own(client, issue):
    item = issue.items.get(parent=None)
    response = client.get(f"{page_of(issue)}?at={item.key}&saved=1", headers=HTMX)
    assert events(response) == {
        "desk:at": {"key": item.key, "said": ""},
        "desk:saved": {"key": item.key},
    }
    assert events(client.get(f"{page_of(issue)}?at={item.key}")) == {}


def test_without_the_header_a_step_leads_back_to_the_item(client, issue):
    response = client.post(of(issue, "approve"), {"version": 1})
    assert response.status_code == 302
    assert "#item-" in response.headers["Location"]


# Addresses


def test_addresses_are_short_on_the_page_itself_and_whole_elsewhere(client, issue):
    key = issue.items.get(parent=None).key
    whole = f'href="{page_of(issue)}items/{key}/menu/"'
    short = f'href="items/{key}/menu/"'
    here = {**HTMX, "HX-Current-URL": f"http://testserver{page_of(issue)}?at=x"}
    elsewhere = {**HTMX, "HX-Current-URL": "http://testserver/admin/desk/review/"}
    assert short in client.get(page_of(issue)).content.decode()
    assert short in client.get(page_of(issue), headers=here).content.decode()
    assert whole in client.get(page_of(issue), headers=elsewhere).content.decode()
    nowhere = {**HTMX, "HX-Current-URL": "http://["}
    assert whole in client.get(page_of(issue), headers=nowhere).content.decode()
    assert whole in client.post(of(issue, "place"), {"to": "up"}).content.decode()


# What opens on demand


@pytest.mark.parametrize("name", ["menu", "remark"])
def test_a_part_of_an_item_is_a_page_without_script(client, issue, name):
    part, whole = client.get(of(issue, name), headers=HTMX), client.get(of(issue, name))
    assert not part.content.startswith(b"<!DOCTYPE html>")
    assert whole.content.startswith(b"<!DOCTYPE html>")
    assert b"<form" in part.content
    assert part.content.strip()[:40] in whole.content
    assert b"Two convoys reached the town." in whole.content


def test_the_form_of_an_answer_opens_on_demand(client, issue):
    thread = Comment.objects.create(issue=issue, author=make.analyst(), body="Is it so?")
    address = reverse("desk:answer", args=[issue.slug, 1, thread.pk])
    assert b"Is it so?" in client.get(address).content
    assert b'name="body"' in client.get(address, headers=HTMX).content
    gone = reverse("desk:answer", args=[issue.slug, 1, thread.pk + 1])
    assert client.get(gone).status_code == 404


def test_a_menu_of_an_item_that_is_gone_is_not_found(client, issue):
    address = reverse("desk:menu", args=[issue.slug, 1, "bcdfghjkmn"])
    assert client.get(address, headers=HTMX).status_code == 404


# States


def comment(item, *, is_return=True, **fields):
    return Comment.objects.create(
        issue=item.issue,
        item_key=item.key,
        author=make.editor(),
        body="Again, please.",
        is_return=is_return,
        **fields,
    )


def chip(client, item):
    text = client.get(page_of(item.issue)).content.decode()
    return text.split(f'id="item-{item.key}"')[0].rsplit('class="item is-', 1)[1].split('"')[0]


def test_an_item_is_ready_when_nothing_blocks_it_and_a_draft_before(client):
    client.force_login(make.editor())
    issue = make.make_issue()
    assert chip(client, make.make_item(issue)) == "ready"
    assert chip(client, make.make_item(issue, "It cites nobody.", citations=[])) == "draft"


def test_a_returned_item_says_so_until_its_thread_is_settled_or_it_is_approved(client, issue):
    item = issue.items.get(parent=None)
    comment(item, is_return=False)
    assert chip(client, item) == "ready"
    thread = comment(item)
    assert chip(client, item) == "returned"
    approve_item(item, user=make.editor())
    assert chip(client, item) == "approved"
    item.refresh_from_db()
    change_item(item, user=make.analyst(), version=1, body="Three.", citations=[make.cite()])
    Comment.objects.filter(pk=thread.pk).update(resolved_at=issue.created_at)
    assert chip(client, item) == "changed"


def test_a_held_item_is_held_whatever_else_is_true(client, issue):
    item = issue.items.get(parent=None)
    comment(item)
    held = hold_item(item, user=make.editor(), held=True)
    assert chip(client, item) == "held"
    assert item_state(held, [], []) == ItemState.HELD


# Queries


def many(issue, count):
    """Items of every kind: nested, commented on, not cited, with an unknown outlet."""
    above = None
    for number in range(count):
        section = list(Section)[number % 5]
        above = make.make_item(
            issue,
            f"Convoy {number} reached the town.",
            section=section,
            parent=above if above and above.section == section else None,
            citations=[] if number % 7 == 1 else [make.cite("Reuters" if number % 3 else "AP")],
        )
        thread = comment(above, is_return=number % 4 == 0)
        comment(above, is_return=False, thread=thread)


def queries(client, issue, headers):
    client.get(page_of(issue), headers=headers)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page_of(issue), headers=headers).status_code == 200
    return len(asked)


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "part"])
def test_forty_items_ask_no_more_queries_than_two(client, headers):
    client.force_login(make.editor())
    issue = make.make_issue()
    many(issue, 2)
    few = queries(client, issue, headers)
    many(issue, 38)
    assert queries(client, issue, headers) == few
    assert few <= MOST_QUERIES


def test_a_follow_up_of_an_earlier_issue_asks_one_query_more_and_not_too_many(client):
    client.force_login(make.editor())
    earlier = make.published_issue(make.END - timedelta(days=7))
    issue = make.make_issue()
    make.make_item(issue, "A bridge fell.")
    item = make.make_item(issue, "The convoy went on.")
    few = queries(client, issue, {})
    follow_item(item, user=make.analyst(), key=earlier.items.get().key)
    assert queries(client, issue, {}) == few + 1 <= MOST_QUERIES
    assert "Follows" in client.get(page_of(issue)).content.decode()


def test_a_correction_asks_no_more_queries_than_a_first_edition(client):
    client.force_login(make.editor())
    issue = make.published_issue(make.END, *(f"Convoy {number}." for number in range(6)))
    draft = start_correction(issue, user=make.editor(), note="A name was wrong.")
    item = draft.items.first()
    change_item(item, user=make.analyst(), version=1, body="Convoy.", citations=[make.cite()])
    assert queries(client, draft, {}) <= MOST_QUERIES
    assert b"What changed since" in client.get(page_of(draft)).content
