"""Word documents for tests, made part by part: whole ones, broken ones, and ones that mean harm."""

import io
from collections.abc import Iterable, Mapping
from zipfile import ZIP_DEFLATED, ZipFile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
RELS = f'<Relationships xmlns="{_RELS}"><Relationship Id="r1" Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def xml(name: str, inside: str) -> str:
    """A part of WordprocessingML with that root."""
    spaces = (
        f'xmlns:w="{W}" xmlns:r="{R}"'
        ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
        ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
        ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    return f"{HEAD}<w:{name} {spaces}>{inside}</w:{name}>"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(inside: str, style: str = "") -> str:
    """A paragraph; ``inside`` is text or elements."""
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{look}{inside if inside.startswith('<') else run(inside)}</w:p>"


def styles(names: Iterable[str]) -> str:
    """A styles part with a style of each name; its id is the name without blanks."""
    return xml(
        "styles",
        "".join(
            f'<w:style w:type="paragraph" w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/></w:style>'
            for name in names
        ),
    )


NAMES = ("Title", "heading 1", "List Bullet", "List Bullet 2", "List Bullet 3", "List Number 2")


def word(
    body: str = "",
    *,
    links: Mapping[str, str] | None = None,
    parts: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """A document with that body below a title and a heading; ``links`` are addresses by id, ``parts`` more parts."""
    head = paragraph("Russia in Syria Monitor, Oct. 31-Nov. 7, 2017", "Title")
    head += paragraph("Details of Russia’s military campaign in Syria", "heading1")
    related = "".join(
        f'<Relationship Id="{key}" Type="{R}/hyperlink" Target="{target}" TargetMode="External"/>'
        for key, target in (links or {}).items()
    )
    return package(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": RELS,
            "word/document.xml": xml("document", f"<w:body>{head}{body}</w:body>"),
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELS}">{related}</Relationships>',
            "word/styles.xml": styles(NAMES),
            **(parts or {}),
        }
    )


def package(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip with these members."""
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return packed.getvalue()
