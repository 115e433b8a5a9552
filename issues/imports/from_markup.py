"""From the lines of a document with markup to a source: as digest text through the one reader of digests."""

from __future__ import annotations

from collections.abc import Iterator

from issues.digest import KnownOutlets, read_issue
from issues.digest.lines import Block, read_blocks
from issues.imports.composing import Composed, compose
from issues.imports.findings import Remark, remark
from issues.imports.from_text import source_of
from issues.imports.lines import Page, Run, fold_runs
from issues.imports.linking import link
from issues.imports.measuring import (
    MOST_PLACEHOLDERS,
    check_length,
    check_paragraph,
    check_parentheses,
)
from issues.imports.reading import ImportRefused
from issues.imports.source import LeftOut, Source, SourceItem
from issues.limits import MAX_ITEMS
from issues.markup import to_text

_MOST_LINES = 10_000
# What the site’s own documents print where an outlet was lost.
_LOST = "source unknown"
# How many paragraphs below its first line an item may go on.
_MOST_PARAGRAPHS = 50


def read_page(page: Page, filename: str, outlets: tuple[str, ...]) -> Source:
    """The document as it stands, with the links and the markup of its items. Raises ImportRefused if it has no words."""
    _check_size(page, filename)
    composed = compose(page.lines)
    if not composed.digest.strip():
        raise ImportRefused(f"{filename} is empty: nothing was read.")
    check_parentheses(composed.digest, filename)
    known = KnownOutlets(outlets)
    source = source_of(composed.text, read_issue(composed.digest, outlets=known), filename)
    items = [item for section in source.sections for top in section.items for item in top.walk()]
    used = _link_items(items, composed, known)
    lifted = set(composed.lifted)
    for item in items:
        _restore_lost(item)
        if item.line in lifted:
            item.remarks.append(
                remark("flattened", to_text(item.body), line=item.line, key=item.key)
            )
    source.remarks += _about_lines(composed, used, {item.line: item.key for item in items})
    source.left_out += [
        LeftOut(composed.lines[number].text, composed.lines[number].aside or "the imprint", number)
        for number in composed.asides
    ]
    return source


def _check_size(page: Page, filename: str) -> None:
    """Refuses what cannot be an issue before it is read, which would take long."""
    bullets = sum(line.kind == "bullet" and not line.aside for line in page.lines)
    if bullets > MAX_ITEMS + MOST_PLACEHOLDERS or len(page.lines) > _MOST_LINES:
        raise ImportRefused(
            f"{filename} has {bullets:,} bullets and {len(page.lines) - bullets:,} other lines, and an issue takes at "
            f"most {MAX_ITEMS:,} items: check that it is one issue."
        )
    lengths = [sum(len(run.text) for run in line.runs) for line in page.lines]
    check_length(sum(lengths), filename)
    check_paragraph(max(lengths, default=0), filename)


def _link_items(items: list[SourceItem], composed: Composed, known: KnownOutlets) -> set[int]:
    """Markup and links for every item; returns the numbers of the lines that they came from."""
    blocks = read_blocks(composed.digest)
    at = {block.number: number for number, block in enumerate(blocks)}
    used: set[int] = set()
    for item in items:
        numbers: list[int] = []
        for block in _blocks_of(blocks, at.get(item.line)):
            numbers += range(block.number, block.number + len(block.lines))
            slips = link(item, _runs(composed, numbers), known)
            if slips is not None:
                used.update(numbers)
                item.remarks += [
                    remark(code, address, line=item.line, key=item.key) for code, address in slips
                ]
                break
    return used


def _blocks_of(blocks: list[Block], first: int | None) -> Iterator[Block]:
    """The block at which an item begins, and those that may go on with it."""
    if first is None:
        return
    yield blocks[first]
    for block in blocks[first + 1 : first + _MOST_PARAGRAPHS]:
        if block.marker or block.gap:
            return
        yield block


def _runs(composed: Composed, numbers: list[int]) -> list[Run]:
    """What the lines held, as one line without its bullet."""
    runs: list[Run] = []
    for number in numbers:
        if number in composed.lines:
            runs += [*composed.lines[number].runs, Run(" ")]
    return fold_runs(runs)


def _restore_lost(item: SourceItem) -> None:
    for citation in item.citations:
        if citation.name and citation.name.casefold() == _LOST:
            citation.name = None
            item.remarks.append(
                remark("outlet_lost", citation.printed_date or _LOST, line=item.line, key=item.key)
            )


def _about_lines(composed: Composed, used: set[int], keys: dict[int, str]) -> Iterator[Remark]:
    """What the document’s reader noted at its lines, and links of lines that are no item."""
    for number, line in composed.lines.items():
        key = keys.get(number, "")
        for code, what in line.notes:
            yield remark(code, what or line.text, line=number, key=key)
        if number not in used and number not in composed.asides:
            for mark in line.links:
                yield remark("link_left_out", mark.href, line=number, key=key)
