"""Who is at an issue just now, what they have open, and whether others changed it since a page was made."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from issues.models import Assignment, Comment, Issue, Item, Presence, StatusChange

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
    rows = list(_looked(issue, user))
    people = tuple(
        Person(row["name"], row["open_key"], _excerpt(row["body"]), row["user"] == user.pk)
        for row in rows
        if row["name"]
    )
    counted = {name: str(rows[0][name]) for name in (*_COUNTED, *_OWN_FIELDS)} if rows else {}
    return Here(people, _short(counted))


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


# What changes an issue without a row that says who did it.
_COUNTED = ("texts", "talk", "settled", "moves", "work")
_OWN_FIELDS = ("status", "notice", "correction_note", "period_start", "period_end", "publish_at")


def _looked(issue: Issue, user: Any) -> Any:
    """The issue with what can be counted of it, once for everybody who is there, or once."""
    present = FilteredRelation(
        "presences", condition=Q(presences__seen_at__gte=timezone.now() - GONE_AFTER)
    )
    body = Item.objects.filter(issue=issue, key=OuterRef("present__item_key")).values("body")
    return (
        Issue.objects.filter(pk=issue.pk)
        .annotate(present=present, **_counts(user))
        .annotate(
            name=F("present__user__username"),
            user=F("present__user"),
            open_key=Coalesce(F("present__item_key"), Value("")),
            body=Subquery(body[:1]),
        )
        .order_by("name")
        .values("name", "user", "open_key", "body", *_OWN_FIELDS, *_COUNTED)
    )


def _counts(user: Any) -> dict[str, Any]:
    """Subqueries that count what others did to an issue: a user's own acts are on the page that he or she made them on."""
    texts = Item.history.model._default_manager
    talk = Comment.objects.all()
    settled = talk.filter(resolved_at__isnull=False).exclude(resolved_by=user)
    work = Assignment.objects.exclude(assigned_by=user)
    # Of what is only ever added to, the newest says enough, and costs a fifth of counting.
    return {
        "texts": _newest(texts.exclude(history_user=user)),
        "talk": _newest(talk.exclude(author=user)),
        "settled": Subquery(_of_issue(settled).order_by("-resolved_at").values("resolved_at")[:1]),
        "moves": _newest(StatusChange.objects.exclude(user=user)),
        "work": _sum(work),
    }


def _newest(rows: QuerySet[Any]) -> Subquery:
    return Subquery(_of_issue(rows).order_by("-pk").values("pk")[:1])


def _sum(rows: QuerySet[Any]) -> Subquery:
    """Of the primary keys: another one when a row comes or goes."""
    grouped = _of_issue(rows).order_by().values("issue").annotate(sum=Sum("pk"))
    return Subquery(grouped.values("sum"))


def _of_issue(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(issue=OuterRef("pk"))


def _excerpt(body: str | None) -> str:
    return Item(body=body).excerpt if body else ""


def _short(content: Any) -> str:
    """A few signs that differ where the content does."""
    return hashlib.sha256(repr(content).encode()).hexdigest()[:16]
