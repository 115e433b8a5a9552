"""The ledger knows every column of what was published, and survives whatever somebody wrote into the tables."""

import hashlib
import sqlite3
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.db.models import F

from issues import guards, ledger
from issues.editing import hold_item
from issues.editions import start_correction
from issues.models import Citation, Issue, Item, StatusChange
from issues.models.item import canonical_json
from issues.moves import apply_move
from issues.workflow import Move
from sources.models import Outlet
from tests.support import factories as make
from tests.support.tampering import unguarded

pytestmark = pytest.mark.django_db

NAME = "issue 2017-11-07 edition 1: "


@pytest.fixture
def item():
    """The first of two published items; the other one is held back."""
    draft = make.make_issue(notice="A word.")
    first = make.make_item(draft, "First.")
    hold_item(make.make_item(draft, "Held back."), user=make.editor(), held=True)
    make.publish(draft)
    return Item.objects.get(pk=first.pk)


def other(field, row):
    """Another value that the column may have."""
    if isinstance(field, models.ForeignKey):
        return None if field.null and getattr(row, field.attname) else make.make_user("kim").pk
    match field:
        case models.DateTimeField():
            return datetime(2001, 1, 1, tzinfo=UTC)
        case models.DateField():
            return getattr(row, field.name) - timedelta(days=1)
        case models.BooleanField():
            return not getattr(row, field.name)
        case models.PositiveIntegerField() | models.PositiveSmallIntegerField():
            return getattr(row, field.name) + 5
    return {"slug": "2001-01-01", "key": "2222222222", "section": "response"}.get(
        field.name, "Other"
    )


def of(model, *derived):
    names = {"id", *derived}
    return [f for f in model._meta.local_fields if f.name not in names and not f.generated]


def tampered(row, field, value):
    with unguarded():
        type(row).objects.filter(pk=row.pk).update(**{field: value})
    return ledger.verify()


# What is left out ties rows together or is told apart in the tests beside these.
@pytest.mark.parametrize("field", of(Issue, "status"), ids=lambda field: field.name)
def test_every_column_of_a_published_issue_is_known(item, field):
    issue = Issue.objects.get()
    found = tampered(issue, field.attname, other(field, issue))
    name = NAME.replace(issue.slug, "2001-01-01") if field.name == "slug" else NAME
    name = name.replace("edition 1", "edition 6") if field.name == "edition" else name
    assert any(line.startswith(name) and f"field {field.attname} " in line for line in found), found


@pytest.mark.parametrize(
    "field", of(Item, "issue", "parent", "depth", "key"), ids=lambda field: field.name
)
@pytest.mark.parametrize("body", ["First.", "Held back."])
def test_every_column_of_its_items_is_known(item, field, body):
    row = Item.objects.get(body=body)
    found = tampered(row, field.attname, other(field, row))
    assert f"{NAME}item {row.key}, field {field.attname} differs from what was published." in found


@pytest.mark.parametrize(
    "field", of(Citation, "item", "dated_to", "outlet"), ids=lambda field: field.name
)
def test_every_column_of_its_citations_is_known(item, field):
    row = item.citations.get()
    found = tampered(row, field.attname, other(field, row))
    assert found == [f"{NAME}item {item.key}, field citations differs from what was published."]


def test_another_name_of_an_outlet_is_known(item):
    found = tampered(Outlet.objects.get(slug="reuters"), "name", "Another")
    for row in Item.objects.all():
        assert f"{NAME}item {row.key}, field citations differs from what was published." in found


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("withdrawal_reason", "Other words."),
        ("withdrawn_at", datetime(2001, 1, 1, tzinfo=UTC)),
        ("withdrawn_by_id", None),
        ("superseded_at", datetime(2001, 1, 1, tzinfo=UTC)),
    ],
)
def test_the_columns_of_a_withdrawal_are_known(item, column, value):
    issue = apply_move(Issue.objects.get(), Move.WITHDRAW, user=make.editor(), reason="Wrong.")
    assert ledger.verify() == []
    assert tampered(issue, column, value) == [f"{NAME}field {column} differs from the ledger."]


def test_the_moment_of_being_superseded_is_known(item):
    make.publish(start_correction(Issue.objects.get(), user=make.editor(), note="A number."))
    assert ledger.verify() == []
    found = tampered(Issue.objects.get(edition=1), "superseded_at", F("created_at"))
    assert found == [f"{NAME}field superseded_at differs from the ledger."]


def forged(**values):
    """An entry that says of itself that it is a publication, as anybody could write one with SQL."""
    content = values.pop("content")
    row = StatusChange.objects.get(event="publish")
    row.pk, row.previous_hash, row.entry_hash = None, "", ""
    row.content, row.content_hash = content, hashlib.sha256(content.encode()).hexdigest()
    for name, value in values.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def test_an_entry_outside_the_chain_excuses_nothing(item):
    with unguarded():
        Item.objects.filter(pk=item.pk).update(body="Other words.")
    forged(content=canonical_json(ledger.snapshot(Issue.objects.get())))
    found = ledger.verify()
    assert f"{NAME}item {item.key}, field body differs from what was published." in found
    assert any("an entry before it is missing" in line for line in found)


def test_a_second_publication_of_an_edition_is_found(item):
    ledger.record(Issue.objects.get(), Move.PUBLISH, from_status="approved", user=make.editor())
    assert ledger.verify() == [f"{NAME}the ledger has 2 publications of it; the first counts."]


@pytest.mark.parametrize("content", ["no JSON", "[]", "{}", "7", '{"items": [1]}'])
def test_content_that_cannot_be_read_is_a_sentence(item, content):
    digest = hashlib.sha256(content.encode()).hexdigest()
    with unguarded():
        StatusChange.objects.filter(event="publish").update(content=content, content_hash=digest)
    found = ledger.verify()
    assert any("it was changed (entry_hash)" in line for line in found)
    assert any(line.startswith(f"{NAME}a field of it, or of its ledger entry, ") for line in found)


def test_two_entries_that_changed_places_break_the_chain(item):
    second = make.published_issue(date(2017, 11, 14))
    entries = StatusChange.objects.filter(event="publish").order_by("pk")
    first, last = entries.values_list("pk", flat=True)
    with unguarded():
        for old, new in ((first, 10_000), (last, first), (10_000, last)):
            StatusChange.objects.filter(pk=old).update(id=new)
    found = ledger.verify()
    assert len(found) == 2
    assert all("an entry before it is missing or was changed" in line for line in found)
    assert second.slug in found[0]


def test_a_chain_without_its_last_entry_is_found(item):
    apply_move(Issue.objects.get(), Move.WITHDRAW, user=make.editor(), reason="Wrong.")
    with unguarded():
        StatusChange.objects.filter(event="withdraw").delete()
    assert f"{NAME}status is withdrawn, the ledger says published." in ledger.verify()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no way around its keys")
@pytest.mark.django_db(transaction=True)
class TestWithoutKeysAndKinds:
    """SQLite checks foreign keys only for who asks for it, and keeps any text in any column."""

    def run(self, *statements):
        guards.remove(connection)
        with sqlite3.connect(connection.settings_dict["NAME"]) as stranger:
            for statement in statements:
                stranger.execute(statement)
        stranger.close()
        guards.install(connection)
        return ledger.verify()

    def test_an_issue_that_is_gone_is_found_and_named(self, item):
        found = self.run("DELETE FROM issues_issue")
        assert all(line.endswith("the issue is missing.") for line in found)
        assert found[-1].endswith("(publish of issue 2017-11-07 edition 1): the issue is missing.")
        self.run("DELETE FROM issues_statuschange", "DELETE FROM issues_item")

    def test_an_outlet_that_is_gone_is_found(self, item):
        found = self.run("DELETE FROM sources_outlet WHERE slug = 'reuters'")
        assert f"{NAME}item {item.key}, field citations differs from what was published." in found
        self.run("DELETE FROM issues_citation")

    @pytest.mark.parametrize("column", ["issue SET period_start", "citation SET dated_from"])
    def test_a_date_that_is_none_is_a_sentence(self, item, column, capsys):
        with pytest.raises(CommandError, match="1 difference"):
            self.run(f"UPDATE issues_{column} = '2017-11-00'")
            call_command("verify_ledger")
        assert capsys.readouterr().out.startswith(NAME + "a field of it, or of its ledger entry, ")
