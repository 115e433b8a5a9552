"""The database keeps a source document as it came, whoever asks."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from issues.editing import delete_issue
from issues.imports import import_issue
from issues.models import Import, Issue
from tests.support import factories as make
from tests.support.digests import digest

pytestmark = pytest.mark.django_db


def imported():
    text = digest("Two convoys reached the town. (Reuters, 11.04.17)")
    return import_issue(text.encode(), "week.txt", user=make.analyst())


def refused(action):
    with pytest.raises(IntegrityError, match="kept as it came"), transaction.atomic():
        action()


@pytest.mark.parametrize(
    "change",
    [
        {"document": b"Other."},
        {"sha256": "0" * 64},
        {"text": "Other."},
        {"findings": [{"code": "other"}]},
        {"filename": "other.txt"},
        {"format": "md"},
        {"id": 7000},
        {"imported_by": make.editor},
        {"imported_at": timezone.now},
    ],
    ids=lambda change: next(iter(change)),
)
def test_it_is_never_changed(change):
    row = imported()
    values = {name: value() if callable(value) else value for name, value in change.items()}
    refused(lambda: Import.objects.filter(pk=row.pk).update(**values))


def test_it_is_never_deleted():
    row = imported()
    refused(Import.objects.filter(pk=row.pk).delete)


def test_it_is_never_given_to_another_issue():
    row = imported()
    other = make.make_issue(date(2017, 11, 14))
    refused(lambda: Import.objects.filter(pk=row.pk).update(issue=other))


def test_it_stays_when_the_draft_made_of_it_is_deleted():
    row = imported()
    delete_issue(row.draft, user=make.editor())
    assert not Issue.objects.exists()
    kept = Import.objects.get(pk=row.pk)
    assert (kept.issue, bytes(kept.document)) == (None, bytes(row.document))


def test_it_is_not_taken_from_what_was_published():
    row = imported()
    make.publish(row.draft)
    refused(lambda: Import.objects.filter(pk=row.pk).update(issue=None))


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite replaces rows")
def test_it_is_not_replaced_on_sqlite():
    row = imported()
    names = [field.column for field in Import._meta.concrete_fields]
    columns = ", ".join(names)
    values = ", ".join("'Other.'" if name == "document" else name for name in names)
    with connection.cursor() as cursor:
        refused(
            lambda: cursor.execute(
                f"INSERT OR REPLACE INTO issues_import ({columns}) "
                f"SELECT {values} FROM issues_import WHERE id = {row.pk}"
            )
        )


@pytest.mark.django_db(transaction=True)
def test_the_whole_table_is_not_emptied():
    imported()
    statement = "DELETE FROM" if connection.vendor == "sqlite" else "TRUNCATE"
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(f"{statement} issues_import")
    assert Import.objects.count() == 1
