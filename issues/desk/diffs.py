"""What changed between two states of an item, for people to read (no query, no request)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from issues.diffs import Piece, list_diff, replaced, word_diff
from issues.digest.dates import DateSpan
from issues.sections import Section

Line = tuple[Piece, ...]
"""A line of text, in pieces that came, went or stayed."""


@dataclass(frozen=True, slots=True)
class Change:
    """What changed in one part of an item."""

    label: str
    lines: tuple[Line, ...]


def item_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What differs between two values of ``Item.content()``, part by part; empty when nothing does."""
    changes: list[Change] = []
    if before["body"] != after["body"]:
        changes.append(Change("Text", (word_diff(before["body"], after["body"]),)))
    if before["section"] != after["section"]:
        names = [Section(content["section"]).short_label for content in (before, after)]
        changes.append(Change("Section", (replaced(*names),)))
    if before["parent"] != after["parent"]:
        places = [
            "below another item" if content["parent"] else "top level"
            for content in (before, after)
        ]
        if places[0] == places[1]:
            places = [f"below item {content['parent']}" for content in (before, after)]
        changes.append(Change("Place", (replaced(*places),)))
    if before.get("follows", "") != after.get("follows", ""):
        keys = [content.get("follows") or "nothing" for content in (before, after)]
        changes.append(Change("Follows", (replaced(*keys),)))
    if before["citations"] != after["citations"]:
        changes.append(Change("Citations", citation_lines(before["citations"], after["citations"])))
    return changes


def citation_line(citation: Mapping[str, Any]) -> str:
    """A citation's ``content()`` in a line of plain text, its date as digests print it."""
    days = (
        date.fromisoformat(citation[name]) if citation[name] else None for name in ("from", "to")
    )
    span = DateSpan.between(*days)
    parts = [
        citation["printed"] or "(no outlet)",
        (span and span.text) or citation["printed_date"] or "(no date)",
        citation["title"],
        citation["url"],
        citation["note"],
    ]
    return ", ".join(part for part in parts if part)


def citation_lines(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> tuple[Line, ...]:
    """Two lists of ``Citation.content()`` as lines, each with what became of it."""
    old, new = [citation_line(each) for each in before], [citation_line(each) for each in after]
    return tuple((Piece(kind, line),) for kind, line in list_diff(old, new))
