"""Gives everything in a document its place in an issue, and remarks on what has none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings

from issues.imports.findings import Remark, remark
from issues.imports.reading import ImportRefused
from issues.imports.source import Source, SourceItem, SourceSection
from issues.limits import MAX_CITATIONS, MAX_ITEMS
from issues.markup import to_text
from issues.models.item import MAX_DEPTH
from issues.sections import Section


@dataclass(frozen=True, slots=True)
class Plan:
    """The items of each of the five sections, at most three levels deep, and what was remarked in placing them."""

    sections: dict[Section, list[SourceItem]]
    remarks: list[Remark]

    def walk(self) -> Iterator[SourceItem]:
        """Every item, in reading order."""
        for items in self.sections.values():
            for item in items:
                yield from item.walk()


def place(source: Source, given: Mapping[str, str]) -> Plan:
    """The plan of an issue. ``given`` maps headings to section codes, whatever their case, blanks and apostrophes.

    Raises ImportRefused for more items or references than an issue takes, and for a heading or code in ``given`` that
    does not exist.
    """
    remarks = [*_series(source), *_left_out(source)]
    sections: dict[Section, list[SourceItem]] = {section: [] for section in Section}
    mapped = _mapped(source, given)
    before = Section(Section.values[0])
    printed: list[Section] = []
    for section in source.sections:
        code = mapped.get(_folded(section.heading)) or section.code
        if code:
            before = Section(code)
            remarks += _heading(section, before, printed)
            printed.append(before)
        else:
            remarks.append(_unknown(section, before))
        sections[before] += section.items
    for missing in (section for section in Section if section not in printed):
        remarks.append(remark("section_added", missing.label))
    plan = Plan({code: _flattened(items, remarks) for code, items in sections.items()}, remarks)
    _check_size(plan)
    return plan


def _series(source: Source) -> Iterator[Remark]:
    if source.series is not None and source.series != settings.MONITOR_TITLE:
        yield remark("series_differs", source.series, where=settings.MONITOR_TITLE)


def _left_out(source: Source) -> Iterator[Remark]:
    for text, kind, line in source.left_out:
        yield remark("text_left_out", text, where=kind, line=line)


def _folded(heading: str) -> str:
    return " ".join(re.sub("[’‘'ʼ]", "", heading).split()).casefold().rstrip(":. ")


def _mapped(source: Source, given: Mapping[str, str]) -> dict[str, str]:
    headings = {_folded(section.heading): section.heading for section in source.sections}
    for heading, code in given.items():
        if code not in Section.values:
            raise ImportRefused(
                f"There is no section “{code}”; the codes are {', '.join(Section.values)}."
            )
        if _folded(heading) not in headings:
            there = ", ".join(f"“{each}”" for each in headings.values()) or "none"
            raise ImportRefused(
                f"The document has no heading “{heading}”; its headings are {there}."
            )
    return {_folded(heading): code for heading, code in given.items()}


def _heading(section: SourceSection, place: Section, printed: list[Section]) -> Iterator[Remark]:
    if section.heading != place.label:
        yield remark("heading_restyled", section.heading, where=place.label, line=section.line)
    after = next((each for each in printed if each.rank > place.rank), None)
    if after:
        yield remark("section_moved", section.heading, where=after.label, line=section.line)


def _unknown(section: SourceSection, place: Section) -> Remark:
    if section.items:
        return remark("unknown_heading", section.heading, where=place.label, line=section.line)
    return remark(
        "text_left_out", section.heading, where="a heading without items", line=section.line
    )


def _flattened(items: list[SourceItem], remarks: list[Remark], depth: int = 1) -> list[SourceItem]:
    """The items with those below the third level lifted to it, in reading order."""
    flat: list[SourceItem] = []
    for item in items:
        flat.append(item)
        if depth < MAX_DEPTH:
            item.children = _flattened(item.children, remarks, depth + 1)
            continue
        lifted = [each for child in item.children for each in child.walk()]
        item.children = []
        for each in lifted:
            each.children = []
            remarks.append(remark("flattened", to_text(each.body), line=each.line, key=each.key))
        flat += lifted
    return flat


def _check_size(plan: Plan) -> None:
    items = list(plan.walk())
    citations = sum(len(item.citations) for item in items)
    for number, most, noun in (
        (len(items), MAX_ITEMS, "items"),
        (citations, MAX_CITATIONS, "references"),
    ):
        if number > most:
            raise ImportRefused(
                f"The document has {number:,} {noun}, and an issue takes at most {most:,}: check that it is one issue."
            )
