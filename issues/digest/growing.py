"""Building one section while its blocks are read: nesting, placeholders, findings."""

from dataclasses import dataclass, field

from .findings import Finding, findings
from .items import Content
from .lines import Block
from .tree import Heading, ItemNode, SectionBlock
from .typography import fold

DEEPEST = 3
"""Levels of items; what is nested deeper is kept on the last level."""


@dataclass(slots=True)
class _Node:
    """An item that may still get children."""

    content: Content
    block: Block
    children: list["_Node"] = field(default_factory=list)

    def freeze(self) -> ItemNode:
        return ItemNode(
            self.content.text,
            self.content.references,
            tuple([child.freeze() for child in self.children]),
            self.content.attribution,
            marker=self.block.marker,
            line=self.block.number,
            findings=findings(self.content.slips, self.block.number),
        )


@dataclass(slots=True)
class GrowingSection:
    """A section that grows block by block; `freeze` ends it."""

    heading: Heading
    line: int
    found: list[Finding] = field(default_factory=list)
    _nodes: list[_Node] = field(default_factory=list)
    _placeholders: list[str] = field(default_factory=list)
    # The open levels: the indent of the last bullet on each, and where bullets below it go.
    _levels: list[tuple[int, list[_Node]]] = field(default_factory=list)
    _has_bullets: bool = False

    def add_item(self, block: Block, content: Content) -> None:
        """Put an item below the last one that is indented less."""
        node = _Node(content, block)
        siblings = self._siblings(block)
        siblings.append(node)
        if block.marker and len(self._levels) < DEEPEST:
            self._levels.append((block.indent, node.children))

    def add_placeholder(self, block: Block) -> None:
        """Note the sentence that says there are no items; bullets below it become items."""
        self._levels.append((block.indent, self._siblings(block)))
        self._placeholders.append(fold(block.text))

    def _siblings(self, block: Block) -> list[_Node]:
        if block.gap >= 2 and block.marker and self._has_bullets:
            words = " ".join(block.text.split(maxsplit=8)[:8])
            self.found.append(Finding("unlabelled_group", words, block.number))
        self._has_bullets = self._has_bullets or bool(block.marker)
        if not block.marker:
            self._levels.clear()
        while self._levels and self._levels[-1][0] >= block.indent:
            self._levels.pop()
        open_levels = self._levels[: DEEPEST - 1]
        return open_levels[-1][1] if open_levels else self._nodes

    def freeze(self) -> SectionBlock:
        """The finished section."""
        name = self.heading.heading
        found = [*self.heading.findings, *self.found]
        if self._placeholders and self._nodes:
            found.append(Finding("placeholder_with_items", self._placeholders[0], self.line))
        if self.heading.code and not self._placeholders and not self._nodes:
            found.append(Finding("empty_section", name, self.line))
        return SectionBlock(
            name,
            self.heading.code,
            tuple([node.freeze() for node in self._nodes]),
            tuple(self._placeholders),
            self.heading.numeral,
            self.heading.ending,
            self.line,
            tuple(found),
        )
