"""A database of the version that chained publications alone is taken in by ``migrate``, and says from where on."""

import hashlib
import json
import re
from datetime import UTC, date

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.urls import reverse

from issues import ledger
from issues.editions import start_correction
from issues.imports import import_issue
from issues.models import Import, Issue, Item, StatusChange
from issues.moves import Conflict, apply_move
from issues.workflow import Move
from sources.merging import merge
from sources.models import Outlet
from tests.support import factories as make
from tests.support.commands import run
from tests.support.digests import digest
from tests.support.tampering import unguarded

pytestmark = pytest.mark.django_db


def build():
    """A site with editions of every kind: two superseded or withdrawn, one live, a draft that moved."""
    text = digest("Two convoys reached the town. (Reuters, 11.04.17)")
    first = make.publish(import_issue(text.encode(), "week.txt", user=make.analyst()).draft)
    make.publish(start_correction(first, user=make.editor(), note="A number."))
    other = make.publish(drafted(date(2017, 11, 14)))
    apply_move(other, Move.WITHDRAW, user=make.editor(), reason="It was wrong.")
    make.submit(drafted(date(2017, 11, 21)))


def drafted(end):
    issue = make.make_issue(end)
    make.make_item(issue)
    return issue


def canonical(content):
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def make_former():
    """Write the entries as that version did: what it chained, what it kept, and how it computed its hashes."""
    previous = ""
    with unguarded():
        StatusChange.objects.filter(event="outlet").delete()
        for entry in StatusChange.objects.order_by("pk"):
            entry.scheme, entry.number, entry.user_name = 1, None, ""
            entry.previous_hash = entry.entry_hash = entry.content_hash = ""
            if entry.event == "publish":
                content = json.loads(entry.content)
                for later in ("history", "imports", "outlets", "people"):
                    del content[later]
                entry.content = canonical(content)
                entry.content_hash = hashlib.sha256(entry.content.encode()).hexdigest()
            if entry.event in ("publish", "supersede", "withdraw"):
                entry.previous_hash = previous
                covered = {
                    "issue": [entry.issue.slug, entry.issue.edition],
                    "event": entry.event,
                    "from": entry.from_status,
                    "to": entry.to_status,
                    "user": entry.user_id,
                    "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
                    "reason": entry.reason,
                    "content_hash": entry.content_hash,
                    "previous_hash": previous,
                }
                previous = hashlib.sha256(canonical(covered).encode()).hexdigest()
                entry.entry_hash = previous
            entry.save()


@pytest.fixture
def former():
    build()
    make_former()


def migrate():
    call_command("migrate", verbosity=0)


def test_what_it_published_is_verified_as_before_and_is_said_to_lack_the_rest(former):
    missing = "its history and its source documents are not covered: run manage.py migrate."
    assert ledger.verify() == [
        f"issue {name}: {missing}"
        for name in ("2017-11-07 edition 1", "2017-11-07 edition 2", "2017-11-14 edition 1")
    ]


def test_migrate_takes_in_each_published_edition_once(former):
    migrate()
    covers = StatusChange.objects.filter(event="cover").order_by("pk")
    assert [str(entry.issue.slug) for entry in covers] == ["2017-11-07", "2017-11-07", "2017-11-14"]
    assert [entry.number for entry in covers] == [6, 7, 8]
    assert {(entry.user, entry.person) for entry in covers} == {(None, "")}
    assert ledger.verify() == []
    migrate()
    assert covers.all().count() == 3  # asked anew


def test_the_command_says_from_which_entry_on_it_is_covered(former):
    migrate()
    day = StatusChange.objects.get(number=6).at.date()
    assert f"Covered from entry 6 ({day}) on; entries 1 to 5 as far as the former" in run(
        "verify_ledger"
    )


def test_a_new_database_is_covered_from_its_first_entry_on():
    make.published_issue()
    assert "1 entry, head 1:" in run("verify_ledger")
    assert "Covered from entry 1 on." in run("verify_ledger")


def test_without_a_published_edition_there_is_nothing_to_take_in():
    make.submit(drafted(date(2017, 11, 21)))
    make_former()
    migrate()
    assert not StatusChange.objects.chained().exists()
    assert "it has no entries" in run("verify_ledger")


def test_life_goes_on_after_it(former):
    migrate()
    live = Issue.objects.get(status="published")
    make.publish(start_correction(live, user=make.editor(), note="Another number."))
    make.publish(Issue.objects.get(slug="2017-11-21"))
    assert ledger.verify() == []
    assert StatusChange.objects.latest("pk").number == StatusChange.objects.chained().count()


def test_what_no_person_did_is_shown_as_such(former, client):
    migrate()
    client.force_login(make.make_user("root", is_superuser=True))
    first = Issue.objects.get(edition=1, slug="2017-11-07")
    log = client.get(reverse("desk:issue", args=[first.slug, 1])).content.decode()
    year = StatusChange.objects.latest("pk").at.year
    assert re.search(
        rf"Taken in at the upgrade</strong> <span[^>]*>[A-Z][a-z]+\.? \d+, {year}", log
    )
    merge(make.make_outlet("Reuters"), make.make_outlet("AP"))
    listed = client.get(reverse("admin:issues_statuschange_changelist")).content.decode()
    assert "Taken in at the upgrade" in listed
    assert "Outlet changed" in listed
    for entry in StatusChange.objects.filter(event__in=["cover", "outlet"]):
        address = reverse("admin:issues_statuschange_change", args=[entry.pk])
        assert client.get(address).status_code == 200
    with pytest.raises(Conflict, match="it is superseded by ed at"):
        apply_move(first, Move.WITHDRAW, user=make.editor(), reason="Wrong.")


TAMPERINGS = {
    "its history": lambda: Item.history.filter(issue__edition=1).update(body="Other."),
    "an import": lambda: Import.objects.update(filename="other.txt"),
    "Outlet reuters: field kind": lambda: Outlet.objects.filter(slug="reuters").update(
        kind="other"
    ),
    "the history of move submit": lambda: StatusChange.objects.filter(
        event="submit", issue__edition=2
    ).update(reason="Other."),
    "the history of move approve": lambda: StatusChange.objects.filter(
        event="approve", issue__edition=2
    ).delete(),
    "its name (username)": lambda: make.User.objects.filter(username="ana").update(username="x"),
    "it was changed (entry_hash)": lambda: StatusChange.objects.filter(event="withdraw").update(
        reason="Other."
    ),
    "previous_hash": lambda: StatusChange.objects.filter(event="cover", issue__edition=2).delete(),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_what_it_took_in_is_known_from_then_on(former, what):
    migrate()
    with unguarded():
        TAMPERINGS[what]()
    words = {"its history": "the history of item", "an import": "import "}.get(what, what)
    found = ledger.verify()
    assert any(words in line for line in found), found


@pytest.mark.django_db(transaction=True)
def test_the_tables_of_that_version_are_altered_with_all_that_they_hold(former, heads):
    before = list(StatusChange.objects.order_by("pk").values("pk", "event", "user", "entry_hash"))
    loader = MigrationLoader(connection)
    (parent,) = (
        key
        for key in loader.disk_migrations["issues", "0007_ledger_covers"].dependencies
        if key[0] == "issues"
    )
    call_command("migrate", *parent, verbosity=0)
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, "issues_statuschange")
    assert "scheme" not in {column.name for column in columns}
    heads.unlink(missing_ok=True)
    migrate()
    entries = StatusChange.objects.exclude(event="cover").order_by("pk")
    assert list(entries.values("pk", "event", "user", "entry_hash")) == before
    assert ledger.verify() == []
    assert [line.split()[0] for line in heads.read_text().splitlines()] == ["6", "7", "8"]


def test_what_a_former_version_writes_in_the_new_tables_is_taken_by_them():
    """The columns that are new have defaults in the database, for the minute between ``migrate`` and the restart."""
    issue = make.published_issue()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO issues_statuschange (issue_id, event, from_status, to_status, user_id, at, reason, content, "
            "content_hash, previous_hash, entry_hash) SELECT issue_id, 'correct', to_status, to_status, user_id, at, "
            "'A word.', '', '', '', '' FROM issues_statuschange WHERE issue_id = %s",
            [issue.pk],
        )
    entry = StatusChange.objects.latest("pk")
    assert (entry.scheme, entry.number, entry.user_name, entry.person) == (1, None, "", "ed")
    said = f"The ledger's row {entry.pk} (correct of issue 2017-11-07 edition 1) stands outside the chain."
    assert ledger.verify()[0] == said
