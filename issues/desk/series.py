"""How the periods of issues follow each other: the next one, and where days are missing or covered twice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from django.utils import timezone

from issues.models import Issue
from issues.periods import ap_period

WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
_MOST = 3


class Period(NamedTuple):
    """The period of an issue, in whatever edition is the newest; both days belong to it."""

    slug: str
    start: date
    end: date

    def __str__(self) -> str:
        return ap_period(self.start, self.end)


def periods(since: date = date.min) -> list[Period]:
    """Of every issue whose period ends on ``since`` or later, in the order of their ends: one query."""
    rows = Issue.objects.filter(period_end__gte=since).order_by("edition")
    newest = {
        row[0]: Period(*row) for row in rows.values_list("slug", "period_start", "period_end")
    }
    return sorted(newest.values(), key=lambda period: (period.end, period.start, period.slug))


def next_period() -> tuple[date, date]:
    """The week after the newest issue, or the one that ends today: one query. Neighbouring issues share a day."""
    newest = Issue.objects.order_by("-period_end").values_list("period_end", flat=True).first()
    start = newest or timezone.localdate() - WEEK
    return start, min(start, date.max - WEEK) + WEEK


def remarks(start: date, end: date, others: Iterable[Period]) -> list[str]:
    """What is odd about a new period beside those of the ``others``, a sentence each; nothing of it forbids anything."""
    others = list(others)
    own = Period("", start, end)
    shared = [other for other in others if shared_days(own, other)]
    said = [
        f"It shares {_count(shared_days(own, other))} with the issue of {other}."
        for other in shared[:_MOST]
    ]
    before = max((other.end for other in others if other.start < start), default=None)
    if before and (gap := missing(before, start)):
        said.append(f"No issue covers {gap} before it.")
    after = min((other.start for other in others if other.end > end), default=None)
    if after and (gap := missing(end, after)):
        said.append(f"No issue covers {gap} after it.")
    return said


def seams(found: list[Period]) -> dict[str, str]:
    """By slug, what is odd between an issue and the one that follows it, as a sentence; nothing where all is well."""
    said = {}
    for period, following in pairwise(found):
        if gap := missing(period.end, following.start):
            said[period.slug] = f"No issue covers {gap}."
        elif days := shared_days(period, following):
            said[period.slug] = f"{period} and {following} share {_count(days)}."
    return said


def shared_days(one: Period, other: Period) -> int:
    """The days that both cover; none for neighbours, which share one day at most."""
    if one.start >= other.end or other.start >= one.end:
        return 0
    return (min(one.end, other.end) - max(one.start, other.start)).days + 1


def missing(end: date, start: date) -> str:
    """The days strictly between the end of a period and the start of the next, with their number; empty without any."""
    days = (start - end).days - 1
    return f"{ap_period(end + _DAY, start - _DAY)} ({_count(days)})" if days > 0 else ""


def _count(days: int) -> str:
    if days >= 14 and days % 7 == 0:
        return f"{days // 7} weeks"
    return f"{days} day{'' if days == 1 else 's'}"
