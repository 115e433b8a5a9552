"""The commands that bring texts in: one file, and a whole folder."""

import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError

from issues.management.commands import import_archive
from issues.models import Import, Issue
from issues.sections import Section
from sources.models import Outlet
from tests.support.commands import refusal, run
from tests.support.digests import HEADING, SLUG, TITLE, digest, outline
from tests.support.documents import paragraph, word
from tests.support.factories import analyst, editor, make_user
from tests.support.paths import SEED

pytestmark = pytest.mark.django_db


@pytest.fixture
def week(tmp_path) -> Path:
    """A file with one canonical issue."""
    path = tmp_path / "week.txt"
    path.write_text(digest("One. (AP, 11.04.17)", "  Two. (Tass, 11.05.17)"), "utf-8")
    return path


# import_issue


def test_a_file_becomes_a_draft(week):
    analyst()
    assert f"draft {SLUG}" in run("import_issue", str(week), "--author", "ana")
    issue = Issue.objects.get()
    assert issue.created_by == analyst()
    assert [text for _, _, text in outline(issue)] == ["One.", "Two."]


def test_without_an_author_the_service_account_is_it(week):
    run("import_issue", str(week))
    assert Issue.objects.get().created_by.username == "import"


def test_the_report_of_an_import_names_the_findings(week):
    week.write_text(digest("One. (Harbor Gazette, 11.04.17)"), "utf-8")
    assert "block  unknown_outlet: Line 5: “Harbor Gazette”" in run("import_issue", str(week))


def test_an_import_reports_as_json(week):
    report = json.loads(run("import_issue", str(week), "--json"))
    assert report["slug"] == SLUG
    assert report["title"] == TITLE
    assert report["findings"] == []


def test_a_dry_run_changes_nothing(week):
    week.write_text(digest("One. (Harbor Gazette, 11.04.17)"), "utf-8")
    users, outlets = User.objects.count(), Outlet.objects.count()
    text = run("import_issue", str(week), "--dry-run")
    assert "1 item (0 nested), 1 reference, 1 outlet. Nothing was changed." in text
    assert "unknown_outlet" in text
    assert "Two" not in run("import_issue", str(week), "--dry-run", "--json")
    assert (User.objects.count(), Outlet.objects.count()) == (users, outlets)
    assert not Issue.objects.exists()
    assert not Import.objects.exists()


@pytest.mark.skipif(not SEED.exists(), reason="the shared example issue is not here")
def test_a_dry_run_counts_a_real_issue_as_by_hand():
    report = json.loads(run("import_issue", str(SEED), "--dry-run", "--json"))
    counts = {name: value for name, value in report.items() if name.endswith("_count")}
    assert counts == {
        "item_count": 16,
        "nested_count": 2,
        "citation_count": 22,
        "outlet_count": 11,
        "placeholder_count": 2,
    }
    assert {finding["code"] for finding in report["findings"]} == {
        "nbsp",
        "duplicate_pair",
        "placeholder_with_items",
        "unlabelled_group",
    }
    assert [section["item_count"] for section in report["sections"]] == [2, 0, 2, 2, 10]


def test_a_heading_is_mapped_to_a_section(week):
    text = f"{TITLE}\n\nAnalysis: a = b:\n\n  • One. (AP, 11.04.17)\n"
    week.write_text(text, "utf-8")
    run("import_issue", str(week), "--section", "Analysis: a = b=recommendations")
    assert outline(Issue.objects.get()) == [("recommendations", 1, "One.")]


def test_an_exported_issue_is_read_back_from_json(week, tmp_path):
    run("import_issue", str(week))
    copy = tmp_path / "issue.json"
    run("export_issue", SLUG, "--format", "json", "--edition", "1", "--output", str(copy))
    Issue.objects.all().delete()
    run("import_issue", str(copy))
    assert run("export_issue", SLUG, "--format", "txt", "--edition", "1") == week.read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--author", "nobody"], "There is no user “nobody”"),
        (["--author", "reader"], "reader lacks issues.add_item: put the account into its group"),
        (["--author", "gone"], "gone lacks issues.add_item (the account is switched off)"),
        (["--format", "odt"], "The format “odt” cannot be read"),
        (["--section", "Analysis"], "--section “Analysis” is not HEADING=CODE"),
        (["--section", "=response"], "is not HEADING=CODE"),
        (["--section", "Analysis=sports"], "no section “sports”"),
        (["--section", "Analysis=response"], "no heading “Analysis”"),
        (["--dry-run", "--format", "docx"], "is no Word document"),
    ],
)
def test_a_request_that_cannot_be_met_is_one_sentence_and_changes_nothing(week, arguments, words):
    make_user("reader")
    User.objects.filter(pk=analyst("gone").pk).update(is_active=False)
    assert words in refusal("import_issue", str(week), *arguments)
    assert not Issue.objects.exists()
    assert not User.objects.filter(username="import").exists()


@pytest.mark.parametrize(
    ("name", "document", "words"),
    [
        ("nowhere.txt", None, "cannot be read: No such file"),
        (".", None, "cannot be read: Is a directory"),
        ("empty.txt", b"", "empty.txt is empty"),
        ("large.txt", b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
        ("huge.txt", b"x" * (9 * 1024 * 1024), "larger than 5 MB"),
        ("photo.txt", b"\xff\xd8\xff\xe0", "is a picture"),
        ("letter.txt", b"Dear all,\n\nno news.\n", "no period in its title “Dear all,”"),
        ("week.docx", b"PK\x03\x04", "week.docx is broken"),
        ("week.json", b"{", "not JSON"),
    ],
)
def test_a_file_that_cannot_be_taken_is_one_sentence(tmp_path, name, document, words):
    if document is not None:
        (tmp_path / name).write_bytes(document)
    assert words in refusal("import_issue", str(tmp_path / name))
    assert not Issue.objects.exists()


# import_archive


@pytest.fixture
def archive(tmp_path) -> Path:
    """Three good issues in two folders, and what else lies around there."""
    folder = tmp_path / "archive"
    (folder / "2018").mkdir(parents=True)
    for number, name in ((2016, "a.txt"), (2017, "b.txt"), (2018, "2018/c.txt")):
        title = f"Russia in Syria Monitor, Oct. 31-Nov. 7, {number}"
        (folder / name).write_text(digest(f"In {number}. (AP, 11.04.17)", title=title), "utf-8")
    (folder / ".DS_Store").write_bytes(b"\0")
    return folder


def publishing(folder: Path) -> list[str]:
    analyst()
    editor()
    return [str(folder), "--publish", "--author", "ana", "--editor", "ed"]


def test_every_file_of_a_folder_becomes_a_draft(archive):
    text = run("import_archive", str(archive))
    assert text.startswith("Imported 3, published 0, skipped 0 (imported before), refused 0")
    assert sorted(Issue.objects.values_list("slug", flat=True)) == [
        "2016-11-07",
        "2017-11-07",
        "2018-11-07",
    ]
    assert set(Issue.objects.values_list("status", flat=True)) == {"draft"}


def test_a_second_run_goes_on_where_the_first_ended(archive):
    hidden = archive / "2018" / "c.txt"
    kept = hidden.read_bytes()
    hidden.unlink()
    run("import_archive", str(archive))
    hidden.write_bytes(kept)
    shutil.copy(archive / "a.txt", archive / "same as a.txt")
    assert run("import_archive", str(archive)).startswith("Imported 1, published 0, skipped 3")
    assert Issue.objects.count() == 3


def test_a_run_that_is_stopped_says_how_far_it_came_and_the_next_goes_on(archive, monkeypatch):
    taken = import_archive.import_issue

    def stopped_at_b(document, filename, **given):
        if filename == "b.txt":
            raise KeyboardInterrupt
        return taken(document, filename, **given)

    out = StringIO()
    with monkeypatch.context() as patch:
        patch.setattr(import_archive, "import_issue", stopped_at_b)
        with pytest.raises(KeyboardInterrupt):
            call_command("import_archive", *publishing(archive), stdout=out)
    assert out.getvalue().startswith("Imported 2, published 2, skipped 0")
    assert run("import_archive", *publishing(archive)).startswith(
        "Imported 1, published 1, skipped 2"
    )


def test_the_same_content_twice_in_a_folder_is_taken_once(archive):
    shutil.copy(archive / "a.txt", archive / "a copy.txt")
    assert run("import_archive", str(archive)).startswith("Imported 3, published 0, skipped 1")


def test_an_archive_of_word_pages_and_markdown_is_taken_by_its_names(tmp_path):
    week = "Russia in Syria Monitor, Nov. {}-{}, 2017"
    heading = "Other important news"
    (tmp_path / "a.docx").write_bytes(word(paragraph("One.", "ListBullet")))
    page = f"<h1>{week.format(7, 14)}</h1><h2>{heading}</h2><ul><li>Two.</ul>"
    (tmp_path / "b.htm").write_text(page, "utf-8")
    text = f"# {week.format(14, 21)}\n\n## {heading}\n\n- Three.\n"
    (tmp_path / "c.markdown").write_text(text, "utf-8")
    assert "Imported 3," in run("import_archive", str(tmp_path))
    assert sorted(Import.objects.values_list("format", flat=True)) == ["docx", "html", "md"]
    assert "skipped 3" in run("import_archive", str(tmp_path))


def test_an_archive_without_names_is_read_as_it_is_told(tmp_path):
    (tmp_path / "week").write_text(f"# {TITLE}\n\n## Other important news\n\n- *One*.\n", "utf-8")
    run("import_archive", str(tmp_path), "--format", "md")
    assert Issue.objects.get().items.get().body == "<em>One</em>."


def test_a_heading_of_a_word_document_is_mapped(tmp_path):
    path = tmp_path / "week.docx"
    body = paragraph("Zero.", "ListBullet") + paragraph("Analysis", "heading1")
    path.write_bytes(word(body + paragraph("One.", "ListBullet")))
    run("import_issue", str(path), "--section", "Analysis=recommendations")
    assert ("recommendations", 1, "One.") in outline(Issue.objects.get())


def test_a_bad_file_does_not_stop_the_rest(archive):
    (archive / "aa.txt").write_bytes(b"no title")
    (archive / "ab.docx").write_bytes(b"PK\x03\x04")
    (archive / "ac.txt").write_text(digest("Other. (AP, 11.04.17)"), "utf-8")
    out = StringIO()
    assert refusal("import_archive", str(archive), out=out) == "Refused: 3 files, listed above."
    report = out.getvalue()
    assert report.startswith("Imported 3, published 0, skipped 0 (imported before), refused 3")
    assert "aa.txt has no period" in report
    assert "ab.docx: ab.docx is broken" in report
    assert f"b.txt: Issue {SLUG} is there already" in report


def test_files_are_taken_in_the_order_of_their_names(archive):
    run("import_archive", str(archive))
    names = Import.objects.order_by("pk").values_list("filename", flat=True)
    assert list(names) == ["c.txt", "a.txt", "b.txt"]


def test_an_archive_is_published_by_two_people(archive):
    text = run("import_archive", *publishing(archive))
    assert text.startswith("Imported 3, published 3, skipped 0")
    issue = Issue.objects.get(slug=SLUG)
    assert (issue.status, issue.published_by, issue.submitted_by) == (
        "published",
        editor(),
        analyst(),
    )
    assert issue.items.get().approved_by == editor()
    assert "agrees" in run("verify_ledger")


def test_what_preflight_blocks_stays_in_review_and_is_reported(archive):
    (archive / "b.txt").write_text(digest("One. (Harbor Gazette, 11.04.17)"), "utf-8")
    text = run("import_archive", *publishing(archive))
    assert text.startswith(
        "Imported 3, published 2, skipped 0 (imported before), refused 0, left in review 1"
    )
    assert "Left in review: 2017-11-07 (b.txt): " in text
    assert "Harbor Gazette, an outlet that nobody has confirmed" in text
    issue = Issue.objects.get(slug=SLUG)
    assert issue.status == "in_review"
    assert issue.items.get().is_approved


def test_one_failing_file_leaves_no_trace(archive, monkeypatch):
    """A file is taken whole or not at all, its publication included."""
    publish = import_archive.publish

    def fail_for_one(issue: Issue, **people):
        publish(issue, **people)
        if issue.slug == SLUG:
            raise CommandError("the plug was pulled.")
        return []

    monkeypatch.setattr(import_archive, "publish", fail_for_one)
    out = StringIO()
    refusal("import_archive", *publishing(archive), out=out)
    assert "b.txt: the plug was pulled." in out.getvalue()
    assert sorted(Issue.objects.values_list("slug", flat=True)) == ["2016-11-07", "2018-11-07"]
    assert Import.objects.count() == 2


@pytest.mark.parametrize(
    ("people", "words"),
    [
        (["--publish"], "needs two people"),
        (["--publish", "--author", "ana"], "needs two people"),
        (["--publish", "--author", "ed", "--editor", "ed"], "cannot be author and editor"),
        (["--publish", "--author", "ed", "--editor", "ana"], "ana lacks issues.approve_item"),
        (["--publish", "--author", "reader", "--editor", "ed"], "reader lacks issues.submit_issue"),
        (["--publish", "--author", "nobody", "--editor", "ed"], "no user “nobody”"),
        (["--editor", "ed"], "--editor goes with --publish"),
        (["--author", "nobody"], "no user “nobody”"),
        (["--author", "reader"], "reader lacks issues.add_item"),
    ],
)
def test_the_wrong_people_are_refused_before_anything_is_taken(archive, people, words):
    analyst()
    editor()
    make_user("reader")
    assert words in refusal("import_archive", str(archive), *people)
    assert not Issue.objects.exists()


def test_a_folder_that_is_none_or_empty_is_refused(tmp_path):
    assert "is not a folder" in refusal("import_archive", str(tmp_path / "nowhere"))
    (tmp_path / ".hidden").write_text("x")
    assert "holds no files" in refusal("import_archive", str(tmp_path))


def test_no_progress_is_drawn_unless_somebody_watches(archive, capsys):
    run("import_archive", str(archive))
    assert capsys.readouterr().err == ""


def test_every_section_of_the_test_texts_has_its_heading():
    assert list(HEADING) == Section.values
