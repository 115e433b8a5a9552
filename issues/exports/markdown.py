"""Issues and items as Markdown (CommonMark)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from django.conf import settings

from issues.contents import CitationNode, Contents, ItemNode
from issues.exports.formats import ExportFormat, ListFormat
from issues.exports.imprint import imprint, remarks
from issues.exports.inline import Element, parse
from issues.exports.printed import Source, parentheses
from issues.exports.streams import listed_issues, listed_items

if TYPE_CHECKING:
    from issues.querysets import IssueQuerySet, ItemQuerySet

_SPECIAL = re.compile(r"[\\`*_\[\]<>~]|&(?=#?\w+;)|!$")
# What means something at the beginning of a line alone: headings, bullets, numbers, underlines.
_AT_START = re.compile(r"^(\d{1,9}(?=[.)](?:\s|$))|(?=[-+#=]))")
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_EMPHASIS = {"em": "*", "strong": "**"}


def render(contents: Contents, site_url: str) -> str:
    """The whole issue as one document."""
    issue = contents.issue
    blocks = [
        f"# {_line(issue.title)}",
        *(f"> {_line(note)}" for note in remarks(issue)),
        *map(_line, contents.notices),
    ]
    for section in contents.sections:
        lines = [line for item in section.items for line in _branch(item, 0)]
        blocks.append(f"## {_line(section.section.label)}")
        blocks.append("\n".join(lines) or f"- {_line(section.placeholder)}")
    address = site_url + issue.get_absolute_url()
    blocks.append(f"{_line(imprint(issue))} {_link(address, address)}")
    return "\n\n".join(blocks) + "\n"


def items(
    queryset: ItemQuerySet, site_url: str, *, address: str = "", about: str = ""
) -> Iterator[str]:
    """A list for each issue and section, each item with a link to its page."""
    yield f"# {_heading('items', about)}\n"
    place: tuple[str, str] | None = None
    for node in listed_items(queryset):
        issue = node.item.issue
        if place is None or place[0] != issue.slug:
            yield f"\n## {_link(issue.period, site_url + issue.get_absolute_url())}\n"
        if place != (issue.slug, node.section.value):
            yield f"\n### {_line(node.section.label)}\n\n"
        place = (issue.slug, node.section.value)
        yield f"- {item_line(node.body, node.citations)} {_link('¶', site_url + node.item.get_absolute_url())}\n"


def issues(
    queryset: IssueQuerySet, site_url: str, *, address: str = "", about: str = ""
) -> Iterator[str]:
    """A line for each issue, with a link to its page."""
    yield f"# {_heading('issues', about)}\n\n"
    for issue, count in listed_issues(queryset):
        link = _link(issue.title, site_url + issue.get_absolute_url())
        yield f"- {link}: {count} item{'' if count == 1 else 's'}. {_line(imprint(issue))}\n"


def _heading(kind: str, about: str) -> str:
    return _line(f"{settings.MONITOR_TITLE}: {kind}{f' ({about})' if about else ''}")


def _branch(node: ItemNode, depth: int) -> Iterator[str]:
    yield f"{'  ' * depth}- {item_line(node.body, node.citations)}"
    for child in node.children:
        yield from _branch(child, depth + 1)


def item_line(body: str, citations: Sequence[CitationNode] = ()) -> str:
    """The text of an item and its sources on one line, without the bullet."""
    return _folded(" ".join(filter(None, (_inline(parse(body)), _sources(citations)))))


def _sources(citations: Sequence[CitationNode]) -> str:
    return " ".join(f"({', '.join(map(_source, group))})" for group in parentheses(citations))


def _source(source: Source) -> str:
    name = _link(source.name, source.link, source.title) if source.link else escape(source.name)
    return f"{name}, {escape(source.details)}" if source.details else name


def _inline(pieces: Iterable[Element | str], *, is_emphasized: bool = False) -> str:
    written = ""
    for piece in pieces:
        if isinstance(piece, str):
            written += escape(piece)
        elif piece.tag == "a":
            inner = _inline(piece.children, is_emphasized=is_emphasized)
            written += f"[{inner}]({_destination(piece.href)})"
        else:
            written += _emphasis(piece, plain=not is_emphasized and not written.endswith("*"))
    return written


def _emphasis(element: Element, *, plain: bool) -> str:
    """With asterisks where they cannot be misread, else with the tags of HTML, which Markdown lets through."""
    inner = _inline(element.children, is_emphasized=True)
    mark = _EMPHASIS.get(element.tag)
    if mark and plain and inner[:1].isalnum() and inner[-1:].isalnum():
        return f"{mark}{inner}{mark}"
    return f"<{element.tag}>{inner}</{element.tag}>"


def escape(text: str) -> str:
    """Text that is printed as it is, wherever it stands but at the beginning of a line."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def _line(text: str) -> str:
    """A line of plain text."""
    return _folded(escape(text))


def _folded(line: str) -> str:
    return _AT_START.sub(r"\1\\", _BLANKS.sub(" ", line).strip())


def _link(text: str, address: str, title: str = "") -> str:
    quoted = (
        f' "{escape(_BLANKS.sub(" ", title)).replace(chr(34), chr(92) + chr(34))}"' if title else ""
    )
    return f"[{escape(text)}]({_destination(address)}{quoted})"


def _destination(address: str) -> str:
    """An address between angle brackets where it would end too early without."""
    encoded = re.sub(
        r"[\s<>\\\x00-\x1f]", lambda match: "".join(f"%{b:02X}" for b in match[0].encode()), address
    )
    encoded = re.sub(r"&(?=#?\w+;)", "&amp;", encoded)
    return f"<{encoded}>" if re.search(r"[()]", encoded) or not encoded else encoded


_TYPE = "text/markdown; charset=utf-8; variant=CommonMark"
ISSUE = ExportFormat("md", _TYPE, render)
LIST = ListFormat("md", _TYPE, items, issues)
