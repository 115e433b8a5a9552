"""The checks that an edition passes before it is approved or published: a check is one small function in a list."""

from collections.abc import Iterable

from issues.departures import Withdrawal, withdrawal_of
from issues.models import Issue, Item
from issues.preflight.blocking import BLOCKING
from issues.preflight.subject import BLOCK, WARN, Finding, Subject
from issues.preflight.warning import WARNING, repeats_among
from issues.sections import Section

__all__ = [
    "BLOCK",
    "BLOCKING",
    "CHECKS",
    "WARN",
    "Finding",
    "Subject",
    "preflight",
    "repeats_among",
]

CHECKS = [*BLOCKING, *WARNING]


def preflight(issue: Issue, items: Iterable[Item] | None = None) -> list[Finding]:
    """Every finding, those that block first, then in reading order. Four queries, whatever the issue's size;
    of a later edition one more.

    ``items`` are the rows of the issue if somebody has loaded all of them ``with_contents()`` already: two queries less.
    """
    rows = issue.items.with_contents() if items is None else items
    subject = Subject(
        issue,
        sorted(
            (item for item in rows if not item.held),
            key=lambda item: (Section(item.section).rank, item.depth, item.position, item.pk),
        ),
        _withdrawal_of(issue),
    )
    findings = [finding for check in CHECKS for finding in check(subject)]
    return sorted(findings, key=lambda finding: finding.severity)


def _withdrawal_of(issue: Issue) -> Withdrawal | None:
    """Nothing was withdrawn before the first edition; a page may have asked for the others with the edition."""
    may_be = issue.edition > 1 and getattr(issue, "is_withdrawn", True)
    return withdrawal_of(issue) if may_be else None
