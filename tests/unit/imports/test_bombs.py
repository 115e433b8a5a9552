"""Documents that are broken or mean harm: one clear sentence each, and nothing is written."""

import io
import socket
import struct
from pathlib import Path
from zipfile import ZipFile

import pytest

from issues.imports import ImportRefused, from_word, packages
from issues.imports.formats import find_reader
from issues.imports.reading import MAX_BYTES
from tests.support.documents import HEAD, TYPES, package, paragraph, run, word, xml
from tests.support.refused_imports import TITLE, refusal

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500


def test_the_documents_of_these_tests_are_good_without_what_makes_them_bad():
    source = find_reader("docx")(word(paragraph("One.", "ListBullet")), "week.docx", ())
    assert [item.body for item in source.sections[0].items] == ["One."]


# What it is, whatever it is called
@pytest.mark.parametrize("format", ["txt", "html", "md", "docx", "json"])
@pytest.mark.parametrize(
    ("document", "words"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "is a PDF"),
        (b"{\\rtf1\\ansi word}", "is rich text (.rtf)"),
        (b"\x89PNG\r\n\x1a\n\0\0", "is a picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "is a picture"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "is a picture"),
        (b"\x1f\x8b\x08\0\0", "is a packed archive"),
        (OLE, "Word 97-2003 (.doc)"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "protected with a password"),
        (b"", "is empty"),
        (b"x" * (MAX_BYTES + 1), "larger than 5 MB"),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else "",
)
def test_a_document_of_another_kind_is_called_what_it_is(document, words, format):
    assert words in refusal(document, format)


@pytest.mark.parametrize("format", ["txt", "html", "md"])
def test_a_word_document_under_another_name_is_told_its_right_one(format):
    assert "ends in .docx" in refusal(word(), format)


def test_text_that_is_called_a_word_document():
    assert "is no Word document" in refusal(TITLE.encode())


@pytest.mark.parametrize("format", ["txt", "md"])
def test_a_page_that_is_called_a_text(format):
    page = f"\n<!DOCTYPE html><title>{TITLE}</title>"
    assert "ends in .html" in refusal(page.encode(), format)


# Packages
@pytest.mark.parametrize("end", [4, 30, 300, -1, -30, -300])
def test_a_file_that_is_cut_off(end):
    assert "is broken" in refusal(word(paragraph("One.", "ListBullet"))[:end])


def test_a_file_with_a_changed_byte_is_broken_not_half_read():
    document = bytearray(package({"word/document.xml": "x" * 2000}))
    at = document.index(b"word/document.xml") + len("word/document.xml") + 4
    document[at] ^= 0xFF
    assert "is broken" in refusal(bytes(document))


def test_an_archive_of_documents_is_no_document():
    assert "without word/document.xml" in refusal(package({"a/week.docx": word()}))


def test_a_spreadsheet_is_no_document():
    assert "without word/document.xml" in refusal(package({"xl/workbook.xml": "<workbook/>"}))


def test_a_zip_bomb_is_refused_by_what_it_declares():
    bomb = word(parts={"word/media/x.bmp": b"\0" * (60 * 1024 * 1024)})
    assert len(bomb) < 100_000
    assert "unpacks to more" in refusal(bomb)


def test_a_part_that_is_packed_too_well_is_refused():
    assert "unpacks to more" in refusal(word(parts={"word/media/x.bmp": b"\0" * (2 * 1024 * 1024)}))


def test_an_xml_part_that_is_too_large_is_refused():
    size = packages.MAX_XML
    noise = "".join(chr(33 + (at * at + at // 7) % 90).replace("<", "a") for at in range(50_000))
    assert "unpacks to more" in refusal(word(parts={"word/x.xml": noise * (size // 50_000 + 1)}))


def test_a_size_that_is_declared_too_small_is_not_believed(monkeypatch):
    honest = word(parts={"word/x.xml": "<x>" + "ab" * 2000 + "</x>"})
    lying = bytearray(honest)
    with ZipFile(io.BytesIO(honest)) as file:
        member = file.getinfo("word/x.xml")
    for at in (lying.rfind(b"word/x.xml") - 46 + 24, member.header_offset + 22):
        assert struct.unpack_from("<I", lying, at)[0] == member.file_size
        struct.pack_into("<I", lying, at, 10)
    assert "is broken" in refusal(bytes(lying))


def test_inflating_stops_at_the_limit(monkeypatch):
    monkeypatch.setattr(packages, "MAX_XML", 1000)
    monkeypatch.setattr(packages, "_is_bomb", lambda member: False)
    assert "unpacks to more" in refusal(word(paragraph("x" * 2000)))


def test_a_thousand_parts_are_too_many():
    assert "1,006 parts" in refusal(word(parts={f"word/p{n}.txt": "" for n in range(1001)}))


@pytest.mark.parametrize("name", ["/etc/x.xml", "../x.xml", "word/../../x.xml", "C:/x.xml"])
def test_a_part_whose_name_leads_elsewhere(name):
    assert "names that no Word document has" in refusal(word(parts={name: "<x/>"}))


def test_two_parts_of_one_name():
    assert "names that no Word document has" in refusal(word(parts={"word/Document.xml": "<x/>"}))


@pytest.mark.parametrize("name", ["word/vbaProject.bin", "word/vbaData.xml"])
def test_macros_are_refused(name):
    assert "holds macros" in refusal(word(parts={name: b"x"}))


def test_macros_that_only_the_types_own_up_to():
    types = TYPES.replace(
        "application/xml", "application/vnd.ms-word.document.macroEnabled.main+xml"
    )
    assert "holds macros" in refusal(word(parts={"[Content_Types].xml": types}))


def test_a_name_that_ends_in_docm_is_refused():
    with pytest.raises(ImportRefused, match="macros"):
        find_reader("docm")


def test_a_zip_with_a_password():
    document = bytearray(word())
    at = 0
    while (at := document.find(b"PK\x01\x02", at)) >= 0:
        document[at + 8] |= 1
        at += 4
    assert "password" in refusal(bytes(document))


# XML
LAUGHS = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "doctype", [LAUGHS, OUTSIDE, "<!doctype w>", '<!DOCTYPE w SYSTEM "http://a.example/">']
)
@pytest.mark.parametrize(
    "name",
    [
        "word/document.xml",
        "word/styles.xml",
        "word/header1.xml",
        "customXml/item1.xml",
        "_rels/.rels",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_in_any_part_are_refused_before_it_is_parsed(doctype, name, encoding, monkeypatch):
    monkeypatch.setattr(from_word, "prepare", None)
    part = f'<?xml version="1.0" encoding="{encoding}"?>{doctype}<w>&b;</w>'
    assert "entities" in refusal(word(parts={name: part.encode(encoding)}))


@pytest.mark.parametrize("encoding", ["cp037", "utf-7", "utf-32", "cp1251", "shift_jis"])
def test_an_odd_encoding_hides_nothing(encoding):
    part = f'<?xml version="1.0" encoding="{encoding}"?>{LAUGHS}<w>&b;</w>'
    assert "is broken" in refusal(word(parts={"word/document.xml": part.encode(encoding)}))


@pytest.mark.parametrize(
    "part", ["", "<", "<w:document", "no xml", f"{HEAD}<a><b></a>", "<a/><b/>"]
)
def test_a_part_that_is_not_well_formed(part):
    assert "not well-formed" in refusal(word(parts={"word/document.xml": part}))


@pytest.mark.parametrize("part", ["<a/>", xml("document", ""), xml("styles", "<w:body/>")])
def test_a_document_without_a_body_has_nothing_in_it(part):
    with pytest.raises(ImportRefused):
        find_reader("docx")(word(parts={"word/document.xml": part}), "week.docx", ())


@pytest.mark.parametrize("levels", [100, 250, 10_000])
def test_deep_nesting_in_word(levels):
    deep = "<w:smartTag>" * levels + run("deep") + "</w:smartTag>" * levels
    try:
        source = find_reader("docx")(word(paragraph(deep, "ListBullet")), "week.docx", ())
    except ImportRefused as refused:
        assert "cannot be read" in str(refused) or "not well-formed" in str(refused)
    else:
        assert "deep" in source.text


@pytest.mark.parametrize("levels", [100, 10_000])
@pytest.mark.parametrize("tag", ["div", "ul><li", "b", "table><tr><td", "blockquote"])
def test_deep_nesting_in_html(tag, levels):
    page = f"<p>{TITLE}<p>" + f"<{tag}>" * levels + "deep"
    try:
        assert "deep" in find_reader("html")(page.encode(), "week.html", ()).text
    except ImportRefused as refused:
        assert "nested" in str(refused)


@pytest.mark.parametrize("levels", [20, 60, 10_000])
@pytest.mark.parametrize("sign", ["> ", ">", "- ", "* ", "1. ", "[", "*", "**", "(", "`"])
def test_deep_nesting_in_markdown(sign, levels):
    text = f"# {TITLE}\n\n" + sign * levels + "deep\n"
    try:
        assert "deep" in find_reader("md")(text.encode(), "week.md", ()).text
    except ImportRefused as refused:
        assert "nested" in str(refused) or "paragraph" in str(refused)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a\n" * 20_001, "20,003 lines"),
        ("[" * 20_001, "20,001 brackets"),
        ("*a\n" * 10_000 + "_" * 200_000, "signs of Markdown"),
        ("word " * 5_000, "a paragraph of more than 20,000 characters (line 3)"),
    ],
)
def test_markdown_that_would_take_too_long(text, words):
    assert words in refusal(f"# {TITLE}\n\n{text}".encode(), "md")


def test_html_that_would_take_too_long():
    assert "more than 200,000 tags" in refusal(b"<p>x" * 200_001, "html")


def test_word_that_would_take_too_long():
    tags = "".join(f'<w:x w:a="{number}"/>' for number in range(200_001))
    assert "more than 150,000 tags" in refusal(word(tags))


def test_nothing_is_fetched_or_opened(monkeypatch):
    def fail(*arguments, **options):
        raise AssertionError("something was fetched")

    monkeypatch.setattr(socket.socket, "connect", fail)
    monkeypatch.setattr(socket, "getaddrinfo", fail)
    monkeypatch.setattr(Path, "open", fail)
    address = "http://localhost:1/x"
    page = (
        f"<base href={address}><link rel=stylesheet href={address}><script src={address}></script><iframe src={address}>"
        f'</iframe><p>{TITLE}<p><img src="{address}"><img src="file:///etc/passwd"><object data="{address}"></object>'
    )
    find_reader("html")(page.encode(), "week.html", ())
    picture = (
        '<w:drawing><wp:inline><a:graphic><a:blip r:link="p1"/></a:graphic></wp:inline></w:drawing>'
    )
    body = paragraph(f"<w:r>{picture}</w:r>", "ListBullet") + paragraph("One.", "ListBullet")
    find_reader("docx")(word(body, links={"p1": address}), "week.docx", ())
