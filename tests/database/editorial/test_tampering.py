"""A table of tamperings by somebody with the keys to the database, each with what notices it.

First every column that matters of every table, then what can be done to rows, to the ledger, its chain and its head, and to
the guards. The last rows are those that only a head that somebody outside has kept can notice.
"""

import shutil
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, models

from issues import ledger
from issues.models import Issue, StatusChange
from sources.models import Outlet
from tests.support import tampered_site
from tests.support.tampering import unguarded
from tests.support.tampering_acts import ACTS, ONLY_OUTSIDE

pytestmark = pytest.mark.django_db

# Table: its columns, and what is said of a change of one. The row is that of ``tampered_site.build()``.
COLUMNS = {
    "issues_issue": (
        "period_start period_end notice correction_note publish_at scheduled_by_id created_at created_by_id submitted_at "
        "submitted_by_id approved_at approved_by_id published_at published_by_id superseded_at withdrawn_at withdrawn_by_id "
        "withdrawal_reason",
        "issue 2017-11-07 edition 2: field {column} differs from",
    ),
    "issues_item": (
        "section position body follows held version author_id last_editor_id created_at changed_at approved_by_id "
        "approved_at approved_seal approved_content",
        "issue 2017-11-07 edition 2: item {key}, field {column} differs from what was published",
    ),
    "issues_citation": (
        "position outlet_id printed_as dated_from printed_date url title note",
        "issue 2017-11-07 edition 2: item {key}, field citations differs from what was published",
    ),
    "issues_historicalitem": (
        "id section depth position body follows held version created_at changed_at approved_at approved_seal "
        "approved_content issue_id parent_id author_id last_editor_id approved_by_id citations history_date "
        "history_change_reason history_type history_user_id contributors vouched_by_id",
        "issue 2017-11-07 edition 2: the history of item {key} differs from the ledger",
    ),
    "issues_historicalissue": (
        "edition period_start period_end notice status correction_note created_by_id approved_by_id contributors "
        "vouched_by_id history_date history_change_reason history_type history_user_id",
        "issue 2017-11-07 edition 2: the history of issue 2017-11-07 differs from the ledger",
    ),
    "issues_statuschange": (
        "event from_status to_status user_id user_name at reason content_hash entry_hash scheme",
        "Ledger entry {number} ({event} of issue 2017-11-07 edition 2): it was changed (entry_hash)",
    ),
    "issues_import": (
        "filename format text findings imported_by_id imported_at",
        "issue 2017-11-07 edition 1: import {pk}, field {column} differs from the ledger",
    ),
    "sources_outlet": (
        "kind country confirmed created_at key",
        "Outlet reuters: field {column} differs from entry",
    ),
    "sources_outletalias": ("key name", "Outlet reuters: field aliases differs from entry"),
    "sources_outletdomain": ("domain", "Outlet reuters: field domains differs from entry"),
    "auth_user": ("username", "Account {pk}: its name (username) is “Other”"),
}

# The other columns of these tables: changed in ACTS below, or derived by the database.
ELSEWHERE = {
    "issues_issue": "id slug edition status",
    "issues_item": "id issue_id key parent_id depth parent_depth",
    "issues_citation": "id item_id dated_to",
    "issues_historicalitem": "history_id key",
    "issues_historicalissue": "history_id id slug",
    "issues_statuschange": "id issue_id content previous_hash number",
    "issues_import": "id issue_id document sha256",
    "sources_outlet": "id name slug merged_into_id merged_at",
    "sources_outletalias": "id outlet_id",
    "sources_outletdomain": "id outlet_id",
}

VALUES = {
    "section": "response",
    "key": "other",
    "event": "approve",
    "from_status": "draft",
    "to_status": "draft",
    "domain": "other.test",
    "country": "RU",
    "kind": "other",
    "history_type": "-",
    "contributors": ",9,",
    "scheme": 3,
}


def other(field, row, site):
    """Another value that the column may have."""
    before = getattr(row, field.attname)
    if field.name in VALUES:
        return VALUES[field.name]
    if field.is_relation:
        if field.related_model is User:
            return None if field.null and before else User.objects.get(username="kim").pk
        return {Outlet: Outlet.objects.get(slug="tass").pk, Issue: site["first"].pk}.get(
            field.related_model, site["issues_item"].pk
        )
    match field:
        case models.DateTimeField():
            return datetime(2001, 1, 1, tzinfo=UTC)
        case models.DateField():
            return before - timedelta(days=1)
        case models.BooleanField():
            return not before
        case models.IntegerField():
            return before + 5
        case models.JSONField():
            return [{"code": "other"}]
    return "Other"


@pytest.fixture(scope="module")
def site(module_db):
    return tampered_site.build()


@pytest.fixture(scope="module")
def noted(site, tmp_path_factory):
    """The file with the heads that the site has left behind, and the last of them."""
    file = tmp_path_factory.mktemp("noted") / "heads.txt"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.LEDGER_HEADS", file)
        tampered_site.note_heads()
    return file


@pytest.fixture
def head(noted, heads):
    """The newest head, as somebody outside has kept it; the file of the machine is there too."""
    shutil.copy(noted, heads)
    newest = StatusChange.objects.latest("number")
    return f"{newest.number}:{newest.entry_hash}"


def test_the_ledger_has_nothing_to_say_of_the_site_as_it_is(site, head):
    assert ledger.verify() == []
    call_command("verify_ledger", expect=head)


@pytest.mark.parametrize(
    ("table", "column"),
    [(table, column) for table, (columns, _) in COLUMNS.items() for column in columns.split()],
)
def test_every_column_that_matters_is_known(site, head, table, column):
    row = site[table]
    field = next(each for each in type(row)._meta.concrete_fields if each.attname == column)
    with unguarded():
        rows = type(row)._base_manager.filter(pk=row.pk)
        assert rows.update(**{column: other(field, row, site)}) == 1
    item = site["issues_item"]
    said = COLUMNS[table][1].format(
        column=column,
        key=item.key,
        pk=row.pk,
        number=getattr(row, "number", ""),
        event="approve" if column == "event" else "publish",
    )
    found = ledger.verify()
    assert any(line.startswith(said) for line in found), found


@pytest.mark.parametrize("table", [table for table in COLUMNS if table != "auth_user"])
def test_no_column_is_forgotten(table):
    (model,) = (each for each in apps.get_models() if each._meta.db_table == table)
    named = {*COLUMNS[table][0].split(), *ELSEWHERE[table].split()}
    assert named == {field.attname for field in model._meta.concrete_fields}


@pytest.mark.parametrize("act", ACTS)
def test_every_act_is_noticed(site, head, act):
    do, said = ACTS[act]
    with unguarded():
        do(site)
    found = ledger.verify()
    assert any(said in line for line in found), found
    with pytest.raises(CommandError, match="difference"):
        call_command("verify_ledger")


SQLITE, POSTGRESQL = "sqlite", "postgresql"
EMPTY = "BEGIN SELECT RAISE(ABORT, 'never'); END"
GUARDS = {
    (SQLITE, "a guard dropped"): (
        "DROP TRIGGER item_is_sealed_update",
        "Guard item_is_sealed_update",
    ),
    (SQLITE, "a guard emptied under its name"): (
        "DROP TRIGGER ledger_is_append_only_update",
        "CREATE TRIGGER ledger_is_append_only_update "
        f"BEFORE UPDATE ON issues_statuschange WHEN 0 {EMPTY}",
        "Guard ledger_is_append_only_update",
    ),
    (SQLITE, "the guard of another table under its name"): (
        "DROP TRIGGER import_is_kept_delete",
        f"CREATE TRIGGER import_is_kept_delete BEFORE DELETE ON issues_comment WHEN 1 {EMPTY}",
        "Guard import_is_kept_delete",
    ),
    (SQLITE, "a guard of outlets dropped"): (
        "DROP TRIGGER outlet_name_is_fixed",
        "Guard outlet_name_is_fixed",
    ),
    (POSTGRESQL, "a guard dropped"): (
        "DROP TRIGGER issues_item_guard ON issues_item",
        "Guard issues_item_guard",
    ),
    (POSTGRESQL, "a guard emptied under its name"): (
        "CREATE OR REPLACE FUNCTION issues_statuschange_guard() RETURNS trigger LANGUAGE plpgsql "
        "AS $$ BEGIN RETURN NEW; END $$",
        "Guard issues_statuschange_guard",
    ),
    (POSTGRESQL, "a guard switched off"): (
        "ALTER TABLE issues_import DISABLE TRIGGER issues_import_guard",
        "Guard issues_import_guard",
    ),
    (POSTGRESQL, "a guard for replicas alone"): (
        "ALTER TABLE issues_issue ENABLE REPLICA TRIGGER issues_issue_guard",
        "Guard issues_issue_guard",
    ),
    (POSTGRESQL, "all guards of a table switched off"): (
        "ALTER TABLE sources_outlet DISABLE TRIGGER ALL",
        "Guard outlet_name_is_fixed",
    ),
    (POSTGRESQL, "a guard that looks for its tables elsewhere"): (
        "ALTER FUNCTION issues_item_guard() SET search_path = decoy, public",
        "Guard issues_item_guard",
    ),
    (SQLITE, "a trigger of a stranger"): (
        "CREATE TRIGGER stranger AFTER UPDATE ON issues_item BEGIN SELECT 1; END",
        "Trigger stranger: it stands on the table issues_item",
    ),
    (POSTGRESQL, "a trigger of a stranger"): (
        "CREATE TRIGGER stranger BEFORE UPDATE ON issues_item FOR EACH ROW "
        "EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "Trigger stranger: it stands on the table issues_item",
    ),
    (POSTGRESQL, "a constraint dropped"): (
        "ALTER TABLE issues_item DROP CONSTRAINT item_depth_at_most_3",
        "Constraint item_depth_at_most_3: it is missing from the table issues_item",
    ),
    **{
        (vendor, "a unique index dropped"): (
            "DROP INDEX ledger_chain_has_one_line",
            "Constraint ledger_chain_has_one_line: it is missing from the table issues_statuschange",
        )
        for vendor in (SQLITE, POSTGRESQL)
    },
}


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        pytest.param(row[:-1], row[-1], id=what)
        for (vendor, what), row in GUARDS.items()
        if vendor == connection.vendor
    ],
)
def test_a_guard_that_is_not_what_it_must_be_is_noticed(site, head, statements, said):
    connection.check_constraints()  # PostgreSQL alters no table whose rows it has yet to check
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    assert any(line.startswith(said) for line in ledger.verify())


@pytest.mark.parametrize("act", ONLY_OUTSIDE)
def test_only_a_head_that_somebody_outside_has_kept_notices_it(site, head, act):
    with unguarded():
        ONLY_OUTSIDE[act](site)
    assert ledger.verify() == []
    call_command("verify_ledger")
    with pytest.raises(CommandError, match="1 difference"):
        call_command("verify_ledger", expect=head)


def test_there_are_enough_of_them():
    columns = sum(len(names.split()) for names, _ in COLUMNS.values())
    assert columns + len(ACTS) + len(ONLY_OUTSIDE) >= 80
