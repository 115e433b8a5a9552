"""Writes the lines of a document as digest text, so that the one reader of digests can read them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from issues.digest.headings import names_section
from issues.digest.items import split_bullet
from issues.digest.titles import read_title
from issues.imports.imprints import is_imprint
from issues.imports.lines import Line
from issues.models.item import MAX_DEPTH

_LEFT_OUT = "Left out of the issue:"


@dataclass(slots=True)
class Composed:
    """Digest text and where everything in it comes from.

    ``digest`` is what is to be read; ``text`` is the same with what was left out below it. ``lines`` maps numbers of
    lines, from 1, to the lines of the document; ``lifted`` are numbers of bullets that stood too deep, ``asides``
    those of what was left out.
    """

    digest: str = ""
    text: str = ""
    lines: dict[int, Line] = field(default_factory=dict)
    lifted: list[int] = field(default_factory=list)
    asides: list[int] = field(default_factory=list)


def compose(lines: list[Line]) -> Composed:
    """The lines as text in the form that digests have. Deeper bullets than an issue takes stand on its last level."""
    made = Composed()
    written = list(_Writer(made).write([line for line in lines if not _is_aside(line)]))
    made.digest = "".join(f"{each}\n" for each in written)
    asides = [line for line in lines if _is_aside(line) and line.runs]
    if asides:
        written += ["", _LEFT_OUT, ""]
    for line in asides:
        written.append(f"[{line.aside or 'imprint'}] {line.text}")
        made.asides.append(len(written))
        made.lines[len(written)] = line
    made.text = "".join(f"{each}\n" for each in written)
    return made


def _is_aside(line: Line) -> bool:
    return bool(line.aside) or (line.kind == "text" and is_imprint(line.text))


class _Writer:
    def __init__(self, made: Composed) -> None:
        self._made = made
        self._number = 0
        self._levels: list[int] = []
        self._has_body = False

    def write(self, lines: list[Line]) -> Iterator[str]:
        """The lines of text, blank ones included."""
        before: Line | None = None
        lines = _with_words(lines)
        for at, line in enumerate(lines):
            if before and self._is_apart(before, line):
                self._number += 1
                yield ""
            self._number += 1
            self._made.lines[self._number] = line
            after = lines[at + 1] if at + 1 < len(lines) else None
            yield self._printed(line, after)
            before = line

    @staticmethod
    def _is_apart(before: Line, line: Line) -> bool:
        if line.is_tight:
            return False
        return not (before.kind == line.kind == "bullet")

    def _printed(self, line: Line, after: Line | None) -> str:
        if line.kind == "bullet":
            self._has_body = True
            return f"{'  ' * self._level(line)}• {line.text}"
        self._levels.clear()
        if line.kind == "heading":
            return self._heading(line.text, after)
        return f"{' ' * line.indent}{line.text}"

    def _level(self, line: Line) -> int:
        """The level of a bullet from 1: lists that hold nothing but a list do not count."""
        while self._levels and self._levels[-1] >= line.depth:
            self._levels.pop()
        self._levels.append(line.depth)
        if len(self._levels) > MAX_DEPTH:
            self._made.lifted.append(self._number)
        return min(len(self._levels), MAX_DEPTH)

    def _heading(self, text: str, after: Line | None) -> str:
        bare = text.rstrip(": ")
        if names_section(text):
            self._has_body = True
            return f"{bare}:"
        if read_title(text).period_text and not self._has_body:
            return text
        if split_bullet(text)[0] or (self._has_body and after and after.kind == "text"):
            return f"## {text}"
        if after and (after.kind == "bullet" or (self._has_body and after.kind == "heading")):
            self._has_body = True
            return f"{bare}:"
        return text


def _with_words(lines: list[Line]) -> list[Line]:
    """The lines that have words, with what there is to say of a picture between them at the line before it."""
    kept: list[Line] = []
    early: list[tuple[str, str]] = []
    for line in lines:
        if line.runs:
            line.notes[:0], early = early, []
            # A numbered heading is a heading, though it stands in a list.
            if line.kind == "bullet" and line.depth == 1 and names_section(line.text):
                line.kind = "heading"
            kept.append(line)
        elif kept:
            kept[-1].notes += line.notes
        else:
            early += line.notes
    return kept
