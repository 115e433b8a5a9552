"""What was exported, as text that a test can look at whatever the format."""

import io
import re
import subprocess

import docx
from docx.text.hyperlink import Hyperlink

from issues.contents import Contents
from issues.exports.formats import ExportFormat
from issues.exports.pdf import printed_page

SITE = "https://monitor.test"


def exported(format: ExportFormat, contents: Contents) -> str:
    """The whole export as text."""
    content = format.render(contents, SITE)
    return content if isinstance(content, str) else READERS[format.name](content)


def golden(format: ExportFormat, contents: Contents) -> tuple[str, str]:
    """The name of the golden file, and what must stand in it.

    Where lines and pages of a PDF end depends on the machine's fonts: it goes by the page that it is made from.
    """
    if format.name == "pdf":
        return "issue.print.html", _tidy(printed_page(contents, SITE))
    return f"issue.{format.name}", exported(format, contents)


def _tidy(page: str) -> str:
    return "".join(f"{line.strip()}\n" for line in page.splitlines() if line.strip())


def pdf_text(content: bytes) -> str:
    """The words of a PDF in reading order, in one line a paragraph at most; hyphens keep what follows them."""
    run = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", "-", "-"], input=content, capture_output=True, check=True
    )
    text = run.stdout.decode().replace("-\n", "-")
    return " ".join(text.split()) + "\n"


def docx_text(content: bytes) -> str:
    """A line for each paragraph: its style, and its words with fonts and links as Markdown has them."""
    document = docx.Document(io.BytesIO(content))
    return "".join(f"{each.style.name}: {_words(each)}\n" for each in document.paragraphs)


def _words(paragraph) -> str:
    return "".join(
        f"[{''.join(map(_run, part.runs))}]({part.address})"
        if isinstance(part, Hyperlink)
        else _run(part)
        for part in paragraph.iter_inner_content()
    )


def _run(run) -> str:
    font = run.font
    marks = {"**": font.bold, "*": font.italic, "~": font.subscript, "^": font.superscript}
    around = "".join(mark for mark, is_on in marks.items() if is_on)
    return re.sub(r"^(\s*)(.*?)(\s*)$", rf"\1{around}\2{around[::-1]}\3", run.text)


READERS = {"docx": docx_text, "pdf": pdf_text}
