"""Every kind of page, of readers and of the desk, every stylesheet and drawing is free of errors to the Nu HTML checker."""

from collections import defaultdict
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from tests.support import access
from tests.support.demo_walk import Walk
from tests.support.html_checking import check, known

pytestmark = pytest.mark.django_db

SUFFIXES = {"text/html": "html", "text/css": "css", "image/svg+xml": "svg"}
# These need a fault, a wrong password or a form that is too old.
ERROR_PAGES = ["403", "403_csrf", "405", "429", "500", "others_first"]
WRONG = {
    "page.html": "<!doctype html><html lang=en><title>A page</title><p id=a><p id=a><img src=a.png>",
    "style.css": "p { colour: red }",
    "drawing.svg": '<svg xmlns="http://www.w3.org/2000/svg"><p/></svg>',
}


# What Django's admin site puts around our pages, in words that our own templates have none of.
NOT_OURS = ("theme-toggle", "toggle-nav-sidebar")


@pytest.fixture(scope="module")
def desk(module_db: None) -> dict[str, str]:
    """By address, every HTML page of a busy newsroom that an editor can open: one of each name, an issue in each state."""
    room, client = access.newsroom(), Client()
    user = access.sign_in(client, "editor")
    addresses = [room.address(name, user) for name, line in access.TABLE.items() if line.opens]
    addresses += [reverse("desk:issue", args=[i.slug, i.edition]) for i in room.issues.values()]
    found = {}
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        # The letter is checked with the readers' pages.
        if response.headers["Content-Type"].startswith("text/html"):
            found[address] = response.content.decode()
    return found


@pytest.fixture(scope="module")
def findings(
    walk: Walk, desk: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[str]]:
    """For each address or name that was checked, what the checker says: one Java process for all of them."""
    folder = tmp_path_factory.mktemp("checked")
    others = [
        each for each in walk.answers.values() if each.media_type in ("text/css", "image/svg+xml")
    ]
    texts = [
        *((each.address, SUFFIXES[each.media_type], each.text) for each in walk.pages()),
        *((each.address, SUFFIXES[each.media_type], each.text) for each in others),
        *((address, "html", text) for address, text in desk.items()),
        *((f"{name}.html", "html", render_to_string(f"{name}.html")) for name in ERROR_PAGES),
    ]
    names: dict[str, str] = {}
    for number, (name, suffix, text) in enumerate(texts):
        file = folder / f"{number}.{suffix}"
        file.write_text(known(text), "utf-8")
        names[file.name] = name
    for name, content in WRONG.items():
        (folder / name).write_text(content, "utf-8")
    found: dict[str, list[str]] = {names.get(file.name, file.name): [] for file in folder.iterdir()}
    for each in check(sorted(folder.iterdir())):
        if any(word in each.get("extract", "") for word in NOT_OURS):
            continue
        file = Path(each["url"]).name
        where = f"line {each.get('lastLine')}: {each['message']} {each.get('extract', '')}"
        found[names.get(file, file)].append(where)
    return found


def test_no_page_stylesheet_or_drawing_has_an_error(findings: dict[str, list[str]]):
    wrong = {name: found for name, found in findings.items() if found and name not in WRONG}
    assert wrong == {}


def test_every_kind_of_page_was_checked(
    walk: Walk, desk: dict[str, str], findings: dict[str, list[str]]
):
    assert len(desk) > 20
    assert desk.keys() <= findings.keys()
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
