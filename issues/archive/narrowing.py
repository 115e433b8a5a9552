"""The ways from one result to the next: facets, quick ranges and the time line, each line with its address."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from issues.archive.drawing import draw
from issues.facets import Choice, facets
from issues.results import Result
from issues.source_mix import of_result
from issues.timeline import timeline

FIRST_OUTLETS = 10
"""Shown at once; the others unfold."""
NO_FILTER = "?"
"""The address of the same page without any parameter (RFC 3986, 5.2.2: an empty one would keep those there are)."""


@dataclass(frozen=True, slots=True)
class Way:
    """A link that adds a filter, or drops it if it is active. ``count`` is None where nothing was counted."""

    label: str
    count: int | None
    is_active: bool
    address: str


@dataclass(frozen=True, slots=True)
class Facet:
    """A heading, the ways at once and the ways that unfold, and what several of them mean."""

    heading: str
    ways: list[Way]
    more: list[Way]
    several: str = ""


def narrowing(result: Result) -> dict[str, Any]:
    """What a list shows beside and above its rows. No query; without words it is counted once for all pages of a list."""
    if result.asked.words:
        # What has a word also depends on the names of outlets, which may change without a publication.
        return _narrowing(result)
    key = (result.is_of_issues, result.asked.query())
    return result.index.remember(key, lambda: _narrowing(result))


def _narrowing(result: Result) -> dict[str, Any]:
    return {
        "facets": [facet for facet in _facets(result) if facet.ways],
        "ranges": list(_ranges(result)),
        "newest": newest_day(result),
        "drawing": draw(timeline(result), result.asked.query_with(**{"from": [], "to": []})),
        "mix": of_result(result),
    }


def _facets(result: Result) -> Iterator[Facet]:
    counted = facets(result)
    outlets = _ways(counted.outlets)
    # What is active stays in sight, however seldom it is cited.
    first = [way for n, way in enumerate(outlets) if n < FIRST_OUTLETS or way.is_active]
    rest = [way for n, way in enumerate(outlets) if n >= FIRST_OUTLETS and not way.is_active]
    yield Facet("Section", _ways(counted.sections), [], "Several sections mean any of them.")
    yield Facet("Outlet", first, rest, "Several outlets mean any of them.")
    years = _ways(counted.years)
    yield Facet("Year", years[:FIRST_OUTLETS], years[FIRST_OUTLETS:])


def _ways(choices: Iterable[Choice]) -> list[Way]:
    return [
        Way(each.label, each.count, each.is_active, each.query or NO_FILTER) for each in choices
    ]


def newest_day(result: Result) -> date | None:
    """The end of the newest published period, None if nothing is published."""
    issues = result.index.issues
    return date.fromordinal(issues.days[1]) if issues.size else None


def _ranges(result: Result) -> Iterator[Way]:
    """Ranges of absolute days, counted back from the newest issue and not from today.

    A page may be kept for as long as nothing is published: what it says must not depend on the day that it is read.
    """
    newest = newest_day(result)
    if newest is None:
        return
    for label, first in (
        ("Last 4 weeks", _days_before(newest, 27)),
        ("Last 12 months", _days_before(_years_before(newest, 1), -1)),
        (f"{newest.year} so far", date(newest.year, 1, 1)),
        ("Last 5 years", _days_before(_years_before(newest, 5), -1)),
    ):
        is_active = (result.first, result.last) == (first, newest)
        span = {"from": [first.isoformat()], "to": [newest.isoformat()]}
        none: dict[str, list[str]] = {"from": [], "to": []}
        query = result.asked.query_with(**(none if is_active else span))
        yield Way(label, None, is_active, query or NO_FILTER)


def _days_before(day: date, days: int) -> date:
    return date.fromordinal(max(day.toordinal() - days, 1))


def _years_before(day: date, years: int) -> date:
    """The same day of that year; of Feb. 29 the day before March 1."""
    year = max(day.year - years, 1)
    return (
        date(year, day.month + 1, 1) - timedelta(days=1)
        if (day.month, day.day) == (2, 29)
        else day.replace(year=year)
    )
