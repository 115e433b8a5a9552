"""A result is the filter's list, counted and cut into pages without asking the database to count or sort."""

from datetime import date

import pytest
from django.core.paginator import Paginator
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given

from issues.filter_form import public_outlets
from issues.filters import IssueFilter, ItemFilter
from issues.moves import apply_move
from issues.results import Result
from issues.workflow import Move
from tests.support import factories as make
from tests.support.examples import examples
from tests.support.random_archives import ARCHIVES, ASKED, asked_for, published

pytestmark = pytest.mark.django_db
NOV_7, NOV_14 = date(2017, 11, 7), date(2017, 11, 14)


@pytest.mark.parametrize("kind", [ItemFilter, IssueFilter])
@examples(20)
@given(archive=ARCHIVES, wanted=ASKED)
def test_a_result_is_the_filter_s_list_page_by_page(kind, archive, wanted):
    with published(archive):
        asked = asked_for(kind, wanted.parameters([outlet.slug for outlet in public_outlets()]))
        expected = [row.pk for row in asked.qs]
        result = Result(asked)
        assert len(result) == len(expected)
        assert result.pks() == expected
        for start in range(0, len(expected) + 1, 2):
            assert [row.pk for row in result[start : start + 2]] == expected[start : start + 2]
        assert [row.pk for row in result] == expected


def test_a_page_is_fetched_when_it_is_shown_and_counted_without_a_query():
    make.published_issue(NOV_7, "One.", "Two.", "Three.")
    result = Result(asked_for(ItemFilter, []))
    with CaptureQueriesContext(connection) as captured:
        page = Paginator(result, 2).page(2)
        assert (len(result), page.paginator.num_pages) == (3, 2)
    assert len(captured) == 0
    with CaptureQueriesContext(connection) as captured:
        assert [item.body for item in page.object_list] == ["Three."]
        assert len(page.object_list) == 1
    assert len(captured) == 1


def test_what_is_withdrawn_before_it_is_shown_is_left_out():
    first, second = make.published_issue(NOV_7), make.published_issue(NOV_14)
    result = Result(asked_for(IssueFilter, []))
    apply_move(first, Move.WITHDRAW, user=make.editor(), reason="Wrong.")
    assert list(result) == [second]
