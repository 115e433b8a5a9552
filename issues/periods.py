"""Periods and dates as the Associated Press style prints them."""

from datetime import date

# AP Stylebook: March to July are never abbreviated, September has four letters.
MONTHS = (
    "Jan.",
    "Feb.",
    "March",
    "April",
    "May",
    "June",
    "July",
    "Aug.",
    "Sept.",
    "Oct.",
    "Nov.",
    "Dec.",
)


def ap_date(day: date) -> str:
    """A calendar date, as in ``Nov. 7, 2017``."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def ap_period(start: date, end: date) -> str:
    """An inclusive period with a tight hyphen: ``Oct. 31-Nov. 7, 2017``, ``Sept. 12-19, 2017``.

    The start's year is printed only where the years differ; a period of one day is that day.
    """
    if start == end:
        return ap_date(end)
    if start.year != end.year:
        return f"{ap_date(start)}-{ap_date(end)}"
    first = f"{MONTHS[start.month - 1]} {start.day}"
    if start.month == end.month:
        return f"{first}-{end.day}, {end.year}"
    return f"{first}-{ap_date(end)}"
