"""Cleans the inline HTML of items: the one place that knows the sanitiser, and the allow-list."""

import html
import re
from collections.abc import Iterator
from typing import Any

from bleach.html5lib_shim import Filter
from bleach.sanitizer import Cleaner

from issues.limits import MAX_MARKUP, MAX_TAGS

TAGS = frozenset({"a", "b", "em", "i", "strong", "sub", "sup"})
ATTRIBUTES = {"a": ["href"]}
PROTOCOLS = frozenset({"http", "https", "mailto"})

# Elements whose content is not prose: it goes with them.
_NOT_PROSE = frozenset(
    {"script", "style", "template", "noscript", "iframe", "object", "svg", "math"}
)
# Plain text that is escaped already needs none.
_NEEDS_CLEANING = re.compile(r"[<>\x00-\x08\x0b-\x1f\x7f-\x9f]|&(?!(?:amp|lt|gt);)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# A sign that begins no tag, closes none and no comment: the parser takes time that grows with the square of their number.
_BARE = re.compile(r"<(?![a-zA-Z/!?])")
_REFERENCE = r"&(?!(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});)"
_ANY_SIGN = re.compile(rf"[<>]|{_REFERENCE}")
_ESCAPES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
TAG = re.compile(r"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""")
"""A tag of clean HTML, whatever stands in its attributes."""


class _WithoutCode(Filter):  # type: ignore[misc]
    """Drops the elements of ``_NOT_PROSE`` with all that stands in them (bleach would keep a script's text)."""

    def __iter__(self) -> Iterator[dict[str, Any]]:
        depth = 0
        for token in super().__iter__():
            if token.get("name") in _NOT_PROSE:
                depth += {"StartTag": 1, "EndTag": -1}.get(token["type"], 0)
            elif depth == 0:
                yield token


def _is_allowed(tag: str, name: str, value: str) -> bool:
    """Whether an attribute stays. bleach takes ``javascript:1`` for a host and a port, so the scheme is asked for here."""
    scheme = value.partition(":")[0].lower()
    return name in ATTRIBUTES.get(tag, ()) and scheme in PROTOCOLS


def clean(source: str) -> str:
    """Inline HTML with nothing in it but the tags, attributes and protocols above; safe to print unescaped.

    Other tags go and their text stays; scripts and styles go whole. Idempotent. Never raises. A text that is longer, or
    has more tags, than any door lets in is not parsed: its tags come out as text.
    """
    if not _NEEDS_CLEANING.search(source):
        return source
    source = _BARE.sub("&lt;", _CONTROL.sub("", source))
    if len(source) > MAX_MARKUP or source.count("<") > MAX_TAGS:
        return _ANY_SIGN.sub(lambda sign: _ESCAPES[sign[0]], source)
    # A cleaner keeps the state of its parser: one for each call, so that threads never share it.
    cleaner = Cleaner(
        tags=TAGS | _NOT_PROSE,
        attributes=_is_allowed,
        protocols=PROTOCOLS,
        strip=True,
        strip_comments=True,
        filters=[_WithoutCode],
    )
    return str(cleaner.clean(source))


def to_text(source: str) -> str:
    """The text of clean inline HTML: tags dropped, character references read."""
    return html.unescape(TAG.sub("", source)) if "<" in source or "&" in source else source


def shortened(text: str, most: int) -> str:
    """The first words of a plain text, with an ellipsis if not all of them: at most so many characters."""
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"


def from_text(source: str) -> str:
    """Plain text as inline HTML: a text that looks like a tag is printed, not obeyed."""
    return clean(html.escape(source, quote=False))
