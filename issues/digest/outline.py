"""What each block of a document is: title, heading, or neither."""

import re

from .findings import findings
from .headings import has_numeral, names_section, read_heading
from .items import is_placeholder
from .lines import FOOTNOTE_MARK, FOOTNOTES, Block
from .titles import read_title
from .tree import Heading, Title
from .typography import fold, unmark

# Dates of the page, not of the issue.
_FURNITURE = re.compile(
    r"(?:date|issued|last (?:modified|updated)|modified|posted|published|updated"
    r"|(?:for )?(?:immediate )?release(?:d)?)\b",
    re.IGNORECASE,
)
_RANGE = re.compile(r"[0-9].*(?:[-–—−‒]| (?:to|through|thru|until|till|and) ).*[0-9]")


def find_title(blocks: list[Block]) -> tuple[int, Title]:
    """The place of the title, -1 if there is none, and what it says.

    It is the first line with a period in it; failing that, a line that is nothing but a period, or
    the first with a period that lacks its year; failing that, the first line of all, unless it heads
    a list.
    """
    lines = [at for at in range(_head(blocks)) if not blocks[at].marker]
    titles = [(at, read_title(blocks[at].text, line=blocks[at].number)) for at in lines]
    dated = [(at, title) for at, title in titles if _is_title(title)]
    if dated:
        return min(dated, key=lambda place: _rank(place[1]))
    heads_a_list = len(blocks) > 1 and blocks[1].marker
    if lines[:1] == [0] and not heads_a_list and not _looks_like_a_group(blocks[0].text):
        return titles[0]
    return -1, Title(None, findings=findings([("no_period", "(none)")]))


def _head(blocks: list[Block]) -> int:
    """How many blocks stand above the first fixed heading or, if there is none, the first bullet."""
    for at, block in enumerate(blocks):
        if not block.marker and names_section(block.text):
            return at
    return next((at for at, block in enumerate(blocks) if block.marker), len(blocks))


def _looks_like_a_group(text: str) -> bool:
    return text.endswith(":") or has_numeral(text)


def _is_title(title: Title) -> bool:
    if not title.period_text or _FURNITURE.match(title.series or ""):
        return False
    # “Nov. 7, 2017” is a dateline, “The next issue appears Nov. 21, 2017” is a sentence.
    return _has_two_ends(title) or bool(title.series and not _has(title, "missing_comma"))


def _rank(title: Title) -> int:
    if not title.series:
        return 1
    return 2 if _has(title, "missing_year") else 0


def _has(title: Title, code: str) -> bool:
    return any(finding.code == code for finding in title.findings)


def _has_two_ends(title: Title) -> bool:
    return _RANGE.search(title.period_text) is not None and not _has(title, "single_day")


def repeats(block: Block, title: str) -> bool:
    """Whether a line is the title once more, with or without a final period."""
    return not block.marker and _bare(block.text) == _bare(title)


def _bare(text: str) -> str:
    return fold(unmark(fold(text))[0]).rstrip(".:")


def find_headings(blocks: list[Block]) -> dict[int, Heading]:
    """The blocks that are headings, by their words or by their place before bullets or headings.

    A line without numeral and colon that stands before the first heading of all is a notice.
    """
    kinds = ["bullet" if block.marker else "text" for block in blocks]
    for at in range(len(blocks) - 1, -1, -1):
        follows = kinds[at + 1] if at + 1 < len(blocks) else "nothing"
        if kinds[at] == "text" and _is_heading(blocks[at].text, follows):
            kinds[at] = "heading"
    first = kinds.index("heading") if "heading" in kinds else len(blocks)
    for at in range(len(blocks) - 2, first, -1):
        if (kinds[at], kinds[at + 1]) == ("text", "heading") and _has_shape(blocks[at].text):
            kinds[at] = "heading"
    return {
        at: read_heading(block.text, line=block.number)
        for at, (block, kind) in enumerate(zip(blocks, kinds, strict=True))
        if kind == "heading"
    }


def _is_heading(text: str, follows: str) -> bool:
    if names_section(text):
        return True
    bare, marks = unmark(text)
    by_place = follows == "bullet" or (
        follows == "heading" and (bare.endswith(":") or has_numeral(text))
    )
    by_mark = "#" in marks and follows != "nothing"
    return (by_place or by_mark) and _has_shape(text)


def _has_shape(text: str) -> bool:
    """Whether a line looks like a heading rather than a sentence or a paragraph."""
    bare = unmark(text)[0]
    words = bare.count(" ") + 1
    if is_placeholder(bare) or FOOTNOTE_MARK.match(bare) or bare.endswith((")", ",", ";")):
        return False
    if bare.endswith(".") and not has_numeral(text):
        return words <= 3
    return words <= (25 if bare.endswith(":") else 15)


def footnotes_start(blocks: list[Block]) -> int:
    """The index of the line that heads the footnotes; the number of blocks if there is none.

    Above a fixed heading such a line is an ordinary heading.
    """
    for at in range(len(blocks) - 1, -1, -1):
        if not blocks[at].marker:
            if names_section(blocks[at].text):
                break
            if FOOTNOTES.fullmatch(unmark(fold(blocks[at].text))[0]):
                return at
    return len(blocks)
