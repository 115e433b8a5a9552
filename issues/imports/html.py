"""Reads HTML, a page's or what was copied from one, as lines with depth, inline HTML and links."""

from __future__ import annotations

import re
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from issues import markup
from issues.imports.addresses import scheme_of, unwrapped
from issues.imports.html_tree import parse_html
from issues.imports.lines import Line, Mark, Page, Run, fold_runs
from issues.imports.reading import ImportRefused
from issues.imports.styles import (
    google_list_level,
    holds_word_comments,
    is_hidden,
    is_word_mark,
    marks_of_style,
    word_list_level,
)
from issues.imports.typed_bullets import margin_of, set_in

MAX_TAGS = 200_000
MAX_LINES = 20_000

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure form"
    " header hgroup hr legend main optgroup option p section summary table tbody td tfoot th thead tr".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_LISTS = frozenset("ul ol menu dir".split())
_MARKS = frozenset("b em i strong sub sup".split())
_STRUCK = frozenset("del s strike".split())
_INLINE_STYLES = _MARKS | _STRUCK | frozenset("a font span u cite code small".split())
_CODE = frozenset("script style template".split())
# Elements whose words are no part of what a page says, and what to call them.
_ASIDES = {
    "nav": "navigation",
    "footer": "a page’s footer",
    "noscript": "shown without script alone",
    "svg": "a drawing",
    "math": "a formula",
    "iframe": "an embedded page",
    "object": "an embedded object",
    "audio": "a recording",
    "video": "a film",
    "canvas": "a drawing",
    "textarea": "a form’s field",
    "select": "a form’s field",
    "button": "a form’s button",
}
_HIDDEN = "hidden in the source"
# A cell that holds more elements lays the page out. Each table around it looks through it.
_MOST_IN_CELL = 200


def read_html(source: str) -> Page:
    """Every word of a page or a fragment, as lines in reading order.

    Lists become bullets with their depth, also those that Word and Google Docs put on the clipboard. Links, italics,
    bold, sub- and superscripts stay in the lines' ``html``; other markup goes. Hidden text, footers and the like
    are lines with ``aside``. Nothing is fetched. Linear in time and without recursion.

    Raises ImportRefused for HTML that is nested too deep or has more than ``MAX_TAGS`` tags or ``MAX_LINES`` lines.
    """
    if source.count("<") > MAX_TAGS:
        raise ImportRefused(
            f"The HTML has more than {MAX_TAGS:,} tags: an issue is some pages of text, so paste its text instead."
        )
    root = parse_html(source)
    if root is None:
        return Page()
    walker = _Walker()
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            walker.open(element)
        else:
            walker.close(element)
    return Page(walker.finished(), walker.title)


class _Walker:
    """Collects lines while the elements of a page open and close."""

    def __init__(self) -> None:
        self.title = ""
        self._lines: list[Line] = []
        self._line: Line | None = None
        self._bullets: list[Line | None] = []
        self._lists = 0
        self._marks: list[tuple[Mark, ...]] = [()]
        self._asides: list[str] = [""]
        self._skipping = 0
        self._pre = 0
        # The heading or row of a table that is open: all in it is one line.
        self._whole: HtmlElement | None = None
        self._after_break = False
        # The left margin of the paragraph that is open, in columns, and those of the lines.
        self._margin = 0
        self._margins: dict[int, int] = {}

    def finished(self) -> list[Line]:
        """The lines that have words or notes."""
        for number, line in enumerate(self._lines):
            set_in(line, self._margins.get(number, 0))
            line.runs = fold_runs(line.runs)
        return [line for line in self._lines if line.runs or line.notes]

    def open(self, element: HtmlElement) -> None:
        """What an element's start means, and the text up to its first child."""
        tag = _tag(element)
        if self._skipping or tag in _CODE or is_word_mark(element):
            self._skipping += 1
            return
        if tag == "title":
            self.title = self.title or " ".join("".join(element.itertext()).split())
            self._skipping += 1
            return
        self._open_aside(element, tag)
        self._open_block(element, tag)
        self._open_marks(element, tag)
        self._add(element.text)

    def close(self, element: HtmlElement) -> None:
        """What an element's end means, and the text behind it."""
        tag = _tag(element)
        if self._skipping:
            self._skipping -= 1
        else:
            self._close_block(element, tag)
            self._marks.pop()
            if self._asides.pop() != self._asides[-1]:
                self._line = self._around()
        if not self._skipping:
            self._add(element.tail)

    # Blocks

    def _open_aside(self, element: HtmlElement, tag: str) -> None:
        before = self._asides[-1]
        kind = before or _ASIDES.get(tag, "") or (_HIDDEN if is_hidden(element) else "")
        if not kind and tag == "div" and holds_word_comments(element):
            kind = "a comment in the margin"
        self._asides.append(kind)
        if kind != before:
            self._line = None

    def _open_block(self, element: HtmlElement, tag: str) -> None:
        level = word_list_level(element) if tag in ("p", "div") or tag in _HEADINGS else 0
        if tag == "li" or level:
            parent = element.getparent()
            google = google_list_level(parent) if tag == "li" and parent is not None else 0
            depth = level or max(self._lists, google, 1)
            self._start(Line("bullet", depth))
            self._bullets.append(self._line)
        elif tag in _LISTS:
            self._lists += 1
            self._line = None
        elif tag in _HEADINGS and self._is_free():
            self._start(Line("heading"))
            self._whole = element
        elif tag == "tr" and self._is_free() and _is_data_row(element):
            self._start(Line("bullet", 1, notes=[("table_row", "")]))
            self._whole = element
        elif tag in ("td", "th") and self._whole is not None:
            self._add(" | " if element.getprevious() is not None else "")
        elif tag in _BLOCKS or tag in _HEADINGS or tag == "pre":
            self._part()
            self._pre += tag == "pre"
            self._margin = margin_of(element.get("style", "")) if tag == "p" else 0
        elif tag == "br":
            self._break()
        elif tag in ("img", "input"):
            self._replaced(element, tag)

    def _close_block(self, element: HtmlElement, tag: str) -> None:
        if tag == "li" or ((tag in ("p", "div") or tag in _HEADINGS) and word_list_level(element)):
            self._bullets.pop()
            self._line = self._around()
            self._part()
        elif tag in _LISTS:
            self._lists -= 1
            self._line = self._around()
            self._part()
        elif self._whole is not None and self._whole is element:
            title = element.get("data-title", "")
            if self._line is not None and title:
                _print_as(self._line, title)
            self._whole = self._line = None
        elif tag in _BLOCKS or tag in _HEADINGS or tag == "pre":
            self._pre -= tag == "pre"
            self._margin = 0
            self._part()

    def _around(self) -> Line | None:
        """The bullet that is open."""
        return self._bullets[-1] if self._bullets else None

    def _is_free(self) -> bool:
        """Whether a line of its own may begin here."""
        return self._whole is None and not self._bullets

    def _start(self, line: Line) -> None:
        if len(self._lines) >= MAX_LINES:
            raise ImportRefused(
                f"The document has more than {MAX_LINES:,} lines: check that it is one issue."
            )
        line.aside = self._asides[-1]
        self._line = line
        self._margins[len(self._lines)] = self._margin
        self._lines.append(line)
        self._after_break = False

    def _part(self) -> None:
        """A paragraph begins or ends: a blank inside a bullet, a heading or a row, elsewhere a new line."""
        self._after_break = False
        if self._line is not None and (self._whole is not None or self._line is self._around()):
            self._line.runs.append(Run(" "))
        else:
            self._line = None

    def _break(self) -> None:
        line = self._line
        if line is None:
            self._after_break = False
        elif line.kind != "text" or self._whole is not None:
            line.runs.append(Run(" "))
        else:
            self._line, self._after_break = None, True

    # Words

    def _open_marks(self, element: HtmlElement, tag: str) -> None:
        marks = self._marks[-1]
        names = {mark.tag for mark in marks}
        own = [tag] if tag in _MARKS else []
        if tag in _INLINE_STYLES and (style := element.get("style")):
            own, struck = marks_of_style(style, own)
        else:
            struck = False
        if struck or tag in _STRUCK:
            self._note("struck_out", element.text or "")
        marks += tuple(Mark(name) for name in own if name not in names)
        if tag == "a" and "a" not in names and (href := self._address(element)):
            marks += (Mark("a", href, " ".join(element.get("title", "").split())),)
        self._marks.append(marks)

    def _address(self, element: HtmlElement) -> str:
        given = "".join(element.get("href", "").split())
        href = unwrapped(given)
        if scheme_of(href) in markup.PROTOCOLS:
            return href
        if href and not href.startswith("#"):
            self._note("link_left_out", given)
        return ""

    def _add(self, text: str | None) -> None:
        if not text:
            return
        if self._pre and self._is_free():
            self._add_preformatted(text)
        elif self._line is not None or not text.isspace():
            self._open_line().runs.append(Run(text, self._marks[-1]))

    def _add_preformatted(self, text: str) -> None:
        for number, line in enumerate(text.expandtabs(4).split("\n")):
            if number:
                self._line, self._after_break = None, bool(line.strip())
            if line.strip() and self._line is None:
                self._open_line().indent = len(line) - len(line.lstrip())
            if self._line is not None:
                self._line.runs.append(Run(line, self._marks[-1]))

    def _open_line(self) -> Line:
        if self._line is None:
            is_tight = self._after_break
            bare = self._lists and not self._asides[-1]
            self._start(Line("bullet", self._lists) if bare else Line(is_tight=is_tight))
        assert self._line is not None
        return self._line

    def _replaced(self, element: HtmlElement, tag: str) -> None:
        name = "alt" if tag == "img" else "value"
        words = " ".join(element.get(name, "").split())
        if tag == "input" and not words:
            return
        if tag == "img":
            self._note("picture_left_out", words)
        if words:
            kind = "a picture’s description" if tag == "img" else "a form’s field"
            self._lines.append(Line(aside=kind, runs=[Run(words)]))

    def _note(self, code: str, what: str) -> None:
        self._open_line().notes.append((code, " ".join(what.split())))


def _tag(element: HtmlElement) -> str:
    return element.tag.lower() if isinstance(element.tag, str) else ""


def _print_as(line: Line, title: str) -> None:
    """The title as its page names it: where that breaks the line, a comma may stand. Its words must be the same."""
    printed, meant = (re.sub(r"\W", "", text) for text in (line.text, title))
    if printed == meant:
        line.runs = [Run(title)]


def _is_data_row(row: HtmlElement) -> bool:
    """Whether a row holds data, one short text a cell; else the table only lays the page out."""
    cells = [cell for cell in row if _tag(cell) in ("td", "th")]
    table = next(row.iterancestors("table"), None)
    if len(cells) < 2 or (table is not None and table.get("role") == "presentation"):
        return False
    for cell in cells:
        inside = [_tag(each) for each in islice(cell.iterdescendants(), _MOST_IN_CELL + 1)]
        if len(inside) > _MOST_IN_CELL or inside.count("p") + inside.count("div") > 1:
            return False
        if any(tag in _LISTS or tag in _HEADINGS or tag in ("table", "pre") for tag in inside):
            return False
    return True
