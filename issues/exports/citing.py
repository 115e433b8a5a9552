"""How to cite an issue or an item of the monitor, in the styles that readers ask for."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from issues.contents import Contents, ItemNode
from issues.exports import bibtex, ris
from issues.exports.works import Work, issue_work, item_work

MONTH_NAMES = (
    "January February March April May June July August September October November December".split()
)
_INNER_QUOTES = str.maketrans("“”", "‘’")


class UnknownStyle(Exception):
    """No such style; the text says which there are."""


def cite(
    subject: Contents | ItemNode, style: str, address: str, accessed: date | None = None
) -> str:
    """The citation as plain text; one of ``STYLES``. No query, if an item has its issue.

    ``address`` is the whole address that readers shall find it under. ``accessed`` is the day on which they did, for
    those styles that name it. Raises UnknownStyle.
    """
    if style not in _WRITERS:
        raise UnknownStyle(f"There is no style “{style}”; choose one of {', '.join(_WRITERS)}.")
    if isinstance(subject, Contents):
        work, within = issue_work(subject.issue, address), ""
    else:
        work, within = item_work(subject, subject.item.issue, address), subject.item.issue.title
    return _WRITERS[style](work, within, accessed)


def _chicago(work: Work, within: str, accessed: date | None) -> str:
    """An entry of a bibliography (Chicago Manual of Style, 18th edition, 14.104: websites and their parts)."""
    parts = [
        work.author,
        f"“{work.title.translate(_INNER_QUOTES)}”" if within else work.title,
        within,
        f"{_ordinal(work.edition)} ed" if work.edition > 1 else "",
        _day(work.day) if work.day else "n.d",
        f"Accessed {_day(accessed)}" if accessed else "",
        work.address,
    ]
    return " ".join(_stopped(part) for part in parts if part)


def _apa(work: Work, within: str, accessed: date | None) -> str:
    """An entry of a reference list (APA, 7th edition, 10.16: webpages; a group as author)."""
    issued = f"{work.day.year}, {_month_and_day(work.day)}" if work.day else "n.d."
    edition = f" ({_ordinal(work.edition)} ed.)" if work.edition > 1 else ""
    title = (
        f"{work.title.removesuffix('.')} [Item]. In {within}{edition}"
        if within
        else f"{work.title}{edition}"
    )
    found = f"Retrieved {_day(accessed)}, from {work.address}" if accessed else work.address
    if not work.author:
        return f"{_stopped(title)} ({issued}). {found}"
    return f"{_stopped(work.author)} ({issued}). {_stopped(title)} {found}"


def _bibtex(work: Work, within: str, accessed: date | None) -> str:
    return bibtex.entry(work, accessed)


def _ris(work: Work, within: str, accessed: date | None) -> str:
    return ris.record(work, accessed).removesuffix("\r\n")


def _csl_json(work: Work, within: str, accessed: date | None) -> str:
    """A list of one item, as CSL-JSON 1.0.2 wants it."""
    item: dict[str, Any] = {
        "id": work.key,
        "type": work.genre.csl,
        "title": work.title,
        "container-title": within,
        "author": [{"literal": work.author}] if work.author else [],
        "publisher": work.author,
        "edition": str(work.edition) if work.edition > 1 else "",
        "issued": _date_parts(work.day),
        "accessed": _date_parts(accessed),
        "URL": work.address,
    }
    kept = {name: value for name, value in item.items() if value}
    return json.dumps([kept], ensure_ascii=False, indent=2) + "\n"


def _link(work: Work, within: str, accessed: date | None) -> str:
    return work.address


_WRITERS: dict[str, Callable[[Work, str, date | None], str]] = {
    "chicago": _chicago,
    "apa": _apa,
    "bibtex": _bibtex,
    "ris": _ris,
    "csl-json": _csl_json,
    "link": _link,
}

STYLES = {
    "chicago": "Chicago",
    "apa": "APA",
    "bibtex": "BibTeX",
    "ris": "RIS",
    "csl-json": "CSL-JSON",
    "link": "Link",
}
"""The styles and what readers call them, in the order to offer them in."""


def cite_in_every_style(subject: Contents | ItemNode, address: str) -> list[tuple[str, str, str]]:
    """Style, its label and the citation, for every style. No query, if an item has its issue."""
    return [(style, label, cite(subject, style, address)) for style, label in STYLES.items()]


def _stopped(text: str) -> str:
    """With a period, unless it ends with a mark of its own; both stand before a closing quotation mark."""
    bare = text.rstrip("’”") if text.endswith("”") else text
    return text if bare.endswith((".", "?", "!", "…")) else f"{bare}.{text[len(bare) :]}"


def _month_and_day(day: date) -> str:
    return f"{MONTH_NAMES[day.month - 1]} {day.day}"


def _day(day: date) -> str:
    return f"{_month_and_day(day)}, {day.year}"


def _ordinal(number: int) -> str:
    teen = 10 < number % 100 < 20
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _date_parts(day: date | None) -> dict[str, list[list[int]]] | None:
    return {"date-parts": [[day.year, day.month, day.day]]} if day else None
