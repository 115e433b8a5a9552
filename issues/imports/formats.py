"""The formats that a document can be read from: one reader each, in one list."""

from collections.abc import Callable
from pathlib import PurePath

from issues.imports import from_html, from_json, from_markdown, from_text, from_word
from issues.imports.kinds import check_kind
from issues.imports.reading import ImportRefused, check_size
from issues.imports.source import Source

Reader = Callable[[bytes, str, tuple[str, ...]], Source]
"""From bytes, file name and known outlet names to a source. Raises ImportRefused, runs no query."""

READERS: dict[str, Reader] = {
    "txt": from_text.read,
    "html": from_html.read,
    "md": from_markdown.read,
    "docx": from_word.read,
    "json": from_json.read,
}

_SUFFIXES = {"htm": "html", "xhtml": "html", "markdown": "md"}
# Read as plain text these would make a digest of their markup.
_NOT_PLAIN = frozenset("doc docm dot dotm dotx odt pages pdf rtf xlsx".split())


def find_reader(format: str) -> Reader:
    """The reader of a format; it looks first whether the document is of that format at all. Raises ImportRefused."""
    try:
        read = READERS[format]
    except KeyError:
        if format in ("docm", "dotm"):
            raise ImportRefused(
                "Documents with macros (.docm, .dotm) are not read: save it as a plain Word document (.docx)."
            ) from None
        raise ImportRefused(
            f"The format “{format}” cannot be read here: save the document as one of {', '.join(READERS)}."
        ) from None

    def checked(document: bytes, filename: str, outlets: tuple[str, ...]) -> Source:
        check_size(document, filename)
        check_kind(document, filename, format)
        return read(document, filename, outlets)

    return checked


def format_of(filename: str) -> str:
    """The format that a file's name tells; ``txt`` where it tells none."""
    suffix = PurePath(filename).suffix.lower().lstrip(".")
    suffix = _SUFFIXES.get(suffix, suffix)
    return suffix if suffix in READERS or suffix in _NOT_PLAIN else "txt"
