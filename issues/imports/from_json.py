"""Reads an issue back from the JSON that the site exports."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from issues import markup
from issues.digest import (
    DateSpan,
    Document,
    ItemNode,
    Reference,
    SectionBlock,
    Title,
    read_heading,
)
from issues.imports.measuring import check_citations, check_items, check_lines
from issues.imports.reading import ImportRefused, decode
from issues.imports.source import (
    MAX_DATE,
    MAX_NOTE,
    MAX_TITLE,
    MAX_URL,
    LeftOut,
    Source,
    SourceCitation,
    SourceItem,
    SourceSection,
)
from issues.limits import MAX_MARKUP, MAX_PARAGRAPH
from issues.sections import Section
from sources.directions import find_turn_in_address

_T = TypeVar("_T")
_KINDS: dict[type, str] = {str: "a text", list: "a list", dict: "an object"}
_PERIOD = {"start": "first", "end": "last"}
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_valid_url = URLValidator(schemes=["http", "https"])
MAX_LEVELS, MAX_KEY = 50, 10
# Each is parsed by itself with what is open around it.
_MOST_TAGS = 20_000
_LINES = ("notices", "preamble", "footnotes", "footer")


def read(document: bytes, filename: str, outlets: tuple[str, ...]) -> Source:
    """The issue as it stands in the JSON. Raises ImportRefused, naming the place of what cannot be read."""
    text = decode(document, filename)
    if (tags := text.count("<")) > _MOST_TAGS:
        raise ImportRefused(
            f"{filename} has {tags:,} tags, and the items of an issue have at most {_MOST_TAGS:,}: check that it is one issue."
        )
    try:
        data = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "it cannot be parsed"
        line = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise ImportRefused(f"{filename}{line} is not JSON: {reason}.") from error
    try:
        _check_size(data, filename)
        return _source(text, data)
    except _Unreadable as error:
        raise ImportRefused(f"{filename} cannot be read as an issue: {error}.") from error


class _Unreadable(Exception):
    """What is wrong where, without a period."""


def _check_size(data: Any, filename: str) -> None:
    """Counts everything before any of it is read. Raises ImportRefused; what is of the wrong kind is for others to say."""
    places = [("sections", data)]
    items, lines = 0, 0
    cited: list[tuple[int, int]] = []
    while places:
        name, place = places.pop()
        for each in _listed(place, name):
            items += name != "sections"
            cited.append((len(_listed(each, "citations")), 0))
            places.append(("items" if name == "sections" else "children", each))
        check_items(items, filename)
        if name == "sections":
            lines += sum(len(_listed(place, each)) for each in _LINES)
        check_lines(lines + len(cited) - items, filename)
    check_citations(cited, filename)


def _listed(data: Any, name: str) -> list[Any]:
    value = data.get(name) if isinstance(data, dict) else None
    return value if isinstance(value, list) else []


def _source(text: str, data: Any) -> Source:
    start, end = (_day(data, f"period_{name}", day) for name, day in _PERIOD.items())
    if start > end:
        raise _Unreadable("its period ends before it begins: correct period_start and period_end")
    source = Source(
        text=text,
        tree={},
        title=_text(data, "title", ""),
        series=_text(data, "series", "") or None,
        period_start=start,
        period_end=end,
        notices=_texts(data, "notices"),
        sections=[
            _section(section, f"sections[{number}]")
            for number, section in enumerate(_get(data, "sections", list, "", []))
        ],
        left_out=[LeftOut(line, f"“{name}”") for name in _LINES[1:] for line in _texts(data, name)],
    )
    _link(data.get("sections"), source.sections)
    source.tree = _document(source).to_dict()
    return source


def _link(data: Any, sections: list[SourceSection]) -> None:
    """An item gets another key here than it has in the document: let those that follow it name the new one."""
    keys = dict(_keys(zip(data or [], sections, strict=True), "items"))
    for section in sections:
        for item in (each for top in section.items for each in top.walk()):
            item.follows = keys.get(item.follows, item.follows)


def _keys(pairs: Iterable[tuple[Any, Any]], name: str) -> Iterator[tuple[str, str]]:
    """For each item its key in the document, if it has one, and its new one."""
    for data, node in pairs:
        below = node.items if isinstance(node, SourceSection) else node.children
        if isinstance(node, SourceItem) and isinstance(key := data.get("key"), str):
            yield key, node.key
        yield from _keys(zip(data.get(name) or [], below, strict=True), "children")


def _section(data: Any, place: str) -> SourceSection:
    heading = _text(data, "heading", place=place)
    code = _text(data, "code", "", place=place) or read_heading(heading).code
    if code and code not in Section.values:
        raise _Unreadable(f"{place}.code “{code}” is none of {', '.join(Section.values)}")
    return SourceSection(heading, code, _items(data, "items", place, 1))


def _items(data: Any, name: str, place: str, level: int) -> list[SourceItem]:
    if level > MAX_LEVELS:
        raise _Unreadable(f"{place} is nested more than {MAX_LEVELS} levels deep")
    items = _get(data, name, list, place, [])
    return [_item(item, f"{place}.{name}[{number}]", level) for number, item in enumerate(items)]


def _item(data: Any, place: str, level: int) -> SourceItem:
    text = _text(data, "text", place=place)
    html = _text(data, "html", "", place=place, most=MAX_MARKUP)
    body = markup.clean(html) or markup.from_text(text)
    if " ".join(markup.to_text(body).split()) != " ".join(text.split()):
        raise _Unreadable(f"{place} says one thing in “text” and another in “html”")
    citations = _get(data, "citations", list, place, [])
    return SourceItem(
        body=body,
        citations=[
            _citation(citation, f"{place}.citations[{number}]")
            for number, citation in enumerate(citations)
        ],
        children=_items(data, "children", place, level + 1),
        follows=_text(data, "follows", "", place=place, most=MAX_KEY),
    )


def _citation(data: Any, place: str) -> SourceCitation:
    start, end = _span(data, place)
    url = _text(data, "url", "", place=place, most=MAX_URL)
    if url:
        _check_url(url, place)
    return SourceCitation(
        name=_text(data, "outlet", "", place=place) or None,
        dated_from=start,
        dated_to=end,
        printed_date="" if start else _text(data, "printed_date", "", place=place, most=MAX_DATE),
        url=url,
        title=_text(data, "title", "", place=place, most=MAX_TITLE),
        note=_text(data, "note", "", place=place, most=MAX_NOTE),
    )


def _check_url(url: str, place: str) -> None:
    if find_turn_in_address(url):
        return  # told by a finding, and left out
    try:
        _valid_url(url)
    except ValidationError as error:
        raise _Unreadable(f"{place}.url “{url[:60]}” is not a web address") from error


def _span(data: Any, place: str) -> tuple[date | None, date | None]:
    """The inclusive days of ``date`` and ``date_end``: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``."""
    first = _text(data, "date", "", place=place)
    last = _text(data, "date_end", "", place=place) or first
    if not last:
        return None, None
    start, end = _days(first, f"{place}.date")[0], _days(last, f"{place}.date_end")[1]
    if start > end:
        raise _Unreadable(f"{place}.date_end is before its date")
    return start, end


def _days(text: str, place: str) -> tuple[date, date]:
    match = _DATE.fullmatch(text)
    try:
        if not match:
            raise ValueError
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if day is None:
            span = DateSpan.months((year, month), (year, month))
            return span.first, span.last
        return date(year, month, day), date(year, month, day)
    except ValueError as error:
        raise _Unreadable(f"{place} “{text[:40]}” is no date: write it as 2017-11-07") from error


def _day(data: Any, name: str, day: str) -> date:
    text = _text(data, name, "")
    if not text:
        raise _Unreadable(f"there is no {name}: write the {day} day of the period as 2017-11-07")
    if len(text) < len("2017-11-07"):
        raise _Unreadable(f"{name} “{text}” is no day: write it as 2017-11-07")
    return _days(text, name)[0]


def _texts(data: Any, name: str) -> list[str]:
    values = _get(data, name, list, "", [])
    return [
        _short(_printable(value, f"{name}[{number}]"), f"{name}[{number}]", MAX_PARAGRAPH)
        for number, value in enumerate(values)
    ]


def _text(
    data: Any,
    name: str,
    default: str | None = None,
    *,
    place: str = "",
    most: int = MAX_PARAGRAPH,
) -> str:
    path = _path(place, name)
    return _short(_printable(_get(data, name, str, place, default), path), path, most)


def _short(text: str, place: str, most: int) -> str:
    if len(text) > most:
        raise _Unreadable(f"{place} is longer than {most} characters: shorten it")
    return text


def _get(data: Any, name: str, kind: type[_T], place: str, default: _T | None = None) -> _T:
    """The value of that kind; where it is missing or null the default, if there is one."""
    value = _checked(data, dict, place).get(name)
    if value is None and default is not None:
        return default
    return _checked(value, kind, _path(place, name))


def _checked(value: Any, kind: type[_T], place: str) -> _T:
    if not isinstance(value, kind):
        amiss = "is missing" if value is None else f"is not {_KINDS[kind]}"
        raise _Unreadable(f"{place or 'the whole'} {amiss}")
    return value


def _printable(value: Any, place: str) -> str:
    text = _checked(value, str, place)
    if _UNPRINTABLE.search(text):
        raise _Unreadable(f"{place} holds a character that cannot be printed")
    return text


def _path(place: str, name: str) -> str:
    return ".".join(part for part in (place, name) if part)


def _document(source: Source) -> Document:
    """The source as the text reader would have returned it."""
    title = Title(source.series, source.period_start, source.period_end)
    blocks = tuple(
        SectionBlock(section.heading, section.code, tuple(map(_node, section.items)))
        for section in source.sections
    )
    return Document(source.title, blocks, title, notices=tuple(source.notices))


def _node(item: SourceItem) -> ItemNode:
    references = tuple(
        Reference.dated(each.name, each.dated_from, each.dated_to, each.note)
        for each in item.citations
    )
    return ItemNode(markup.to_text(item.body), references, tuple(map(_node, item.children)))
