"""What was read: references, items, sections and the whole document, as plain frozen data.

All of it can be built from other sources too: an exporter fills `Document` from its rows and hands
it to `write_issue`. Every field but the first one or two has a default.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from issues.sections import Section

from .dates import DateSpan
from .findings import Finding, codes

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reference:
    """One article: an outlet and a date.

    `outlet` is the name as printed, `None` where it was lost. `span` is `None` where no date could be
    read; `date_text` keeps what the source printed. References of one `group` stood in one parenthesis.
    """

    outlet: str | None
    span: DateSpan | None = None
    date_text: str = ""
    credits: tuple[str, ...] = ()
    note: str = ""
    group: int = 0

    @classmethod
    def dated(
        cls, outlet: str | None, dated_from: date | None, dated_to: date | None, note: str = ""
    ) -> "Reference":
        """A reference from stored dates, both `None` if it is undated."""
        return cls(outlet, DateSpan.between(dated_from, dated_to), note=note)

    @property
    def dated_from(self) -> date | None:
        """The first day of the date, of its month or of its year."""
        return self.span.first if self.span else None

    @property
    def dated_to(self) -> date | None:
        """The last day, inclusive."""
        return self.span.last if self.span else None

    def to_dict(self) -> Json:
        """`outlet`, `date`; `date_end`, `credits` and `note` only where they apply."""
        data: Json = {"outlet": self.outlet, "date": self.span.iso if self.span else None}
        if self.span and self.span.iso_end:
            data["date_end"] = self.span.iso_end
        if self.credits:
            data["credits"] = list(self.credits)
        if self.note:
            data["note"] = self.note
        return data


@dataclass(frozen=True, slots=True)
class Citations:
    """What `read_citations` found in a text, and the text that is left."""

    references: tuple[Reference, ...]
    leftover: str
    findings: tuple[Finding, ...] = ()

    def to_dict(self) -> Json:
        """The shape of the cases of kind `citation`."""
        return {
            "citations": [reference.to_dict() for reference in self.references],
            "leftover": self.leftover,
            "warnings": codes(self.findings),
        }


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who is quoted where an item begins with a name, a colon and a quotation."""

    kind: str
    name: str
    role: str | None = None
    verb: str | None = None

    def to_dict(self) -> Json:
        """All four fields."""
        return {"kind": self.kind, "name": self.name, "role": self.role, "verb": self.verb}


@dataclass(frozen=True, slots=True)
class ItemNode:
    """An item and the items below it. `marker` is its bullet as the source printed it."""

    text: str
    references: tuple[Reference, ...] = ()
    children: tuple["ItemNode", ...] = ()
    attribution: Attribution | None = None
    placeholder: bool = False
    marker: str = ""
    line: int = 0
    findings: tuple[Finding, ...] = ()

    def to_dict(self) -> Json:
        """The shape of the cases of kind `item`."""
        return {
            "text": self.text,
            "citations": [reference.to_dict() for reference in self.references],
            "placeholder": self.placeholder,
            "attribution": self.attribution.to_dict() if self.attribution else None,
            "warnings": codes(self.findings),
        }

    def branch_dict(self) -> Json:
        """The shape inside a document: with children, without placeholder and attribution."""
        return {
            "text": self.text,
            "citations": [reference.to_dict() for reference in self.references],
            "warnings": codes(self.findings),
            "children": [child.branch_dict() for child in self.children],
        }


@dataclass(frozen=True, slots=True)
class Title:
    """A title line. `period_text` is the period as printed, whether its dates could be read or not."""

    series: str | None
    period_start: date | None = None
    period_end: date | None = None
    subtitle: str = ""
    period_text: str = ""
    findings: tuple[Finding, ...] = ()

    def to_dict(self) -> Json:
        """The shape of the cases of kind `title`; `subtitle` only where there is one."""
        data: Json = {
            "series": self.series,
            "period_start": _iso(self.period_start),
            "period_end": _iso(self.period_end),
            "warnings": codes(self.findings),
        }
        return data | {"subtitle": self.subtitle} if self.subtitle else data


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's heading, without numeral, marks of emphasis and the colon or period in `ending`."""

    heading: str
    code: str | None = None
    numeral: str | None = None
    ending: str = ":"
    findings: tuple[Finding, ...] = ()

    def to_dict(self) -> Json:
        """The shape of the cases of kind `heading`."""
        return {
            "heading": self.heading,
            "key": self.code,
            "known": self.code is not None,
            "numeral": self.numeral,
            "warnings": codes(self.findings),
        }


@dataclass(frozen=True, slots=True)
class SectionBlock:
    """A section as printed. `code` is that of `Section`, `None` below an unknown heading.

    `placeholders` are the texts of its placeholder bullets. Items before any heading make up a block
    whose `heading` is empty.
    """

    heading: str
    code: str | None = None
    items: tuple[ItemNode, ...] = ()
    placeholders: tuple[str, ...] = ()
    numeral: str | None = None
    ending: str = ":"
    line: int = 0
    findings: tuple[Finding, ...] = ()

    def walk(self) -> Iterator[tuple[str, ItemNode]]:
        """Every item, depth first, with its path: ``2`` or ``2.1``."""
        stack = [(str(at), item) for at, item in _numbered(self.items)]
        while stack:
            path, item = stack.pop()
            yield path, item
            stack += [(f"{path}.{at}", child) for at, child in _numbered(item.children)]

    @property
    def item_count(self) -> int:
        """Items of all levels, without placeholders."""
        return sum(1 for _ in self.walk())

    def to_dict(self) -> Json:
        """The shape of a section in the cases of kind `document`.

        How a heading is printed (colon, capitals, markup) is in `findings` alone, not in `warnings`.
        """
        return {
            "heading": self.heading,
            "known": self.code is not None,
            "placeholder": bool(self.placeholders),
            "item_count": self.item_count,
            "warnings": codes(found for found in self.findings if found.severity != "note"),
            "items": [item.branch_dict() for item in self.items],
        }


@dataclass(frozen=True, slots=True)
class Document:
    """A whole issue: what `read_issue` returns and `write_issue` prints.

    `title` is the line as printed. `footnotes_after` says how many lines of the footer stand above
    the footnotes.
    """

    title: str | None
    sections: tuple[SectionBlock, ...] = ()
    title_parts: Title = Title(None)
    preamble: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    footnotes_heading: str = ""
    footnotes: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    footnotes_after: int = 0
    file_findings: tuple[Finding, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings in the order of the source, each with its section and item."""
        found = [*self.file_findings, *self.title_parts.findings]
        for section in self.sections:
            name = section.heading
            found += [replace(finding, section=name) for finding in section.findings]
            for path, item in section.walk():
                found += [replace(finding, section=name, item=path) for finding in item.findings]
        return tuple(found)

    @property
    def missing_sections(self) -> list[str]:
        """Codes of the fixed sections that have no heading here."""
        present = {section.code for section in self.sections}
        return [code for code in Section.values if code not in present]

    def to_dict(self) -> Json:
        """The shape of the cases of kind `document`; `preamble` only where there is one."""
        walked = [step for section in self.sections for step in section.walk()]
        preamble = {"preamble": list(self.preamble)} if self.preamble else {}
        return {
            "title": self.title,
            "series": self.title_parts.series,
            "period_start": _iso(self.title_parts.period_start),
            "period_end": _iso(self.title_parts.period_end),
            "title_warnings": codes(self.title_parts.findings),
            **preamble,
            "notices": list(self.notices),
            "sections": [section.to_dict() for section in self.sections],
            "missing_sections": self.missing_sections,
            "footnotes": list(self.footnotes),
            "footer": list(self.footer),
            "item_count": len(walked),
            "max_depth": max((path.count(".") + 1 for path, _ in walked), default=0),
            "citation_count": sum(len(item.references) for _, item in walked),
            "warnings": codes(self.file_findings),
        }


def _numbered(items: tuple[ItemNode, ...]) -> list[tuple[int, ItemNode]]:
    """Items with their places from 1, last first: the order in which a stack is filled."""
    return list(enumerate(items, 1))[::-1]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
