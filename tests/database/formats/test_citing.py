"""How to cite an issue and an item of the monitor."""

import pytest

from issues.contents import load_contents
from issues.exports.citing import STYLES, cite
from issues.models import Issue
from tests.support.factories import make_issue, make_item

ADDRESS = "https://monitor.test/issues/2017-11-07/"


@pytest.mark.parametrize("style", sorted(STYLES))
@pytest.mark.django_db
def test_citing_runs_no_query(style, django_assert_num_queries):
    make_item(make_issue())
    issue = load_contents(Issue.objects.get())
    with django_assert_num_queries(0):
        assert cite(issue, style, ADDRESS) == cite(issue, style, ADDRESS)
        assert ADDRESS in cite(next(issue.walk()), style, ADDRESS)
