"""From the bytes of an HTML page to its text, in the encoding that the page names."""

import codecs
import re

from issues.imports.reading import ImportRefused, decode

# The encodings that pages are written in (WHATWG, Encoding), by names that Python knows. Latin-1 means Windows-1252.
_KNOWN = {
    codecs.lookup(name).name
    for name in (
        "utf-8 utf-16 utf-16-le utf-16-be ibm866 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8"
        " iso8859-10 iso8859-13 iso8859-14 iso8859-15 iso8859-16 koi8-r koi8-u mac-roman cp874 cp1250 cp1251 cp1252"
        " cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 mac-cyrillic gbk gb18030 big5 euc-jp iso2022-jp shift-jis euc-kr"
    ).split()
}
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gbk"}
_META = re.compile(rb"""<meta\b[^>]{0,300}?charset\s*=\s*["']?\s*([\w:.-]{1,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml\b[^>]{0,200}?encoding\s*=\s*["']([\w:.-]{1,40})""")
_HEAD = 4096
"""Bytes; HTML's own rule looks for the encoding in 1,024, pages of Word need more."""


def decode_html(document: bytes, filename: str) -> str:
    """The page's text: by its byte order mark, else by the encoding that it names, else as UTF-8.

    Raises ImportRefused for an encoding that nobody knows, and for what ``decode`` refuses.
    """
    named = None
    if not document.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        named = _META.search(document, 0, _HEAD) or _XML.search(document, 0, _HEAD)
    name = named[1].decode("ascii") if named else "utf-8"
    encoding = _python_name(name)
    if encoding is None:
        raise ImportRefused(
            f"{filename} says that it is written in “{name}”, which cannot be read here: save it as UTF-8."
        )
    # A page whose bytes could be searched for ``<meta`` is not in UTF-16, whatever it says.
    if encoding.startswith(("utf-8", "utf-16")):
        return decode(document, filename).removeprefix("\ufeff")
    try:
        text = document.decode(encoding)
    except UnicodeDecodeError as error:
        raise ImportRefused(
            f"{filename} says that it is written in “{name}” and is not (byte {error.start + 1}): save it as UTF-8."
        ) from error
    return decode(text.encode(), filename)


def _python_name(name: str) -> str | None:
    try:
        known = codecs.lookup(name).name
    except LookupError:
        return None
    known = _MEANT.get(known, known)
    return known if known in _KNOWN else None
