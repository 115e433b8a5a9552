"""Writing an issue in the canonical form of the text format."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from issues.periods import ap_period
from issues.sections import PLACEHOLDER, Section

from .tree import Document, ItemNode, Reference, SectionBlock
from .typography import fold

INDENT = "  "


def write_issue(tree: Document) -> str:
    """The issue as text: LF, one blank line between blocks, one final newline.

    All five fixed sections are printed, in their order; one without items gets its placeholder. A
    section with an unknown heading follows the one that it followed in `tree`.
    """
    footer = [fold(line) for line in tree.footer]
    notes = [fold(line) for line in (tree.footnotes_heading, *tree.footnotes) if line]
    blocks = [
        *map(fold, tree.preamble),
        _title(tree),
        *map(fold, tree.notices),
        *map(_section, _in_order(tree.sections)),
        *footer[: tree.footnotes_after],
        "\n".join(notes),
        *footer[tree.footnotes_after :],
    ]
    return "\n\n".join(filter(None, blocks)) + "\n"


def _title(tree: Document) -> str:
    """The title as printed, or composed anew where the reader had something to report."""
    parts = tree.title_parts
    start, end = parts.period_start, parts.period_end
    if not (parts.findings and start and end and start <= end):
        return fold(tree.title or "")
    period = ap_period(start, end)
    if parts.subtitle:
        return f"{parts.series}: {parts.subtitle} for {period}"
    return f"{parts.series}, {period}"


def _in_order(sections: Sequence[SectionBlock]) -> list[SectionBlock]:
    """The sections in the fixed order, the missing ones put in.

    A stranger stays behind the fixed section above it; without items it heads a group, and stays
    before the section below it.
    """
    order = list(Section.values)
    ranks: list[int] = []
    for section in sections:
        ranks.append(order.index(section.code) if section.code else (ranks or [-1])[-1])
    for at in range(len(sections) - 2, -1, -1):
        if not (sections[at].code or sections[at].items or sections[at].placeholders):
            ranks[at] = ranks[at + 1]
    present = {section.code for section in sections}
    ranked = list(zip(ranks, sections, strict=True))
    ranked += [
        (rank, SectionBlock(str(section.label), section.value))
        for rank, section in enumerate(Section)
        if section.value not in present
    ]
    return [section for _, section in sorted(ranked, key=lambda pair: pair[0])]


def _section(section: SectionBlock) -> str:
    blocks = []
    if section.heading:
        numeral = f"{section.numeral}. " if section.numeral else ""
        ending = ":" if section.code else section.ending
        blocks.append(f"{numeral}{fold(section.heading)}{ending}")
    lines = [line for item in section.items for line in _item(item, 1)]
    if not lines:
        texts = section.placeholders or ((PLACEHOLDER,) if section.code else ())
        lines = [f"{INDENT}• {text}" for text in texts]
    if lines:
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def _item(item: ItemNode, level: int) -> Iterator[str]:
    words = filter(None, (fold(item.text), _references(item.references)))
    yield f"{INDENT * level}• {' '.join(words)}"
    for child in item.children:
        yield from _item(child, level + 1)


def _references(references: Iterable[Reference]) -> str:
    groups = groupby(references, key=lambda reference: reference.group)
    return " ".join(_parentheses(list(group)) for _, group in groups)


def _parentheses(references: list[Reference]) -> str:
    """One parenthesis, or more: a date must not be read as that of an undated outlet before it."""
    written = [[_reference(references[0])]]
    for before, reference in pairwise(references):
        if _date(reference) and not _date(before):
            written.append([])
        written[-1].append(_reference(reference))
    return " ".join(f"({', '.join(parts)})" for parts in written)


def _reference(reference: Reference) -> str:
    details = [part for part in (reference.note, _date(reference)) if part]
    return ", ".join([fold(reference.outlet or ""), *details])


def _date(reference: Reference) -> str:
    """The date in its normal form; as printed where it could not be read or names a season."""
    span = reference.span
    if span is None or (span.unit == "year" and reference.date_text):
        return reference.date_text
    return span.text
