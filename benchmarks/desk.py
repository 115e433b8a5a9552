"""Measures the desk's screen of one issue against the readers' page of the same items: queries, bytes and time.

Both are asked for in turn, in one process, so that a busy machine slows both. What a browser fetches with the screen is
added up as it lies on the disk: style sheets and scripts, but for those of the rich-text editor.
"""

import argparse
import re
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from benchmarks._running import empty_database, milliseconds
from benchmarks._vocabulary import FUNCTION_WORDS, NEWS_WORDS
from issues.editing import add_item, approve_item
from issues.groups import ANALYSTS, EDITORS
from issues.models import Citation, Comment, Issue, Item
from issues.moves import apply_move
from issues.sections import Section
from issues.workflow import Move
from sources.models import Outlet

ITEMS = 40
QUERIES, KILOBYTES, RATIO = 15, 250, 2.0
"""What the screen may ask of the database, weigh in all, and take as a multiple of the readers' page."""

_ASSET = re.compile(r'<(?:link rel="stylesheet" href|script src)="([^"]+)"')
_IMPORT = re.compile(r"""^import [^"']*["']([^"']+)["']""", re.MULTILINE)
_OF_THE_EDITOR = "prose"


@contextmanager
def empty_site() -> Iterator[None]:
    """A database of its own with an analyst and an editor, gone afterwards."""
    with empty_database():
        for name, group in (("ana", ANALYSTS), ("ed", EDITORS)):
            user = User.objects.create_user(name, is_staff=True)
            user.groups.add(Group.objects.get(name=group))
        with override_settings(ALLOWED_HOSTS=["testserver"], SECURE_SSL_REDIRECT=False):
            yield


def make_issue(end: date, items: int) -> Issue:
    """An issue in review: five sections, every third item below another, two citations each, one with its address, a thread on every fifth."""
    analyst, editor = User.objects.get(username="ana"), User.objects.get(username="ed")
    outlets = list(Outlet.objects.filter(confirmed=True, merged_into=None)[:12])
    issue = Issue.objects.create(
        slug=end.isoformat(),
        period_start=end - timedelta(days=7),
        period_end=end,
        created_by=analyst,
    )
    words = [*FUNCTION_WORDS, *NEWS_WORDS]
    above: Item | None = None
    for number in range(items):
        section = list(Section)[number * len(Section) // items]
        text = " ".join(words[(number * 7 + at * 3) % len(words)] for at in range(45))
        is_below = number % 3 == 1 and above is not None and above.section == section
        item = add_item(
            issue,
            user=analyst,
            section=section,
            body=f"{text.capitalize()} {end:%B %-d} {number}.",
            citations=[
                Citation(
                    outlet=outlets[(number + at) % 12],
                    dated_from=end,
                    dated_to=end,
                    url=f"https://news.example/{end}/{number}" if at else "",
                )
                for at in (0, 1)
            ],
            parent=above if is_below else None,
        )
        above = above if is_below else item
        if number % 5 == 0:
            Comment.objects.create(
                issue=issue, item_key=item.key, author=editor, body="Is the figure right?"
            )
    return apply_move(issue, Move.SUBMIT, user=analyst)


def publish(issue: Issue) -> Issue:
    """The same, as readers get it."""
    editor = User.objects.get(username="ed")
    for item in issue.items.all():
        approve_item(item, user=editor)
    return apply_move(apply_move(issue, Move.APPROVE, user=editor), Move.PUBLISH, user=editor)


def assets(page: str) -> dict[str, int]:
    """The style sheets and scripts that a page names, and what these import: bytes by address."""
    found: dict[str, int] = {}
    wanted = _ASSET.findall(page)
    while wanted:
        address = wanted.pop()
        if address in found or _OF_THE_EDITOR in address:
            continue
        file = finders.find(address.removeprefix(settings.STATIC_URL))
        text = Path(str(file)).read_text("utf-8")
        found[address] = len(text.encode())
        if address.endswith(".js"):
            wanted += [
                f"{address.rpartition('/')[0]}/{each}".replace("/./", "/")
                for each in _IMPORT.findall(text)
            ]
    return found


def get(client: Client, address: str) -> None:
    """The page to its last byte; nothing of it goes out before."""
    answer = client.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"


def measure(runs: int, items: int) -> list[tuple[str, str, str]]:
    """Rows of name, what was measured, and what it may be at most."""
    public = publish(make_issue(date(2026, 6, 2), items))
    working = make_issue(date(2026, 6, 9), items)
    client, reader = Client(), Client()
    client.force_login(
        User.objects.get(username="ed"), backend=settings.AUTHENTICATION_BACKENDS[-1]
    )
    desk = reverse("desk:issue", args=[working.slug, 1])
    get(client, desk), get(reader, public.get_absolute_url())
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = client.get(desk).content.decode()
    queries = len(asked)
    pairs = [
        (
            milliseconds(get, client, desk),
            milliseconds(get, reader, public.get_absolute_url()),
        )
        for _ in range(runs)
    ]
    mine, theirs = (statistics.median(each) for each in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    parts = assets(page)
    scripts = sum(size for name, size in parts.items() if name.endswith(".js"))
    html = len(page.encode())
    total = html + sum(parts.values())
    return [
        ("queries", str(queries), str(QUERIES)),
        ("HTML, KB", f"{html / 1000:.1f}", ""),
        ("style sheets, KB", f"{(sum(parts.values()) - scripts) / 1000:.1f}", ""),
        ("scripts, KB", f"{scripts / 1000:.1f}", ""),
        ("all together, KB", f"{total / 1000:.1f}", str(KILOBYTES)),
        ("the screen, ms", f"{mine:.0f}", ""),
        ("the readers’ page, ms", f"{theirs:.0f}", ""),
        ("ratio", f"{ratio:.2f}", f"{RATIO:.0f}"),
    ]


def main() -> None:
    """Prints a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--items", type=int, default=ITEMS)
    given: Any = parser.parse_args()
    settings.DEBUG = False  # or every query is kept in memory
    with empty_site():
        print(f"| {given.items} items | {connection.vendor} | at most |\n|---|--:|--:|")
        for row in measure(given.runs, given.items):
            print(f"| {' | '.join(row)} |")


if __name__ == "__main__":
    main()
