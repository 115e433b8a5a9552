"""Who is at an issue just now, what they have open, and whether others changed it since a page was made."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connections
from django.utils import timezone

from issues.models import Issue, Item, Presence

GONE_AFTER = timedelta(seconds=45)
"""Three pulses of a page; one may get lost."""
_FRESH = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the issue. ``item_key`` and ``item``, the beginning of its text, are empty without an open item."""

    name: str
    item_key: str
    item: str
    is_me: bool


@dataclass(frozen=True, slots=True)
class Here:
    """Who is at the issue, in the order of names; ``board`` changes when anybody but the asking user changes the issue."""

    people: tuple[Person, ...]
    board: str

    @property
    def others(self) -> list[Person]:
        """All but the one who asks."""
        return [person for person in self.people if not person.is_me]

    @property
    def fingerprint(self) -> str:
        """Changes when somebody comes, goes, or opens another item."""
        return _short([(person.name, person.item_key, person.item) for person in self.others])

    @property
    def open_items(self) -> dict[str, str]:
        """Who else has an item open: names by item key."""
        names: dict[str, list[str]] = {}
        for person in self.others:
            if person.item_key:
                names.setdefault(person.item_key, []).append(person.name)
        return {key: " and ".join(each) for key, each in names.items()}


def look(issue: Issue, user: Any) -> Here:
    """Who is at ``issue`` now, as ``user`` is shown it: one query."""
    rows = _looked(issue, user)
    people = tuple(
        Person(name, item_key, _excerpt(body), pk == user.pk)
        for name, pk, item_key, body, *_ in rows
        if name
    )
    return Here(people, _short([str(each) for each in rows[0][4:]] if rows else []))


def note(issue: Issue, user: Any, item_key: str = "") -> None:
    """Remember that ``user`` has ``issue``, and that item, on the screen now.

    One query, and a write only when there is something new: what was noted less than five seconds ago stays.
    Safe to run any number of times at once.
    """
    now = timezone.now()
    mine = Presence.objects.filter(issue=issue, user=user)
    if mine.filter(item_key=item_key, seen_at__gt=now - _FRESH).exists():
        return
    Presence.objects.bulk_create(
        [Presence(issue=issue, user=user, item_key=item_key, seen_at=now)],
        update_conflicts=True,
        unique_fields=["issue", "user"],
        update_fields=["item_key", "seen_at"],
    )


def forget_the_gone() -> int:
    """Delete what was noted of people who are gone, of all issues; how many."""
    return Presence.objects.filter(seen_at__lt=timezone.now() - GONE_AFTER).delete()[0]


# An issue once for everybody who is there, or once; then all of it that changes without a row that says who did it, and
# last what others did to it: a user's own acts are on the page that he or she made them on. Of what is only ever added to,
# the newest says enough, and costs a fifth of counting; the sum of assignments is another one when a row comes or goes.
# By hand, for the page of an issue and every pulse ask it: to compose it takes Django three times as long as to answer it.
_LOOKED = """
    SELECT person.username, present.user_id, present.item_key, open_item.body,
        issue.status, issue.notice, issue.correction_note,
        issue.period_start, issue.period_end, issue.publish_at,
        (SELECT history_id FROM issues_historicalitem WHERE issue_id = issue.id
            AND (history_user_id IS NULL OR history_user_id <> %(user)s)
            ORDER BY history_id DESC LIMIT 1),
        (SELECT id FROM issues_comment WHERE issue_id = issue.id AND author_id <> %(user)s
            ORDER BY id DESC LIMIT 1),
        (SELECT resolved_at FROM issues_comment WHERE issue_id = issue.id AND resolved_at IS NOT NULL
            AND (resolved_by_id IS NULL OR resolved_by_id <> %(user)s)
            ORDER BY resolved_at DESC LIMIT 1),
        (SELECT MAX(entry.id) FROM issues_statuschange AS entry
            JOIN issues_issue AS edition ON edition.id = entry.issue_id
            WHERE edition.slug = issue.slug AND entry.user_id <> %(user)s),
        (SELECT SUM(id) FROM issues_assignment WHERE issue_id = issue.id
            AND (assigned_by_id IS NULL OR assigned_by_id <> %(user)s))
    FROM issues_issue AS issue
    LEFT JOIN issues_presence AS present
        ON present.issue_id = issue.id AND present.seen_at >= %(since)s
    LEFT JOIN auth_user AS person ON person.id = present.user_id
    LEFT JOIN issues_item AS open_item
        ON open_item.issue_id = issue.id AND open_item.key = present.item_key
    WHERE issue.id = %(issue)s
    ORDER BY person.username
"""


def _looked(issue: Issue, user: Any) -> list[tuple[Any, ...]]:
    """Name, primary key, key of the open item and its text for everybody who is there; behind them what may change."""
    connection = connections[Issue.objects.db]
    since = connection.ops.adapt_datetimefield_value(timezone.now() - GONE_AFTER)
    with connection.cursor() as cursor:
        cursor.execute(_LOOKED, {"issue": issue.pk, "user": user.pk, "since": since})
        return list(cursor.fetchall())


def _excerpt(body: str | None) -> str:
    return Item(body=body).excerpt if body else ""


def _short(content: Any) -> str:
    """A few signs that differ where the content does."""
    return hashlib.sha256(repr(content).encode()).hexdigest()[:16]
