"""Dates as citations print them: ``11.04.17``, ``May 2017``, ``September-October 2017``, ``2017``."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple, Self

Period = tuple[date, date]
Unit = Literal["day", "month", "year"]

MONTH_NAMES = tuple(
    "January February March April May June July August September October November December".split()
)
_MONTH_NUMBERS = {name[:3].lower(): number for number, name in enumerate(MONTH_NAMES, 1)}

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
NUMERIC = r"[0-9]{1,2}[./-][0-9]{1,2}[./-](?:[0-9]{4}|[0-9]{2})"


def month_number(name: str) -> int:
    """1 to 12 for an English name of a month, whole or cut short."""
    return _MONTH_NUMBERS[name[:3].lower()]


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A day, or an inclusive range of days that is known only as months or years."""

    first: date
    last: date
    unit: Unit = "day"

    @classmethod
    def between(cls, first: date | None, last: date | None) -> Self | None:
        """The span of two stored dates, `None` without them.

        Whole calendar years and whole months are taken for a year or months: a source that is no finer.
        """
        if first is None or last is None:
            return None
        if first.day == 1 and last.day == monthrange(last.year, last.month)[1]:
            whole_years = first.month == 1 and last.month == 12
            return cls(first, last, "year" if whole_years else "month")
        return cls(first, last)

    @classmethod
    def months(cls, first: tuple[int, int], last: tuple[int, int]) -> Self:
        """Whole months, from (year, month) to (year, month). Raises ValueError if there are none."""
        start = date(*first, 1)
        end = date(*last, monthrange(*last)[1])
        if end < start:
            raise ValueError("the range of months is reversed")
        return cls(start, end, "month")

    @property
    def iso(self) -> str:
        """The start as ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``."""
        return self._cut(self.first)

    @property
    def iso_end(self) -> str | None:
        """The end in the same form, if it differs."""
        end = self._cut(self.last)
        return end if end != self.iso else None

    def _cut(self, day: date) -> str:
        return day.isoformat()[: {"day": 10, "month": 7, "year": 4}[self.unit]]

    @property
    def text(self) -> str:
        """The form that the writer prints."""
        if self.unit == "day":
            return _joined(_day_text(self.first), _day_text(self.last))
        if self.unit == "year":
            return _joined(f"{self.first.year:04}", f"{self.last.year:04}")
        end = f"{MONTH_NAMES[self.last.month - 1]} {self.last.year:04}"
        start = MONTH_NAMES[self.first.month - 1]
        if self.first.year != self.last.year:
            return f"{start} {self.first.year:04}-{end}"
        return end if self.first.month == self.last.month else f"{start}-{end}"

    def misses(self, period: Period, *, years: int = 0) -> bool:
        """Whether no day of it, moved by a number of years, lies in the inclusive period."""
        if not years:
            return self.last < period[0] or self.first > period[1]
        first = (self.first.year + years, self.first.month, self.first.day)
        last = (self.last.year + years, self.last.month, self.last.day)
        start, end = (day.timetuple()[:3] for day in period)
        return last < start or first > end


def _day_text(day: date) -> str:
    year = f"{day.year % 100:02}" if 2000 <= day.year < 2100 else f"{day.year:04}"
    return f"{day.month:02}.{day.day:02}.{year}"


def _joined(start: str, end: str) -> str:
    return start if start == end else f"{start}-{end}"


class DateReading(NamedTuple):
    """A date that was read: no span if it names no day, and the codes of what is amiss.

    A weak one (``Nov. 3``, ``11.0417``) is only trusted beside the name of a known outlet.
    """

    span: DateSpan | None
    codes: tuple[str, ...] = ()
    weak: bool = False


def period_codes(span: DateSpan, period: Period | None) -> tuple[str, ...]:
    """The findings of a date against an issue's period."""
    if period is None or not span.misses(period):
        return ()
    if all(span.misses(period, years=years) for years in (-1, 1)):
        return ("out_of_period",)
    return ("out_of_period", "year_typo_suspected")


def read_date(text: str) -> DateReading | None:
    """Read a whole string as a date; `None` if it does not look like one. Blanks must be folded."""
    return _read_date(text) if len(text) <= 48 and _DIGIT.search(text) else None


@lru_cache(maxsize=8192)
def _read_date(text: str) -> DateReading | None:
    for form, build in _FORMS:
        if match := form.fullmatch(text):
            return build(match)
    return None


def _numeric(match: re.Match[str]) -> DateReading:
    month, day, year = match["month"], match["day"], match["year"]
    found = []
    if match["one"] + match["two"] != ".." or len(month + day) < 4:
        found.append("nonstandard_date")
    if " " in match[0]:
        found.append("extra_space")
    if len(year) == 4:
        found.append("four_digit_year")
    full_year = int(year) if len(year) == 4 else 2000 + int(year)
    if int(month) > 12 >= int(day):
        month, day = day, month
        found.append("day_month_swapped")
    return _day(full_year, int(month), int(day), found)


def _day(year: int, month: int, day: int, found: list[str]) -> DateReading:
    try:
        when = date(year, month, day)
    except ValueError:
        kept = [code for code in found if code != "day_month_swapped"]
        return DateReading(None, (*kept, "invalid_date"))
    return DateReading(DateSpan(when, when), tuple(found))


def _iso(match: re.Match[str]) -> DateReading:
    return _day(int(match[1]), int(match[2]), int(match[3]), ["nonstandard_date"])


def _worded(match: re.Match[str]) -> DateReading:
    month = month_number(match["month"])
    return _day(int(match["year"]), month, int(match["day"]), ["nonstandard_date"])


def _day_range(match: re.Match[str]) -> DateReading:
    readings = read_date(match[1]), read_date(match[2])
    spans = [reading.span for reading in readings if reading and reading.span]
    if len(spans) < 2 or spans[1].last < spans[0].first:
        return DateReading(None, ("invalid_date",))
    return DateReading(DateSpan(spans[0].first, spans[1].last), ("nonstandard_date",))


def _worded_range(match: re.Match[str]) -> DateReading:
    first_month = month_number(match["start"] or match["month"])
    last_month = month_number(match["month"] or match["start"])
    found = ["nonstandard_date"]
    year = int(match["year"])
    first_year = year
    if first_month > last_month:
        first_year -= 1
        found.append("year_inferred")
    try:
        first = date(first_year, first_month, int(match["day"]))
        last = date(year, last_month, int(match["end"]))
    except ValueError:
        return DateReading(None, ("nonstandard_date", "invalid_date"))
    if last < first:
        return DateReading(None, ("nonstandard_date", "invalid_date"))
    return DateReading(DateSpan(first, last), tuple(found))


def _months(match: re.Match[str]) -> DateReading:
    parts = match.groupdict()
    last = (int(parts["year"]), month_number(parts["month"]))
    first = last
    found = ["imprecise_date"]
    if start := parts.get("start"):
        month = month_number(start)
        year = int(parts.get("start_year") or last[0])
        if not parts.get("start_year") and month > last[1]:
            year -= 1
            found.append("year_inferred")
        first = (year, month)
    try:
        return DateReading(DateSpan.months(first, last), tuple(found))
    except ValueError:
        return DateReading(None, ("invalid_date",))


def _numeric_month(match: re.Match[str]) -> DateReading:
    when = (int(match["year"]), int(match["month"]))
    return DateReading(DateSpan.months(when, when), ("imprecise_date", "nonstandard_date"))


def _years(match: re.Match[str]) -> DateReading:
    first = int(match["year"])
    end = match.groupdict().get("end") or match["year"]
    last = int(end) if len(end) == 4 else first // 100 * 100 + int(end)
    if last < first:
        return DateReading(None, ("invalid_date",))
    return DateReading(DateSpan(date(first, 1, 1), date(last, 12, 31), "year"), ("imprecise_date",))


def _without_year(_: re.Match[str]) -> DateReading:
    return DateReading(None, ("missing_year",), weak=True)


def _unreadable(_: re.Match[str]) -> DateReading:
    return DateReading(None, ("invalid_date",), weak=True)


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_DIGIT = re.compile(r"[0-9]")
_YEAR = r"(?P<year>(?:19|20)[0-9]{2})"
_SEASON = r"(?:spring|summer|fall|autumn|winter)"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_LAST_DAY = r"(?P<end>[0-9]{1,2})(?:st|nd|rd|th)?"
_TO_DAY = rf" ?[-–—] ?(?:(?P<month>{MONTH}) ?)?{_LAST_DAY}"
_FORMS: list[tuple[re.Pattern[str], Callable[[re.Match[str]], DateReading]]] = [
    (
        _form(
            r"(?P<month>[0-9]{1,2}) ?(?P<one>[./-]) ?(?P<day>[0-9]{1,2}) ?(?P<two>[./-]) ?"
            r"(?P<year>[0-9]{4}|[0-9]{2})"
        ),
        _numeric,
    ),
    (_form(r"([0-9]{4})[-./]([0-9]{1,2})[-./]([0-9]{1,2})"), _iso),
    (_form(rf"({NUMERIC}) ?[-–] ?({NUMERIC})"), _day_range),
    (_form(rf"(?:{WEEKDAY},? )?(?P<month>{MONTH}) ?{_DAY}(?:, ?| ){_YEAR}"), _worded),
    (_form(rf"(?:{WEEKDAY},? )?{_DAY}[ -](?:of )?(?P<month>{MONTH}),?[ -]{_YEAR}"), _worded),
    (_form(rf"(?P<start>{MONTH}) ?{_DAY}{_TO_DAY}(?:, ?| ){_YEAR}"), _worded_range),
    (
        _form(
            rf"{_DAY}(?: (?P<start>{MONTH}))? ?[-–—] ?{_LAST_DAY} (?P<month>{MONTH}),? {_YEAR}"
        ),
        _worded_range,
    ),
    (_form(rf"(?P<month>{MONTH}),? {_YEAR}"), _months),
    (_form(rf"(?P<start>{MONTH}) ?[-–—/] ?(?P<month>{MONTH}),? {_YEAR}"), _months),
    (
        _form(
            rf"(?P<start>{MONTH}),? (?P<start_year>(?:19|20)[0-9]{{2}}) ?[-–—] ?"
            rf"(?P<month>{MONTH}),? {_YEAR}"
        ),
        _months,
    ),
    (_form(rf"{_YEAR}[-./](?P<month>0[1-9]|1[0-2])"), _numeric_month),
    (_form(rf"(?P<month>0?[1-9]|1[0-2])[-./]{_YEAR}"), _numeric_month),
    (_form(rf"(?:{_SEASON}(?:[-–/]{_SEASON})?,? )?{_YEAR}"), _years),
    (
        _form(rf"(?:{_SEASON},? )?{_YEAR}[-–/](?P<end>(?:19|20)[0-9]{{2}}|[0-9]{{2}})"),
        _years,
    ),
    (_form(rf"(?:{WEEKDAY},? )?(?:{MONTH} ?{_DAY}|[0-9]{{1,2}} {MONTH})"), _without_year),
    (_form(rf"{MONTH} ?{_DAY}{_TO_DAY}"), _without_year),
    (_form(r"(?:0?[1-9]|1[0-2])[./](?:0?[1-9]|[12][0-9]|3[01])"), _without_year),
    (_form(r"(?=(?:[./-]*[0-9]){4,10}[./-]*$)[0-9]+(?:[./-]+[0-9]+)+"), _unreadable),
]  # fmt: skip
