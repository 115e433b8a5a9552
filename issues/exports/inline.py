"""The inline HTML of items as a small tree, for formats that have a markup of their own."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from issues import markup

_NAMES = {"b": "strong", "i": "em"}


@dataclass(slots=True)
class Element:
    """One of ``a``, ``em``, ``strong``, ``sub``, ``sup`` with what stands in it; ``href`` is that of ``a``."""

    tag: str
    href: str = ""
    children: list[Element | str] = field(default_factory=list)


def parse(body: str) -> list[Element | str]:
    """The body, cleaned once more on its way out, as elements and texts in their order."""
    parser = _Parser()
    parser.feed(markup.clean(body))
    parser.close()
    return parser.root.children


class _Parser(HTMLParser):
    """Builds the tree. What was cleaned is well-formed: every end tag closes the innermost element."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(_NAMES.get(tag, tag), dict(attrs).get("href") or "")
        self._open[-1].children.append(element)
        self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if len(self._open) > 1:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)
