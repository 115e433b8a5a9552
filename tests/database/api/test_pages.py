"""The pages of the API's lists: what is published or corrected meanwhile neither hides nor repeats an entry."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext

from issues.archive_index import current
from issues.editions import start_correction
from issues.models import Issue
from issues.moves import apply_move
from issues.workflow import Move
from sources.merging import merge
from tests.support import factories as make
from tests.support.api import UNLIMITED, ask, small_archive, walk
from tests.support.many import many_published

pytestmark = pytest.mark.django_db

OUTLETS = [f"Outlet {letter}" for letter in "ABCDEFGHIJ"]
LISTS = ["issues", "items", "citations", "outlets"]


@pytest.fixture(autouse=True)
def _unlimited(settings):
    settings.CACHES = UNLIMITED


def cursor(page):
    [found] = parse_qs(urlsplit(page["next"]).query)["cursor"]
    return found


@pytest.mark.parametrize("name", LISTS)
def test_pages_of_any_size_hold_the_same_entries_in_the_same_order(client, name):
    small_archive()
    whole = ask(client, f"{name}/")
    assert whole["next"] is None
    for size in range(1, len(whole[name]) + 2):
        assert walk(client, f"{name}/?page_size={size}") == whole[name]


def test_a_page_has_50_entries_and_at_most_200(client):
    many_published(3, 80, OUTLETS)
    assert len(ask(client, "items/")["items"]) == 50
    assert len(ask(client, "items/?page_size=200")["items"]) == 200
    assert len(walk(client, "citations/?page_size=200")) == 480


def test_the_next_page_keeps_the_filters(client):
    many_published(3, 5, OUTLETS[:2])
    query = "outlet=outlet-a&outlet=outlet-b&section=response&page_size=1"
    found = walk(client, f"items/?{query}")
    assert len(found) == 3
    assert query in ask(client, f"items/?{query}")["next"]


def test_a_cursor_is_the_same_every_time(client):
    many_published(3, 5, OUTLETS)
    first = client.get("/api/v1/items/?page_size=2")
    assert first.content == client.get("/api/v1/items/?page_size=2").content


@pytest.mark.parametrize("name", ["issues", "items", "citations"])
def test_what_is_published_meanwhile_shifts_nothing(client, name):
    make.published_issue(date(2017, 10, 31), "One.", "Two.", "Three.")
    make.published_issue(date(2017, 10, 24), "Four.")
    before = walk(client, f"{name}/")
    first = ask(client, f"{name}/?page_size=1")
    make.published_issue(date(2017, 11, 7), "Zero.")
    rest = walk(client, f"{name}/?cursor={cursor(first)}")
    assert [*first[name], *rest] == before
    assert len(walk(client, f"{name}/")) > len(before)


def test_a_correction_meanwhile_hides_and_repeats_no_other_item(client):
    issue = make.published_issue(date(2017, 10, 31), "One.", "Two.", "Three.", "Four.")
    first = ask(client, "items/?page_size=2")
    assert [item["text"] for item in first["items"]] == ["One.", "Two."]
    correction = start_correction(issue, user=make.editor(), note="Two was wrong.")
    correction.items.get(body="Two.").delete()
    make.publish(correction)
    rest = walk(client, f"items/?cursor={cursor(first)}")
    assert [item["text"] for item in rest] == ["Three.", "Four."]


def test_a_withdrawal_of_the_last_entry_loses_nothing(client):
    issues = many_published(4, 1, OUTLETS)
    first = ask(client, "issues/?page_size=2")
    for each in Issue.objects.filter(pk=issues[2].pk):
        apply_move(each, Move.WITHDRAW, user=make.editor(), reason="Wrong.")
    rest = walk(client, f"issues/?cursor={cursor(first)}")
    assert [each["slug"] for each in rest] == [issues[1].slug, issues[0].slug]


def test_nobody_makes_up_a_cursor_or_takes_it_to_another_list(client):
    many_published(3, 5, OUTLETS)
    of = {name: cursor(ask(client, f"{name}/?page_size=1")) for name in LISTS}
    forged = signing.Signer(salt="another").sign_object(["2017-11-07", "2017-11-07"])
    for name in LISTS:
        foreign = [of[other] for other in LISTS if other != name]
        for wrong in (*foreign, forged, of[name][:-1], of[name] + "A", "A" + of[name], "é", ":"):
            error = ask(client, f"{name}/?cursor={wrong}", 404)["error"]
            assert error["status"] == 404
            assert "leads to no page of this list: take it from “next”" in error["message"]


def queries(client, addresses):
    """How many queries each address runs."""
    found = {}
    for address in addresses:
        with CaptureQueriesContext(connection) as captured:
            ask(client, address)
        found[address] = len(captured)
    return found


def test_1_row_takes_the_same_queries_as_200(client):
    many_published(2, 100, OUTLETS)
    many_published(200, 1, OUTLETS, first=date(2011, 1, 4))
    for letter in "BC":
        merge(make.make_outlet(f"Outlet {letter}"), make.make_outlet("Outlet A"))
    filters = "outlet=outlet-a&from=2010-01-01&section=military_campaign&"
    current()  # the first request after a publication makes the index
    for name in LISTS:
        for query in ("", filters if name != "outlets" else ""):
            sizes = [f"{name}/?{query}page_size={size}" for size in (1, 200)]
            small, large = queries(client, sizes).values()
            assert small == large <= 8


def test_an_issue_takes_the_same_queries_with_2_items_and_with_200(client):
    small, large = (
        many_published(1, 2, OUTLETS),
        many_published(1, 200, OUTLETS, first=date(2011, 1, 4)),
    )
    few, many = queries(client, [f"issues/{each.slug}/" for [each] in (small, large)]).values()
    assert few == many <= 6


def test_before_the_first_issue_every_outlet_is_unknown(client):
    assert "enum" not in ask(client, "openapi.json")["components"]["schemas"]["OutletSlug"]
