"""The index in memory is that of what is published now: right at once, and without a draft."""

import threading
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from issues import archive_index
from issues.archive_index import REMEMBERED, ArchiveIndex, current
from issues.editing import hold_item
from issues.editions import start_correction
from issues.moves import apply_move
from issues.workflow import Move
from sources.merging import merge, rename
from tests.support import factories as make

NOV_7, NOV_14 = date(2017, 11, 7), date(2017, 11, 14)


def keys(index):
    return set(index.items.pks), set(index.issues.pks)


def public(*issues):
    return (
        {item.pk for issue in issues for item in issue.items.all()},
        {issue.pk for issue in issues},
    )


@pytest.mark.django_db
def test_it_is_made_once_and_kept_until_something_public_changes():
    issue = make.published_issue(NOV_7)
    made = current()
    draft = make.make_issue(NOV_14)
    item = make.make_item(draft, citations=[make.cite("Kommersant", on=NOV_14)])
    hold_item(item, user=make.editor(), held=True)
    with CaptureQueriesContext(connection) as captured:
        assert current() is made
    assert len(captured) == 2
    assert keys(made) == public(issue)


@pytest.mark.django_db
def test_a_publication_a_correction_and_a_withdrawal_show_at_once():
    first = make.published_issue(NOV_7)
    assert keys(current()) == public(first)
    second = make.published_issue(NOV_14)
    assert keys(current()) == public(second, first)
    corrected = start_correction(first, user=make.editor(), note="A number is corrected.")
    assert keys(current()) == public(second, first)
    corrected = make.publish(corrected)
    assert keys(current()) == public(second, corrected)
    apply_move(second, Move.WITHDRAW, user=make.editor(), reason="Wrong.")
    assert keys(current()) == public(corrected)


@pytest.mark.django_db
def test_nothing_of_a_draft_gets_in():
    make.published_issue(NOV_7)
    draft = make.make_issue(NOV_14)
    make.make_item(draft, citations=[make.cite("Kommersant", on=date(1999, 1, 1))])
    index = ArchiveIndex()
    assert [outlet.name for outlet in index.outlets.values()] == ["Reuters"]
    assert set(index.items.years) == {2017}
    assert len(index.issues.pks) == 1


@pytest.mark.django_db
def test_an_item_that_is_held_back_stays_out():
    issue = make.make_issue(NOV_7)
    shown = make.make_item(issue)
    held = make.make_item(issue, citations=[make.cite("Kommersant", on=NOV_7)])
    hold_item(held, user=make.editor(), held=True)
    make.publish(issue)
    assert list(current().items.pks) == [shown.pk]
    assert [outlet.name for outlet in current().outlets.values()] == ["Reuters"]


@pytest.mark.django_db
def test_a_merge_and_a_new_name_show_at_once():
    issue = make.make_issue(NOV_7)
    make.make_item(
        issue, citations=[make.cite("Reuters", on=NOV_7), make.cite("Rooters", on=NOV_7)]
    )
    make.publish(issue)
    assert [outlet.name for outlet in current().outlets.values()] == ["Reuters", "Rooters"]
    assert not current().items.single_sourced
    merge(make.make_outlet("Rooters"), make.make_outlet("Reuters"))
    assert [outlet.name for outlet in current().outlets.values()] == ["Reuters"]
    assert current().items.single_sourced.bit_count() == 1
    rename(make.make_outlet("Reuters"), "The Wire")
    assert [outlet.name for outlet in current().outlets.values()] == ["The Wire"]


@pytest.mark.django_db
def test_what_is_published_while_it_is_made_is_not_missed(monkeypatch):
    make.published_issue(NOV_7)
    seen = []

    class Slow(ArchiveIndex):
        def __init__(self):
            super().__init__()
            if not seen:
                seen.append(make.published_issue(NOV_14))

    monkeypatch.setattr(archive_index, "ArchiveIndex", Slow)
    assert len(current().issues.pks) == 2
    assert current() is current()


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_not_remembered():
    class Undone(Exception):
        pass

    from django.db import transaction

    issue = make.published_issue(NOV_7)
    with pytest.raises(Undone), transaction.atomic():
        make.published_issue(NOV_14)
        assert len(current().issues.pks) == 2
        raise Undone
    assert keys(current()) == public(issue)


@pytest.mark.django_db(transaction=True)
def test_threads_that_ask_together_make_one_index():
    make.published_issue(NOV_7)
    made, ready = [], threading.Barrier(5)

    def ask():
        try:
            ready.wait(10)
            made.append(current())
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(made) == 5
    assert all(index is made[0] for index in made)


@pytest.mark.django_db
def test_an_archive_without_issues_is_empty():
    index = current()
    assert (index.items.size, index.issues.size, index.outlets) == (0, 0, {})


@pytest.mark.django_db
def test_an_issue_leads_to_its_items_and_back():
    issues = [make.published_issue(NOV_7, "One.", "Two."), make.published_issue(NOV_14, "Three.")]
    index = current()
    for issue in issues:
        row = index.issues.rows_of([issue.pk])
        items = index.items.rows_of(item.pk for item in issue.items.all())
        assert index.items_of(row) == items
        assert index.issues_of(items) == row
        assert index.first_of(issue.pk, index.items.units.all_rows) == (
            issue.items.order_by("position").first().pk,
            issue.items.count(),
        )
    [only] = issues[1].items.all()
    last = index.items.rows_of([only.pk])
    assert [index.first_of(issue.pk, last) for issue in issues] == [None, (only.pk, 1)]
    assert index.first_of(0, last) is None


@pytest.mark.django_db
def test_what_was_counted_is_kept_for_the_filters_last_asked_for():
    index, counted = current(), []

    def count(key):
        return index.remember(key, lambda: counted.append(key) or len(counted))

    assert [count("a"), count("b"), count("a"), count("a")] == [1, 2, 1, 1]
    for key in range(REMEMBERED - 1):
        count(key)
    assert (count("a"), "b" in index._remembered) == (1, False)
    assert len(index._remembered) == REMEMBERED
    assert count("b") == REMEMBERED + 2
