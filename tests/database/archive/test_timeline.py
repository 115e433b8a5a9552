"""The time line adds up to the result and shows quiet times as zeros."""

from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import given

from issues.filter_form import public_outlets
from issues.filters import IssueFilter, ItemFilter
from issues.results import Result
from issues.sections import Section
from issues.timeline import MOST_MONTHS, MOST_MONTHS_IN_WEEKS, timeline
from tests.support import factories as make
from tests.support.examples import examples
from tests.support.random_archives import ARCHIVES, ASKED, asked_for, parameters_in, published

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def timeline_of(kind=ItemFilter, **parameters):
    asked = kind(QueryDict(urlencode(parameters, doseq=True)))
    assert asked.is_valid(), asked.errors
    return timeline(Result(asked))


def issue_with(end, *citations, **fields):
    issue = make.make_issue(end)
    make.make_item(issue, citations=list(citations) or None, **fields)
    return make.publish(issue)


def counts(found):
    return [(bucket.start, bucket.count) for bucket in found.buckets if bucket.count]


@pytest.mark.parametrize("kind", [ItemFilter, IssueFilter])
@examples(20)
@given(archive=ARCHIVES, wanted=ASKED)
def test_the_buckets_add_up_to_the_result(kind, archive, wanted):
    with published(archive):
        parameters = wanted.parameters([outlet.slug for outlet in public_outlets()])
        result = Result(asked_for(kind, parameters))
        found = timeline(result)
        assert sum(bucket.count for bucket in found.buckets) == len(result)
        assert bool(found.buckets) == bool(len(result))
        for one, other in zip(found.buckets, found.buckets[1:], strict=False):
            assert one.end + DAY == other.start
        for bucket in found.buckets:
            assert bucket.start <= bucket.end
            assert set(bucket.sections) == set(Section)
            if kind is ItemFilter:
                assert sum(bucket.sections.values()) == bucket.count
            # What a bucket counts is found again by its dates, unless it has none.
            dates = {"from": [bucket.start.isoformat()], "to": [bucket.end.isoformat()]}
            inside = asked_for(kind, parameters_in(result.asked.query_with(**dates))).qs.count()
            if result.first or result.last or kind is IssueFilter:
                assert bucket.count <= inside
        if found.buckets and result.first:
            assert found.buckets[0].start >= result.first
        if found.buckets and result.last:
            assert found.buckets[-1].end <= result.last


def test_weeks_begin_on_monday_and_quiet_ones_are_there():
    issue_with(date(2017, 11, 7), make.cite(on=date(2017, 11, 5)))
    issue_with(date(2017, 11, 28), make.cite(on=date(2017, 11, 27)))
    found = timeline_of()
    assert found.unit == "week"
    assert [(bucket.start, bucket.count) for bucket in found.buckets] == [
        (date(2017, 10, 30), 1),
        (date(2017, 11, 6), 0),
        (date(2017, 11, 13), 0),
        (date(2017, 11, 20), 0),
        (date(2017, 11, 27), 1),
    ]
    assert found.buckets[0].label == "Week of Oct. 30, 2017"
    assert found.buckets[0].end == date(2017, 11, 5)
    assert found.most == 1


def test_quiet_sections_are_zeros_all_along():
    issue_with(date(2017, 11, 7), section=Section.RESPONSE)
    issue_with(date(2017, 11, 21), section=Section.RESPONSE)
    sections = dict(timeline_of().sections)
    assert sections.pop(Section.RESPONSE) == [1, 0, 1]
    assert list(sections.values()) == [[0, 0, 0]] * 4


def test_long_spans_are_drawn_in_months_and_longer_ones_in_years():
    issue_with(date(2017, 11, 7))
    for more, (months, unit) in enumerate(
        [
            (MOST_MONTHS_IN_WEEKS - 1, "week"),
            (MOST_MONTHS_IN_WEEKS, "month"),
            (MOST_MONTHS - 1, "month"),
            (MOST_MONTHS, "year"),
        ],
        start=2,
    ):
        year, month = divmod(2017 * 12 + 10 - months, 12)
        issue_with(date(year, month + 1, 15))
        found = timeline_of()
        assert found.unit == unit
        assert sum(bucket.count for bucket in found.buckets) == more
    assert (found.buckets[0].label, len(found.buckets)) == ("1977", 41)
    assert timeline_of(**{"from": "2014-01-01"}).buckets[-1].label == "Nov. 2017"


def test_an_item_stands_at_its_newest_citation_that_matches():
    issue_with(
        date(2017, 11, 7),
        make.cite("Reuters", on=date(2017, 11, 1)),
        make.cite("AP", on=date(2017, 11, 6)),
    )
    assert counts(timeline_of()) == [(date(2017, 11, 6), 1)]
    assert counts(timeline_of(outlet="reuters")) == [(date(2017, 10, 30), 1)]
    assert counts(timeline_of(to="2017-11-02")) == [(date(2017, 10, 30), 1)]


def test_a_longer_span_stands_at_its_day_nearest_to_the_end_of_the_period():
    november = {"dated_from": date(2017, 11, 1), "dated_to": date(2017, 11, 30)}
    issue_with(date(2017, 11, 14), make.cite(on=None, **november))
    assert counts(timeline_of()) == [(date(2017, 11, 13), 1)]
    assert counts(timeline_of(**{"from": "2017-11-20"})) == [(date(2017, 11, 20), 1)]
    assert counts(timeline_of(to="2017-11-05")) == [(date(2017, 10, 30), 1)]


def test_the_dates_asked_for_are_the_ends_as_far_as_the_archive_reaches():
    for end in (date(2017, 1, 10), date(2017, 2, 7), date(2017, 4, 4)):
        issue_with(end, make.cite("AP" if end.month == 2 else "Reuters", on=end))
    found = timeline_of(outlet="ap", **{"from": "1900-01-01", "to": "2017-03-01"})
    assert (found.buckets[0].start, found.buckets[-1].end) == (date(2017, 1, 9), date(2017, 3, 1))
    assert counts(found) == [(date(2017, 2, 6), 1)]
    assert timeline_of(outlet="ap").buckets[0].start == date(2017, 2, 6)


def test_nothing_found_has_no_buckets():
    found = timeline_of()
    assert (found.buckets, found.most) == ((), 0)
    assert [numbers for _, numbers in found.sections] == [[]] * 5


def test_issues_stand_at_the_end_of_their_period():
    issue_with(date(2017, 11, 7), make.cite(on=date(2017, 10, 1)))
    assert counts(timeline_of(IssueFilter)) == [(date(2017, 11, 6), 1)]
