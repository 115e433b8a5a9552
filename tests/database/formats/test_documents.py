"""Whole issues as Word, PDF and mail: what other programs find in them."""

import io
import json
import re
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import unquote

import docx
import pytest
from django.core.management import CommandError, call_command
from lxml import etree
from lxml import html as lxml_html

from issues.contents import Contents, load_contents
from issues.exports import ISSUE_FORMATS, FormatUnavailable, pdf
from issues.imports import read_document
from issues.models import Item
from issues.sections import Section
from tests.support.exported import SITE, docx_text, pdf_text
from tests.support.factories import cite, make_issue, make_item, published_issue
from tests.support.read_back import as_read
from tests.support.rich_issue import golden_contents

pytestmark = pytest.mark.django_db
NEXT = date(2017, 11, 14)
W = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}


@pytest.fixture(scope="module")
def contents(module_db) -> Contents:
    return golden_contents()


def rendered(format: str, contents: Contents):
    return ISSUE_FORMATS[format].render(contents, SITE)


# Word


def word(contents: Contents) -> docx.document.Document:
    return docx.Document(io.BytesIO(rendered("docx", contents)))


def parts(contents: Contents) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(rendered("docx", contents))) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_word_knows_headings_and_levels(contents):
    paragraphs = [(each.style.name, each.text) for each in word(contents).paragraphs]
    assert paragraphs[0] == ("Title", contents.issue.title)
    assert [text for style, text in paragraphs if style == "Heading 1"] == [
        str(section.label) for section in Section
    ]
    assert ("List Bullet 3", "The harbor was fogbound. (Reuters, 11.07.17)") in paragraphs


def test_words_three_styles_are_levels_of_one_list(contents):
    found = parts(contents)
    numbering = etree.fromstring(found["word/numbering.xml"])
    (definition,) = numbering.findall("w:abstractNum", W)
    (number,) = numbering.findall("w:num", W)
    levels = definition.xpath("w:lvl/w:pStyle/@w:val", namespaces=W)
    styles = etree.fromstring(found["word/styles.xml"])
    for level, style in enumerate(levels):
        (place,) = styles.xpath(f"w:style[@w:styleId='{style}']//w:numPr", namespaces=W)
        assert place.xpath("w:numId/@w:val", namespaces=W) == number.xpath("@w:numId", namespaces=W)
        assert place.xpath("w:ilvl/@w:val", namespaces=W) == [str(level)]
    used = etree.fromstring(found["word/document.xml"]).xpath(
        "//w:pStyle/@w:val[starts-with(., 'ListBullet')]", namespaces=W
    )
    assert set(used) == set(levels)
    assert len(levels) == 3


def test_words_links_are_relationships(contents):
    document = word(contents)
    links = [link for each in document.paragraphs for link in each.hyperlinks]
    assert [link.address for link in links] == [
        f"{SITE}/issues/2017-11-07/",
        "https://example.org/a?b=1&c=2",
        "https://example.org/?q=(1)&r=a_b",
        "https://example.org/%7B50%25%7D",
    ]
    assert all(document.part.rels[link._hyperlink.rId].is_external for link in links)


def test_word_says_what_the_document_is(contents):
    core = word(contents).core_properties
    assert core.title == contents.issue.title
    assert core.author == core.last_modified_by == "Monitor"
    assert core.language == "en-us"
    assert core.identifier == f"{SITE}/issues/2017-11-07/"
    assert core.created == datetime(2017, 11, 8, 9, 30, tzinfo=UTC)
    assert core.version == "2"


def test_the_same_issue_gives_the_same_file(contents):
    assert rendered("docx", contents) == rendered("docx", contents)
    assert rendered("pdf", contents) == rendered("pdf", contents)
    with zipfile.ZipFile(io.BytesIO(rendered("docx", contents))) as file:
        assert {part.date_time for part in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_word_takes_what_a_careless_script_wrote():
    issue = make_issue(NEXT, notice="A\x08B")
    item = make_item(
        issue,
        "x",
        citations=[cite("AP", url="https://x.test/a b<>\x0c", title="T\x02", printed_as="A\x01P")],
    )
    Item.objects.filter(pk=item.pk).update(
        body="One\x0btwo <a href='x'>three</a> <a href='mailto:a@x.test'>four</a>"
    )
    document = word(load_contents(issue))
    assert "Normal: AB\n" in docx_text(rendered("docx", load_contents(issue)))
    (paragraph,) = [each for each in document.paragraphs if "three" in each.text]
    assert [link.address for link in paragraph.hyperlinks] == [
        "mailto:a@x.test",
        "https://x.test/a%20b%3C%3E%0C",
    ]


def saved_by_libreoffice(file: bytes, folder: Path) -> bytes:
    (folder / "issue.docx").write_bytes(file)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    convert = ["--convert-to", "docx:Office Open XML Text", "--outdir", str(folder / "again")]
    said("soffice", profile, "--headless", *convert, str(folder / "issue.docx"))
    return (folder / "again" / "issue.docx").read_bytes()


def items_of(file: bytes) -> dict[Section, list[tuple]]:
    """Bodies, citations and addresses in their sections and levels, as the import reads them."""
    plan = read_document(file, "issue.docx", format="docx").plan
    return {section: [as_read(item) for item in items] for section, items in plan.sections.items()}


def test_libreoffice_opens_word_and_loses_nothing_when_it_saves_it(contents, tmp_path):
    before = rendered("docx", contents)
    after = saved_by_libreoffice(before, tmp_path)
    assert styles(after) == styles(before)
    assert words(docx_text(after)) == words(docx_text(before))
    assert any(items_of(before).values())
    # In an address it writes some characters plain that came encoded, which is the same address.
    assert unquote(repr(items_of(after))) == unquote(repr(items_of(before)))


def test_words_tips_have_no_straight_quotation_mark(contents):
    tips = re.findall(r'w:tooltip="(.*?)"', parts(contents)["word/document.xml"].decode())
    assert tips == ["Tugs", "“50%” &amp; #1_{a}~^\\"]


def styles(file: bytes) -> list[str]:
    return re.findall(r"^(.*?): ", docx_text(file), re.MULTILINE)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", re.sub(r"\]\(.*?\)(?=[ ,)]|$)", "", text, flags=re.M))


# PDF


@pytest.fixture(scope="module")
def file(contents, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "issue.pdf"
    path.write_bytes(rendered("pdf", contents))
    return path


def said(*command: str | Path) -> str:
    """What a program prints about a file; it must find no fault."""
    return subprocess.run(command, capture_output=True, check=True).stdout.decode(
        "utf-8", "replace"
    )


def test_pdf_is_sound_tagged_and_says_what_it_is(contents, file):
    assert "No syntax or stream encoding errors found" in said("qpdf", "--check", file)
    facts = said("pdfinfo", "-isodates", file)
    info = dict(re.findall(r"^(.+?): +(.*)$", facts, re.MULTILINE))
    assert info["Title"] == contents.issue.title
    assert info["Author"] == "Monitor"
    assert info["Tagged"] == "yes"
    assert info["CreationDate"].startswith("2017-11-08T09:30")
    assert info["Page size"].endswith("(letter)")
    assert 'pdfuaid:part="1"' in said("pdfinfo", "-meta", file)


def test_pdf_has_an_outline_links_and_structure(contents, file):
    (top,) = json.loads(said("qpdf", "--json", file))["outlines"]
    assert top["title"] == contents.issue.title
    assert [kid["title"] for kid in top["kids"]] == [str(section.label) for section in Section]
    uncompressed = said("qpdf", "--qdf", "--object-streams=disable", file, "-")
    assert "/URI (https://example.org/a?b=1&c=2)" in uncompressed
    structure = said("pdfinfo", "-struct-text", file)
    for tag in ("H1", "H2", "L (block)", "LI (block)", "Lbl", "Link"):
        assert tag in structure


def test_pdf_embeds_its_fonts(file):
    rows = said("pdffonts", file).splitlines()[2:]
    assert rows
    assert all(re.search(r" yes yes yes +\d+ +\d+$", row) for row in rows)


def test_pdf_fetches_nothing(contents, monkeypatch, tmp_path):
    sheet = tmp_path / "sheet.css"
    sheet.write_text("p::before { content: 'seen' }")
    sources = ["https://x.test/a.css", sheet.as_uri(), "data:text/css,p::after{content:'seen'}"]
    links = "".join(f'<link rel="stylesheet" href="{each}">' for each in sources)
    page = f"<html lang=en><title>x</title>{links}<p>Words</p>"
    asked = []
    fetcher = type(pdf._refusing_fetcher())
    refuse = fetcher.fetch
    monkeypatch.setattr(
        fetcher, "fetch", lambda self, url, headers=None: (asked.append(url), refuse(self, url))[1]
    )
    monkeypatch.setattr(pdf, "printed_page", lambda *_: page)
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: pytest.fail("the network was asked"))
    assert pdf_text(rendered("pdf", contents)).startswith("Words")
    assert set(asked) == set(sources)


def test_without_pango_pdf_says_how_to_install_it_and_all_else_works(contents, monkeypatch, capsys):
    def missing(name, *_):
        raise OSError(f"cannot load library '{name}'")

    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr("cffi.FFI.dlopen", missing)
    with pytest.raises(FormatUnavailable, match=r"apt-get install libpango-1\.0-0 libpangoft2"):
        rendered("pdf", contents)
    assert capsys.readouterr() == ("", "")
    for format in ISSUE_FORMATS:
        assert format == "pdf" or rendered(format, contents)


# Mail


def mail(contents: Contents) -> lxml_html.HtmlElement:
    return lxml_html.fromstring(rendered("html", contents))


def test_mail_carries_its_styles_in_its_elements(contents):
    page = mail(contents)
    for element in page.find("body").iter("p", "h1", "h2", "ul", "li", "a"):
        assert element.get("style")
    (head,) = page.iter("style")
    assert re.findall(r"@media\s*\(([\w-]+)", head.text) == ["max-width", "prefers-color-scheme"]


def test_mail_asks_the_network_for_nothing(contents):
    page = mail(contents)
    text = rendered("html", contents)
    assert not list(page.iter("img", "link", "script", "iframe", "object"))
    assert "url(" not in text
    assert " src=" not in text
    assert {link.get("href").split(":")[0] for link in page.iter("a")} == {"https"}


def test_mail_says_its_encoding_where_a_browser_looks_for_it(contents):
    page = rendered("html", contents)
    assert page.count('<meta charset="utf-8">') == 1
    assert page.encode().index(b'<meta charset="utf-8">') < 1024 - 22
    assert page.index("<meta charset") < page.index("<style")


def test_mail_nests_lists_and_names_the_issue(contents):
    page = mail(contents)
    assert page.findtext(".//title") == contents.issue.title
    assert page.get("lang") == "en-us"
    assert "fogbound" in page.findtext(".//ul/li/ul/li/ul/li/p")
    assert [heading.text for heading in page.iter("h2")] == [str(each.label) for each in Section]
    assert page.find(".//p[@class='online']/a").get("href") == f"{SITE}/issues/2017-11-07/"


# From the command line


def test_the_command_writes_files_that_are_not_text(tmp_path):
    published_issue(NEXT)
    file = tmp_path / "issue.docx"
    call_command("export_issue", "2017-11-14", "--format", "docx", "--output", str(file))
    assert "Title: Russia in Syria Monitor, Nov. 7-14, 2017\n" in docx_text(file.read_bytes())


def test_the_command_prints_them_into_a_pipe_but_not_on_a_screen(capsysbinary, monkeypatch):
    published_issue(NEXT)
    call_command("export_issue", "2017-11-14", "--format", "docx")
    assert capsysbinary.readouterr().out.startswith(b"PK")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    with pytest.raises(CommandError, match=r"docx is not a text: name a file with --output\."):
        call_command("export_issue", "2017-11-14", "--format", "docx")
    assert capsysbinary.readouterr().out == b""


def test_the_command_says_in_a_sentence_what_a_format_lacks(monkeypatch):
    published_issue(NEXT)

    def missing():
        raise FormatUnavailable("PDF needs Pango.")

    monkeypatch.setattr(pdf, "_weasyprint", missing)
    with pytest.raises(CommandError, match=r"^PDF needs Pango\.$"):
        call_command("export_issue", "2017-11-14", "--format", "pdf")
