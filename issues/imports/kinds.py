"""Tells from its first bytes what a document is, whatever its name says."""

from issues.imports.reading import ImportRefused

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_PICTURES = (
    *(b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM", b"II*\x00", b"MM\x00*"),
    b"\x00\x00\x01\x00",
)
_HTML = (b"<!doctype html", b"<html", b"<head", b"<body", b"<meta ")
_SAVE_AS = "save it as a Word document (.docx), web page or text"


def check_kind(document: bytes, filename: str, format: str) -> None:
    """Raises ImportRefused, with a way out, for a document that is of another kind than ``format``."""
    if document.startswith(_OLE):
        raise ImportRefused(_ole(document, filename))
    if other := _other(document):
        raise ImportRefused(f"{filename} is {other}: {_SAVE_AS}, and import that.")
    is_zip = document.startswith(_ZIP)
    if format == "docx" and document.strip() and not is_zip:
        raise ImportRefused(
            f"{filename} is no Word document, whatever its name says: open it where it was written and {_SAVE_AS}."
        )
    if format != "docx" and is_zip:
        raise ImportRefused(
            f"{filename} is not plain text but a zip package: a Word document needs a name that ends in .docx."
        )
    start = document[:1000].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if format in ("txt", "md") and start.startswith(_HTML):
        raise ImportRefused(f"{filename} holds HTML: give it a name that ends in .html.")


def _ole(document: bytes, filename: str) -> str:
    if "EncryptedPackage".encode("utf-16-le") in document:
        return f"{filename} is protected with a password: save it without one, then import it."
    return f"{filename} is a document of Word 97-2003 (.doc): open it in Word and save it as .docx."


def _other(document: bytes) -> str:
    if document.startswith(b"%PDF"):
        return "a PDF"
    if document.startswith(b"{\\rtf"):
        return "rich text (.rtf)"
    if document.startswith(_PICTURES) or document[8:12] == b"WEBP":
        return "a picture"
    if document.startswith((b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")):
        return "a packed archive"
    return ""
