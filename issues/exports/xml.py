"""Elements of XML as text, for formats that are written piece by piece."""

import re
from xml.sax.saxutils import escape, quoteattr

# Everything that XML 1.0 has no way to write (2.2).
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'


def printable(text: str) -> str:
    """The text without what XML cannot hold."""
    return _FORBIDDEN.sub("", text)


def element(name: str, text: str = "", attributes: dict[str, str] | None = None) -> str:
    """An element with text in it."""
    return wrap(name, escape(printable(text)), attributes)


def wrap(name: str, inner: str, attributes: dict[str, str] | None = None) -> str:
    """An element with other elements in it, which are text already."""
    written = "".join(
        f" {key}={quoteattr(printable(value))}" for key, value in (attributes or {}).items()
    )
    return f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>"
