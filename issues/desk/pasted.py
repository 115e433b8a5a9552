"""What was pasted, read as items: bullets and paragraphs with their nesting, sections and citations."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from issues import markup
from issues.desk.lifting import Row, lift_citations
from issues.digest import read_heading, read_title
from issues.digest.dates import Period
from issues.digest.headings import names_section
from issues.digest.items import is_placeholder, split_bullet
from issues.digest.lines import Block, read_blocks
from issues.digest.outline import find_headings
from issues.digest.typography import fold
from issues.imports.html import read_html
from issues.imports.lines import Line, Run, as_html
from issues.imports.measuring import MOST_PLACEHOLDERS
from issues.imports.reading import ImportRefused
from issues.limits import (
    MAX_ITEM_CITATIONS,
    MAX_PARAGRAPH,
    MAX_PARENTHESES,
    MAX_PASTED,
    MAX_PASTED_ITEMS,
)
from issues.models.item import MAX_DEPTH
from issues.sections import Section
from sources.directions import find_turn, find_turn_in_address, without_turns

MOST_ITEMS = MAX_PASTED_ITEMS
_MOST_HTML = 4 * MAX_PASTED
_MOST_LINES = 5_000


_TOO_MANY = (
    f"That is more than {MAX_PASTED_ITEMS} items: import the text as a file, or paste it in parts."
)


class TooMany(ValueError):
    """More than can be added at once or than an item takes, or a name that is none; the text is a sentence."""


@dataclass(slots=True)
class PastedItem:
    """An item to be: clean inline HTML, its citations as rows, and the items below it."""

    body: str
    rows: list[Row]
    children: list["PastedItem"] = field(default_factory=list)

    def walk(self) -> Iterator["PastedItem"]:
        """The item and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(slots=True)
class Pasted:
    """Items by section, and the lines that are none. The section is None where the text named none of the five.

    ``obeyed`` are the lines that say something about the order of things: headings of the five sections and the
    sentence that stands for an empty one. ``left_out`` are all others.
    """

    sections: dict[Section | None, list[PastedItem]] = field(default_factory=dict)
    obeyed: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def walk(self) -> Iterator[PastedItem]:
        """Every item, section by section."""
        for items in self.sections.values():
            for item in items:
                yield from item.walk()

    @property
    def item_count(self) -> int:
        """Items on all levels."""
        return sum(1 for _ in self.walk())

    @property
    def citation_count(self) -> int:
        """Rows of all items."""
        return sum(len(item.rows) for item in self.walk())

    @property
    def only(self) -> PastedItem | None:
        """The item, if it is the only one."""
        items = list(self.walk())
        return items[0] if len(items) == 1 else None


@dataclass(frozen=True, slots=True)
class _Line:
    """A line on its way to an item. ``indent`` orders bullets by depth; it says nothing about paragraphs."""

    text: str
    indent: int
    is_bullet: bool
    is_heading: bool
    runs: tuple[Run, ...] = ()

    @property
    def body(self) -> str:
        """The text as inline HTML, made of the runs where there are any."""
        return as_html(self.runs).strip() if self.runs else markup.from_text(self.text)

    @property
    def code(self) -> str | None:
        """The section that it heads, if it is the heading of one."""
        return read_heading(self.text).code if names_section(self.text) else None


def read_pasted(html: str, text: str, *, period: Period, names: Sequence[str]) -> Pasted:
    """The items in what was pasted: ``html`` where it says more than ``text``, the plain text of the same.

    Bullets become items, nested at most three deep; without bullets every paragraph becomes one. Lines that are
    neither (a title, a heading that is none of the five) are ``left_out``, and so is, between the headings of a whole
    digest, a paragraph that cites nothing. No query. Raises TooMany, before anything is made of it.
    """
    _check_length(html, text)
    lines, asides = _from_html(html) if html.strip() else ([], [])
    if len(lines) < 2 and len(plain := _from_text(text)) > len(lines):
        lines = plain
    _check_lines(lines)
    reading = _Reading(period, names, any(line.code for line in lines), lines)
    reading.read()
    reading.pasted.left_out += asides
    return reading.pasted


def _check_length(html: str, text: str) -> None:
    if len(html) > _MOST_HTML:
        raise TooMany(
            f"The markup of the text is longer than {_MOST_HTML:,} characters: paste it as plain text."
        )
    if len(text) > MAX_PASTED:
        raise TooMany(
            f"The text is longer than {MAX_PASTED:,} characters: import it as a file, or paste it in parts."
        )
    if text.count("\n") + text.count("\r") > _MOST_LINES:
        raise TooMany(
            f"The text has more than {_MOST_LINES:,} lines: import it as a file, or paste it in parts."
        )


def _check_lines(lines: Sequence[_Line]) -> None:
    """Before any line becomes an item. Raises TooMany."""
    if sum(line.is_bullet for line in lines) > MOST_ITEMS + MOST_PLACEHOLDERS:
        raise TooMany(_TOO_MANY)
    if sum(line.text.count("(") + line.text.count(")") for line in lines) > MAX_PARENTHESES:
        raise TooMany(
            f"The text has more than {MAX_PARENTHESES:,} parentheses: paste it in parts, as text with few citations."
        )
    for line in lines:
        if len(line.text) > MAX_PARAGRAPH:
            raise TooMany(
                f"The paragraph “{line.text[:40]}…” is longer than {MAX_PARAGRAPH:,} characters: break it up."
            )


def _from_html(source: str) -> tuple[list[_Line], list[str]]:
    """The lines of pasted HTML, and what stands in it that is no part of the text, such as a page's footer."""
    try:
        page = read_html(source)
    except ImportRefused:
        return [], []
    found: list[Line] = []
    asides = []
    for line in page.lines:
        if line.aside:
            asides.append(line.text)
        elif line.text and _goes_on(line, found[-1] if found else None):
            found[-1].runs += [Run(" "), *line.runs]
        elif line.text:
            found.append(line)
    return [_line(line) for line in found], asides


def _goes_on(line: Line, before: Line | None) -> bool:
    """Whether a line stands below another of the same paragraph, parted from it by a line break alone."""
    if before is None or not line.is_tight or before.kind != "text" or line.kind != "text":
        return False
    end = "".join(run.text for run in before.runs[-2:])
    return not split_bullet(line.text)[0] and not end.endswith((")", ")."))


def _line(line: Line) -> _Line:
    if line.kind == "text" and (marker := split_bullet(line.text)[0]):
        # A bullet that was typed.
        runs = list(_without(line.runs, len(marker)))
        words = split_bullet(line.text)[1]
        return _Line(words, line.indent + 1, True, False, tuple(runs))
    is_bullet = line.kind == "bullet"
    return _Line(line.text, line.depth, is_bullet, line.kind == "heading", tuple(line.runs))


def _without(runs: Iterable[Run], count: int) -> Iterator[Run]:
    """The runs without the first characters."""
    for run in runs:
        text = run.text[count:]
        count -= len(run.text) - len(text)
        yield run._replace(text=text)


def _from_text(source: str) -> list[_Line]:
    blocks = read_blocks(source.replace("\ufeff", ""))
    headings = find_headings(blocks)
    is_spaced = any(block.gap for block in blocks[1:])
    found: list[tuple[list[str], Block, bool]] = []
    before: Block | None = None
    for at, block in enumerate(blocks):
        words = fold(block.text)
        is_plain = not block.marker and at not in headings
        if before and is_plain and is_spaced and not block.gap:
            # The next line of a paragraph.
            found[-1][0].append(words)
        else:
            found.append(([words], block, at in headings))
        before = block if is_plain else None
    return [
        _Line(" ".join(words), block.indent, bool(block.marker), is_heading)
        for words, block, is_heading in found
    ]


@dataclass(slots=True)
class _Reading:
    """Puts lines where they belong, from top to bottom."""

    period: Period
    names: Sequence[str]
    is_digest: bool
    lines: list[_Line]
    pasted: Pasted = field(default_factory=Pasted)
    _section: Section | None = None
    # The open levels: the indent of the last bullet on each, and where bullets below it go.
    _levels: list[tuple[int, list[PastedItem]]] = field(default_factory=list)
    _count: int = 0

    def read(self) -> None:
        has_bullets = any(line.is_bullet for line in self.lines)
        for at, line in enumerate(self.lines):
            follows = self.lines[at + 1] if at + 1 < len(self.lines) else None
            if not line.is_bullet and (code := line.code):
                self.pasted.obeyed.append(line.text)
                self._section = Section(code)
                self._levels.clear()
            elif is_placeholder(line.text):
                self.pasted.obeyed.append(line.text)
            elif line.is_bullet:
                self._add(line)
            elif line.is_heading and (has_bullets or follows):
                self.pasted.left_out.append(line.text)
                self._levels.clear()
            else:
                self._add_paragraph(line, follows)

    def _add_paragraph(self, line: _Line, follows: _Line | None) -> None:
        """A paragraph is an item unless it heads a list, is a title, or stands uncited in a whole digest."""
        item = self._item(line)
        heads_a_list = line.text.endswith(":") and follows is not None and follows.is_bullet
        is_uncited = not item.rows
        if is_uncited and (self.is_digest or heads_a_list or _is_title(line.text)):
            self.pasted.left_out.append(line.text)
        else:
            self._levels.clear()
            self._top().append(item)
            self._counted()

    def _add(self, line: _Line) -> None:
        """A bullet, below the last one that is indented less."""
        item = self._item(line)
        while self._levels and self._levels[-1][0] >= line.indent:
            self._levels.pop()
        open_levels = self._levels[: MAX_DEPTH - 1]
        (open_levels[-1][1] if open_levels else self._top()).append(item)
        if len(self._levels) < MAX_DEPTH:
            self._levels.append((line.indent, item.children))
        self._counted()

    def _item(self, line: _Line) -> PastedItem:
        whole = line.body
        body, rows = lift_citations(whole, self.period, self.names)
        for row in rows:
            if sign := find_turn(row["outlet"]) or find_turn_in_address(row["url"]):
                raise TooMany(
                    f"A source of the item “{without_turns(line.text)[:40]}…” holds the sign {sign}, which turns the "
                    "direction of writing: take it out, then paste the text again."
                )
        if len(rows) > MAX_ITEM_CITATIONS:
            raise TooMany(
                f"The item “{line.text[:40]}…” has {len(rows)} citations, and an item takes at most "
                f"{MAX_ITEM_CITATIONS}: make two items of it."
            )
        if not markup.to_text(body).strip():
            # Nothing but citations: they stay in the text, for an item needs one.
            return PastedItem(whole, [])
        return PastedItem(body, rows)

    def _top(self) -> list[PastedItem]:
        return self.pasted.sections.setdefault(self._section, [])

    def _counted(self) -> None:
        self._count += 1
        if self._count > MOST_ITEMS:
            raise TooMany(_TOO_MANY)


def _is_title(text: str) -> bool:
    """Whether a line names a series and a period; a sentence that names two days is none."""
    if not re.search("[0-9]", text) or text.endswith((".", ")", "!", "?", "”", '"')):
        return False
    title = read_title(text)
    return bool(title.series and title.period_start and title.period_end)
