"""The lines of a document with markup: headings, bullets and paragraphs, each with its inline HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from issues import markup

Kind = Literal["heading", "bullet", "text"]

_UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufeff]")
_BLANKS = re.compile(r"\s+")


class Mark(NamedTuple):
    """An inline element around a text: one of the tags of ``issues.markup``; ``href`` and ``title`` are those of ``a``."""

    tag: str
    href: str = ""
    title: str = ""


class Run(NamedTuple):
    """A stretch of text with the same marks around it, the outermost first."""

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(slots=True)
class Line:
    """One heading, bullet or paragraph.

    ``depth`` counts the lists around a bullet from 1 and is 0 for the rest. ``is_tight``: no blank line stands above
    it, only a break. ``indent`` is the number of blanks in front of preformatted text. ``aside`` is empty, or says
    what the text is, if it is no part of what is read (“a page’s footer”). ``notes`` are findings about the line: code
    and words.
    """

    kind: Kind = "text"
    depth: int = 0
    runs: list[Run] = field(default_factory=list)
    is_tight: bool = False
    indent: int = 0
    aside: str = ""
    notes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words alone, blanks folded."""
        return "".join(run.text for run in self.runs)

    @property
    def html(self) -> str:
        """The line as clean inline HTML with its links, as an item's body may hold it."""
        return as_html(self.runs)

    @property
    def links(self) -> list[Mark]:
        """Each link of the line once, in order."""
        found = (mark for run in self.runs for mark in run.marks if mark.tag == "a")
        return list(dict.fromkeys(found))


@dataclass(slots=True)
class Page:
    """A document as lines. ``title`` is what it calls itself beside its text (HTML’s ``title``)."""

    lines: list[Line] = field(default_factory=list)
    title: str = ""


def fold_runs(runs: Iterable[Run]) -> list[Run]:
    """The runs with every stretch of blanks as one space, none at the ends, and without what cannot be seen."""
    folded: list[Run] = []
    after_blank = True
    for text, marks in runs:
        seen = _BLANKS.sub(" ", _UNSEEN.sub("", text))
        if after_blank and seen.startswith(" "):
            seen = seen[1:]
        if not seen:
            continue
        after_blank = seen.endswith(" ")
        if folded and folded[-1].marks == marks:
            folded[-1] = Run(folded[-1].text + seen, marks)
        else:
            folded.append(Run(seen, marks))
    if folded and folded[-1].text.endswith(" "):
        last = folded.pop()
        if bare := last.text[:-1]:
            folded.append(Run(bare, last.marks))
    return folded


def as_html(runs: Iterable[Run]) -> str:
    """Runs as clean inline HTML; neighbours share the elements that are around both."""
    return markup.clean("".join(_written(runs)))


def _written(runs: Iterable[Run]) -> Iterator[str]:
    around: tuple[Mark, ...] = ()
    for text, marks in runs:
        same = 0
        while same < min(len(around), len(marks)) and around[same] == marks[same]:
            same += 1
        yield from (f"</{mark.tag}>" for mark in reversed(around[same:]))
        yield from map(_opened, marks[same:])
        yield html.escape(text, quote=False)
        around = marks
    yield from (f"</{mark.tag}>" for mark in reversed(around))


def _opened(mark: Mark) -> str:
    return f'<a href="{html.escape(mark.href)}">' if mark.tag == "a" else f"<{mark.tag}>"
