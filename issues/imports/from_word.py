"""Reads a digest from a Word document (.docx): headings, nested lists and links; nothing of it is run or fetched."""

import io
from collections import Counter
from zipfile import ZIP_STORED, ZipFile

import mammoth

from issues.imports.from_markup import read_page
from issues.imports.html import read_html
from issues.imports.lines import Line, Mark, Run
from issues.imports.packages import read_package
from issues.imports.reading import ImportRefused, check_size
from issues.imports.source import Source
from issues.imports.word_parts import Word, prepare

_DEEPEST = 9


def _style_map() -> str:
    """Lists of any depth, by their numbering or by Word's styles for lists, and the title."""

    def bullets(depth: int) -> str:
        return "ul|ol > li > " * (depth - 1) + "ul > li:fresh"

    rules = ["p[style-name='Title'] => h1:fresh"]
    for depth in range(_DEEPEST, 1, -1):
        rules += [
            f"p:{kind}-list({depth}) => {bullets(depth)}" for kind in ("unordered", "ordered")
        ]
    for depth in range(5, 0, -1):
        number = f" {depth}" if depth > 1 else ""
        rules += [
            f"p[style-name='{name}{number}'] => {bullets(depth)}"
            for name in ("List Bullet", "List Number", "List")
        ]
    rules += [f"p:{kind}-list(1) => {bullets(1)}" for kind in ("unordered", "ordered")]
    return "\n".join(rules)


_STYLES = _style_map()


def read(document: bytes, filename: str, outlets: tuple[str, ...]) -> Source:
    """The document as it stands. Headers, footers, notes, comments and deleted words are told apart and reported.

    Raises ImportRefused.
    """
    check_size(document, filename)
    word = prepare(read_package(document, filename), filename)
    page = read_html(_to_html(word, filename))
    for line in page.lines:
        line.runs = [_titled(run, word.titles) for run in line.runs]
    page.lines += word.asides
    page.lines += _overlooked(word, page.lines)
    return read_page(page, filename, outlets)


def _to_html(word: Word, filename: str) -> str:
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_STORED) as package:
        for name, part in word.parts.items():
            package.writestr(name, part)
    try:
        converted = mammoth.convert_to_html(
            packed,
            style_map=_STYLES,
            include_embedded_style_map=False,
        )
    # The library trusts the parts to be what Word writes, and fails in any way if they are not.
    except Exception as error:
        raise ImportRefused(
            f"{filename} is a Word document that cannot be read here: copy its text into a new document."
        ) from error
    return str(converted.value)


def _titled(run: Run, titles: dict[str, str]) -> Run:
    """The run with the tip of its link, which the conversion drops."""
    marks = tuple(
        Mark("a", mark.href, " ".join(titles[mark.href].split())) if mark.href in titles else mark
        for mark in run.marks
    )
    return Run(run.text, marks)


def _overlooked(word: Word, lines: list[Line]) -> list[Line]:
    """The paragraphs with words that the conversion left out."""
    read = Counter(part for line in lines for part in line.text.split())
    missing: list[Line] = []
    for paragraph in word.paragraphs:
        words = Counter(paragraph.split())
        if any(read[each] < count for each, count in words.items()):
            missing.append(Line(aside="overlooked", runs=[Run(paragraph)]))
        read -= words
    return missing
