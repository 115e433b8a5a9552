"""Every kind of public page, every stylesheet and every drawing is free of errors to the Nu HTML checker."""

from collections import defaultdict
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from tests.support.demo_walk import Walk
from tests.support.html_checking import check, known

pytestmark = pytest.mark.django_db

SUFFIXES = {"text/html": "html", "text/css": "css", "image/svg+xml": "svg"}
# These need a fault, a wrong password or a form that is too old.
ERROR_PAGES = ["403", "403_csrf", "405", "429", "500"]
WRONG = {
    "page.html": "<!doctype html><html lang=en><title>A page</title><p id=a><p id=a><img src=a.png>",
    "style.css": "p { colour: red }",
    "drawing.svg": '<svg xmlns="http://www.w3.org/2000/svg"><p/></svg>',
}


@pytest.fixture(scope="module")
def findings(walk: Walk, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """For each address or name that was checked, what the checker says: one Java process for all of them."""
    folder = tmp_path_factory.mktemp("checked")
    names: dict[str, str] = {}
    others = [
        each for each in walk.answers.values() if each.media_type in ("text/css", "image/svg+xml")
    ]
    for number, answer in enumerate([*walk.pages(), *others]):
        file = folder / f"{number}.{SUFFIXES[answer.media_type]}"
        file.write_text(known(answer.text), "utf-8")
        names[file.name] = answer.address
    for name in ERROR_PAGES:
        (folder / f"{name}.html").write_text(render_to_string(f"{name}.html"), "utf-8")
    for name, content in WRONG.items():
        (folder / name).write_text(content, "utf-8")
    found: dict[str, list[str]] = {names.get(file.name, file.name): [] for file in folder.iterdir()}
    for each in check(sorted(folder.iterdir())):
        file = Path(each["url"]).name
        where = f"line {each.get('lastLine')}: {each['message']} {each.get('extract', '')}"
        found[names.get(file, file)].append(where)
    return found


def test_nothing_that_a_reader_gets_has_an_error(findings: dict[str, list[str]]):
    wrong = {name: found for name, found in findings.items() if found and name not in WRONG}
    assert wrong == {}


def test_every_kind_of_page_was_checked(walk: Walk, findings: dict[str, list[str]]):
    met: dict[int, set[str]] = defaultdict(set)
    for page in walk.pages():
        assert page.address in findings
        met[page.status].add(page.view)
    assert met.keys() >= {200, 400, 404, 410}
    assert len(met[200]) > 8
    assert [name for name in findings if name.endswith(".css")]


def test_the_checker_finds_what_is_wrong(findings: dict[str, list[str]]):
    """So that no finding means no error."""
    for name, word in {
        "page.html": "Duplicate ID",
        "style.css": "colour",
        "drawing.svg": "“p”",
    }.items():
        assert word in "\n".join(findings[name])
