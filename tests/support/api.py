"""What the tests of the API share: asking, walking along the pages of a list, and a small archive."""

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client

from issues.editions import start_correction
from issues.models import Issue
from issues.moves import apply_move
from issues.sections import Section
from issues.workflow import Move
from sources.merging import merge
from tests.support import factories as make

UNLIMITED = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
"""For settings.CACHES: without a memory, no number of requests is too large."""


def ask(client: Client, address: str, status: int = 200) -> Any:
    """The data at an address below ``/api/v1/``."""
    response = client.get(f"/api/v1/{address}")
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/json"
    return response.json()


def walk(client: Client, address: str) -> list[Any]:
    """All entries of a list, along its pages."""
    name = address.partition("/")[0]
    found: list[Any] = []
    while True:
        page = ask(client, address)
        assert list(page) == ["next", name]
        found += page[name]
        if page["next"] is None:
            return found
        assert page[name]
        assert page["next"].startswith(f"{settings.SITE_URL}/api/v1/")
        parts = urlsplit(page["next"])
        address = f"{parts.path.removeprefix('/api/v1/')}?{parts.query}"


def small_archive() -> Issue:
    """Four issues: a plain one, one with nested items and dates of all kinds, a corrected and a withdrawn one."""
    make.published_issue(date(2017, 10, 24), "A ship left.", "Another came.")
    rich = make.make_issue(date(2017, 11, 7), notice="A word.\nAnother one.")
    first = make.make_item(
        rich,
        "Two <em>convoys</em> came.",
        citations=[
            make.cite("Reuters", date(2017, 11, 4), url="https://example.org/a?b=1&c", title="Aid"),
            make.cite("TASS", date(2017, 11, 5), printed_as="Tass", note="in Russian"),
            make.cite("AP", dated_from=date(2017, 10, 1), dated_to=date(2017, 10, 31)),
            make.cite("AP", dated_from=date(2017, 1, 1), dated_to=date(2017, 12, 31)),
        ],
    )
    below = make.make_item(rich, "One of them left.", parent=first)
    make.make_item(rich, "It had been seen.", parent=below, citations=[make.cite("AP")])
    make.make_item(rich, "Nobody agreed.", section=Section.RESPONSE)
    make.publish(rich)
    corrected = make.published_issue(date(2017, 11, 14), "A number was given.", "To be removed.")
    correction = start_correction(corrected, user=make.editor(), note="A number was wrong.")
    correction.items.get(body="To be removed.").delete()
    make.publish(correction)
    gone = make.published_issue(date(2017, 11, 21), "This never happened.")
    apply_move(gone, Move.WITHDRAW, user=make.editor(), reason="It was made up.")
    merge(make.make_outlet("TASS"), make.make_outlet("Interfax"))
    return rich
