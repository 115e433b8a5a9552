"""Headings: the five fixed ones, however they are printed, and any other."""

import re
from functools import lru_cache

from issues.sections import Section

from .findings import Slip, findings
from .tree import Heading
from .typography import fold, fold_key, unmark

LONGEST = 300
"""Characters; a longer line is not compared with the fixed headings."""

# Higher numerals than XXXIX do not occur, and C. or D. are letters of a list.
_NUMERAL = re.compile(r"((?=[IVX])X{0,3}(?:IX|IV|V?I{0,3}))[.)] (?=\S)")
_KEYS: dict[str, str] = {fold_key(str(section.label)): section.value for section in Section}


def read_heading(text: str, *, line: int = 1) -> Heading:
    """Read a heading; `code` is `None` if it is not one of the fixed five.

    `line` is the place that findings name.
    """
    printed = fold(text)
    bare, marks = unmark(printed)
    slips: list[Slip] = [("markup", printed)] if marks else []
    numeral = _NUMERAL.match(bare)
    if numeral:
        bare = bare[numeral.end() :]
    heading, ending = _without_ending(bare)
    if ending != ":":
        slips.append(("trailing_period" if ending else "missing_colon", heading))
    code, is_exact = _section(heading) if len(heading) <= LONGEST else (None, False)
    if code and not is_exact:
        slips.append(("fuzzy_match", heading))
    if heading.isupper():
        slips.append(("all_caps", heading))
    return Heading(heading, code, numeral[1] if numeral else None, ending, findings(slips, line))


def names_section(text: str) -> bool:
    """Whether a line's words are those of a fixed heading."""
    if len(text) > LONGEST:
        return False
    bare, _ = unmark(fold(text))
    numeral = _NUMERAL.match(bare)
    heading, _ = _without_ending(bare[numeral.end() :] if numeral else bare)
    return _section(heading)[0] is not None


def begins_section(text: str) -> bool:
    """Whether a line holds the first words of a fixed heading: it may be wrapped."""
    key = fold_key(unmark(fold(text[:LONGEST]))[0])
    return any(label.startswith(key) for label in _KEYS)


def has_numeral(text: str) -> bool:
    """Whether a line begins with a Roman numeral."""
    return _NUMERAL.match(unmark(fold(text[:80]))[0]) is not None


def _without_ending(text: str) -> tuple[str, str]:
    for ending in (":", "."):
        if text.endswith(ending):
            return text.rstrip(f"{ending} "), ending
    return text, ""


@lru_cache(maxsize=256)
def _section(heading: str) -> tuple[str | None, bool]:
    """The code of a fixed heading, and whether it is the heading to the letter."""
    key = fold_key(heading)
    if code := _KEYS.get(key):
        return code, True
    for label, code in _KEYS.items():
        if abs(len(label) - len(key)) <= 2 and _is_near(label, key, 2):
            return code, False
    return None, False


def _is_near(one: str, other: str, edits: int) -> bool:
    """Whether so many letters put in, left out or replaced turn one string into the other."""
    pairs = enumerate(zip(one, other, strict=False))
    same = next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))
    one, other = one[same:], other[same:]
    if not edits or not one or not other:
        return max(len(one), len(other)) <= edits
    return (
        _is_near(one[1:], other[1:], edits - 1)
        or _is_near(one[1:], other, edits - 1)
        or _is_near(one, other[1:], edits - 1)
    )
