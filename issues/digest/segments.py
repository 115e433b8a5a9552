"""The inside of one parenthesis cut into segments: names, notes and dates."""

import re
from collections.abc import Callable
from typing import NamedTuple

from .dates import MONTH, NUMERIC, WEEKDAY, DateReading, read_date
from .findings import Slip
from .outlets import FUNCTION_WORDS, KnownOutlets, is_note
from .typography import fold

_SEPARATOR = re.compile(r"[,;]")
_DIGIT = re.compile(r"[0-9]")
_DATE_INSIDE = re.compile(rf"(?<![\w/-])(?<![0-9]\.){NUMERIC}(?![\w/-])")
_DATE_WITH_COMMA = re.compile(
    r"(?<![\w.])[0-9]{1,2}(?:,[0-9]{1,2}[.,]|\.[0-9]{1,2},)(?:[0-9]{4}|[0-9]{2})(?!\w)"
)
_DAY = r"[0-9]{1,2}(?:st|nd|rd|th)?"
_MONTH_DAY = (
    rf"(?:{MONTH} ?{_DAY}(?: ?[-–—] ?(?:{MONTH} ?)?{_DAY})?"
    rf"|(?:(?:{_DAY} ?[-–—] ?)?{_DAY} )?{MONTH}|{MONTH} ?[-–—/] ?{MONTH})"
)
_ENDS_IN_MONTH_DAY = re.compile(rf"(?:^| ){_MONTH_DAY}$", re.IGNORECASE)
_WEEKDAY = re.compile(WEEKDAY, re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}\.?")
_ENDS_IN_DATE_AND_PERIOD = re.compile(rf"(?:{NUMERIC}|(?:19|20)[0-9]{{2}})\.$")
_ABBREVIATION = re.compile(r"(?:\w\.){2,}")


class Token(NamedTuple):
    """A name, a note or a date with its reading; without text, nothing between two commas.

    A glued name had no comma between itself and a date.
    """

    text: str = ""
    reading: DateReading | None = None
    is_note: bool = False
    is_glued: bool = False


EMPTY = Token()


def read_segments(content: str, known: KnownOutlets, slips: list[Slip]) -> list[Token]:
    """The tokens of a parenthesis, at least one; what is amiss between them is added to `slips`."""
    segments = [fold(segment) for segment in _split(content)]
    if _ENDS_IN_DATE_AND_PERIOD.search(segments[-1]):
        slips.append(("trailing_period_inside", segments[-1]))
        segments[-1] = segments[-1][:-1]
    if len(segments) > 1:
        segments = _joined(segments, known.completes)
        segments = _joined(segments, _completes_date)
    tokens: list[Token] = []
    for segment in segments:
        if reading := read_date(segment):
            tokens.append(Token(segment, reading))
        elif segment:
            tokens += _read_odd(segment, known, slips)
        else:
            tokens.append(EMPTY)
    return tokens


def mend_dates(content: str, slips: list[Slip]) -> str:
    """The text with a period for each comma that is one by a slip: ``11,04.17``."""

    def mend(date: re.Match[str]) -> str:
        slips.append(("separator_typo", date[0]))
        return date[0].replace(",", ".")

    return _DATE_WITH_COMMA.sub(mend, content)


def _split(content: str) -> list[str]:
    """The parts between the commas and semicolons that are not inside an inner parenthesis."""
    if "(" not in content:
        return _SEPARATOR.split(content)
    segments, start, depth = [], 0, 0
    for mark in re.finditer(r"[(),;]", content):
        if mark[0] in "()":
            depth += 1 if mark[0] == "(" else -1
        elif depth == 0:
            segments.append(content[start : mark.start()])
            start = mark.end()
    return [*segments, content[start:]]


def _joined(segments: list[str], belongs: Callable[[str, str], bool]) -> list[str]:
    """The segments, those put together again that one thing with a comma was cut into."""
    joined = segments[:1]
    for segment in segments[1:]:
        if belongs(joined[-1], segment):
            joined[-1] += f", {segment}"
        else:
            joined.append(segment)
    return joined


def _completes_date(before: str, segment: str) -> bool:
    """``Nov. 3`` and ``2017``, ``Friday`` and ``Nov. 3``."""
    if _YEAR.fullmatch(segment):
        return _ENDS_IN_MONTH_DAY.search(before) is not None
    return bool(_WEEKDAY.fullmatch(before) and _ENDS_IN_MONTH_DAY.match(segment))


def _read_odd(segment: str, known: KnownOutlets, slips: list[Slip]) -> list[Token]:
    """A segment that is no plain date: a name, a note, or several tokens that lack a comma."""
    if segment.endswith(".") and (reading := read_date(segment[:-1])):
        slips.append(("separator_typo", segment))
        return [Token(segment[:-1], reading)]
    if is_note(segment) and segment not in known:
        return [Token(segment, is_note=True)]
    if segment.endswith(")") and is_note(segment[segment.rfind("(") + 1 : -1]):
        name, note = segment[:-1].rsplit("(", 1)
        return [*_name(name, known), Token(note, is_note=True)]
    if not _DIGIT.search(segment) or segment in known:
        return [Token(segment)]
    tokens = _split_at_dates(segment, known)
    if len(tokens) > 1:
        slips.append(("separator_typo", segment))
    return tokens


def _split_at_dates(segment: str, known: KnownOutlets) -> list[Token]:
    tokens: list[Token] = []
    start = 0
    for match in _DATE_INSIDE.finditer(segment):
        before = segment[start : match.start()]
        if _leads_to_a_date(before, known):
            return [Token(segment)]
        tokens += _name(before, known)
        tokens.append(Token(match[0], read_date(match[0])))
        start = match.end()
    if start:
        return tokens + _name(segment[start:], known)
    # Words and years are too common in prose to be split off anything but a known name.
    for blank in re.finditer(" ", segment[:200]):
        name, date = segment[: blank.start()], segment[blank.end() :]
        if (reading := read_date(date)) and not reading.weak and name in known:
            return [Token(name), Token(date, reading)]
    return [Token(segment)]


def _leads_to_a_date(text: str, known: KnownOutlets) -> bool:
    """Whether a sentence and not a name stands before a date: ``the vote on 11.04.17``."""
    return text[text.rstrip().rfind(" ") + 1 :].strip() in FUNCTION_WORDS and text not in known


def _name(text: str, known: KnownOutlets) -> list[Token]:
    """A name beside a date, freed of the mark that stands there for a comma."""
    text = text.strip(" ;:-–—").lstrip(".").lstrip()
    if text.endswith(".") and text not in known and not _ABBREVIATION.fullmatch(text):
        text = text[:-1]
    return [Token(text, is_note=is_note(text), is_glued=True)] if text else []
