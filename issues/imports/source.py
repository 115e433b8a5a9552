"""What a reader hands over, whatever the format: a document as it stands, before anything is placed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from issues.imports.findings import Remark
from issues.models.item import new_key

# What the columns of a citation take.
MAX_NAME = MAX_DATE = MAX_NOTE = 200
MAX_TITLE = 500
MAX_URL = 2000


@dataclass(slots=True)
class SourceCitation:
    """One reference. ``name`` is the outlet as printed, None if it was lost; the dates are inclusive, or both None."""

    name: str | None
    dated_from: date | None = None
    dated_to: date | None = None
    printed_date: str = ""
    url: str = ""
    title: str = ""
    note: str = ""


@dataclass(slots=True)
class SourceItem:
    """One item with those below it; ``body`` is clean inline HTML, ``remarks`` are about this item alone.

    ``follows`` is the key of the item that it carries on: of the same document, or perhaps of one that is published.
    """

    body: str
    citations: list[SourceCitation] = field(default_factory=list)
    children: list[SourceItem] = field(default_factory=list)
    line: int = 0
    remarks: list[Remark] = field(default_factory=list)
    key: str = field(default_factory=new_key)
    follows: str = ""

    def walk(self) -> Iterator[SourceItem]:
        """The item and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(slots=True)
class SourceSection:
    """A heading as printed and what stands below it; ``code`` is None for a heading that is none of the five."""

    heading: str
    code: str | None
    items: list[SourceItem] = field(default_factory=list)
    line: int = 0


class LeftOut(NamedTuple):
    """A text for which an issue has no place, a word on what it is, and its line from 1, 0 if there is none."""

    text: str
    kind: str
    line: int = 0


@dataclass(slots=True)
class Source:
    """A document as it was read.

    ``tree`` is the document as plain data in the shape of the text format's description, for reports.
    """

    text: str
    tree: dict[str, Any]
    title: str
    series: str | None
    period_start: date | None
    period_end: date | None
    notices: list[str] = field(default_factory=list)
    sections: list[SourceSection] = field(default_factory=list)
    placeholder_count: int = 0
    left_out: list[LeftOut] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
