"""The source mix says who an issue or a result rests on, and how narrowly."""

from collections import Counter
from datetime import date
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import given

from issues import source_mix
from issues.contents import load_contents, mix_of
from issues.filter_form import public_outlets
from issues.filters import IssueFilter, ItemFilter
from issues.models import Issue, Item
from issues.results import Result
from sources.merging import merge
from tests.support import factories as make
from tests.support.examples import examples
from tests.support.random_archives import ARCHIVES, ASKED, asked_for, published

pytestmark = pytest.mark.django_db
NOV_7 = date(2017, 11, 7)


def mix_with(kind=ItemFilter, **parameters):
    asked = kind(QueryDict(urlencode(parameters, doseq=True)))
    assert asked.is_valid(), asked.errors
    return source_mix.of_result(Result(asked))


def shares(mix):
    return [(each.outlet.name, each.citations, each.share) for each in mix.shares]


@pytest.fixture
def issue():
    issue = make.make_issue(NOV_7)
    make.make_item(
        issue, citations=[make.cite("Reuters", on=NOV_7), make.cite("Reuters", on=NOV_7)]
    )
    make.make_item(issue, citations=[make.cite("Reuters", on=NOV_7), make.cite("AP", on=NOV_7)])
    return make.publish(issue)


def test_shares_are_of_all_citations_the_largest_first(issue):
    assert shares(mix_with()) == [("Reuters", 3, 0.75), ("AP", 1, 0.25)]
    assert (mix_with().citations, mix_with().items) == (4, 2)


def test_an_item_that_cites_one_outlet_twice_is_single_sourced(issue):
    assert mix_with().single_sourced == 1
    assert mix_with(outlet="ap").single_sourced == 0


def test_a_merge_makes_two_sources_one(issue):
    merge(make.make_outlet("AP"), make.make_outlet("Reuters"))
    assert shares(mix_with()) == [("Reuters", 4, 1.0)]
    assert mix_with().single_sourced == 2


def test_items_found_under_one_outlet_show_who_else_they_rest_on(issue):
    assert shares(mix_with(outlet="ap")) == [("AP", 1, 0.5), ("Reuters", 1, 0.5)]


def test_nothing_found_has_no_shares():
    mix = mix_with()
    assert (mix.shares, mix.citations, mix.items, mix.single_sourced) == ((), 0, 0, 0)


RANDOM = examples(20)


@RANDOM
@given(archive=ARCHIVES, wanted=ASKED)
def test_the_mix_of_a_result_is_that_of_counting_by_hand(archive, wanted):
    with published(archive):
        parameters = wanted.parameters([outlet.slug for outlet in public_outlets()])
        for kind in (ItemFilter, IssueFilter):
            asked = asked_for(kind, parameters)
            pks = [row.pk for row in asked.qs]
            where = {"pk__in": pks} if kind is ItemFilter else {"issue__in": pks}
            items = Item.objects.published().filter(**where).with_contents()
            cited = [[c.outlet.canonical.slug for c in item.citations.all()] for item in items]
            counts = Counter(slug for row in cited for slug in row)
            mix = source_mix.of_result(Result(asked))
            assert {each.outlet.slug: each.citations for each in mix.shares} == counts
            assert mix.items == len(cited)
            assert mix.single_sourced == sum(len(set(row)) == 1 for row in cited)
            assert sum(each.share for each in mix.shares) == pytest.approx(1.0 if counts else 0.0)


@RANDOM
@given(archive=ARCHIVES)
def test_a_result_of_one_issue_has_the_mix_of_that_issue(archive):
    with published(archive):
        for issue in Issue.objects.published():
            result = Result(asked_for(IssueFilter, []))
            result.rows = result.units = result.table.rows_of([issue.pk])
            found, printed = source_mix.of_result(result), mix_of(load_contents(issue))
            assert found.single_sourced == printed.single_sourced
            assert [(each.outlet.slug, each.citations) for each in found.shares] == [
                (each.outlet.slug, each.citation_count) for each in printed.shares
            ]
