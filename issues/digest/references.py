"""One parenthesis: whether it is a citation, and which references it holds."""

import re
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from .dates import NUMERIC, DateReading, Period, period_codes, read_date
from .findings import Slip
from .outlets import KnownOutlets, begins_as_prose, reads_as_name, split_credits
from .plain import MOST_WORDS, NORMAL_FORM
from .segments import EMPTY, Token, mend_dates, read_segments
from .tree import Reference
from .typography import NBSP, fold

_DIGIT = re.compile(r"[0-9]")
_DATE_DEEPER = re.compile(rf"\([^()]*{NUMERIC}")
_EXACT_DATE = re.compile(r"[0-9]+[./-][0-9]+[./-][0-9]+")
_SIGNS = {
    "nbsp": NBSP,
    "extra_space": re.compile(r"^\s|\s$|\s\s|(?<!,)\s[,;]"),
    "missing_space": re.compile(r",(?=[^\s,])"),
    "separator_typo": re.compile(";"),
}


class Parsed(NamedTuple):
    """A parenthesis that is a citation."""

    references: list[Reference]
    slips: list[Slip]


def parse(
    content: str, known: KnownOutlets, period: Period | None, *, at_end: bool
) -> Parsed | None:
    """The references of a parenthesis, or `None` if it is prose.

    `content` is what stands between the brackets, on one line; `at_end` says that it ends an item,
    where known outlets need no date.
    """
    if not at_end and not _DIGIT.search(content):
        return None
    if "(" in content and _DATE_DEEPER.search(content):
        return None
    slips: list[Slip] = []
    if NORMAL_FORM.fullmatch(content):
        segments = enumerate(content.split(", "))
        tokens = [Token(each, read_date(each) if at % 2 else None) for at, each in segments]
    else:
        content = mend_dates(content, slips)
        whole = fold(content)
        slips += [(code, whole) for code, sign in _SIGNS.items() if sign.search(content)]
        tokens = read_segments(content, known, slips)
    if not _is_citation(tokens, known, at_end=at_end):
        return None
    binder = _Binder(fold(content), known, period, slips)
    binder.bind(tokens)
    return Parsed(binder.references, slips)


def _is_citation(tokens: list[Token], known: KnownOutlets, *, at_end: bool) -> bool:
    """The rule of the format for what is a citation and what is prose."""
    names = []
    readings = []
    for token in tokens:
        if token.text.count(" ") >= MOST_WORDS:
            return False
        if token.reading:
            readings.append(token.reading)
        elif token.text and not token.is_note:
            names.append(token)
    if not readings:
        return at_end and bool(names) and all(name.text in known for name in names)
    if tokens[0].text and begins_as_prose(tokens[0].text, known):
        return False
    if all(reading.weak for reading in readings):
        return any(name.text in known for name in names)
    is_exact = any(token.reading and _EXACT_DATE.match(token.text) for token in tokens)
    return _lost_outlet(tokens) or any(
        reads_as_name(name.text, known, beside_a_day=is_exact and not name.is_glued)
        for name in names
    )


def _lost_outlet(tokens: list[Token]) -> bool:
    """Whether a segment is empty that another one follows."""
    return EMPTY in tokens and any(
        token is EMPTY and after is not EMPTY for token, after in pairwise(tokens)
    )


class _Binder:
    """Binds dates backwards to the outlets since the last date."""

    def __init__(
        self, whole: str, known: KnownOutlets, period: Period | None, slips: list[Slip]
    ) -> None:
        self.references: list[Reference] = []
        self._whole = whole
        self._known = known
        self._period = period
        self._slips = slips
        self._undated: list[Reference] = []

    def bind(self, tokens: list[Token]) -> None:
        while tokens and tokens[-1] is EMPTY:
            tokens.pop()
            self._slips.append(("empty_segment", self._whole))
        for at, token in enumerate(tokens):
            if token.reading:
                self._add_date(token.text, token.reading)
            elif token.is_note:
                self._add_note(token.text)
            elif token.text:
                self._add_name(token.text)
            else:
                self._add_lost(at)
        for reference in self._undated:
            self._slips.append(("missing_date", reference.outlet or self._whole))
        self.references += self._undated

    def _add_name(self, name: str) -> None:
        credits = split_credits(name, self._known)
        if credits:
            self._slips.append(("co_credit", name))
        self._undated.append(Reference(name, credits=credits))

    def _add_note(self, note: str) -> None:
        """A note belongs to the outlet before it, dated or not."""
        self._slips.append(("outlet_note", note))
        noted = self._undated or self.references
        if noted:
            before = noted.pop()
            note = f"{before.note}, {note}" if before.note else note
            noted.append(replace(before, note=note))
        else:
            self._undated.append(Reference(None, note=note))

    def _add_lost(self, at: int) -> None:
        if at:
            self._slips.append(("empty_segment", self._whole))
        self._slips.append(("missing_outlet", self._whole))
        self._undated.append(Reference(None))

    def _add_date(self, text: str, reading: DateReading) -> None:
        outlets, self._undated = self._undated, []
        if not outlets and self.references:
            self._slips.append(("multiple_dates", text))
            outlets = [replace(self.references[-1], note="")]
        elif not outlets:
            self._slips.append(("missing_outlet", self._whole))
            outlets = [Reference(None)]
        elif len(outlets) > 1:
            names = ", ".join(reference.outlet or "" for reference in outlets)
            self._slips.append(("shared_date", f"{names}, {text}"))
        for code in reading.codes:
            self._slips.append((code, text))
        if reading.span:
            for code in period_codes(reading.span, self._period):
                self._slips.append((code, text))
        for before in outlets:
            self.references.append(
                Reference(before.outlet, reading.span, text, before.credits, before.note)
            )
