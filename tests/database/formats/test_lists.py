"""What every format of a list must do: the same items or issues, in the same order, as a stream."""

import itertools
import random
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from issues.exports.formats import CHUNK
from issues.exports.streams import CHUNK_OF_ISSUES
from issues.models import Issue, Item
from tests.support.examples import seeds
from tests.support.exported import SITE
from tests.support.factories import cite, make_issue, make_item, publish
from tests.support.listed import FORMATS, ids
from tests.support.many import many_published

pytestmark = pytest.mark.django_db


@pytest.fixture(params=sorted(FORMATS))
def format(request) -> str:
    return request.param


@pytest.fixture(params=["items", "issues"])
def kind(request) -> str:
    return request.param


def written(format: str, kind: str, queryset, **options) -> str:
    return "".join(getattr(FORMATS[format], kind)(queryset, SITE, **options))


def archive() -> None:
    """Issues of several items, some with many citations, nested, corrected, or full of special characters."""
    for number in range(4):
        issue = make_issue(date(2017, 11, 7 + 7 * number))
        for place in range(4):
            parent = issue.items.first() if place == 2 else None
            citations = [cite(name, date(2017, 11, 1 + place)) for name in ("AP", "Reuters")]
            make_item(
                issue,
                f"={place} & {{{number}}} <b>told</b>.",
                parent=parent,
                citations=citations[: 1 + place % 2],
            )
        publish(issue)


def random_rows(rows, choice: random.Random, orders: list[str]):
    """A subset in some order, perhaps cut short, as filters and feeds may ask for."""
    wanted = choice.sample(
        sorted(rows.values_list("pk", flat=True)), choice.randint(0, rows.count())
    )
    chosen = rows.filter(pk__in=wanted).order_by(choice.choice(orders), "pk")
    return chosen[: choice.randint(0, 5)] if choice.random() < 0.3 else chosen


def test_every_format_gives_the_same_ids_in_the_same_order():
    archive()
    for seed in seeds(50):
        choice = random.Random(seed)
        items = random_rows(Item.objects.published(), choice, ["body", "-position", "-issue_id"])
        issues = random_rows(Issue.objects.published(), choice, ["slug", "-slug", "pk"])
        for kind, rows, name in (("items", items, "key"), ("issues", issues, "slug")):
            expected = [getattr(row, name) for row in rows]
            for format in FORMATS:
                assert ids(format, kind, written(format, kind, rows)) == expected, (seed, format)


def test_a_list_may_be_empty(format, kind):
    rows = {"items": Item, "issues": Issue}[kind].objects.none()
    assert ids(format, kind, written(format, kind, rows)) == []


def queries(format: str, kind: str, rows) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert ids(format, kind, written(format, kind, rows))
    return len(captured)


def test_a_list_runs_as_many_queries_for_hundreds_as_for_one():
    many_published(2, CHUNK // 2, ["AP", "Reuters"])
    items = Item.objects.published().order_by("pk")
    first = items.filter(pk=items.first().pk)
    one = {format: queries(format, "items", first) for format in FORMATS}
    assert {format: queries(format, "items", items) for format in FORMATS} == one
    # The next chunk takes its citations with one query more.
    many_published(1, 1, ["AP"], first=date(2016, 1, 5))
    more = {format: count + 1 for format, count in one.items()}
    assert {format: queries(format, "items", items) for format in FORMATS} == more


def test_a_list_of_issues_runs_as_many_queries_for_a_chunk_as_for_one():
    many_published(CHUNK_OF_ISSUES, 2, ["AP", "Reuters"])
    issues = Issue.objects.published().order_by("slug")
    first = issues.filter(pk=issues.first().pk)
    one = {format: queries(format, "issues", first) for format in FORMATS}
    assert {format: queries(format, "issues", issues) for format in FORMATS} == one


def test_a_list_is_written_while_it_is_read():
    many_published(1, 3 * CHUNK, ["AP"])
    for format in FORMATS.values():
        with CaptureQueriesContext(connection) as captured:
            stream = iter(format.items(Item.objects.published(), SITE))
            list(itertools.islice(stream, 10))
            for_ten = len(captured)
            list(stream)
        assert for_ten < len(captured), format.name


def test_an_item_without_citations_is_in_every_list(format):
    make_item(make_issue(), citations=[])
    item = Item.objects.get()
    text = written(format, "items", Item.objects.all())
    assert item.key in text
    assert "Two convoys reached the town." in text
