"""Looks how much there is of a document while it is read, so that what cannot be an issue costs little."""

import re
from collections.abc import Iterable

from issues.digest import Document
from issues.digest.items import split_bullet
from issues.imports.reading import ImportRefused
from issues.limits import (
    MAX_CITATIONS,
    MAX_ITEM_CITATIONS,
    MAX_ITEMS,
    MAX_LINES,
    MAX_PARAGRAPH,
    MAX_PARENTHESES,
    MAX_TEXT,
)

# Bullets that stand for an empty section are no items.
MOST_PLACEHOLDERS = 100
_ENDS = "\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_LINE_END = re.compile(f"\r\n?|[{_ENDS}]")
_ONE_ISSUE = "check that it is one issue."


def check_text(text: str, filename: str) -> None:
    """Raises ImportRefused for more characters, lines or bullets than an issue has, and for a line that is no paragraph."""
    check_length(len(text), filename)
    check_parentheses(text, filename)
    lines = text.count("\r") + sum(map(text.count, _ENDS))
    if lines > MAX_LINES:
        # A line of Windows ends in two characters.
        check_lines(lines - text.count("\r\n") + 1, filename)
    bullets = 0
    for number, line in enumerate(_LINE_END.split(text), 1):
        check_paragraph(len(line), filename, number)
        bullets += bool(split_bullet(line.strip())[0])
    check_items(bullets - MOST_PLACEHOLDERS, filename)


def check_digest(digest: Document, filename: str) -> None:
    """Raises ImportRefused for more items, longer paragraphs or more references than an issue takes."""
    items = [item for section in digest.sections for _, item in section.walk()]
    check_items(len(items), filename)
    for item in items:
        check_paragraph(len(item.text), filename, item.line)
    for text in (*digest.preamble, *digest.notices, *digest.footnotes, *digest.footer):
        check_paragraph(len(text), filename)
    check_citations(((len(item.references), item.line) for item in items), filename)


def check_length(characters: int, filename: str) -> None:
    """Of the whole text."""
    if characters > MAX_TEXT:
        raise ImportRefused(
            f"{filename} has more than {MAX_TEXT:,} characters of text: {_ONE_ISSUE}"
        )


def check_parentheses(text: str, filename: str) -> None:
    """Of the whole text, those that are open and those that are closed; each may be a citation."""
    for count in (text.count("("), text.count(")")):
        if count > MAX_PARENTHESES:
            raise ImportRefused(
                f"{filename} has {count:,} parentheses, and an issue has at most {MAX_PARENTHESES:,}: {_ONE_ISSUE}"
            )


def check_lines(lines: int, filename: str) -> None:
    """Of the whole text."""
    if lines > MAX_LINES:
        raise ImportRefused(
            f"{filename} has {lines:,} lines, and an issue has at most {MAX_LINES:,}: {_ONE_ISSUE}"
        )


def check_items(items: int, filename: str) -> None:
    """Of the whole issue."""
    if items > MAX_ITEMS:
        raise ImportRefused(
            f"{filename} has {items:,} items, and an issue takes at most {MAX_ITEMS:,}: {_ONE_ISSUE}"
        )


def check_paragraph(characters: int, filename: str, line: int = 0) -> None:
    """Of one paragraph; ``line`` is where it begins, from 1, if that is known."""
    if characters > MAX_PARAGRAPH:
        place = f" (line {line})" if line else ""
        raise ImportRefused(
            f"{filename} has a paragraph of more than {MAX_PARAGRAPH:,} characters{place}: break it up."
        )


def check_citations(counts: Iterable[tuple[int, int]], filename: str) -> None:
    """The numbers of references of the items, each with its line or place."""
    counts = list(counts)
    total = sum(count for count, _ in counts)
    if total > MAX_CITATIONS:
        raise ImportRefused(
            f"{filename} has {total:,} references, and an issue takes at most {MAX_CITATIONS:,}: {_ONE_ISSUE}"
        )
    for count, line in counts:
        if count > MAX_ITEM_CITATIONS:
            place = f" (line {line})" if line else ""
            raise ImportRefused(
                f"{filename} has an item with {count:,} references{place}, and an item takes at most "
                f"{MAX_ITEM_CITATIONS}: make two items of it."
            )
