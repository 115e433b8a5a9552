"""Every page of the desk is free of errors to the Nu HTML checker."""

from pathlib import Path

import pytest
from django.urls import reverse

from tests.support import access
from tests.support.html_checking import check, known

pytestmark = pytest.mark.django_db

# What Django's admin site puts around our pages, in words that our own templates have none of.
NOT_OURS = ("theme-toggle", "toggle-nav-sidebar")


def pages(client):
    """By address, every HTML page of a busy newsroom that an editor can open: one of each name, an issue in each state."""
    room = access.newsroom()
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


def test_no_page_of_the_desk_has_an_error(client, tmp_path):
    names = {}
    for number, (address, text) in enumerate(pages(client).items()):
        file = tmp_path / f"{number}.html"
        file.write_text(known(text), "utf-8")
        names[file.name] = address
    assert len(names) > 20
    wrong = [
        f"{names[Path(each['url']).name]} line {each.get('lastLine')}: {each['message']} {each.get('extract', '')}"
        for each in check(sorted(tmp_path.iterdir()))
        if not any(word in each.get("extract", "") for word in NOT_OURS)
    ]
    assert wrong == []
