"""Dates as people type them beside a citation; the issue's period gives them their year."""

from typing import Any

from issues.digest.dates import DateSpan, Period, read_date
from issues.periods import ap_date, ap_period

HOW_DATES_ARE_WRITTEN = "write it as 11.04.17, Nov. 4, 2017-11-04 or May 2017."


def read_day(text: str, period: Period) -> DateSpan | None:
    """The day, month or year that a row's date names; one without a year is taken nearest to the period."""
    text = " ".join(text.split())
    reading = read_date(text)
    if reading is None or "missing_year" not in reading.codes:
        return reading.span if reading else None
    years = {day.year for day in period}
    readings = [read_date(f"{text}{mark}{year}") for year in sorted(years) for mark in (", ", "/")]
    spans = [each.span for each in readings if each and each.span]
    return min(spans, key=lambda span: _distance(span, period), default=None)


def _distance(span: DateSpan, period: Period) -> int:
    start, end = period
    return max((start - span.last).days, (span.first - end).days, 0)


def day_as_read(text: str, period: Period) -> dict[str, Any] | None:
    """What a person is told about a date: ``says`` (a few words) and ``is_good``; None for a blank."""
    if not text.strip():
        return None
    span = read_day(text, period)
    if span is None:
        return {"says": f"No date: {HOW_DATES_ARE_WRITTEN}", "is_good": False}
    says = span.text
    if span.unit == "day":
        says = ap_date(span.first) if span.first == span.last else ap_period(span.first, span.last)
    if span.misses(period):
        return {"says": f"{says}, outside the period", "is_good": False}
    return {"says": says, "is_good": True}
