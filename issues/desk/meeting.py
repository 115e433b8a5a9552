"""What somebody sees whose change met another one: mine, theirs and what both began with, side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from issues.desk.diffs import Line, citation_lines
from issues.diffs import word_diff
from issues.editing import Stale
from issues.models import Item
from issues.sections import Section

_PARTS = {
    "body": "the text",
    "citations": "the citations",
    "place": "the place",
    "follows": "what it follows",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One state of an item; ``text`` and ``citations`` are marked by word against the state that both began with."""

    heading: str
    text: Line
    citations: tuple[Line, ...]
    place: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two or three columns, and the parts that both sides changed, in words."""

    theirs: Item
    columns: tuple[Column, ...]
    overlapping: str


def columns(stale: Stale) -> Meeting:
    """Mine, theirs, base; without a known base, mine against theirs. Reads the parents' texts: up to one query each."""
    theirs, name = stale.theirs.content(), stale.theirs.last_editor.get_username()
    mine = stale.mine or theirs
    base = stale.base
    sides = [
        ("Yours, not saved", base or theirs, mine),
        (f"Saved meanwhile by {name}", base or theirs, theirs),
    ]
    if base:
        sides.append(("What both began with", base, base))
    texts = _excerpts(stale.theirs, [side for _, _, side in sides])
    parts = [_PARTS[part] for part in stale.overlapping]
    return Meeting(
        theirs=stale.theirs,
        columns=tuple(
            Column(
                heading,
                word_diff(before["body"], after["body"]),
                citation_lines(before["citations"], after["citations"]),
                _place(after, texts),
            )
            for heading, before, after in sides
        ),
        overlapping=" and ".join(parts),
    )


def _excerpts(item: Item, contents: list[Mapping[str, Any]]) -> dict[str, str]:
    keys = {content["parent"] for content in contents if content["parent"]}
    rows = Item.objects.filter(issue_id=item.issue_id, key__in=keys) if keys else ()
    return {row.key: row.excerpt for row in rows}


def _place(content: Mapping[str, Any], texts: Mapping[str, str]) -> str:
    section, above = Section(content["section"]).short_label, content["parent"]
    if not above:
        return section
    return f"{section}, below “{texts[above]}”" if above in texts else f"{section}, below another"
