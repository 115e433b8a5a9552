"""The commands that report, publish and export: what they print, and the one sentence when they cannot."""

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from issues import guards
from issues.editions import start_correction
from issues.models import Issue, Item
from issues.moves import Move, apply_move, schedule
from tests.support.commands import refusal, run
from tests.support.factories import (
    approve,
    editor,
    make_issue,
    make_item,
    make_outlet,
    publish,
    published_issue,
)
from tests.support.paths import ROOT

pytestmark = pytest.mark.django_db


# preflight
def test_preflight_prints_a_warning_and_is_content():
    published_issue(date(2017, 11, 7), "One.", "Two.")
    assert "single_source" in run("preflight", "2017-11-07")


def test_preflight_ends_with_status_1_while_a_finding_blocks():
    make_item(make_issue(), citations=[])
    out = StringIO()
    assert "blocked by" in refusal("preflight", "2017-11-07", out=out)
    assert "uncited_item" in out.getvalue()


def test_preflight_gives_the_findings_as_json():
    item = make_item(make_issue(), citations=[])
    out = StringIO()
    refusal("preflight", "2017-11-07", "--json", out=out)
    report = json.loads(out.getvalue())
    assert report["slug"] == "2017-11-07"
    assert report["blocked"] is True
    assert {"code": "uncited_item", "item": item.key}.items() <= report["findings"][0].items()


def test_preflight_looks_at_the_working_edition_before_the_live_one():
    issue = published_issue()
    start_correction(issue, user=editor(), note="A name was wrong.")
    out = StringIO()
    call_command("preflight", issue.slug, "--json", stdout=out)
    assert json.loads(out.getvalue())["edition"] == 2


def test_preflight_of_an_issue_that_is_not_there_names_the_slug():
    assert "2017-11-14" in refusal("preflight", "2017-11-14")


# publish_due
def test_publish_due_publishes_what_is_due_and_names_it():
    issue = make_issue()
    make_item(issue)
    issue = schedule(approve(issue), timezone.now() + timedelta(hours=1), user=editor())
    assert run("publish_due") == ""
    Issue.objects.filter(pk=issue.pk).update(publish_at=timezone.now())
    assert "Nov. 7, 2017" in run("publish_due")
    assert Issue.objects.get(pk=issue.pk).status == "published"
    assert run("publish_due") == ""


def test_publish_due_ends_with_status_1_and_the_reason_when_preflight_blocks():
    issue = make_issue()
    make_item(issue)
    issue = schedule(approve(issue), timezone.now() + timedelta(hours=1), user=editor())
    outlet = make_outlet("Reuters")
    type(outlet).objects.filter(pk=outlet.pk).update(confirmed=False)
    Issue.objects.filter(pk=issue.pk).update(publish_at=timezone.now())
    assert "nobody has confirmed" in refusal("publish_due")
    assert Issue.objects.get(pk=issue.pk).status == "approved"


# verify_ledger
def test_verify_ledger_agrees_with_what_was_published():
    published_issue()
    assert "agrees" in run("verify_ledger")


def test_verify_ledger_names_issue_and_field_of_a_difference():
    issue = published_issue()
    item = issue.items.get()
    guards.remove(connection)
    Item.objects.filter(pk=item.pk).update(body="Something else.")
    guards.install(connection)
    out = StringIO()
    assert "1 difference" in refusal("verify_ledger", out=out)
    assert f"issue {issue.slug} edition 1: item {item.key}, field body" in out.getvalue()


# export_issue
def test_export_prints_the_live_edition():
    published_issue(date(2017, 11, 7), "Two convoys reached the town.")
    text = run("export_issue", "2017-11-07", "--format", "txt")
    assert text.startswith("Russia in Syria Monitor, Oct. 31-Nov. 7, 2017\n")
    assert "  • Two convoys reached the town. (Reuters, 11.07.17)\n" in text
    assert text.endswith("developments.\n")


def test_export_prints_a_draft_only_when_asked_for_it_by_number():
    make_item(make_issue(), "Two convoys reached the town.")
    assert "there is edition 1 (draft)" in refusal("export_issue", "2017-11-07", "--format", "txt")
    assert "Two convoys" in run("export_issue", "2017-11-07", "--format", "txt", "--edition", "1")


def test_export_leaves_out_what_is_held_back():
    issue = make_issue()
    make_item(issue, "Seen.")
    make_item(issue, "Kept for later.", held=True)
    publish(issue)
    text = run("export_issue", issue.slug, "--format", "txt")
    assert "Seen." in text
    assert "Kept for later." not in text


def test_export_of_a_withdrawn_issue_needs_the_edition():
    issue = apply_move(published_issue(), Move.WITHDRAW, user=editor(), reason="It was wrong.")
    assert "1 (withdrawn)" in refusal("export_issue", issue.slug, "--format", "txt")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["2017-11-14", "--format", "txt"], "There is no issue “2017-11-14”"),
        (["2017-11-07", "--format", "odt"], "There is no format “odt”; choose one of "),
        (["2017-11-07", "--format", "txt", "--edition", "7"], "without an edition 7"),
        (["2017-11-07", "--format", "txt", "--edition", "two"], "--edition"),
        (["2017-11-07"], "--format"),
    ],
)
def test_export_says_in_one_sentence_what_was_wrong_with_the_request(arguments, words):
    published_issue()
    assert words in refusal("export_issue", *arguments)


def test_export_replaces_a_file_whole(tmp_path):
    published_issue()
    path = tmp_path / "issue.txt"
    path.write_text("old")
    run("export_issue", "2017-11-07", "--format", "txt", "--output", str(path))
    assert path.read_bytes().startswith(b"Russia in Syria Monitor, Oct. 31-Nov. 7, 2017\n")
    assert [each.name for each in tmp_path.iterdir()] == ["issue.txt"]


@pytest.mark.parametrize("name", ["nowhere/issue.txt", ".", "file/issue.txt"])
def test_export_says_that_a_file_cannot_be_written(tmp_path, name):
    published_issue()
    (tmp_path / "file").write_text("in the way")
    path = str(tmp_path / name)
    words = refusal("export_issue", "2017-11-07", "--format", "txt", "--output", path)
    assert str(tmp_path) in words
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


# As the shell sees them
def shell(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", **variables},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["export_issue"],
        ["import_issue", "nowhere.txt", "--nonsense"],
        ["import_issue", "nowhere.txt"],
        ["preflight", "2017-11-07"],
        ["publish_due", "now"],
        ["verify_ledger"],
    ],
)
def test_an_error_is_one_line_on_stderr_and_status_1(arguments, tmp_path):
    # An empty database: even a missing table is one sentence.
    done = shell(*arguments, DATABASE_URL="", DATA_DIR=str(tmp_path))
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr


def test_results_are_utf_8_whatever_the_terminal_speaks(tmp_path):
    source = tmp_path / "week.txt"
    source.write_text("Russia in Syria Monitor, Oct. 31-Nov. 7, 2017\n", "utf-8")
    variables = {"DATABASE_URL": "", "DATA_DIR": str(tmp_path), "PYTHONIOENCODING": "ascii"}
    assert shell("migrate", "--verbosity", "0", **variables).returncode == 0
    done = shell("import_issue", str(source), "--dry-run", "--json", **variables)
    assert done.returncode == 0, done.stderr
    assert "Details of Russia’s" in json.dumps(json.loads(done.stdout), ensure_ascii=False)
