"""Whatever is asked for, its page and every format of it show the same entries in the same order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.exports import LIST_FORMATS
from issues.filter_form import BY_DATE, BY_RELEVANCE, public_outlets
from issues.filters import IssueFilter, ItemFilter
from tests.support.examples import examples
from tests.support.exported import SITE
from tests.support.listed import ids
from tests.support.random_archives import ARCHIVES, ASKED, asked_for, published

pytestmark = pytest.mark.django_db
KINDS = {"items": (ItemFilter, "key"), "issues": (IssueFilter, "slug")}


@examples(50)
@given(archive=ARCHIVES, wanted=ASKED, order=st.sampled_from(["", "", BY_DATE, BY_RELEVANCE]))
def test_every_filter_gives_the_same_ids_in_the_same_order_on_the_page_and_in_every_format(
    client, settings, archive, wanted, order
):
    settings.SITE_URL = SITE
    with published(archive):
        filters = wanted.parameters([outlet.slug for outlet in public_outlets()])
        for kind, (filterset, name) in KINDS.items():
            asked = asked_for(filterset, [*filters, *order_of(kind, order)])
            expected = [getattr(row, name) for row in asked.qs]
            query = asked.query()
            page = client.get(f"/{kind}/{query}")
            assert [getattr(row, name) for row in page.context["found"].object_list] == expected
            for format in LIST_FORMATS:
                answer = client.get(f"/{kind}.{format}{query}").getvalue().decode()
                assert ids(format, kind, answer) == expected, (format, kind, query)


def order_of(kind: str, order: str) -> list[tuple[str, str]]:
    return [("order", order)] if order and kind == "items" else []
