"""Gives an item that was read from bare text the markup and links that its line had in the document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from issues import markup
from issues.digest.citations import Group, locate
from issues.digest.outlets import KnownOutlets
from issues.imports.addresses import is_citable
from issues.imports.lines import Mark, Run, as_html
from issues.imports.source import MAX_TITLE, SourceCitation, SourceItem

_WORD = re.compile(r"\w")


_Letter = tuple[str, tuple[Mark, ...]]


def link(
    item: SourceItem, runs: Sequence[Run], known: KnownOutlets
) -> list[tuple[str, str]] | None:
    """Put the marks of ``runs``, the item's whole line, around its body, and their links into its citations.

    Returns findings, as code and address, on links that found no place of their own; None if the item is not what
    the line says: then it stays as it is.
    """
    if not any(run.marks for run in runs):
        return []
    line = "".join(run.text for run in runs)
    groups = locate(line, known) if "(" in line else []
    body = _marked(markup.to_text(item.body), _outside(runs, groups))
    if body is None:
        return None
    citations = item.citations
    if sum(len(group.parsed.references) for group in groups) != len(citations):
        return None
    item.body = as_html(body)
    slips: list[tuple[str, str]] = []
    at = 0
    for group in groups:
        own = citations[at : at + len(group.parsed.references)]
        at += len(own)
        slips += _cite(line, group, own, _links(runs, group))
    return slips


def _outside(runs: Sequence[Run], groups: Sequence[Group]) -> list[_Letter]:
    """The letters that are in no citation, blanks left out, each with what is around it."""
    letters = [(letter, run.marks) for run in runs for letter in run.text]
    start, kept = 0, []
    for group in groups:
        kept += letters[start : group.start]
        start = group.end
    return [each for each in kept + letters[start:] if not each[0].isspace()]


def _marked(text: str, letters: list[_Letter]) -> list[Run] | None:
    """The text with the marks that its letters had; None if it holds a letter that was not there."""
    runs: list[Run] = []
    around: tuple[Mark, ...] = ()
    part: list[str] = []
    at = 0
    for word in text.split():
        for number, letter in enumerate(word):
            # Between the letters of the text stands at most what closed a sentence behind a citation.
            while at < len(letters) and letters[at][0] != letter:
                at += 1
            if at == len(letters):
                return None
            marks = letters[at][1]
            at += 1
            is_first = number == 0 and bool(part or runs)
            if marks == around:
                part.append(f" {letter}" if is_first else letter)
                continue
            runs.append(Run("".join(part), around))
            if is_first:
                runs.append(Run(" ", _shared(around, marks)))
            part, around = [letter], marks
    return [*runs, Run("".join(part), around)]


def _shared(one: tuple[Mark, ...], other: tuple[Mark, ...]) -> tuple[Mark, ...]:
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    return one[:same]


class _Link(NamedTuple):
    start: int
    end: int
    mark: Mark


def _links(runs: Sequence[Run], group: Group) -> list[_Link]:
    """The links inside a citation and where they stand in the line."""
    found: list[_Link] = []
    at = 0
    for text, marks in runs:
        start, at = max(at, group.start), at + len(text)
        end = min(at, group.end)
        mark = next((mark for mark in marks if mark.tag == "a"), None)
        if mark is None or start >= end:
            continue
        if found and found[-1].mark == mark and found[-1].end == start:
            found[-1] = found[-1]._replace(end=end)
        else:
            found.append(_Link(start, end, mark))
    return found


def _cite(
    line: str, group: Group, citations: Sequence[SourceCitation], links: Sequence[_Link]
) -> list[tuple[str, str]]:
    """Give each link to the first source that it is on and that has none."""
    if not links:
        return []
    starts = _starts(line, group)
    ends = [*starts[1:], group.end]
    slips = []
    for start, end, mark in links:
        places = [
            number
            for number, (first, last) in enumerate(zip(starts, ends, strict=True))
            if _WORD.search(line[max(first, start) : min(last, end)])
        ]
        if any(citations[number].url == mark.href for number in places):
            continue
        place = next((number for number in places if not citations[number].url), None)
        if place is None or not is_citable(mark.href):
            slips.append(("link_left_out", mark.href))
            continue
        citations[place].url = mark.href
        citations[place].title = mark.title[:MAX_TITLE]
        if len(places) > 1:
            slips.append(("link_shared", mark.href))
    return slips


def _starts(line: str, group: Group) -> list[int]:
    """Where each source of a citation begins in the line: with its name, or with its date if it shares the name."""
    starts: list[int] = []
    at = group.start
    for reference in group.parsed.references:
        found = [
            match
            for words in (reference.outlet, reference.date_text)
            if words and (match := _find(words, line, at, group.end))
        ]
        if found:
            first = min(found, key=lambda match: match.start())
            starts.append(first.start())
            at = first.end()
        else:
            starts.append(at)
    starts[0] = group.start
    return starts


def _find(words: str, line: str, start: int, end: int) -> re.Match[str] | None:
    pattern = r"\s*".join(map(re.escape, words.split()))
    return re.compile(rf"(?<!\w){pattern}(?!\w)").search(line, start, end)
