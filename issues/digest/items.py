"""One item: its bullet, its text, its citations and its attribution."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .attribution import read_attribution
from .citations import extract
from .dates import Period
from .findings import Slip, findings
from .outlets import KnownOutlets, known_outlets
from .tree import Attribution, ItemNode, Reference
from .typography import fold, unwrap

_BLANK = r"[ \t\u00a0\u2007\u202f]"
_SYMBOLS = "•·●▪◦‣○■⁃\uf0a7\uf0b7"
_STARTS = frozenset(f"{_SYMBOLS}-–*o§0123456789")
_BULLET = re.compile(
    rf"([{_SYMBOLS}]|[-–](?={_BLANK}|$|[A-Z“\"‘(])|\*(?={_BLANK}|$|[A-Z“\"‘(](?!.*\*$))"
    # Word's bullet of the third level as other programs show it; one blank follows it in “§ 12”.
    rf"|o(?={_BLANK})|§(?=\t|{_BLANK}{{2}})|[0-9]{{1,2}}[.)](?={_BLANK}|[A-Z“\"]))\s*"
)
_PLACEHOLDER = re.compile(r"no significant (?:developments|commentary)\.?", re.IGNORECASE)


class Content(NamedTuple):
    """What an item's words hold."""

    text: str
    references: tuple[Reference, ...]
    attribution: Attribution | None
    slips: Sequence[Slip]


def split_bullet(line: str) -> tuple[str, str]:
    """The bullet at the start of a stripped line, empty if there is none, and what follows it."""
    if line[:1] in _STARTS and (match := _BULLET.match(line)):
        return match[1], line[match.end() :]
    return "", line


def is_placeholder(text: str) -> bool:
    """Whether a bullet's whole text is the sentence that stands for a section without items."""
    return len(text) < 60 and _PLACEHOLDER.fullmatch(fold(text)) is not None


def read_content(line: str, period: Period | None, known: KnownOutlets) -> Content:
    """Read an item's words, without bullet and on one line."""
    taken = extract(line, period, known)
    attribution = read_attribution(taken.text, taken.references, known)
    return Content(taken.text, taken.references, attribution, taken.slips)


def read_item(text: str, *, period: Period | None = None, outlets: Iterable[str] = ()) -> ItemNode:
    """Read one item, with or without a bullet, on one line or hard-wrapped.

    `period` and `outlets` are as in `read_citations`.
    """
    marker, line = split_bullet(unwrap(text))
    if is_placeholder(line):
        return ItemNode(fold(line), placeholder=True, marker=marker, line=1)
    content = read_content(line, period, known_outlets(outlets))
    return ItemNode(
        content.text,
        content.references,
        attribution=content.attribution,
        marker=marker,
        line=1,
        findings=findings(content.slips, 1),
    )
