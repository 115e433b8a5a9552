"""Cleans the inline HTML of items: the one place that knows the sanitiser, and the allow-list."""

import html
import re
from collections.abc import Iterator
from typing import Any

from bleach.html5lib_shim import Filter
from bleach.sanitizer import Cleaner

TAGS = frozenset({"a", "b", "em", "i", "strong", "sub", "sup"})
ATTRIBUTES = {"a": ["href"]}
PROTOCOLS = frozenset({"http", "https", "mailto"})

# Elements whose content is not prose: it goes with them.
_NOT_PROSE = frozenset(
    {"script", "style", "template", "noscript", "iframe", "object", "svg", "math"}
)
_NEEDS_CLEANING = re.compile(r"[<>&\x00-\x08\x0b-\x1f\x7f-\x9f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_TAG = re.compile(r"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""")


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

    Other tags go and their text stays; scripts and styles go whole. Idempotent. Never raises.
    """
    if not _NEEDS_CLEANING.search(source):
        return source
    # A cleaner keeps the state of its parser: one for each call, so that threads never share it.
    cleaner = Cleaner(
        tags=TAGS | _NOT_PROSE,
        attributes=_is_allowed,
        protocols=PROTOCOLS,
        strip=True,
        strip_comments=True,
        filters=[_WithoutCode],
    )
    return str(cleaner.clean(_CONTROL.sub("", source)))


def to_text(source: str) -> str:
    """The text of clean inline HTML: tags dropped, character references read."""
    return html.unescape(_TAG.sub("", source)) if "<" in source or "&" in source else source


def shortened(text: str, most: int) -> str:
    """The first words of a plain text, with an ellipsis if not all of them: at most so many characters."""
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"


def from_text(source: str) -> str:
    """Plain text as inline HTML: a text that looks like a tag is printed, not obeyed."""
    return clean(html.escape(source, quote=False))
