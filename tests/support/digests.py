"""Texts of digests for tests, in the canonical form unless a test spoils them."""

from collections.abc import Iterable

from issues.models import Issue, Item
from issues.sections import PLACEHOLDER, Section

TITLE = "Russia in Syria Monitor, Oct. 31-Nov. 7, 2017"
SLUG = "2017-11-07"
HEADING = {section.value: f"{section.label}:" for section in Section}
BULLET = "  • "


def digest(
    *items: str, title: str = TITLE, notices: Iterable[str] = (), **sections: Iterable[str]
) -> str:
    """A canonical text; ``items`` stand in the first section, others are given by the code of theirs.

    An item that begins with blanks stands that much deeper.
    """
    given = {"military_campaign": items, **sections}
    blocks = [title, *notices]
    for section in Section:
        lines = [bullet(item) for item in given.get(section.value, ())] or [BULLET + PLACEHOLDER]
        blocks += [HEADING[section.value], "\n".join(lines)]
    return "\n\n".join(blocks) + "\n"


def bullet(item: str) -> str:
    """``    deeper`` becomes a bullet two levels down."""
    text = item.lstrip(" ")
    return " " * (len(item) - len(text)) + BULLET + text


def outline(issue: Issue) -> list[tuple[str, int, str]]:
    """Section, depth and text of every item, in reading order."""

    def below(parent: Item | None, section: str) -> list[tuple[str, int, str]]:
        rows = issue.items.filter(parent=parent, section=section).order_by("position")
        return [
            each for row in rows for each in [(section, row.depth, row.text), *below(row, section)]
        ]

    return [each for section in Section for each in below(None, section.value)]
