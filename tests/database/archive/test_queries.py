"""The number of queries of a page does not grow with what it shows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from issues.archive_index import current
from issues.editions import start_correction
from issues.models import Issue
from issues.moves import apply_move
from issues.workflow import Move
from sources.merging import merge
from tests.support import factories as make
from tests.support.many import FIRST, many_published

pytestmark = pytest.mark.django_db

OUTLETS = [f"Outlet {letter}" for letter in "ABCDEFGHIJKLMNOPQRST"]
SLUG = FIRST.isoformat()
LISTS = [
    "/",
    "/issues/",
    "/issues/?from=2010-01-01&outlet=outlet-a&section=military_campaign",
    "/items/",
    "/items/?from=2010-01-01&outlet=outlet-a&section=military_campaign",
    "/issues/?q=report&outlet=outlet-a",
    "/items/?q=report&from=2010-01-01&outlet=outlet-a",
    "/items/?q=outlet",
    "/outlets/",
    "/outlets/outlet-a/",
    "/corrections/",
    "/sitemap.xml",
    "/issues.json",
    "/items.json",
    "/items.json?q=report",
]
ISSUE = [
    f"/issues/{SLUG}/",
    f"/issues/{SLUG}/editions/1/",
    f"/issues/{SLUG}.txt",
    f"/issues/{SLUG}.json",
]


def queries(client, addresses):
    """How many queries each address runs, when the index of the archive is made (the first page after a publication does)."""
    current()
    found = {}
    for address in addresses:
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
            assert response.status_code == 200, address
            assert response.getvalue()
        found[address] = len(captured)
    return found


def one_of_each():
    """An issue, a merged outlet and a correction."""
    [issue] = many_published(1, 2, OUTLETS[:2])
    merge(make.make_outlet("Outlet B"), make.make_outlet("Outlet A"))
    corrected = make.published_issue(FIRST - timedelta(weeks=4))
    make.publish(start_correction(corrected, user=make.editor(), note="Nothing much."))
    return issue


def test_lists_take_the_same_queries_for_1_issue_and_for_200(client):
    one_of_each()
    few = queries(client, LISTS)
    many_published(200, 2, OUTLETS, first=FIRST + timedelta(weeks=1))
    for number in range(2, 12):
        merge(make.make_outlet(OUTLETS[number]), make.make_outlet("Outlet A"))
    for issue in Issue.objects.published()[:20]:
        apply_move(issue, Move.WITHDRAW, user=make.editor(), reason="A test.")
    assert queries(client, LISTS) == few
    assert max(few.values()) <= 12


def test_an_issue_takes_the_same_queries_with_2_items_and_with_200(client):
    one_of_each()
    few = queries(client, ISSUE)
    many = [address.replace(SLUG, "2011-01-04") for address in ISSUE]
    many_published(1, 200, OUTLETS, first=FIRST + timedelta(weeks=52))
    assert list(queries(client, many).values()) == list(few.values())


def test_a_page_that_the_reader_has_costs_less(client):
    many_published(3, 5, OUTLETS)
    for address in [*LISTS, *ISSUE]:
        etag = client.get(address)["ETag"]
        whole = queries(client, [address])[address]
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
        assert len(captured) <= min(whole, 6), address
