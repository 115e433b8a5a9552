"""From the bytes of a document to its text, or one sentence that says why not."""

import codecs
import re

from issues.limits import MAX_BYTES

# Longest first: the mark of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")


class ImportRefused(Exception):
    """A document that cannot become an issue. The text is one sentence for who brought it; nothing has changed."""


def check_size(document: bytes, filename: str) -> None:
    """Raises ImportRefused for no byte at all, and for more than ``MAX_BYTES``."""
    if not document:
        raise ImportRefused(f"{filename} is empty: nothing was read.")
    if len(document) > MAX_BYTES:
        raise ImportRefused(
            f"{filename} is larger than 5 MB: a digest is some pages of text, so check that this is the right file."
        )


def decode(document: bytes, filename: str) -> str:
    """The document's text: UTF-8, or UTF-16 that begins with a byte order mark. A mark of UTF-8 stays in the text.

    Raises ImportRefused for more than ``MAX_BYTES``, for nothing but blanks, and for what is not text.
    """
    check_size(document, filename)
    encoding = next((name for mark, name in _MARKS if document.startswith(mark)), "utf-8")
    try:
        text = document.decode(encoding)
    except UnicodeDecodeError as error:
        raise ImportRefused(
            f"{filename} is not text in UTF-8 (byte {error.start + 1}): open it in an editor and save it as UTF-8 text."
        ) from error
    if binary := _BINARY.search(text):
        line = text.count("\n", 0, binary.start()) + 1
        raise ImportRefused(
            f"{filename} is not plain text (line {line} holds the character U+{ord(binary.group()):04X}): "
            "save the document as text."
        )
    if not text.replace("\ufeff", "").strip():
        raise ImportRefused(f"{filename} is empty: nothing was read.")
    return text
