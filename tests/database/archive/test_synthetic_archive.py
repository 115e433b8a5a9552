"""The generator of synthetic archives makes what the site itself would have made."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from benchmarks._database import strangers
from benchmarks.archive import Archive, NotEmpty, ensure
from issues import ledger, search
from issues.models import Citation, Issue, Item
from issues.workflow import Status
from tests.support import factories as make
from tests.support.paths import ROOT

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
            rows = Item.objects.order_by("pk", "citations__position").values_list(
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


def test_a_database_with_accounts_alone_is_refused():
    make.editor()
    with pytest.raises(NotEmpty):
        ensure(2)
    assert not Issue.objects.exists()


def address() -> str:
    """That of the database that the tests use."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{quote(str(at['NAME']))}"
    user = ":".join(quote(at[part], safe="") for part in ("USER", "PASSWORD") if at[part])
    return f"postgres://{user}@{at['HOST']}:{at['PORT'] or 5432}/{at['NAME']}"


def rows() -> dict[str, list[tuple]]:
    """All that the database has."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = sorted(cursor.fetchall(), key=str)
    return found


def run(**variables: str) -> subprocess.CompletedProcess[str]:
    """``python -m benchmarks.archive``, started with these variables."""
    environ = {key: value for key, value in os.environ.items() if key != "DATA_DIR"}
    return subprocess.run(
        [sys.executable, "-m", "benchmarks.archive", "--issues", "3"],
        cwd=ROOT,
        env={**environ, "DEBUG": "1", **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_told", [True, False], ids=["the site's is said", "it is not"])
def test_nothing_is_written_where_others_have_accounts_or_issues(is_told):
    make.make_issue(by=make.analyst())
    make.editor()
    former = rows()
    assert strangers() == "2 accounts and 1 issue"
    site = address() if is_told else ""
    refused = run(BENCHMARK_DATABASE_URL=address(), DATABASE_URL=site)
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert ("of the site" if is_told else "2 accounts and 1 issue") in refused.stderr
    assert rows() == former


@pytest.mark.django_db(transaction=True)
def test_no_variable_of_the_site_leads_a_benchmark_to_its_data(tmp_path):
    User.objects.create(username="ana")
    former = rows()
    site = tmp_path / "site" / "monitor.sqlite3"
    site.parent.mkdir()
    with closing(sqlite3.connect(site)) as data:
        data.execute("CREATE TABLE kept (what)")
    before = site.read_bytes()
    own = tmp_path / "own.sqlite3"
    for variables in (
        {"DATABASE_URL": "", "DATA_DIR": str(site.parent)},
        {"DATABASE_URL": address(), "DJANGO_SETTINGS_MODULE": "tests.settings"},
        {"DATABASE_URL": f"sqlite:///{site}", "CACHE_URL": f"file://{tmp_path}/cache"},
    ):
        made = run(BENCHMARK_DATABASE_URL=f"sqlite:///{own}", **variables)
        assert (made.returncode, made.stderr) == (0, "")
    refused = run(BENCHMARK_DATABASE_URL=f"sqlite:///{site}", DATABASE_URL="")
    assert "tables of something else" in refused.stderr
    assert rows() == former
    assert site.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["own.sqlite3", "site"]
    assert [path.name for path in site.parent.iterdir()] == [site.name]
