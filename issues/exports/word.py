"""One issue as a Word document: headings, lists and links that Word knows as such."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.utils.encoding import iri_to_uri
from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from issues.contents import CitationNode, Contents, ItemNode
from issues.exports.formats import ExportFormat
from issues.exports.imprint import imprint, remarks
from issues.exports.inline import Element, parse
from issues.exports.printed import parentheses
from issues.exports.word_base import (
    BULLETS,
    add_page_number,
    new_document,
    relate,
    saved,
    set_properties,
)
from issues.exports.xml import printable
from issues.models import Issue

_FONTS = {"strong": "bold", "em": "italic", "sub": "subscript", "sup": "superscript"}


def render(contents: Contents, site_url: str) -> bytes:
    """The file, the same bytes each time. Its lists are those of Word’s styles List Bullet, List Bullet 2 and 3."""
    issue = contents.issue
    address = site_url + issue.get_absolute_url()
    document = new_document(settings.LANGUAGE_CODE)
    _add_head(document, contents, address)
    for section in contents.sections:
        document.add_paragraph(str(section.section.label), style="Heading 1")
        for item in section.items:
            _add_item(document, item, 0)
        if not section.items:
            document.add_paragraph(section.placeholder, style=BULLETS[0])
    _add_footer(document, issue)
    set_properties(
        document,
        issue.published_at or issue.created_at,
        title=issue.title,
        author=settings.MONITOR_PUBLISHER,
        last_modified_by=settings.MONITOR_PUBLISHER,
        subject=settings.MONITOR_DESCRIPTION,
        language=settings.LANGUAGE_CODE,
        identifier=address,
        content_status=str(issue.get_status_display()),
        version=str(issue.edition),
    )
    return saved(document)


def _add_head(document: Document, contents: Contents, address: str) -> None:
    document.add_paragraph(printable(contents.issue.title), style="Title")
    line = document.add_paragraph(f"{printable(imprint(contents.issue))} ", style="Subtitle")
    _add_link(line, address, [address])
    for remark in remarks(contents.issue):
        document.add_paragraph(printable(remark), style="Quote")
    for notice in contents.notices:
        document.add_paragraph(printable(notice))


def _add_footer(document: Document, issue: Issue) -> None:
    footer = document.sections[0].footer.paragraphs[0]
    section = document.sections[0]
    stops = (
        footer.style.paragraph_format.tab_stops
        if footer.style
        else footer.paragraph_format.tab_stops
    )
    stops.clear_all()
    width = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
    footer.add_run(printable(issue.title))
    add_page_number(footer)


def _add_item(document: Document, node: ItemNode, level: int) -> None:
    paragraph = document.add_paragraph(style=BULLETS[level])
    _add_pieces(paragraph, paragraph._p, parse(node.body), {})
    _add_sources(paragraph, node.citations)
    for child in node.children:
        _add_item(document, child, level + 1)


def _add_pieces(
    paragraph: Paragraph, parent: Any, pieces: Iterable[Element | str], fonts: dict[str, bool]
) -> None:
    """Runs for the pieces, into the paragraph or a link in it."""
    for piece in pieces:
        if isinstance(piece, str):
            _add_run(paragraph, parent, piece, fonts)
        elif piece.tag != "a":
            _add_pieces(paragraph, parent, piece.children, {**fonts, _FONTS[piece.tag]: True})
        elif piece.href:
            _add_link(paragraph, piece.href, piece.children, fonts=fonts)
        else:
            _add_pieces(paragraph, parent, piece.children, fonts)


def _add_sources(paragraph: Paragraph, citations: Sequence[CitationNode]) -> None:
    def add(text: str) -> None:
        _add_run(paragraph, paragraph._p, text, {})

    for group in parentheses(citations):
        add(" (")
        for number, source in enumerate(group):
            add(", " if number else "")
            if source.link:
                _add_link(paragraph, source.link, [source.name], tip=source.title)
            else:
                add(source.name)
            add(f", {source.details}" if source.details else "")
        add(")")


def _add_link(
    paragraph: Paragraph,
    address: str,
    pieces: Iterable[Element | str],
    *,
    fonts: dict[str, bool] | None = None,
    tip: str = "",
) -> None:
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), relate(paragraph, _uri(address)))
    if tip:
        # Word takes no more; LibreOffice ends the tip at a straight quotation mark, and takes what follows for the address.
        link.set(qn("w:tooltip"), _curly(printable(tip))[:260])
    paragraph._p.append(link)
    _add_pieces(paragraph, link, pieces, {**(fonts or {}), "is_link": True})


def _add_run(paragraph: Paragraph, parent: Any, text: str, fonts: dict[str, bool]) -> None:
    text = re.sub(r"[ \t\r\n\f]+", " ", printable(text))
    if not text:
        return
    element = OxmlElement("w:r")
    parent.append(element)
    run = Run(element, paragraph)
    run.text = text
    for name in fonts:
        if name == "is_link":
            run.style = "Hyperlink"
        else:
            setattr(run.font, name, True)


def _curly(text: str) -> str:
    return re.sub(r'(?<![^\s([])"', "“", text).replace('"', "”")


def _uri(address: str) -> str:
    """An address that Word opens a file with: it refuses one with a character that no URI has (RFC 3986)."""
    return re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", iri_to_uri(address))


FORMAT = ExportFormat(
    "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", render
)
