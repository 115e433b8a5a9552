"""The checks that only warn: an editor looks, and decides."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from issues.models import Issue, Item
from issues.periods import ap_date
from issues.preflight.subject import WARN, Check, Finding, Subject, name_of
from issues.sections import Section

LONG_PERIOD = timedelta(days=8)


def long_period(subject: Subject) -> Iterator[Finding]:
    """A period of more than eight days between its ends is rare."""
    if subject.issue.period_end - subject.issue.period_start > LONG_PERIOD:
        yield Finding(
            "long_period",
            WARN,
            f"The period {subject.issue.period} is long: check both days.",
            field="period_end",
        )


def slug_differs(subject: Subject) -> Iterator[Finding]:
    """The address names the period's last day."""
    if subject.issue.slug != subject.issue.period_end.isoformat():
        yield Finding(
            "slug_differs",
            WARN,
            f"The issue’s address ends in {subject.issue.slug}, its period on {subject.issue.period_end}: "
            "check the last day; the address stays.",
            field="period_end",
        )


def overlapping_period(subject: Subject) -> Iterator[Finding]:
    """Neighbouring issues share a day at most."""
    issue = subject.issue
    # A page that asks for much else may have asked for this with the edition.
    if not getattr(issue, "is_overlapping", True):
        return
    others = Issue.objects.published()
    for other in others.overlapping(issue.slug, issue.period_start, issue.period_end)[:3]:
        yield Finding(
            "overlapping_period",
            WARN,
            f"The period overlaps that of {other.title} by more than a day: check the first day.",
            field="period_start",
        )


def out_of_period(subject: Subject) -> Iterator[Finding]:
    """A source is of the issue's period; in life one in thirty is a day or two off."""
    start, end = subject.issue.period_start, subject.issue.period_end
    for item, citation in subject.citations:
        if citation.dated_from is None or citation.dated_to is None:
            continue
        if citation.dated_to < start or citation.dated_from > end:
            yield Finding(
                "out_of_period",
                WARN,
                f"{name_of(item)} cites {citation} of {_when(citation.dated_from, citation.dated_to)}, outside the period: "
                "check the date.",
                item.key,
                "citations",
            )


def _when(start: date, end: date) -> str:
    return ap_date(start) if start == end else f"{ap_date(start)} to {ap_date(end)}"


def repeated_item(subject: Subject) -> Iterator[Finding]:
    """The same text stood in an earlier issue, and nobody linked the two."""
    bodies = [item.body for item in subject.items if not item.follows]
    earlier = Item.objects.published().filter(body__in=bodies).select_related("issue")
    yield from repeats_among(earlier, subject)


def repeats_among(earlier: Iterable[Item], subject: Subject) -> Iterator[Finding]:
    """The same for items of other issues that are loaded already, each with its issue: no query."""
    bodies = {item.body: item for item in subject.items if not item.follows}
    for former in earlier:
        if former.issue.slug == subject.issue.slug or former.body not in bodies:
            continue
        item = bodies[former.body]
        yield Finding(
            "repeated_item",
            WARN,
            f"{name_of(item)} stood word for word in {former.issue.title}: "
            "link the two, say what is new, or delete it.",
            item.key,
            "body",
        )


def repeated_within(subject: Subject) -> Iterator[Finding]:
    """The same text twice in this issue."""
    seen: dict[str, Item] = {}
    for item in subject.items:
        words = " ".join(re.findall(r"\w+", item.text.casefold()))
        if words and words in seen and not item.follows:
            yield Finding(
                "repeated_in_issue",
                WARN,
                f"{name_of(item)} stands twice in this issue, also in {Section(seen[words].section).short_label}: "
                "delete one of the two.",
                item.key,
                "body",
            )
        seen.setdefault(words, item)


def single_source(subject: Subject) -> Iterator[Finding]:
    """A whole issue out of one outlet is a narrow view."""
    outlets = {
        (citation.outlet.merged_into_id or citation.outlet.pk)
        for _, citation in subject.citations
        if citation.outlet
    }
    if len(subject.items) > 1 and len(outlets) == 1:
        name = subject.citations[0][1].printed_name
        yield Finding(
            "single_source", WARN, f"Every item rests on one outlet, {name}: look for a second one."
        )


def mixed_spellings(subject: Subject) -> Iterator[Finding]:
    """One outlet, printed under several names in one issue."""
    spellings: dict[int, dict[str, Item]] = defaultdict(dict)
    for item, citation in subject.citations:
        if citation.outlet:
            outlet = citation.outlet.merged_into_id or citation.outlet.pk
            spellings[outlet].setdefault(citation.printed_name, item)
    for names in spellings.values():
        if len(names) > 1:
            yield Finding(
                "mixed_spellings",
                WARN,
                f"One outlet is printed in several ways: {', '.join(sorted(names))}: choose one.",
                next(reversed(names.values())).key,
                "citations",
            )


WARNING: list[Check] = [
    long_period,
    slug_differs,
    overlapping_period,
    out_of_period,
    repeated_item,
    repeated_within,
    single_source,
    mixed_spellings,
]
