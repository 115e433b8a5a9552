"""Physical lines put together to blocks: bullets with all their lines, and lines without a bullet."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from .dates import MONTH
from .headings import LONGEST, begins_section, names_section
from .items import is_placeholder, split_bullet
from .titles import read_title

WRAPS_FROM = 60
"""Characters; an unbulleted line shorter than this was not cut by a hard wrap."""
TAB = 4

_RULE = re.compile(r"([-–—_=~*•·])(?:\s*\1){2,}")
_UNFINISHED = re.compile(r"[^.!?…:;)\]\"”’'»]$")
_ENDS_IN_MONTH = re.compile(rf"(?:^|[\s(]){MONTH}$", re.IGNORECASE)
FOOTNOTES = re.compile(r"(?:foot|end)?notes?:?", re.IGNORECASE)
FOOTNOTE_MARK = re.compile(r"\[[0-9]{1,3}\]")


class Line(NamedTuple):
    """A line with words: its place from 1, its indent in columns, the blank lines above it."""

    number: int
    indent: int
    gap: int
    marker: str
    body: str


@dataclass(slots=True)
class Block:
    """A bullet with its continuation lines, or unbulleted text (then `marker` is empty)."""

    number: int
    indent: int
    gap: int
    marker: str
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The lines as one; blanks inside each are left as they are."""
        return self.lines[0] if len(self.lines) == 1 else " ".join(filter(None, self.lines))


def read_lines(text: str) -> Iterator[Line]:
    """The lines that are neither blank nor a ruled line."""
    gap = 0
    for number, raw in enumerate(text.splitlines(), 1):
        body = raw.strip()
        if not body or _RULE.fullmatch(body):
            gap += 1
            continue
        lead = raw[: len(raw) - len(raw.lstrip())]
        indent = len(lead.expandtabs(TAB)) if "\t" in lead else len(lead)
        yield Line(number, indent, gap, *split_bullet(body))
        gap = 0


def read_blocks(text: str) -> list[Block]:
    """The blocks of a text in their order."""
    blocks: list[Block] = []
    for line in read_lines(text):
        before = blocks[-1] if blocks else None
        marker, body = line.marker, line.body
        if before and marker and _only_looks_like_a_bullet(before, line):
            marker, body = "", f"{marker} {body}".strip()
        if before and not marker and _continues(before, line, body):
            before.lines.append(body)
        else:
            blocks.append(Block(line.number, line.indent, line.gap, marker, [body]))
    return [block for block in blocks if any(block.lines)]


def _only_looks_like_a_bullet(before: Block, line: Line) -> bool:
    """Whether a wrapped line only happens to begin with a number or a dash: ``… on Nov.`` / ``4. …``."""
    if line.gap or not (before.marker or len(before.lines[-1]) >= WRAPS_FROM):
        return False
    last = before.lines[-1]
    unfinished = _UNFINISHED.search(last) is not None and not is_placeholder(last)
    if line.marker[0].isdigit():
        return _ENDS_IN_MONTH.search(last) is not None or (
            unfinished and not before.marker[:1].isdigit()
        )
    return line.marker in ("-", "–") and unfinished and line.body[:1].islower()


def _continues(before: Block, line: Line, body: str) -> bool:
    if before.marker:
        return _continues_item(before, line, body)
    return not line.gap and _is_wrapped(before, body)


def _continues_item(before: Block, line: Line, body: str) -> bool:
    """Whether an unbulleted line belongs to the item above it."""
    last = before.lines[-1]
    if not line.gap and (line.indent > before.indent or not last):
        return True
    if _stands_alone(body) or (len(before.lines) == 1 and is_placeholder(last)):
        return False
    is_unfinished = _UNFINISHED.search(last) is not None
    is_cited = last.endswith((")", ")."))
    if body[0] == "(":
        return not line.gap or not is_cited
    if body[0].islower():
        return not line.gap or is_unfinished
    if line.gap:
        # A second paragraph stands below the first one's text, not below its bullet.
        return line.gap == 1 and line.indent >= before.indent + 2 and not body.endswith(":")
    return not is_cited and (is_unfinished or not body.endswith(":"))


def _is_wrapped(before: Block, body: str) -> bool:
    """Whether a line goes on with the unbulleted line right above it."""
    if len(before.lines) <= 4:
        joined = f"{before.text} {body}"
        if names_section(joined) or begins_section(joined):
            return True
        if names_section(before.text):
            return False
    last = before.lines[-1]
    is_long = len(last) >= WRAPS_FROM or FOOTNOTE_MARK.match(before.lines[0])
    if not is_long or not (_UNFINISHED.search(last) or body[0].islower()):
        return False
    return not (_stands_alone(body) or _is_whole_title(body))


def _stands_alone(body: str) -> bool:
    return (
        body.startswith("#")
        or FOOTNOTE_MARK.match(body) is not None
        or FOOTNOTES.fullmatch(body) is not None
        or names_section(body)
    )


def _is_whole_title(body: str) -> bool:
    title = read_title(body) if len(body) <= LONGEST else None
    codes = {finding.code for finding in title.findings} if title else set()
    return bool(title and title.series) and not codes & {
        "no_period",
        "missing_comma",
        "nonstandard_separator",
    }
