"""Reads a digest's plain text."""

from dataclasses import replace

from issues import markup
from issues.digest import Document, Finding, ItemNode, Reference, SectionBlock, read_issue
from issues.digest.lines import read_blocks
from issues.digest.typography import fold
from issues.imports.findings import Remark, remark
from issues.imports.measuring import check_digest, check_text
from issues.imports.reading import decode
from issues.imports.source import (
    MAX_NOTE,
    LeftOut,
    Source,
    SourceCitation,
    SourceItem,
    SourceSection,
)
from issues.sections import PLACEHOLDER
from sources.directions import shown_turns

# About one item; more of them tell nothing more.
_MOST_FINDINGS = 100


def read(document: bytes, filename: str, outlets: tuple[str, ...]) -> Source:
    """The document as it stands. Raises ImportRefused for what is not text, or more of it than an issue has."""
    text = decode(document, filename)
    check_text(text, filename)
    return source_of(text, read_issue(text, outlets=outlets), filename)


def source_of(text: str, digest: Document, filename: str) -> Source:
    """What was read of a digest’s text as a source. Raises ImportRefused for more than an issue takes."""
    check_digest(digest, filename)
    title = digest.title_parts
    return Source(
        text=text,
        tree=digest.to_dict(),
        title=digest.title or "",
        series=title.series,
        period_start=title.period_start,
        period_end=title.period_end,
        notices=list(digest.notices),
        sections=[_section(block) for block in digest.sections],
        placeholder_count=sum(len(block.placeholders) for block in digest.sections),
        left_out=_left_out(text, digest),
        remarks=_remarks(digest),
    )


def _remarks(digest: Document) -> list[Remark]:
    """What the reader says about the file, the title and the sections; items keep their own."""
    found = [*digest.file_findings, *digest.title_parts.findings]
    for block in digest.sections:
        found += [replace(finding, section=block.heading) for finding in block.findings]
    remarks = [_remark(finding) for finding in found]
    for block in digest.sections:
        remarks += [
            remark("placeholder_restyled", text, where=PLACEHOLDER, line=block.line)
            for text in block.placeholders
            if text != PLACEHOLDER
        ]
    return remarks


def _remark(finding: Finding, key: str = "") -> Remark:
    message = shown_turns(finding.message)
    return Remark(finding.code, finding.severity, message, finding.line, key)


def _left_out(text: str, digest: Document) -> list[LeftOut]:
    above = [
        *((words, "a subtitle") for words in [digest.title_parts.subtitle]),
        *((words, "above the title") for words in digest.preamble),
    ]
    below = [
        *((words, "a footnote") for words in [digest.footnotes_heading, *digest.footnotes]),
        *((words, "below the last item") for words in digest.footer),
    ]
    if not any(words for words, _ in above + below):
        return []
    lines = _line_numbers(text)
    # The same words may stand in an item between: what is above is looked for from the top, the rest from the end.
    found = [LeftOut(*each, _taken(lines, each[0], 0)) for each in above if each[0].strip()]
    tail = [LeftOut(*each, _taken(lines, each[0], -1)) for each in below[::-1] if each[0].strip()]
    return found + tail[::-1]


def _line_numbers(text: str) -> dict[str, list[int]]:
    """The lines of each block of a text, by its words with and without its bullet."""
    numbers: dict[str, list[int]] = {}
    for block in read_blocks(text):
        for words in {fold(block.text), fold(f"{block.marker} {block.text}")}:
            numbers.setdefault(words, []).append(block.number)
    return numbers


def _taken(lines: dict[str, list[int]], words: str, at: int) -> int:
    numbers = lines.get(words)
    return numbers.pop(at) if numbers else 0


def _section(block: SectionBlock) -> SourceSection:
    heading = f"{block.numeral}. {block.heading}" if block.numeral else block.heading
    items = [
        _item(node, block.heading, str(number)) for number, node in enumerate(block.items, start=1)
    ]
    return SourceSection(heading, block.code, items, block.line)


def _item(node: ItemNode, heading: str, path: str) -> SourceItem:
    item = SourceItem(
        body=markup.from_text(node.text),
        citations=[_citation(reference) for reference in node.references],
        children=[
            _item(child, heading, f"{path}.{number}")
            for number, child in enumerate(node.children, start=1)
        ],
        line=node.line,
    )
    found = [
        replace(finding, section=heading, item=path) for finding in node.findings[:_MOST_FINDINGS]
    ]
    item.remarks = [_remark(finding, item.key) for finding in found]
    if markup.to_text(item.body) != node.text:
        item.remarks.append(remark("invisible_characters", node.text, line=node.line, key=item.key))
    if len({reference.group for reference in node.references}) > 1:
        item.remarks.append(remark("parentheses_joined", node.text, line=node.line, key=item.key))
    item.remarks += [
        remark("text_shortened", reference.note, line=node.line, key=item.key)
        for reference in node.references
        if len(reference.note) > MAX_NOTE
    ]
    return item


def _citation(reference: Reference) -> SourceCitation:
    return SourceCitation(
        name=reference.outlet,
        dated_from=reference.dated_from,
        dated_to=reference.dated_to,
        printed_date="" if reference.span else reference.date_text,
        note=reference.note[:MAX_NOTE],
    )
