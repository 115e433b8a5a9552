"""A database of the version whose four eyes looked at two columns: what it has in work is held to its history."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from issues import guards
from issues.editing import approve_item, change_item, move_item, seal_approval
from issues.four_eyes import unchecked_issues
from issues.models import Issue, Item
from issues.moves import NotAllowed, apply_move
from issues.sections import Section
from issues.shaping import merge_items, split_item
from issues.workflow import Move, Status
from tests.support import factories as make

pytestmark = pytest.mark.django_db

MIGRATION = import_module("issues.migrations.0005_four_eyes_by_history")


def as_before(item, approver):
    """The row and its history as that version left them: approved by whoever it was, and nobody named as contributor."""
    guards.remove(connection)
    row = make.fresh(item)
    seal_approval(row, approver)
    row.save()
    Item.history.filter(id=item.pk).update(contributors="")
    Issue.history.all().delete()
    return item


def upgrade():
    MIGRATION.begin_histories(apps, None)
    MIGRATION.name_contributors(apps, None)
    MIGRATION.void_own_approvals(apps, None)
    guards.install(connection)


@pytest.fixture
def item():
    item = make.make_item(make.make_issue())
    make.submit(item.issue)
    return item


def test_an_approval_by_a_detour_is_void(item):
    ed, cited = make.editor(), [make.cite()]
    change_item(item, user=ed, version=1, body="All of this is by ed.", citations=cited)
    move_item(item, user=make.analyst("bea"), section=Section.RESPONSE)
    as_before(item, ed)
    upgrade()
    assert make.fresh(item).approved_by is None
    with pytest.raises(NotAllowed):
        approve_item(item, user=ed)
    assert approve_item(item, user=make.editor("eve")).is_approved


def test_so_is_one_of_what_was_joined_with_or_split_off_from_words_of_ones_own(item):
    ed, bea = make.editor(), make.analyst("bea")
    eds = make.make_item(item.issue, "By ed alone. All of it.", by=ed)
    kept = merge_items(eds, item, user=bea, versions=(1, 1))
    other = make.make_item(item.issue, "By ed too. And this.", by=ed)
    parts = {"first": "By ed too.", "second": "And this."}
    cited = list(other.citations.all())
    _, half = split_item(other, user=bea, version=1, citations=(cited, cited), **parts)
    for each in (kept, half):
        as_before(each, ed)
    upgrade()
    for each in (kept, half):
        assert make.fresh(each).approved_by is None
        with pytest.raises(NotAllowed):
            approve_item(each, user=ed)


def test_an_approval_by_somebody_else_stands(item):
    change_item(item, user=make.editor(), version=1, body="By ed.", citations=[make.cite()])
    as_before(item, make.editor("eve"))
    upgrade()
    assert make.fresh(item).is_approved


def test_so_does_one_of_what_somebody_else_had_approved_since(item):
    change_item(item, user=make.editor(), version=1, body="By ed.", citations=[make.cite()])
    approve_item(item, user=make.editor("eve"))
    change_item(
        item, user=make.analyst(), version=2, body="By ed, and ana.", citations=[make.cite()]
    )
    as_before(item, make.editor())
    upgrade()
    assert make.fresh(item).is_approved


def test_an_issue_in_work_begins_its_history_and_is_approved(item):
    as_before(item, make.editor())
    upgrade()
    issue = Issue.objects.get(pk=item.issue_id)
    assert unchecked_issues([issue.pk])[issue.pk] == {issue.created_by_id}
    assert apply_move(issue, Move.APPROVE, user=make.editor()).status == Status.APPROVED


def test_what_was_published_is_left_alone():
    make.published_issue()
    guards.remove(connection)
    Issue.history.all().delete()
    before = Item.objects.values().get()
    upgrade()
    assert Item.objects.values().get() == before
    assert Issue.history.count() == 0
