"""Bullets that somebody typed instead of using a list: how deep they stand shows in blanks and margins alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from issues.digest.items import split_bullet
from issues.imports.lines import Line

NBSP = "\u00a0"
_TAB = 4
_TWIPS = 120
"""Twentieths of a point in a column, which is about a letter wide."""
_POINTS = {"pt": 1.0, "px": 0.75, "in": 72.0, "cm": 28.35, "mm": 2.835, "em": 12.0, "rem": 12.0}
_MARGIN = re.compile(
    r"(?:^|;)\s*margin-left\s*:\s*(\d{0,4}(?:\.\d{1,4})?)(pt|px|in|cm|mm|r?em)\b", re.I
)
_MOST = 60


def margin_of(style: str) -> int:
    """The left margin of a paragraph by its ``style`` attribute, in columns."""
    match = _MARGIN.search(style)
    if not match or not match[1].strip("."):
        return 0
    return min(round(float(match[1]) * _POINTS[match[2].lower()] * 20) // _TWIPS, _MOST)


def set_in(line: Line, margin: int) -> None:
    """Give a line that begins with a typed bullet the indent that its margin and its no-break spaces show."""
    text = "".join(run.text for run in line.runs[:8]).lstrip("\t\r\n ")
    words = text.lstrip(f"{NBSP} ")
    marker = split_bullet(words.split("\n")[0])[0] if line.kind == "text" else ""
    if not marker:
        return
    line.indent += min(margin + text[: len(text) - len(words)].count(NBSP), _MOST)
    if marker == "§":  # known by the blanks behind it, which will be folded
        at = next(number for number, run in enumerate(line.runs) if marker in run.text)
        line.runs[at] = line.runs[at]._replace(text=line.runs[at].text.replace(marker, "▪", 1))


def show_indents(body: etree._Element) -> None:
    """Put no-break spaces before the typed bullets of a Word document, where blanks, tabs or indents set them in."""
    for paragraph in (each for each in body.iter() if _local(each) == "p"):
        columns = _indent(paragraph)
        is_first = True
        for element in _own(paragraph):
            name = _local(element)
            if name in ("br", "cr"):
                columns, is_first = _indent(paragraph), True
            elif name == "tab" and is_first:
                columns += _TAB
            elif name == "t" and is_first and element.text:
                words = element.text.lstrip()
                columns += len(element.text) - len(words)
                if words and columns and split_bullet(f"{words} ")[0]:
                    element.text = NBSP * min(columns, _MOST) + words
                is_first = not words


def _own(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The texts, tabs and breaks of a paragraph, not those of a text box in it."""
    for element in paragraph.iter():
        if _local(element) in ("t", "tab", "br", "cr") and _local(element.getparent()) == "r":
            around = next((each for each in element.iterancestors() if _local(each) == "p"), None)
            if around is paragraph:
                yield element


def _indent(paragraph: etree._Element) -> int:
    """Where a paragraph’s first line begins, in columns."""
    space = paragraph.tag.rpartition("}")[0] + "}"
    found = paragraph.find(f"{space}pPr/{space}ind")
    if found is None:
        return 0
    values = {etree.QName(key).localname: value for key, value in found.attrib.items()}

    def twips(*names: str) -> int:
        value = next((values[name] for name in names if name in values), "0")
        return int(value) if re.fullmatch(r"-?\d{1,6}", value) else 0

    return max(twips("left", "start") - twips("hanging") + twips("firstLine"), 0) // _TWIPS


def _local(element: etree._Element | None) -> str:
    if element is None or not isinstance(element.tag, str):
        return ""
    return element.tag.rpartition("}")[2]
