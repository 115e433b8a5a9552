"""Makes rows of citations out of words: those printed in a text, and those of the quick line."""

import re
from collections.abc import Sequence

from issues import markup
from issues.desk.dating import read_day
from issues.digest import Reference, read_citations, read_item
from issues.digest.dates import Period
from issues.digest.outlets import known_outlets
from issues.imports.html import read_html
from issues.imports.lines import Run
from issues.imports.linking import link
from issues.imports.reading import ImportRefused
from issues.imports.source import SourceCitation, SourceItem
from issues.limits import MAX_MARKUP, MAX_PARAGRAPH

_ADDRESS = re.compile(r"https?://[^\s<>\"“”]+", re.IGNORECASE)
_AROUND = " ,;"
# Words in a date; parentheses that may be citations in one item.
_MOST_IN_DATE, _MOST_PARENTHESES = 24, 1_000
_END = _AROUND + ".)]"

Row = dict[str, str]
TOO_LONG_A_LINE = (
    f"The line of citations is longer than {MAX_PARAGRAPH:,} characters, or has more than {_MOST_PARENTHESES:,} "
    "parentheses: add some of them at a time."
)


def lift_citations(body: str, period: Period, names: Sequence[str]) -> tuple[str, list[Row]]:
    """Clean inline HTML without the citations printed in it, and those as rows.

    An address that a citation prints, or that one of its words links to, becomes that of its row. The text stays as it
    is where an address would find no row.
    """
    if "(" not in body or is_too_much(body):
        return body, []
    runs = _runs(body)
    read = read_item("".join(run.text for run in runs), period=period, outlets=names)
    if not read.references:
        return body, []
    cited = [SourceCitation(reference.outlet) for reference in read.references]
    item = SourceItem(markup.from_text(read.text), cited)
    slips = link(item, runs, known_outlets(names))
    if slips is None or any(code == "link_left_out" for code, _ in slips):
        return body, []
    rows = [
        _row(reference, url=citation.url, title=citation.title)
        for reference, citation in zip(read.references, cited, strict=True)
    ]
    return item.body, _with_printed_addresses(rows)


def is_too_much(text: str) -> bool:
    """Whether nobody reads this as an item or as a line of citations: the form refuses it as it stands."""
    return len(text) > MAX_MARKUP or text.count("(") > _MOST_PARENTHESES


def is_too_long(line: str) -> bool:
    """Whether a line of citations is longer than anybody types."""
    return len(line) > MAX_PARAGRAPH or is_too_much(line)


def _runs(body: str) -> list[Run]:
    try:
        lines = read_html(body).lines
    except ImportRefused:  # nested too deep for any text that a person wrote
        return []
    return lines[0].runs if len(lines) == 1 else []


def _with_printed_addresses(rows: list[Row]) -> list[Row]:
    """An address in place of a name belongs to the row before it."""
    kept: list[Row] = []
    for row in rows:
        is_address = _ADDRESS.fullmatch(row["outlet"]) and not row["date"]
        if is_address and kept and kept[-1]["url"] in ("", row["outlet"]):
            kept[-1]["url"] = row["outlet"]
        else:
            kept.append(row)
    return kept


def quick_rows(line: str, period: Period, names: Sequence[str]) -> list[Row]:
    """The citations that somebody typed in one line: ``Reuters, Nov. 4, https://…``, or several of them.

    An address belongs to the outlet before it. Whatever cannot be read stands in the row where a person would look
    for it, so that no word is lost: in the outlet's field. No rows for a blank line, and for one that is longer than
    a paragraph.
    """
    if is_too_long(line):
        return []
    line = " ".join(line.split())
    rows: list[Row] = []
    at = 0
    for address in _ADDRESS.finditer(line):
        rows += _named_rows(line[at : address.start()], period, names)
        url = address[0].rstrip(_END)
        if not rows or rows[-1]["url"]:
            rows.append(_blank())
        rows[-1]["url"] = url
        at = address.start() + len(url)
    rest = line[at:].strip(_AROUND)
    if rows and not rows[-1]["date"] and read_day(rest, period):
        rows[-1]["date"] = rest
        return rows
    return rows + _named_rows(rest, period, names)


def _named_rows(words: str, period: Period, names: Sequence[str]) -> list[Row]:
    """The citations in words without addresses. What the line begins with is taken for a name."""
    words = words.lstrip(_END).rstrip(_AROUND)
    if words.startswith("(") and words.endswith(")"):
        words = words[1:-1].strip(_AROUND)
    if not words:
        return []
    first = re.split("[,;]", words)[0].strip()
    if first == words and (row := _without_comma(words, period)):
        return [row]
    for known in (names, (*names, first)):
        read = read_citations(f"({words})", period=period, outlets=known)
        if read.references and not read.leftover:
            return [_row(reference) for reference in read.references]
    return [_blank(outlet=words)]


def _without_comma(words: str, period: Period) -> Row | None:
    """``Reuters Nov. 4``, or a date alone: parted before the longest end that is a date, if there is one."""
    parts = words.split(" ")
    # No date is longer.
    for at in range(max(len(parts) - _MOST_IN_DATE, 0), len(parts)):
        if read_day(date := " ".join(parts[at:]), period):
            return _blank(outlet=" ".join(parts[:at]), date=date)
    return None


def _blank(**texts: str) -> Row:
    return dict.fromkeys(("outlet", "date", "url", "title", "note"), "") | texts


def _row(reference: Reference, **texts: str) -> Row:
    return _blank(
        outlet=reference.outlet or "",
        date=reference.span.text if reference.span else reference.date_text,
        note=reference.note,
        **texts,
    )
