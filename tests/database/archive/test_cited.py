"""What is said of an outlet is what counting its citations by hand gives."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given

from issues.cited import all_cited, cited_among, cited_outlets, find_cited
from issues.models import Citation
from issues.sections import Section
from sources.models import Outlet
from tests.support import factories as make
from tests.support.examples import examples
from tests.support.random_archives import ARCHIVES, published

pytestmark = pytest.mark.django_db
NOV_7 = date(2017, 11, 7)


@examples(25)
@given(archive=ARCHIVES)
def test_the_numbers_are_those_of_counting_by_hand(archive):
    with published(archive):
        rows = Citation.objects.published().select_related("item", "outlet__merged_into")
        by_outlet = {}
        for row in rows:
            by_outlet.setdefault(row.outlet.canonical, []).append(row)
        found = {each.outlet: each for each in all_cited()}
        assert found.keys() == by_outlet.keys() == set(cited_outlets())
        for outlet, cited in by_outlet.items():
            days = [row for row in cited if row.dated_from and row.dated_from == row.dated_to]
            dated = days or [row for row in cited if row.dated_from]
            each = found[outlet]
            assert each.citation_count == len(cited)
            assert each.item_count == len({row.item for row in cited})
            assert each.first_on == min((row.dated_from for row in dated), default=None)
            assert each.last_on == max((row.dated_to for row in dated), default=None)
            assert each.sections == {
                section: sum(row.item.section == section for row in cited) for section in Section
            }
            assert find_cited(outlet.slug) == each
            assert cited_among([outlet]) == [each]
        for outlet in Outlet.objects.filter(merged_into__isnull=False).with_canonical():
            assert find_cited(outlet.slug) == found.get(outlet.canonical)


def test_the_most_cited_comes_first_then_the_name_decides():
    issue = make.make_issue(NOV_7)
    names = ["TASS", "Reuters", "AP", "Reuters"]
    make.make_item(issue, citations=[make.cite(name, on=NOV_7) for name in names])
    make.publish(issue)
    assert [each.outlet.name for each in all_cited()] == ["Reuters", "AP", "TASS"]


def test_an_outlet_of_drafts_alone_costs_the_same_as_one_that_is_not_there():
    make.published_issue(NOV_7)
    make.make_item(make.make_issue(date(2017, 11, 14)), citations=[make.cite("Kommersant")])
    counts = []
    for slug in ("kommersant", "no-such-outlet", "reuters"):
        with CaptureQueriesContext(connection) as captured:
            assert bool(find_cited(slug)) == (slug == "reuters")
        counts.append(len(captured))
    # The first of all makes the index.
    assert counts[1:] == [3, 3]
    assert not cited_among(Outlet.objects.filter(slug="kommersant"))
