"""The rules of the house that a machine can check (CONTRIBUTING.md says them in words)."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.support.paths import ROOT, SEED

HERE = "tests/unit/test_house_rules.py"

MOST_LINES = {".py": 400, ".js": 400, ".css": 400, ".html": 120}
# Copied, generated or read as data.
NOT_OURS = re.compile(r"^static/vendor/|/migrations/|^tests/(data|golden)/")
VAGUE_NAMES = {"common", "helpers", "misc", "service", "services", "signals", "util", "utils"}
# What must never be in a file that others get: package indexes, folders of one machine, notes to self.
NEVER_WRITTEN = re.compile(
    r"pypi\.(org|python)|pythonhosted|registry\.npmjs|--(extra-)?index-url|--find-links|/simple/"
    r"|(?<![\w.\]}])/(work|root|home|opt|tmp|Users)/|\b(TODO|FIXME|XXX)\b"
)
NEVER_TRACKED = re.compile(r"\.(sqlite3|pyc|log|pem|key)$|(^|/)\.env$|^var/|^\.venv/")
# What a browser says at once, though what was pressed before may have its effect a moment later.
SAID_AT_ONCE = re.compile(
    r"\.(is_(visible|hidden|enabled|disabled|checked|editable)|inner_(text|html)|text_content"
    r"|input_value|get_attribute|all_inner_texts|all_text_contents|bounding_box"
    r"|query_selector(_all)?|element_handles?)\($"
)
ASSERTED_AT_ONCE = re.compile(
    r"\b(?!live_server\b|server\b)\w+\.url\b|activeElement|\.(evaluate|evaluate_all|title)\("
)
LOCATED = re.compile(r"\.(locator|frame_locator|get_by_\w+)\(")
SLEEPS = re.compile(
    r"wait_for_timeout|\bsleep\(|networkidle|Promise\(\(?(\w+)\)? => setTimeout\(\1, *\d"
)
DOORS = re.compile(r"(issues|sources)/(desk/|archive/|api/|admin|management/|templatetags/)")


@cache
def tracked(pattern: str = "*") -> list[str]:
    """The project's files as git knows them, new ones that are not ignored included."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", pattern]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return sorted({name for name in listed.split("\0") if name and (ROOT / name).is_file()})


@cache
def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8", errors="replace")


@cache
def own_modules() -> list[tuple[str, ast.Module]]:
    return [(name, ast.parse(read(name))) for name in tracked("*.py") if not NOT_OURS.search(name)]


def imported_by(tree: ast.Module) -> set[str]:
    """Every dotted name that a module imports: ``from a import b`` gives both ``a`` and ``a.b``."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_every_module_says_its_subject_in_its_first_line():
    silent = []
    for name, tree in own_modules():
        first = (ast.get_docstring(tree) or "").partition("\n")[0]
        if tree.body and not first.endswith("."):
            silent.append(name)
    assert not silent


def test_no_file_grows_past_its_size():
    large = {}
    for name in tracked():
        most = MOST_LINES.get(Path(name).suffix)
        if most and not NOT_OURS.search(name) and (lines := read(name).count("\n")) > most:
            large[name] = lines
    assert not large


def test_no_module_has_a_name_that_says_nothing():
    assert not [
        name for name in tracked("*.py") if VAGUE_NAMES & set(Path(name).with_suffix("").parts)
    ]


def test_nothing_is_wired_by_signals():
    signals = {"django.dispatch", "django.db.models.signals"}
    # What ``migrate`` installs hangs on signals of Django; the ledger hears of outlets by one of ours.
    assert {name for name, tree in own_modules() if signals & imported_by(tree)} == {
        "issues/lifecycle.py",
        "sources/changes.py",
    }


def test_no_model_has_a_save_of_its_own():
    overriding = [
        f"{name}: {node.name}"
        for name, tree in own_modules()
        if "/models" in name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name == "save"
    ]
    assert not overriding


def test_no_request_goes_below_a_door():
    carrying = []
    for name, tree in own_modules():
        if not name.startswith(("issues/", "sources/")) or DOORS.match(name):
            continue
        arguments = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        if "request" in arguments or imported_by(tree) & {"django.http", "django.shortcuts"}:
            carrying.append(name)
    assert not carrying


def test_html_is_cleaned_in_one_place_and_marked_safe_beside_the_templates():
    cleaning, marking = [], []
    for name, tree in own_modules():
        names = imported_by(tree)
        if any(imported.partition(".")[0] == "bleach" for imported in names):
            cleaning.append(name)
        if "django.utils.safestring.mark_safe" in names:
            marking.append(name)
    assert cleaning == ["issues/markup.py"]
    # Those beside issue_text print long lists, and escape each of their lines.
    assert sorted(marking) == [
        "issues/templatetags/board_items.py",
        "issues/templatetags/cited.py",
        "issues/templatetags/issue_text.py",
        "issues/templatetags/narrowed.py",
    ]


def test_no_template_switches_escaping_off_or_needs_inline_code():
    banned = re.compile(
        r"\|\s*safe\b|autoescape\s+off|\sstyle=|<style|\son\w+=|javascript:"
        r"|<script(?![^>]*\b(src=|type=\"(application|importmap)))",
        re.IGNORECASE,
    )
    assert not [name for name in tracked("templates/*.html") if banned.search(read(name))]


def test_imports_go_down_only():
    linter = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run(
        [linter, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_nothing_names_a_package_index_a_machine_or_work_left_over():
    found = {}
    for name in tracked():
        if name != HERE and (match := NEVER_WRITTEN.search(read(name))):
            found[name] = match.group()
    assert not found


def test_no_data_or_secret_is_tracked():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout
    assert not [name for name in listed.split("\0") if NEVER_TRACKED.search(name)]


@pytest.mark.skipif(not SEED.exists(), reason="the shared example issue is not here")
def test_no_sentence_of_the_example_issue_is_copied():
    bullets = [line for line in SEED.read_text("utf-8").splitlines() if "•" in line]
    sentences = {
        sentence.strip(" •\t\u00a0")
        for line in bullets
        for sentence in re.split(r"(?<=[.!?”])\s", line)
        if len(sentence) > 60
    }
    assert len(sentences) > 10
    everything = {name: " ".join(read(name).split()) for name in tracked()}
    copied = {
        (name, s)
        for s in sentences
        for name, text in everything.items()
        if " ".join(s.split()) in text
    }
    assert not copied


def test_no_test_imports_another():
    rooms = ("tests.unit", "tests.database", "tests.browser")
    assert not [
        (name, imported)
        for name, tree in own_modules()
        for imported in imported_by(tree)
        if imported.startswith(rooms)
    ], "What tests share stands in tests/support."


def test_no_browser_test_asserts_what_may_come_a_moment_later():
    hasty, sleeping = [], []
    for name, tree in own_modules():
        shared = name.startswith("tests/support/") and "playwright.sync_api" in imported_by(tree)
        # What waits has to ask.
        if name.startswith("tests/browser/") or (shared and not name.endswith("/walking.py")):
            hasty += [f"{name}:{line}" for line in said_at_once(tree)]
            sleeping += [name] * bool(SLEEPS.search(read(name)))
    assert not hasty, "Use expect(…), walking.until or walking.box, which wait for a state."
    assert not sleeping, "Wait for what shall come: expect(…), walking.until or walking.follow."


def said_at_once(tree: ast.Module) -> list[int]:
    """The lines that ask a browser once for what may change: all of a locator, some more in an assertion."""
    located = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and LOCATED.search(ast.unparse(node.value))
        for target in ast.walk(ast.Tuple(node.targets))
        if isinstance(target, ast.Name)
    }
    lines = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert) and ASSERTED_AT_ONCE.search(ast.unparse(node.test)):
            lines.append(node.lineno)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            asked = ast.unparse(node.func.value)
            of_a_locator = asked.split(".")[0] in located or LOCATED.search(asked)
            if SAID_AT_ONCE.search(f".{node.func.attr}(") or (
                node.func.attr in ("count", "all") and not node.args and of_a_locator
            ):
                lines.append(node.lineno)
    return sorted(lines)


@pytest.mark.parametrize(
    "hasty",
    [
        "assert page.url == here",
        "assert page.evaluate('isStillHere')",
        "assert page.evaluate('document.activeElement.id') == 'a'",
        "assert page.title() == 'Desk'",
        "if page.locator('p').count(): pass",
        "rows = page.get_by_role('row')\nfor row in rows.all(): pass",
        "rows = page.locator('tr').filter(visible=True)\nnumber = rows.count()",
        "text = row.inner_text()",
        "place = row.bounding_box()",
        "chosen = row.get_attribute('data-name')",
        "done = row.is_visible()",
        "row = page.query_selector('p')",
    ],
)
def test_what_is_asked_of_a_browser_once_is_found(hasty):
    assert said_at_once(ast.parse(hasty))


@pytest.mark.parametrize(
    "patient",
    [
        "expect(page.locator('p')).to_have_count(2)",
        "assert issue.items.filter(section='response').count() == 4",
        "assert {item.depth for item in issue.items.all()} == {1}",
        "assert answer.address.startswith(live_server.url)",
        "page.evaluate(HERE)",
    ],
)
def test_what_waits_or_asks_the_database_is_not(patient):
    assert said_at_once(ast.parse(patient)) == []


# Settings, commands and documents say the same


def names_in_settings() -> set[str]:
    """What settings.py reads with ``env.…("NAME")``."""
    calls = (
        node
        for node in ast.walk(ast.parse(read("monitor/settings.py")))
        if isinstance(node, ast.Call)
    )
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "env"
    }


def test_settings_example_and_readme_name_the_same_variables():
    settings = names_in_settings()
    compose = set(re.findall(r"\$\{(\w+)", read("docker-compose.yml")))
    example = set(re.findall(r"^(\w+)=", read(".env.example"), re.MULTILINE))
    table = read("README.md").partition("\n## Settings\n")[2].partition("\n## ")[0]
    assert len(settings) > 10
    assert example == settings | compose
    assert set(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)) == settings


def test_the_environment_is_read_in_one_place():
    outside = (
        "tests/",
        "benchmarks/",
        "scripts/",
        "manage.py",
        "monitor/wsgi.py",
        "monitor/env.py",
    )
    reading = re.compile(r"os\.(environ|getenv)|from os import")
    modules = [name for name in tracked("*.py") if not name.startswith(outside)]
    assert not [name for name in modules if reading.search(read(name))]


def test_readme_and_makefile_name_the_same_targets():
    targets = set(re.findall(r"^([a-z-]+): ##", read("Makefile"), re.MULTILINE))
    assert set(re.findall(r"^\| `make ([\w-]+)`", read("README.md"), re.MULTILINE)) == targets
    for target in targets:
        assert re.search(rf"^\.PHONY:.*\b{target}\b", read("Makefile"), re.MULTILINE), target


@pytest.mark.parametrize("document", tracked("*.md"))
def test_a_document_names_only_commands_and_files_that_exist(document):
    text = read(document)
    assert set(re.findall(r"manage\.py ([a-z_]+)", text)) <= set(get_commands())
    for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        assert "://" in link or (ROOT / document).parent.joinpath(link).exists(), link


def test_the_requirements_are_those_that_the_project_asks_for():
    check = [sys.executable, "scripts/lock.py", "--check"]
    result = subprocess.run(check, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    for name in ("requirements.txt", "requirements-dev.txt"):
        pins = re.findall(r"^[a-z][\w.\[\]-]*==.*?(?=^\S|\Z)", read(name), re.MULTILINE | re.DOTALL)
        assert pins
        assert all("--hash=sha256:" in pin for pin in pins)
