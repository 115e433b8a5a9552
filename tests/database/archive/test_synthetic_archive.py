"""The generator of synthetic archives makes what the site itself would have made."""

import pytest
from django.db import transaction

from benchmarks.archive import Archive, NotEmpty, ensure
from issues import ledger, search
from issues.models import Citation, Issue, Item
from issues.workflow import Status
from tests.support import factories as make

pytestmark = pytest.mark.django_db


def test_an_archive_is_published_sealed_indexed_and_in_the_ledger():
    assert ensure(12)
    assert Issue.objects.count() == Issue.objects.published().count() == 12
    assert Item.objects.count() > 12 * 8
    assert Citation.objects.count() > Item.objects.count()
    assert ledger.verify() == []
    assert all(item.is_approved for item in Item.objects.with_contents())
    assert search.count("the") > 12 * 8 * 0.8
    assert Issue.objects.first().get_absolute_url() == "/issues/2026-11-17/"


def test_the_next_issue_can_be_made_by_hand():
    ensure(3)
    issue = make.published_issue()
    assert issue.status == Status.PUBLISHED


def test_the_same_seed_makes_the_same_archive_and_another_seed_another():
    def made(seed):
        with transaction.atomic():
            Archive(2, seed).make()
            rows = Item.objects.order_by("pk").values_list(
                "key", "section", "body", "citations__url"
            )
            rows = list(rows)
            transaction.set_rollback(True)
        return rows

    first = made(1)
    assert made(1) == first
    assert made(2) != first


def test_it_is_made_once_and_never_among_other_issues():
    assert ensure(2)
    assert not ensure(2)
    with pytest.raises(NotEmpty):
        ensure(3)


def test_a_database_with_issues_is_refused():
    make.make_issue()
    with pytest.raises(NotEmpty):
        ensure(2)
    assert Issue.objects.count() == 1
