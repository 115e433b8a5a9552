"""Builds the tree of an HTML page from what its parser reads, as deep and as wide as somebody looks at it."""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement, HTMLParser

from issues.imports.reading import ImportRefused

# Of other attributes nothing is read. The parser’s own tree takes time that grows with the square of a tag’s attributes.
_READ = frozenset("alt class data-title hidden href role style title value".split())
_NAME = re.compile(r"[a-z][a-z0-9]*")
# What no tree can hold: blanks of a kind, and signs that nobody sees.
_BLANK, _UNSEEN = re.compile("[\x0b\x0c\x1c-\x1f]"), re.compile("[\0-\x08\x0e-\x1b\ufffe\uffff]")
_MAX_DEPTH = 250
_TOO_DEEP = "The HTML is nested more than 250 levels deep: save the page again from a browser, or paste its text."


def parse_html(source: str) -> HtmlElement | None:
    """The root of the page, without comments; None if there is nothing in it. Raises ImportRefused for too deep a tree."""
    if not source.strip():
        return None
    builder = _Builder()
    parser = HTMLParser(
        target=builder,
        encoding="utf-8",
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    # Line ends as HTML folds them (the parser hands over each CR by itself).
    text = source.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    document = text.encode("utf-8", "replace")
    try:
        root = etree.fromstring(document, parser=parser)
    except etree.XMLSyntaxError:  # nothing in it but blanks and comments
        root = None
    if builder.is_too_deep:
        raise ImportRefused(_TOO_DEEP)
    return root


class _Builder:
    """Takes what the parser reads."""

    def __init__(self) -> None:
        self._tree = etree.TreeBuilder()
        self._depth = 0
        self.is_too_deep = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self.is_too_deep = self.is_too_deep or self._depth > _MAX_DEPTH
        if not self.is_too_deep:
            read = {name: _seen(attributes[name]) for name in attributes.keys() & _READ}
            self._tree.start(_known(tag), read)

    def end(self, tag: str) -> None:
        self._depth -= 1
        if not self.is_too_deep:
            self._tree.end(_known(tag))

    def data(self, text: str) -> None:
        if not self.is_too_deep:
            self._tree.data(_seen(text))

    def close(self) -> HtmlElement | None:
        return None if self.is_too_deep else self._tree.close()


def _known(tag: str) -> str:
    """The name of an element; ``x``, which says nothing, for one that HTML does not have, such as ``o:p``."""
    return tag if _NAME.fullmatch(tag) else "x"


def _seen(text: str) -> str:
    return _UNSEEN.sub("", _BLANK.sub(" ", text))
