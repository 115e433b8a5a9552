"""The empty Word document that issues are written into: page, styles, bullets and properties."""

import io
from datetime import UTC, datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Inches, Pt, RGBColor

FONT = "Georgia"
INK, QUIET, ACCENT = "1D1B18", "5E584F", "8C2F1B"
BULLETS = ("List Bullet", "List Bullet 2", "List Bullet 3")
_MARKS = "•–•"

# Size in points, color, bold, space before and after in points.
_LOOKS = {
    "Normal": (11, INK, False, 0, 6),
    "Title": (24, INK, True, 0, 4),
    "Subtitle": (10, QUIET, False, 0, 14),
    "Heading 1": (13, ACCENT, True, 18, 6),
    "Quote": (11, INK, False, 0, 8),
    **dict.fromkeys(BULLETS, (11, INK, False, 0, 6)),
    "Footer": (9, QUIET, False, 0, 0),
}
# What the library's template brings along and nobody sees.
_LEFTOVERS = {"stylesWithEffects", "customXml", "thumbnail"}


def new_document(language: str) -> Document:
    """A document in US Letter; ``BULLETS`` are the three levels of one list."""
    document = docx.Document()
    _drop_leftovers(document)
    for name, look in _LOOKS.items():
        _set_look(document.styles[name], *look)
    _add_link_style(document)
    _link_bullets(document)
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}//{qn('w:lang')}")
    defaults.set(qn("w:val"), language)
    section = document.sections[0]
    section.left_margin = section.right_margin = Inches(1.1)
    section.top_margin = section.bottom_margin = Inches(1)
    return document


def saved(document: Document) -> bytes:
    """The file. The moments of its parts are fixed, so that the same document gives the same bytes."""
    fresh, fixed = io.BytesIO(), io.BytesIO()
    document.save(fresh)
    with ZipFile(fresh) as source, ZipFile(fixed, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(
                ZipInfo(name, (1980, 1, 1, 0, 0, 0)), source.read(name), compress_type=ZIP_DEFLATED
            )
    return fixed.getvalue()


def set_properties(document: Document, moment: datetime, **properties: str) -> None:
    """Core properties (Dublin Core); ``moment`` is that of creation and of the last change."""
    core = document.core_properties
    core.created = core.modified = moment.astimezone(UTC).replace(tzinfo=None)
    for name, value in {"comments": "", "keywords": "", **properties}.items():
        setattr(core, name, value[:255])


def add_page_number(paragraph: Any) -> None:
    """The number of the page and of all pages, as Word counts them."""
    for text, instruction in (("\tPage ", "PAGE"), (" of ", "NUMPAGES")):
        paragraph.add_run(text)
        paragraph._p.append(
            parse_xml(
                f'<w:fldSimple {nsdecls("w")} w:instr="{instruction}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
            )
        )


def _drop_leftovers(document: Document) -> None:
    for rels in (document.part.package.rels, document.part.rels):
        for key in [k for k, rel in rels.items() if rel.reltype.rsplit("/")[-1] in _LEFTOVERS]:
            del rels[key]
    kept = {*_LOOKS, "Default Paragraph Font", "Normal Table", "No List"}
    for style in list(document.styles):
        if style.name not in kept:
            style.delete()


def _set_look(style: Any, size: float, color: str, bold: bool, before: float, after: float) -> None:
    """The library's template names fonts and colors of a theme, which would win: both are set anew."""
    properties = style.element.get_or_add_rPr()
    for child in list(properties):
        properties.remove(child)
    for name in ("w:link", "w:pBdr"):
        for child in style.element.findall(f".//{qn(name)}"):
            child.getparent().remove(child)
    fonts = "".join(f' w:{script}="{FONT}"' for script in ("ascii", "hAnsi", "cs", "eastAsia"))
    properties.append(parse_xml(f"<w:rFonts {nsdecls('w')}{fonts}/>"))
    style.font.size, style.font.bold = Pt(size), bold
    style.font.color.rgb = RGBColor.from_string(color)
    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), 1.15


def _add_link_style(document: Document) -> None:
    link = document.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb = RGBColor.from_string(ACCENT)
    link.font.underline = True


def _link_bullets(document: Document) -> None:
    """One list definition of three levels, each level tied to its style, as Word itself ties them."""
    numbering = document.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="bullet"/>'
        f'<w:pStyle w:val="{document.styles[name].style_id}"/><w:lvlText w:val="{mark}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{360 * (level + 1)}" w:hanging="280"/></w:pPr></w:lvl>'
        for level, (name, mark) in enumerate(zip(BULLETS, _MARKS, strict=True))
    )
    numbering.append(
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        )
    )
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="1"><w:abstractNumId w:val="0"/></w:num>')
    )
    for level, name in enumerate(BULLETS):
        form = document.styles[name].element.get_or_add_pPr()
        form.get_or_add_numPr().get_or_add_numId().val = 1
        form.numPr.get_or_add_ilvl().val = level
        for child in form.findall(qn("w:contextualSpacing")):
            form.remove(child)


def relate(paragraph: Any, address: str) -> str:
    """The id of a link to another document, for an element of the paragraph to carry."""
    related: str = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    return related
