"""What SQLite's REPLACE would delete without a delete trigger, and four eyes against two statements in a row."""

import sqlite3
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction

from issues import ledger
from issues.editing import approve_item, change_item
from issues.editions import start_correction
from issues.models import Citation, Issue, Item, StatusChange
from issues.moves import NotAllowed
from sources.models import Outlet
from tests.support import factories as make


def columns(model):
    return [field.column for field in model._meta.local_fields if not field.generated]


def copied(verb, row, **values):
    """SQL that writes the row once more, with other values in some columns (each an SQL expression)."""
    names = columns(type(row))
    chosen = ", ".join(values.get(name, name) for name in names)
    table = row._meta.db_table
    return (
        f"{verb} INTO {table} ({', '.join(names)}) SELECT {chosen} FROM {table} WHERE id = {row.pk}"
    )


def run_as_a_stranger(statement):
    """On a connection of its own, as the command line makes it: without foreign keys or recursive triggers."""
    with sqlite3.connect(connection.settings_dict["NAME"]) as stranger:
        stranger.execute(statement)
    stranger.close()


@pytest.fixture
def rows():
    """A published issue with its rows, an approved correction of it, and a draft."""
    live = make.published_issue(date(2017, 11, 7))
    correction = make.approve(start_correction(live, user=make.editor(), note="A number."))
    draft = make.make_issue(date(2017, 11, 14))
    other = make.make_item(draft, "Another item.")
    return {
        "live": live,
        "correction": correction,
        "draft": draft,
        "item": live.items.get(),
        "other": other,
        "citation": Citation.objects.get(item__issue=live),
        "entry": StatusChange.objects.get(event="publish"),
        "outlet": Outlet.objects.get(slug="reuters"),
    }


REPLACE = "INSERT OR REPLACE"
STATEMENTS = {
    "an issue": lambda r: copied(REPLACE, r["live"], status="'draft'", slug="'2099-01-01'"),
    "an issue by a draft": lambda r: copied(
        REPLACE, r["draft"], id=str(r["live"].pk), slug="'2099-01-01'"
    ),
    "an edition by its number": lambda r: copied(REPLACE, r["live"], id="999", status="'draft'"),
    "the live edition by the next one": lambda r: (
        "UPDATE OR REPLACE issues_issue SET status = 'published', published_at = '2017-11-09' "
        f"WHERE id = {r['correction'].pk}"
    ),
    "an issue by another's row": lambda r: (
        f"UPDATE OR REPLACE issues_issue SET id = {r['live'].pk} WHERE id = {r['draft'].pk}"
    ),
    "an item": lambda r: copied(
        REPLACE, r["item"], issue_id=str(r["draft"].pk), body="'Other words.'"
    ),
    "an item by another's row": lambda r: (
        f"UPDATE OR REPLACE issues_item SET id = {r['item'].pk} WHERE id = {r['other'].pk}"
    ),
    "a citation": lambda r: copied(REPLACE, r["citation"], item_id=str(r["other"].pk)),
    "a citation by another's row": lambda r: (
        f"UPDATE OR REPLACE issues_citation SET id = {r['citation'].pk} "
        f"WHERE item_id = {r['other'].pk}"
    ),
    "an entry of the ledger": lambda r: copied(REPLACE, r["entry"], reason="'Other words.'"),
    "an entry by its place in the chain": lambda r: copied(REPLACE, r["entry"], id="999"),
    "an outlet": lambda r: copied(REPLACE, r["outlet"], name="'Other'", key="'other'"),
    "what is there already": lambda r: (
        copied("INSERT", r["item"], issue_id=str(r["draft"].pk))
        + " ON CONFLICT (id) DO UPDATE SET body = 'Other words.'"
    ),
}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no REPLACE")
@pytest.mark.django_db(transaction=True)
def test_nothing_published_is_replaced(rows):
    models = (Issue, Item, Citation, StatusChange, Outlet)
    before = [list(model.objects.order_by("pk").values()) for model in models]
    for what, statement in STATEMENTS.items():
        with pytest.raises(sqlite3.IntegrityError):
            run_as_a_stranger(statement(rows))
            pytest.fail(f"replaced: {what}")
    assert [list(model.objects.order_by("pk").values()) for model in models] == before
    assert ledger.verify() == []


@pytest.mark.django_db
class TestFourEyes:
    def refused(self, rows, **values):
        with pytest.raises(IntegrityError, match="wrote or last edited"), transaction.atomic():
            rows.update(**values)

    @pytest.fixture
    def item(self):
        issue = make.make_issue()
        item = make.make_item(issue, by=make.editor("eve"))
        make.submit(issue)
        change_item(
            item, user=make.editor("ida"), version=1, body="Other words.", citations=[make.cite()]
        )
        return item

    def test_who_wrote_it_is_not_made_a_stranger_first(self, item):
        rows = Item.objects.filter(pk=item.pk)
        rows.update(author=make.analyst(), last_editor=make.analyst())
        self.refused(rows, approved_by=make.editor("eve"))
        self.refused(rows, approved_by=make.editor("ida"))
        self.refused(rows, author=make.analyst("bea"), approved_by=make.editor("eve"))
        approve_item(item, user=make.editor("kim"))

    def test_a_superuser_is_nobody_else(self, item):
        User.objects.filter(username="eve").update(is_superuser=True)
        rows = Item.objects.filter(pk=item.pk)
        rows.update(author=make.analyst())
        self.refused(rows, approved_by=make.editor("eve"))

    def test_whoever_edited_it_before_the_last_one_may_not_approve(self):
        issue = make.make_issue()
        item = make.make_item(issue)
        make.submit(issue)
        for version, who in enumerate((make.editor("eve"), make.editor("ida")), start=1):
            item = change_item(
                item, user=who, version=version, body=f"By {who}.", citations=[make.cite()]
            )
        with pytest.raises(NotAllowed, match="You changed this item"):
            approve_item(item, user=make.editor("eve"))
        assert approve_item(item, user=make.editor("kim")).is_approved

    def test_the_key_of_an_item_stays(self, item):
        with pytest.raises(IntegrityError, match="key of an item is fixed"), transaction.atomic():
            Item.objects.filter(pk=item.pk).update(key="2222222222")


@pytest.mark.django_db
def test_an_issue_is_not_approved_by_sql_before_its_items_are():
    issue = make.make_issue()
    make.make_item(issue)
    make.submit(issue)
    rows = Issue.objects.filter(pk=issue.pk)
    with pytest.raises(IntegrityError, match="must be approved"), transaction.atomic():
        rows.update(status="approved", approved_by=make.editor())
    make.approve_items(issue)
    assert rows.update(status="approved", approved_by=make.editor()) == 1
