"""Reads a digest from HTML: a saved page, the mail of an issue, or what was copied from one."""

from issues.imports.encodings import decode_html
from issues.imports.from_markup import read_page
from issues.imports.html import read_html
from issues.imports.reading import check_size
from issues.imports.source import Source


def read(document: bytes, filename: str, outlets: tuple[str, ...]) -> Source:
    """The page as it stands, links and lists kept; nothing is fetched. Raises ImportRefused."""
    check_size(document, filename)
    return read_page(read_html(decode_html(document, filename)), filename, outlets)
