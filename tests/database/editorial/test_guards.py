"""What the database itself refuses, by whatever path it is tried."""

from datetime import date

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import DatabaseError
from django.utils import timezone

from issues import guards, search
from issues.editions import start_correction
from issues.guards.rules import UNCHANGED
from issues.models import Citation, Issue, Item, StatusChange
from issues.moves import apply_move
from issues.sections import Section
from issues.workflow import Move, Status
from sources import guards as outlet_guards
from tests.support import factories as make

pytestmark = pytest.mark.django_db


def refused(action, *words):
    """The action fails in the database, with the words in its message, and changes nothing."""
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        action()
        if connection.vendor == "postgresql":
            connection.check_constraints()
    for word in words:
        assert word in str(refusal.value)


def sql(statement, *parameters):
    def run():
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)

    return run


@pytest.fixture
def published():
    return make.published_issue()


def superseded():
    first = make.published_issue()
    make.publish(start_correction(first, user=make.editor("eve"), note="A number."))
    return Issue.objects.get(pk=first.pk)


def withdrawn():
    return apply_move(
        make.published_issue(), Move.WITHDRAW, user=make.editor(), reason="It was wrong."
    )


@pytest.fixture(params=[make.published_issue, superseded, withdrawn])
def sealed(request):
    return request.param()


ISSUE_COLUMNS = {
    "slug": "'2017-11-08'",
    "edition": "9",
    "period_start": "'2017-01-01'",
    "period_end": "'2018-01-01'",
    "notice": "'Other words.'",
    "correction_note": "'Other words.'",
    "withdrawal_reason": "'Other words.'",
    "status": "'draft'",
    "published_at": "NULL",
    "published_by_id": "NULL",
    "created_at": "'2001-01-01'",
    "withdrawn_at": "'2001-01-01'",
    "superseded_at": "'2001-01-01'",
}


@pytest.mark.parametrize("column", ISSUE_COLUMNS)
def test_no_column_of_a_published_edition_changes_by_sql(sealed, column):
    statement = f"UPDATE issues_issue SET {column} = {ISSUE_COLUMNS[column]} WHERE id = %s"
    refused(sql(statement, sealed.pk))


def test_the_table_of_columns_above_is_whole():
    own = {
        "id", "submitted_at", "submitted_by_id", "approved_at", "approved_by_id", "created_by_id",
        "publish_at", "scheduled_by_id", "withdrawn_by_id",
    }  # fmt: skip
    assert {field.column for field in Issue._meta.local_fields} == own | set(ISSUE_COLUMNS)
    closing = {"status", "superseded_at", "withdrawn_at", "withdrawn_by_id", "withdrawal_reason"}
    assert {field.column for field in Issue._meta.local_fields} == set(UNCHANGED) | closing


def test_a_published_edition_does_not_change_by_the_orm(sealed):
    def save():
        sealed.notice = "Other words."
        sealed.save()

    refused(save, "never changes")
    refused(lambda: Issue.objects.filter(pk=sealed.pk).update(notice="Other"), "never changes")
    sealed.notice = "Other words."
    refused(lambda: Issue.objects.bulk_update([sealed], ["notice"]), "never changes")
    refused(lambda: Issue.objects.filter(pk=sealed.pk)._raw_delete("default"))
    refused(sealed.delete)


def test_items_of_a_published_edition_do_not_change(sealed):
    item = sealed.items.first()

    def save():
        item.body = "Other words."
        item.save()

    refused(save, "never changes")
    refused(lambda: Item.objects.filter(pk=item.pk).update(body="Other"), "never changes")
    refused(lambda: Item.objects.bulk_update([item], ["body"]), "never changes")
    refused(lambda: Item.objects.filter(pk=item.pk).delete())
    refused(sql("UPDATE issues_item SET held = NOT held WHERE id = %s", item.pk), "never changes")
    refused(sql("UPDATE issues_item SET body = 'x' WHERE id = %s", item.pk), "never changes")
    refused(sql("DELETE FROM issues_item WHERE id = %s", item.pk))
    refused(
        lambda: Item.objects.create(
            issue=sealed,
            section=Section.RESPONSE,
            body="A late item.",
            author=make.analyst(),
            last_editor=make.analyst(),
        ),
        "never changes",
    )


def test_an_item_moves_neither_into_nor_out_of_a_published_edition(published):
    draft = make.make_issue(date(2017, 11, 14))
    item = make.make_item(draft)
    refused(lambda: Item.objects.filter(pk=item.pk).update(issue=published), "never changes")
    refused(lambda: published.items.update(issue=draft), "never changes")


def test_citations_of_a_published_edition_do_not_change(sealed):
    citation = Citation.objects.filter(item__issue=sealed).first()
    draft = make.make_issue(date(2017, 11, 14))
    elsewhere = make.make_item(draft)

    def save():
        citation.title = "Other words."
        citation.save()

    refused(save, "never changes")
    rows = Citation.objects.filter(pk=citation.pk)
    refused(lambda: rows.update(url="https://example.org/"), "never changes")
    refused(lambda: rows.update(item=elsewhere), "never changes")
    refused(
        lambda: elsewhere.citations.update(item=citation.item),
        "never changes",
    )
    refused(lambda: Citation.objects.bulk_update([citation], ["title"]), "never changes")
    refused(rows.delete, "never changes")
    refused(sql("DELETE FROM issues_citation WHERE id = %s", citation.pk), "never changes")
    refused(lambda: Citation.objects.create(item=citation.item), "never changes")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", ["issue", "item", "citation", "statuschange"])
def test_a_whole_table_is_not_emptied(table):
    make.published_issue()
    statement = "DELETE FROM" if connection.vendor == "sqlite" else "TRUNCATE"
    cascade = "" if connection.vendor == "sqlite" else "CASCADE"
    with pytest.raises(IntegrityError):
        sql(f"{statement} issues_{table} {cascade}")()
    assert StatusChange.objects.count() == 1


def test_the_ledger_is_only_appended_to(published):
    entry = StatusChange.objects.last()
    rows = StatusChange.objects.filter(pk=entry.pk)
    refused(lambda: rows.update(reason="Other words."), "only ever appended")
    refused(rows.delete, "only ever appended")
    refused(sql("DELETE FROM issues_statuschange"), "only ever appended")
    entry.reason = "Other words."
    refused(entry.save, "only ever appended")


def test_an_edition_starts_as_a_draft():
    refused(
        lambda: make.make_issue(status=Status.PUBLISHED, published_at=timezone.now()),
        "starts as a draft",
    )


@pytest.mark.parametrize(
    ("status", "target"),
    [("draft", "approved"), ("draft", "published"), ("in_review", "published")],
)
def test_a_status_is_not_skipped_by_sql(status, target):
    issue = make.make_issue()
    if status == "in_review":
        make.submit(issue)
    refused(
        sql("UPDATE issues_issue SET status = %s WHERE id = %s", target, issue.pk), "table of moves"
    )


def test_an_issue_with_an_unapproved_item_is_not_published_by_sql():
    issue = make.make_issue()
    make.make_item(issue)
    issue = make.approve(issue)
    make.make_user("root", is_superuser=True)
    issue.items.update(approved_by=None)
    refused(
        sql("UPDATE issues_issue SET status = 'published' WHERE id = %s", issue.pk),
        "must be approved",
    )


def test_slug_and_edition_are_fixed_from_the_start():
    issue = make.make_issue()
    refused(lambda: Issue.objects.filter(pk=issue.pk).update(slug="2017-11-08"), "fixed")
    refused(lambda: Issue.objects.filter(pk=issue.pk).update(edition=2), "fixed")


class TestConstraints:
    def test_four_eyes_holds_for_raw_sql_and_for_superusers(self):
        issue = make.make_issue()
        item = make.make_item(issue)
        statement = "UPDATE issues_item SET approved_by_id = %s WHERE id = %s"
        refused(sql(statement, item.author_id, item.pk), "item_four_eyes")
        chief = make.make_user("chief", is_superuser=True)
        Item.objects.filter(pk=item.pk).update(last_editor=chief)
        refused(sql(statement, chief.pk, item.pk), "item_approval_is_of_history")

    def test_a_period_ends_on_or_after_its_first_day(self):
        refused(lambda: make.make_issue(days=-1), "issue_period_in_order")
        assert make.make_issue(days=0).period == "Nov. 7, 2017"

    def test_there_is_one_working_edition_for_a_slug(self):
        make.make_issue()
        refused(lambda: make.make_issue(edition=2))

    def test_an_edition_number_is_used_once(self):
        make.published_issue()
        refused(make.make_issue)

    def test_there_is_one_live_edition_for_a_slug(self):
        first = make.published_issue()
        second = make.approve(start_correction(first, user=make.editor(), note="A number."))
        refused(sql("UPDATE issues_issue SET status = 'published' WHERE id = %s", second.pk))

    @pytest.mark.parametrize(
        ("start", "end"),
        [
            (date(2017, 11, 7), date(2017, 11, 6)),
            (date(2017, 11, 7), None),
            (None, date(2017, 11, 7)),
        ],
    )
    def test_a_citation_has_both_ends_in_order_or_none(self, start, end):
        item = make.make_item(make.make_issue())
        refused(
            lambda: Citation.objects.create(item=item, dated_from=start, dated_to=end),
            "citation_dates_in_order",
        )

    def test_items_nest_at_most_three_levels_deep(self):
        issue = make.make_issue()
        parent = None
        for _ in range(3):
            parent = make.make_item(issue, parent=parent)
        below = {
            "issue": issue,
            "section": parent.section,
            "author": make.analyst(),
            "body": "Deeper.",
        }
        refused(
            lambda: Item.objects.create(
                **below, last_editor=make.analyst(), parent=parent, depth=4
            ),
            "item_depth_at_most_3",
        )
        refused(lambda: Item.objects.filter(pk=parent.pk).update(depth=1), "item_depth_at_most_3")


@pytest.mark.django_db(transaction=True)
class TestParents:
    """The foreign key is checked when the transaction ends, so that a tree can move as a whole."""

    def commit(self, action):
        with pytest.raises(IntegrityError), transaction.atomic():
            action()

    def test_a_parent_is_of_the_same_issue_and_section_and_one_level_up(self):
        issue = make.make_issue()
        parent = make.make_item(issue)
        child = make.make_item(issue, parent=parent)
        other = make.make_item(make.make_issue(date(2017, 11, 14)))
        rows = Item.objects.filter(pk=child.pk)
        self.commit(lambda: rows.update(section=Section.RESPONSE))
        self.commit(lambda: rows.update(parent=other))
        self.commit(lambda: rows.update(depth=3))
        self.commit(lambda: Item.objects.filter(pk=parent.pk).update(section=Section.RESPONSE))
        self.commit(sql("UPDATE issues_item SET section = 'response' WHERE id = %s", parent.pk))
        with transaction.atomic():
            Item.objects.filter(pk=parent.pk).update(section=Section.RESPONSE)
            rows.update(section=Section.RESPONSE)
        assert set(issue.items.values_list("section", flat=True)) == {"response"}


@pytest.mark.parametrize(
    ("module", "identifier"),
    [(guards, "issues.W001"), (search, "issues.W002"), (outlet_guards, "issues.W003")],
)
def test_a_check_finds_a_migrated_database_without_its_triggers(module, identifier):
    assert [error.id for error in run_checks(databases=["default"])] == []
    module.remove(connection)
    found = run_checks(databases=["default"])
    assert [error.id for error in found] == [identifier]
    assert "lacks the triggers" in found[0].msg
    module.install(connection)


EMPTIED = {
    "sqlite": [
        "DROP TRIGGER item_is_sealed_update",
        "CREATE TRIGGER item_is_sealed_update BEFORE UPDATE ON issues_item WHEN 0 "
        "BEGIN SELECT RAISE(ABORT, 'item_is_sealed'); END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION issues_item_guard() RETURNS trigger LANGUAGE plpgsql "
        "AS $$ BEGIN RETURN NEW; END $$"
    ],
}


def test_a_guard_that_was_emptied_under_its_name_is_found_and_migrate_mends_it():
    for statement in EMPTIED[connection.vendor]:
        sql(statement)()
    assert len(guards.differing(connection)) == 1
    assert [each.id for each in run_checks(databases=["default"])] == ["issues.W001"]
    call_command("migrate", verbosity=0)
    assert guards.differing(connection) == set()


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no such switch")
def test_a_guard_that_is_switched_off_is_found():
    sql("ALTER TABLE issues_item DISABLE TRIGGER issues_item_guard")()
    sql("ALTER TABLE sources_outlet DISABLE TRIGGER ALL")()
    assert guards.differing(connection) == {"issues_item_guard"}
    assert outlet_guards.differing(connection) > {"outlet_name_is_fixed"}


def test_the_check_leaves_alone_what_is_still_to_be_migrated():
    guards.remove(connection)
    newest = MigrationLoader(connection).graph.leaf_nodes("issues")[0]
    MigrationRecorder(connection).record_unapplied(*newest)
    assert run_checks(databases=["default"]) == []


def test_what_a_published_edition_may_still_do_is_to_be_withdrawn_whole(published):
    statement = "UPDATE issues_issue SET status = 'withdrawn' WHERE id = %s"
    refused(sql(statement, published.pk), "never changes")
    rows = Issue.objects.filter(pk=published.pk)
    stamps = {"status": Status.WITHDRAWN, "withdrawn_at": timezone.now()}
    refused(lambda: rows.update(**stamps, withdrawal_reason=""), "never changes")
    refused(lambda: rows.update(**stamps, withdrawal_reason="Wrong.", notice="x"), "never changes")
    assert rows.update(**stamps, withdrawal_reason="It was wrong.") == 1
