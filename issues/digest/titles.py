"""Titles: the name of the series and the period, as in ``Russia in Syria Monitor, Oct. 31-Nov. 7, 2017``."""

import re
from datetime import date, timedelta
from typing import NamedTuple

from issues.periods import MONTHS

from .dates import MONTH, NUMERIC, month_number, read_date
from .findings import Slip, findings
from .tree import Title
from .typography import NBSP, fold, unmark

LONGEST = 400
"""Characters; a longer line is not a title."""
LONG_PERIOD = timedelta(days=8)
# A period whose start has no year and a later month than its end began in the year before,
# unless it would be longer than this.
_ACROSS_NEW_YEAR = timedelta(days=62)

_ORDINAL = r"(?:st|nd|rd|th)?"
_ORDINAL_DAY = re.compile(r"[0-9](?:st|nd|rd|th)", re.IGNORECASE)
_RANGE = r"(?P<dash> ?(?:--|[-–—−‒]) ?| (?:to|through|thru|until|till|and) )"
_LEAD = r"(?P<lead>\b(?:from|between) )?(?<![A-Za-z])"
_YEAR_1 = r"(?:(?P<comma1>,? ?)(?P<year1>[0-9]{4}))?"
_YEAR_2 = r"(?:(?P<comma2>,? ?)(?P<year2>[0-9]{4}))?"
_MONTH_1 = rf"(?P<month1>{MONTH})(?P<gap1> ?)"
_DAY_1 = rf"(?P<day1>[0-9]{{1,2}})(?![0-9]){_ORDINAL}"
_DAY_2 = rf"(?P<day2>[0-9]{{1,2}})(?![0-9]){_ORDINAL}"
_MONTH_2 = rf"(?P<month2>{MONTH})(?P<gap2> ?)"
_ISO = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DATE = rf"(?:{_ISO}|{NUMERIC})"


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(f"{_LEAD}{pattern}$", re.IGNORECASE)


_MONTH_FIRST = (
    _form(rf"{_MONTH_1}{_DAY_1}{_YEAR_1}{_RANGE}(?:{_MONTH_2})?{_DAY_2}{_YEAR_2}"),
    _form(rf"{_MONTH_1}{_DAY_1}{_YEAR_1}"),
)
_DAY_FIRST = (
    _form(rf"(?<![0-9]){_DAY_1}(?: {_MONTH_1})?{_YEAR_1}{_RANGE}{_DAY_2} {_MONTH_2}{_YEAR_2}"),
    _form(rf"(?<![0-9]){_DAY_1} {_MONTH_1}{_YEAR_1}"),
)
_NUMBERS = _form(rf"(?<![0-9])(?P<first>{_DATE})(?:{_RANGE}(?P<last>{_DATE}))?")
# A day that a parenthesis holds after other words is that of a citation: (Reuters, 11.04.17).
_AFTER_OTHER_WORDS = re.compile(r"\([^()]*\w[^()]*$")
_FOR = re.compile(r"\bfor(?: the (?:weeks?|period))?(?: of| from)?$", re.IGNORECASE)


class _Ends(NamedTuple):
    """The two ends of a period, each without a date where none can be read, and what is amiss."""

    start: date | None
    end: date | None
    codes: list[str]


def read_title(text: str, *, line: int = 1) -> Title:
    """Read a title; without dates if it names no period or no year. `line` is where findings point."""
    printed = fold(text)
    codes = ["nbsp"] if NBSP.search(text.strip()) else []
    bare, marks = unmark(printed)
    codes += ["markup"] if "*" in marks else []
    if bare.endswith("."):
        bare = bare[:-1]
        codes.append("trailing_period")
    match = _find_period(bare)
    if match is None:
        series, subtitle = _name(bare)
        codes.append("no_period")
        return Title(series, subtitle=subtitle, findings=findings(_slips(codes, printed), line))
    ends = _ends(match)
    series, subtitle, separator = _before(bare[: match.start()])
    codes += ends.codes + separator + _punctuation(match)
    codes += _style(match)
    codes += ["all_caps"] if bare.isupper() else []
    found = findings(_slips(codes, printed), line)
    return Title(series, ends.start, ends.end, subtitle, match[0], found)


def _slips(codes: list[str], printed: str) -> list[Slip]:
    return [(code, printed) for code in codes]


def _find_period(bare: str) -> re.Match[str] | None:
    """The period at the end of a title; it may stand in parentheses."""
    if len(bare) > LONGEST or not any("0" <= character <= "9" for character in bare):
        return None
    end = len(bare) - 1 if bare.endswith((")", ":")) else len(bare)
    bare = bare[:end].rstrip()
    forms = (_MONTH_FIRST[0], _DAY_FIRST[0], _NUMBERS, _MONTH_FIRST[1], _DAY_FIRST[1])
    match = next(filter(None, (form.search(bare) for form in forms)), None)
    if match is None or match.groupdict().get("dash"):
        return match
    return None if _AFTER_OTHER_WORDS.search(bare[: match.start()]) else match


def _before(lead: str) -> tuple[str | None, str, list[str]]:
    """Series, subtitle and the findings of what parts them from the period."""
    name = lead.rstrip()
    if name.endswith(","):
        return (*_name(name), [] if lead != name else ["missing_space"])
    if preposition := _FOR.search(name):
        series, subtitle = _name(name[: preposition.start()])
        return series, subtitle, [] if subtitle else ["nonstandard_separator"]
    if name.endswith((":", ";", "|", "(", "-", "–", "—")):
        return (*_name(name), ["nonstandard_separator"])
    return (*_name(name), ["missing_comma"] if name else [])


def _name(text: str) -> tuple[str | None, str]:
    """The series and the subtitle after a colon."""
    series, _, subtitle = text.rstrip(" ,:;|(-–—").partition(": ")
    return series.rstrip() or None, subtitle.strip()


def _punctuation(match: re.Match[str]) -> list[str]:
    parts = match.groupdict()
    codes = []
    dash = parts.get("dash") or "-"
    mark = dash.strip()
    if mark.isalpha():
        codes.append("word_range")
    else:
        codes += ["en_dash"] if mark != "-" else []
        codes += ["spaced_dash"] if mark != dash else []
    for end in "12":
        comma = parts.get(f"comma{end}")
        if comma is not None and match.re in _MONTH_FIRST:
            codes += {", ": [], ",": ["missing_space"]}.get(comma, ["missing_comma"])
        if parts.get(f"gap{end}") == "" and match.re in _MONTH_FIRST:
            codes.append("missing_space")
    return codes


def _style(match: re.Match[str]) -> list[str]:
    months = [match.groupdict().get(f"month{end}") for end in "12"]
    if match.string.isupper():
        months = [month and month.capitalize() for month in months]
    codes = ["nonap_month"] if any(month not in MONTHS for month in months if month) else []
    return [*codes, "nonstandard_date"] if _ORDINAL_DAY.search(match[0]) else codes


def _ends(match: re.Match[str]) -> _Ends:
    if match.re is _NUMBERS:
        return _numeric_ends(match)
    parts = match.groupdict()
    codes = [] if match.re in _MONTH_FIRST else ["nonstandard_date"]
    is_range = bool(parts.get("day2"))
    year = parts.get("year2") if is_range else parts["year1"]
    if year is None:
        return _Ends(None, None, [*codes, "missing_year"])
    first_month = parts["month1"] or parts["month2"]
    last_month = parts.get("month2") or parts["month1"]
    start = _day(parts["year1"] or year, first_month, parts["day1"])
    end = _day(year, last_month, parts["day2" if is_range else "day1"])
    if start and end and not parts["year1"] and start.month > end.month:
        earlier = _day(start.year - 1, first_month, start.day)
        if earlier and end - earlier <= _ACROSS_NEW_YEAR:
            start = earlier
            codes.append("year_inferred")
    return _Ends(start, end, codes + _length(start, end))


def _numeric_ends(match: re.Match[str]) -> _Ends:
    first = read_date(match["first"])
    last = read_date(match["last"]) if match["last"] else first
    start = first.span.first if first and first.span else None
    end = last.span.last if last and last.span else None
    codes = [code for reading in (first, last) if reading for code in reading.codes]
    return _Ends(start, end, [*codes, "nonstandard_date", *_length(start, end)])


def _day(year: str | int, month: str, day: str | int) -> date | None:
    try:
        return date(int(year), month_number(month), int(day))
    except ValueError:
        return None


def _length(start: date | None, end: date | None) -> list[str]:
    if start is None or end is None:
        return ["invalid_date"]
    if start == end:
        return ["single_day"]
    if end < start:
        return ["reversed_period"]
    return ["long_period"] if end - start > LONG_PERIOD else []
