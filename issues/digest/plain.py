"""The form that nine items in ten have: prose, then one citation of names and days without a slip.

Read in one step what `citations` reads in many, with the same result; all else is left to it.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from .dates import Period, period_codes, read_date
from .findings import Slip
from .outlets import KnownOutlets, begins_as_prose, known_outlets, reads_as_name
from .tree import Reference

MOST_WORDS = 9
"""A longer segment makes a parenthesis prose."""

_NAME_AND_DATE = r"(?:RFE/RL|[A-Z][A-Za-z.&'’-]*(?: [A-Za-z.&'’-]+)*), [0-9]{2}\.[0-9]{2}\.[0-9]{2}"
NORMAL_FORM = re.compile(rf"{_NAME_AND_DATE}(?:, {_NAME_AND_DATE})*")
"""What stands between the brackets, in the normal form of the format."""

# A parenthesis without a number is prose, unless nothing but a mark parts it from the citation.
_ASIDE = r"[^()]*\([^()0-9]*\)(?=[^()]*[^()\s.,;])"
_PLAIN_FORM = re.compile(rf"((?:{_ASIDE})*[^()]*) \(({NORMAL_FORM.pattern})\)")
_NOBODY = known_outlets(())


class Plain(NamedTuple):
    """The text before the parenthesis, its references, and what is amiss with their days."""

    text: str
    references: list[Reference]
    slips: list[Slip]


def read_plain(line: str, period: Period | None, known: KnownOutlets) -> Plain | None:
    """Read a line of the plain form; `None` if it has another. Blanks in the text are not folded."""
    match = _PLAIN_FORM.fullmatch(line)
    if match is None:
        return None
    parts = match[2].split(", ")
    references: list[Reference] = []
    slips: list[Slip] = []
    for name, day in zip(parts[::2], parts[1::2], strict=True):
        reading = read_date(day)
        if reading is None or not _is_plain_name(name):
            return None
        found = reading.codes
        if reading.span:
            found += period_codes(reading.span, period)
        if found:
            slips += [(code, day) for code in found]
        references.append(Reference(name, reading.span, day))
    return Plain(match[1], references, slips)


@lru_cache(maxsize=4096)
def _is_plain_name(name: str) -> bool:
    """Whether a segment is an outlet's name whatever outlets are known."""
    return (
        name.count(" ") < MOST_WORDS
        and not begins_as_prose(name, _NOBODY)
        and reads_as_name(name, _NOBODY, beside_a_day=True)
    )
