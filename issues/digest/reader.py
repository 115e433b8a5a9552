"""Reading a whole issue: title, notices, sections with their trees of items, footnotes, footer."""

from collections.abc import Iterable

from .dates import Period
from .findings import Finding
from .growing import GrowingSection
from .items import is_placeholder, read_content
from .lines import FOOTNOTE_MARK, Block, read_blocks
from .outlets import KnownOutlets, known_outlets
from .outline import find_headings, find_title, footnotes_start, repeats
from .tree import Document, Heading, Title
from .typography import fold, fold_key, unmark

BOM = "\ufeff"


def read_issue(text: str, *, outlets: Iterable[str] = ()) -> Document:
    """Read an issue's text, whatever its state; no word of it is dropped.

    `outlets` are the known names and aliases. Dates are checked against the period in the title.
    """
    blocks = read_blocks(text.removeprefix(BOM))
    at, title = find_title(blocks)
    printed = unmark(blocks[at].text)[0] if at >= 0 else None
    below = _without_repeats(blocks[at + 1 :], printed)
    notes = footnotes_start(below)
    body = _Body(_period(title), known_outlets(outlets))
    body.read(below[:notes])
    body.read_notes(below[notes:])
    return Document(
        printed,
        tuple([section.freeze() for section in body.sections]),
        title,
        preamble=tuple(map(_with_marker, blocks[: max(at, 0)])),
        notices=tuple(body.notices),
        footnotes_heading=body.footnotes_heading,
        footnotes=tuple(body.footnotes),
        footer=tuple(body.footer),
        footnotes_after=body.footnotes_after,
        file_findings=_file_findings(text),
    )


def _file_findings(text: str) -> tuple[Finding, ...]:
    marks = {"bom": text.startswith(BOM), "crlf": "\r" in text}
    return tuple([Finding(code, line=1) for code, is_there in marks.items() if is_there])


def _period(title: Title) -> Period | None:
    start, end = title.period_start, title.period_end
    return (start, end) if start and end and start <= end else None


def _without_repeats(blocks: list[Block], title: str | None) -> list[Block]:
    """The blocks without the title printed again above the first bullet."""
    if title is None:
        return blocks
    head = next((at for at, block in enumerate(blocks) if block.marker), len(blocks))
    return [block for block in blocks[:head] if not repeats(block, title)] + blocks[head:]


def _with_marker(block: Block) -> str:
    return fold(f"{block.marker} {block.text}")


class _Body:
    """Collects what stands below the title, from top to bottom."""

    def __init__(self, period: Period | None, known: KnownOutlets) -> None:
        self.notices: list[str] = []
        self.sections: list[GrowingSection] = []
        self.footnotes_heading = ""
        self.footnotes: list[str] = []
        self.footer: list[str] = []
        self.footnotes_after = 0
        self._period = period
        self._known = known
        self._headings: set[str] = set()

    def read(self, blocks: list[Block]) -> None:
        """Read everything above the line that heads the footnotes."""
        headings = find_headings(blocks)
        solid = [at for at, block in enumerate(blocks) if block.marker or at in headings]
        first, last = (solid[0], solid[-1] + 1) if solid else (len(blocks), len(blocks))
        self.notices += [fold(block.text) for block in blocks[:first]]
        paragraph: list[Block] = []
        for at in range(first, last):
            block = blocks[at]
            is_prose = not block.marker and at not in headings
            if paragraph and not (is_prose and block.gap == 0):
                self._add(_joined(paragraph))
                paragraph = []
            if at in headings:
                self._open(headings[at], block.number)
            elif is_prose:
                paragraph.append(block)
            else:
                self._add(block)
        for block in blocks[last:]:
            self._read_tail(block)

    def _open(self, heading: Heading, line: int) -> None:
        section = GrowingSection(heading, line)
        key = heading.code or fold_key(heading.heading)
        if key in self._headings:
            section.found.append(Finding("duplicate_heading", heading.heading, line))
        self._headings.add(key)
        self.sections.append(section)

    def _add(self, block: Block) -> None:
        """Put a bullet, or a paragraph that lost its bullet, into the last section."""
        if not block.marker and FOOTNOTE_MARK.match(block.text):
            self._add_footnote(block)
            return
        if not self.sections:
            self._open(Heading("", ending=""), block.number)
        if is_placeholder(block.text):
            self.sections[-1].add_placeholder(block)
        else:
            content = read_content(block.text, self._period, self._known)
            self.sections[-1].add_item(block, content)

    def _read_tail(self, block: Block) -> None:
        """What follows the last bullet: a footnote, an item without a bullet, or the footer."""
        if FOOTNOTE_MARK.match(block.text):
            self._add_footnote(block)
        elif self.sections and not self.footer and not self.footnotes and self._is_item(block):
            self._add(block)
        else:
            self.footer.append(fold(block.text))

    def _is_item(self, block: Block) -> bool:
        if is_placeholder(block.text):
            return True
        content = read_content(block.text, self._period, self._known)
        return any(reference.date_text for reference in content.references)

    def read_notes(self, blocks: list[Block]) -> None:
        """Read the footnotes below their heading, and the footer after them."""
        if not blocks:
            return
        self.footnotes_heading = fold(unmark(blocks[0].text)[0])
        self.footnotes_after = len(self.footer)
        in_footer = False
        for block in blocks[1:]:
            is_marked = bool(block.marker or FOOTNOTE_MARK.match(block.text))
            in_footer = not is_marked and (in_footer or bool(self.footnotes and block.gap))
            if in_footer:
                self.footer.append(fold(block.text))
            else:
                self._add_footnote(block)

    def _add_footnote(self, block: Block) -> None:
        if not self.footnotes:
            self.footnotes_after = len(self.footer)
        mark = block.marker if block.marker[:1].isalnum() else ""
        self.footnotes.append(fold(f"{mark} {block.text}"))


def _joined(paragraph: list[Block]) -> Block:
    first = paragraph[0]
    lines = [line for block in paragraph for line in block.lines]
    return Block(first.number, first.indent, first.gap, "", lines)
