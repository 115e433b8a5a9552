"""Facets count what their words say and lead where they promise."""

from datetime import date

import pytest
from hypothesis import given

from issues.facets import facets
from issues.filter_form import public_outlets
from issues.filters import IssueFilter, ItemFilter
from issues.models import Item
from issues.results import Result
from issues.sections import Section
from tests.support import factories as make
from tests.support.examples import examples
from tests.support.random_archives import ARCHIVES, ASKED, asked_for, parameters_in, published

pytestmark = pytest.mark.django_db
KINDS = [ItemFilter, IssueFilter]
RANDOM = examples(20)


def result_of(parameters, kind=ItemFilter):
    return Result(asked_for(kind, parameters))


def parameters_of(asked):
    return asked.parameters([outlet.slug for outlet in public_outlets()])


def choices(found):
    return [*found.outlets, *found.sections, *found.years]


def public_rows():
    """Every published item: its text, section and citations as (slug, first day, last day)."""
    rows = Item.objects.published().with_contents()
    return [
        (
            item.body,
            item.section,
            [(c.outlet.canonical.slug, c.dated_from, c.dated_to) for c in item.citations.all()],
        )
        for item in rows
    ]


def matches(row, start, end, slugs, sections, words):
    """The rule of the archive, written out: one citation meets both outlet and dates."""
    text, section, citations = row
    if (sections and section not in sections) or words not in text:
        return False
    if not (start or end or slugs):
        return True
    return any(
        (not slugs or slug in slugs)
        and (not (start or end) or first is not None)
        and (not start or last >= start)
        and (not end or first <= end)
        for slug, first, last in citations
    )


@RANDOM
@given(archive=ARCHIVES, wanted=ASKED)
def test_counts_are_those_of_counting_by_hand(archive, wanted):
    with published(archive):
        parameters = parameters_of(wanted)
        values = dict(parameters)
        start, end = (
            date.fromisoformat(values[name]) if name in values else None for name in ("from", "to")
        )
        slugs = [value for name, value in parameters if name == "outlet"]
        sections = [value for name, value in parameters if name == "section"]
        rows, known = public_rows(), public_outlets()

        def count(*conditions):
            return sum(matches(row, *conditions, values.get("q", "")) for row in rows)

        found = facets(result_of(parameters))
        by_name = [(each.slug, count(start, end, [each.slug], sections)) for each in known]
        expected = sorted((each for each in by_name if each[1]), key=lambda each: -each[1])
        assert [(each.value, each.count) for each in found.outlets] == expected
        by_rank = [(each.value, count(start, end, slugs, [each])) for each in Section]
        assert [(each.value, each.count) for each in found.sections] == [e for e in by_rank if e[1]]
        by_year = [
            (
                str(year),
                count(
                    max(start or date.min, date(year, 1, 1)),
                    min(end or date.max, date(year, 12, 31)),
                    slugs,
                    sections,
                ),
            )
            for year in range(2021, 2010, -1)
            if not (end and end < date(year, 1, 1)) and not (start and start > date(year, 12, 31))
        ]
        assert [(each.value, each.count) for each in found.years] == [e for e in by_year if e[1]]


@pytest.mark.parametrize("kind", KINDS)
@RANDOM
@given(archive=ARCHIVES, wanted=ASKED)
def test_a_link_leads_to_the_count_that_it_promises(kind, archive, wanted):
    with published(archive):
        parameters = parameters_of(wanted)
        result = result_of(parameters, kind)
        active = set(parameters)
        for name, choice in [
            *(("outlet", choice) for choice in facets(result).outlets),
            *(("section", choice) for choice in facets(result).sections),
            *(("from", choice) for choice in facets(result).years),
        ]:
            assert asked_for(kind, parameters_in(choice.query)).qs.count() == choice.leads_to
            assert choice.count > 0
            if name != "from":
                assert choice.is_active == ((name, choice.value) in active)
            is_first = not any(each == name for each, _ in parameters)
            if is_first and name != "from":
                assert choice.count == choice.leads_to


@pytest.mark.parametrize("kind", KINDS)
@RANDOM
@given(archive=ARCHIVES, wanted=ASKED)
def test_a_link_that_adds_is_undone_by_the_link_that_drops(kind, archive, wanted):
    with published(archive):
        parameters = parameters_of(wanted)
        result = result_of(parameters, kind)
        canonical = parameters_in(result.asked.query())
        for facet in ("outlets", "sections"):
            for choice in getattr(facets(result), facet):
                after = facets(result_of(parameters_in(choice.query), kind))
                if choice.is_active:
                    continue
                back = [each for each in getattr(after, facet) if each.value == choice.value]
                assert [each.is_active for each in back] == [True]
                assert parameters_in(back[0].query) == canonical
                assert back[0].leads_to == len(result)


def years(**parameters):
    return [
        (choice.value, choice.count, choice.is_active, choice.leads_to, parameters_in(choice.query))
        for choice in facets(result_of(list(parameters.items()))).years
    ]


def test_a_year_narrows_the_dates_and_is_dropped_with_them():
    for end in (date(2016, 12, 27), date(2017, 3, 7), date(2017, 11, 7), date(2018, 1, 9)):
        make.published_issue(end)
    whole = [("from", "2017-01-01"), ("to", "2017-12-31")]
    assert years()[1] == ("2017", 2, False, 2, whole)
    assert [year for year, *_ in years()] == ["2018", "2017", "2016"]
    assert years(**dict(whole)) == [("2017", 2, True, 4, [])]
    summer = {"from": "2017-06-01", "to": "2018-06-01"}
    assert years(**summer) == [
        ("2018", 1, False, 1, [("from", "2018-01-01"), ("to", "2018-06-01")]),
        ("2017", 1, False, 1, [("from", "2017-06-01"), ("to", "2017-12-31")]),
    ]
    within = {"from": "2017-06-01", "to": "2017-12-01", "section": "response"}
    assert years(**within) == []
    assert years(**(within | {"section": "military_campaign"})) == [
        ("2017", 1, True, 4, [("section", "military_campaign")])
    ]


def test_outlets_stand_by_count_then_by_name():
    issue = make.make_issue()
    for names in (["TASS"], ["Reuters", "TASS"], ["AP"], ["Reuters", "Reuters"]):
        make.make_item(issue, citations=[make.cite(name) for name in names])
    make.publish(issue)
    found = facets(result_of([]))
    assert [(each.label, each.count) for each in found.outlets] == [
        ("Reuters", 2),
        ("TASS", 2),
        ("AP", 1),
    ]


def test_any_of_two_outlets_counts_what_each_has_and_promises_both():
    issue = make.make_issue()
    for names in (["Reuters"], ["Reuters", "AP"], ["AP"], ["TASS"]):
        make.make_item(issue, citations=[make.cite(name) for name in names])
    make.publish(issue)
    found = {
        each.value: (each.count, each.is_active, each.leads_to)
        for each in facets(result_of([("outlet", "reuters")])).outlets
    }
    assert found == {"reuters": (2, True, 4), "ap": (2, False, 3), "tass": (1, False, 3)}


def test_one_and_the_same_citation_meets_outlet_and_dates():
    issue = make.make_issue()
    make.make_item(
        issue,
        citations=[make.cite("Reuters", on=date(2017, 11, 1)), make.cite("AP", on=make.END)],
    )
    make.publish(issue)
    found = facets(result_of([("from", "2017-11-05")]))
    assert [each.label for each in found.outlets] == ["AP"]
