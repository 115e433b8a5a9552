"""Opens Office packages (ECMA-376, part 2: zip files of XML parts) without trusting a byte of them."""

from __future__ import annotations

import io
import re
import zlib
from zipfile import BadZipFile, ZipFile, ZipInfo

from issues.imports.reading import ImportRefused

MAX_MEMBERS = 1_000
MAX_INFLATED = 50 * 1024 * 1024
MAX_XML = 10 * 1024 * 1024
MAX_RATIO = 200
"""How many times larger than its packed form a part may be; repetitive XML comes to about 30."""
_RATIO_FROM = 1024 * 1024
_CHUNK = 64 * 1024

_XML_NAME = re.compile(r"\.(?:xml|rels)$", re.IGNORECASE)
_MACROS = re.compile(r"vba(?:Project|Data)|\.bin\.rels$", re.IGNORECASE)
_MACRO_TYPE = re.compile(rb"macroEnabled|vbaProject")
_DECLARATION = re.compile(r"\s*<\?xml\b[^>]*>")
_ENCODING = re.compile(r"encoding\s*=\s*[\"']([^\"']*)")
_DOCTYPE = re.compile(r"<!\s*(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)


def read_package(document: bytes, filename: str) -> dict[str, bytes]:
    """The XML parts of a package by their names, as UTF-8 without a declaration; other members are not kept.

    Sizes are checked as they are declared, before anything is read, and again while it is inflated. Raises
    ImportRefused, in one sentence, for what is no whole package, is protected, holds macros or could do harm.
    """
    try:
        with ZipFile(io.BytesIO(document)) as package:
            members = package.infolist()
            _check_members(members, filename)
            parts = {
                member.filename: _inflated(package, member, filename)
                for member in members
                if _XML_NAME.search(member.filename)
            }
    except (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise ImportRefused(
            f"{filename} is broken (its zip package cannot be read): open it in Word and save it again."
        ) from error
    if _MACRO_TYPE.search(parts.get("[Content_Types].xml", b"")):
        raise ImportRefused(_with_macros(filename))
    return {name: _as_utf8(part, name, filename) for name, part in parts.items()}


def _check_members(members: list[ZipInfo], filename: str) -> None:
    names = [member.filename for member in members]
    if any(member.flag_bits & 0x1 for member in members):
        raise ImportRefused(
            f"{filename} is protected with a password: save it without one, then import it."
        )
    if any(_is_trick(name) for name in names) or len({name.lower() for name in names}) < len(names):
        raise ImportRefused(
            f"{filename} holds parts with names that no Word document has: save it again from Word."
        )
    if any(_MACROS.search(name) for name in names):
        raise ImportRefused(_with_macros(filename))
    if len(names) > MAX_MEMBERS:
        raise ImportRefused(
            f"{filename} holds {len(names):,} parts, a Word document at most {MAX_MEMBERS:,}: check that it is one."
        )
    large = sum(member.file_size for member in members) > MAX_INFLATED
    if large or any(_is_bomb(member) for member in members):
        raise ImportRefused(_too_large(filename))


def _is_trick(name: str) -> bool:
    """Whether a name would lead out of the package."""
    return name.startswith(("/", "\\")) or ":" in name or "\\" in name or ".." in name.split("/")


def _is_bomb(member: ZipInfo) -> bool:
    if _XML_NAME.search(member.filename) and member.file_size > MAX_XML:
        return True
    packed = max(member.compress_size, 1)
    return member.file_size > _RATIO_FROM and member.file_size / packed > MAX_RATIO


def _inflated(package: ZipFile, member: ZipInfo, filename: str) -> bytes:
    """The bytes of a member. The size that it declares is not believed."""
    kept = bytearray()
    with package.open(member) as part:
        while chunk := part.read(_CHUNK):
            kept += chunk
            if len(kept) > MAX_XML:
                raise ImportRefused(_too_large(filename))
    if len(kept) != member.file_size:
        raise BadZipFile(member.filename)
    return bytes(kept)


def _as_utf8(part: bytes, name: str, filename: str) -> bytes:
    """An XML part in UTF-8, the only encoding beside UTF-16 that packages know, so that nothing hides in another."""
    encoding = "utf-16" if part[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = part.decode(encoding)
    except UnicodeDecodeError as error:
        raise ImportRefused(
            f"{filename} is broken (its part {name} is not UTF-8): save it again from Word."
        ) from error
    declared = _DECLARATION.match(text)
    named = _ENCODING.search(declared[0]) if declared else None
    if "\0" in text or (named and named[1].lower() not in _ENCODINGS):
        raise ImportRefused(
            f"{filename} is broken (its part {name} is in an odd encoding): save it again from Word."
        )
    if _DOCTYPE.search(text):
        raise ImportRefused(
            f"{filename} holds a document type or entities, which no Word document has (part {name}): "
            "save it again from Word."
        )
    return (text[declared.end() :] if declared else text).encode("utf-8", "replace")


_ENCODINGS = {"utf-8", "utf8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "ascii"}


def _with_macros(filename: str) -> str:
    return f"{filename} holds macros: save it as a plain Word document (.docx) and import that."


def _too_large(filename: str) -> str:
    return (
        f"{filename} unpacks to more than a digest can be ({MAX_INFLATED // 1024 // 1024} MB, or much more than its "
        "size): copy its text into a new document."
    )
