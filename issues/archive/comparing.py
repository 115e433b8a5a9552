"""What one edition of an issue changed in another, item by item."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

from issues.contents import CitationNode, Contents, ItemNode
from issues.diffs import Piece, list_diff, word_diff
from issues.sections import Section


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one item. ``before`` is None if it came, ``after`` if it went.

    ``text`` and ``citations`` are empty where nothing differs; ``moved`` says from where to where.
    """

    before: ItemNode | None
    after: ItemNode | None
    moved: str = ""
    text: tuple[Piece, ...] = ()
    citations: list[tuple[str, CitationNode]] = field(default_factory=list)

    @property
    def node(self) -> ItemNode:
        """The item as it is now, or as it was last."""
        node = self.after or self.before
        assert node is not None
        return node

    @property
    def kinds(self) -> list[str]:
        """The words that label the change."""
        if self.before is None:
            return ["Added"]
        if self.after is None:
            return ["Removed"]
        found = {
            "Moved": self.moved,
            "Text changed": self.text,
            "Citations changed": self.citations,
        }
        return [word for word, is_so in found.items() if is_so]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All changes, in reading order of the new edition, each removed item at the end of the section it stood in."""

    sections: list[tuple[Section, list[Change]]]
    unchanged_count: int
    period: tuple[str, str] | None
    notice: tuple[Piece, ...]


def compare(former: Contents, new: Contents) -> Comparison:
    """No query beyond those that loaded the two."""
    before = {node.key: node for node in former.walk()}
    after = {node.key: node for node in new.walk()}
    reordered = set(_reordered(former, new))
    sections, unchanged_count = [], 0
    for section in Section:
        kept = [
            _change(before.get(k), n, k in reordered)
            for k, n in after.items()
            if n.section == section
        ]
        changes = [change for change in kept if change.kinds]
        unchanged_count += len(kept) - len(changes)
        changes += [
            Change(node, None)
            for key, node in before.items()
            if key not in after and node.section == section
        ]
        sections.append((section, changes))
    periods = (former.issue.period, new.issue.period)
    notices = (former.issue.notice, new.issue.notice)
    return Comparison(
        sections=[(section, changes) for section, changes in sections if changes],
        unchanged_count=unchanged_count,
        period=periods if periods[0] != periods[1] else None,
        notice=word_diff(*map(escape, notices)) if notices[0] != notices[1] else (),
    )


def _change(before: ItemNode | None, after: ItemNode, is_reordered: bool) -> Change:
    if before is None:
        return Change(None, after)
    is_same_text = before.body == after.body
    is_same_cited = before.citations == after.citations
    return Change(
        before,
        after,
        moved=_moved(before, after)
        or ("To another place among its neighbors." if is_reordered else ""),
        text=() if is_same_text else word_diff(before.body, after.body),
        citations=[] if is_same_cited else list_diff(before.citations, after.citations),
    )


def _parent_key(node: ItemNode) -> str:
    return node.item.parent.key if node.item.parent else ""


def _moved(before: ItemNode, after: ItemNode) -> str:
    if before.section != after.section:
        return f"From “{before.section.label}” to “{after.section.label}”."
    if _parent_key(before) == _parent_key(after):
        return ""
    return "To below another item." if _parent_key(after) else "To stand by itself."


def _reordered(former: Contents, new: Contents) -> Iterator[str]:
    """Keys of items that changed places with their neighbors: as few as explain the new order."""
    places = [
        {node.key: (node.section, _parent_key(node)) for node in contents.walk()}
        for contents in (former, new)
    ]
    kept = [key for key in places[0] if places[0][key] == places[1].get(key)]
    for place in {places[0][key] for key in kept}:
        orders = [[key for key in order if key in kept and order[key] == place] for order in places]
        yield from (key for kind, key in list_diff(*orders) if kind == "ins")
