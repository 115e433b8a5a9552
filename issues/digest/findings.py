"""What the reader may report: codes, severities and the sentences shown for them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

BLOCK, LOOK, NOTE = "block", "look", "note"

# code: (severity, sentence); “{what}” stands for the words of the source it is about.
_TABLE = {
    # must be settled before publication
    "missing_outlet": (BLOCK, "No outlet stands before {what}: write its name before the date."),
    "missing_date": (BLOCK, "{what} has no date: add it as MM.DD.YY."),
    "invalid_date": (BLOCK, "{what} is no day of the calendar: correct it, as MM.DD.YY."),
    "unbalanced_paren": (BLOCK, "A parenthesis is open or closed only once near {what}: add the other half."),
    "no_period": (BLOCK, "The title {what} names no period: add one, as in “Oct. 31-Nov. 7, 2017”."),
    "missing_year": (BLOCK, "{what} has no year: add it."),
    "reversed_period": (BLOCK, "The period {what} ends before it starts: exchange or correct its dates."),
    "empty_section": (BLOCK, "The section {what} holds nothing: add items or “No significant developments.”"),
    # an editor should look
    "out_of_period": (LOOK, "{what} lies outside the issue’s period: check the date."),
    "year_typo_suspected": (LOOK, "{what} would fit the issue’s period a year earlier or later: check the year."),
    "day_month_swapped": (LOOK, "{what} has the day first: write the month first."),
    "shared_date": (LOOK, "{what} gives one date to several outlets: check that it holds for each."),
    "multiple_dates": (LOOK, "{what} follows another date: it was read as a second article of the same outlet."),
    "separator_typo": (LOOK, "Outlets and dates near {what} are not parted by commas: put a comma there."),
    "empty_segment": (LOOK, "Two commas meet in {what}: fill in what was lost or drop one."),
    "co_credit": (LOOK, "{what} was read as one article of several outlets: correct the name if it is one outlet."),
    "duplicate_heading": (LOOK, "The heading {what} is printed twice: join the two sections."),
    "placeholder_with_items": (LOOK, "{what} stands beside items: drop it."),
    "unlabelled_group": (LOOK, "A second group begins with {what} after two blank lines: a heading may be lost."),
    "fuzzy_match": (LOOK, "The heading {what} was taken for one that differs by a letter or two: correct it."),
    "mid_text_citation": (LOOK, "{what} stands inside the text and was moved to its end: check the sentence."),
    "year_inferred": (LOOK, "{what} crosses New Year and gives one year: check that the start is in the year before."),
    "long_period": (LOOK, "The period {what} is longer than eight days: check its dates."),
    # note only
    "nbsp": (NOTE, "{what} holds a no-break space: a plain one is printed."),
    "extra_space": (NOTE, "{what} holds a space too many: it is dropped."),
    "missing_space": (NOTE, "A space is missing in or before {what}: it is added."),
    "trailing_period_inside": (NOTE, "{what} ends with a period inside the parenthesis: it is dropped."),
    "trailing_period_outside": (NOTE, "A period follows {what}: it closes the sentence or is dropped."),
    "trailing_period": (NOTE, "{what} ends with a period: none is needed."),
    "four_digit_year": (NOTE, "{what} has a year of four digits: two are printed."),
    "nonstandard_date": (NOTE, "{what} is not written as MM.DD.YY: it is printed so."),
    "imprecise_date": (NOTE, "{what} names no day: add it if it is known."),
    "outlet_note": (NOTE, "{what} was read as a note on the outlet before it."),
    "duplicate_pair": (NOTE, "{what} is cited twice for one day: both are kept."),
    "en_dash": (NOTE, "{what} has a dash: a hyphen is printed."),
    "spaced_dash": (NOTE, "{what} has blanks around its dash: a tight hyphen is printed."),
    "word_range": (NOTE, "{what} gives the period in words: a hyphen is printed."),
    "nonap_month": (NOTE, "{what} has a month that is not in AP style: it is printed so."),
    "missing_comma": (NOTE, "A comma is missing in {what}: it is added."),
    "nonstandard_separator": (NOTE, "{what} parts the name and the period without a comma: one is printed."),
    "single_day": (NOTE, "{what} is a single day: check that the issue covers no more."),
    "missing_colon": (NOTE, "The heading {what} has no colon at its end: it is added."),
    "markup": (NOTE, "{what} carries marks of emphasis: they are dropped."),
    "all_caps": (NOTE, "{what} is printed in capitals: ordinary letters read better."),
    "bom": (NOTE, "The file begins with a byte order mark: it is dropped."),
    "crlf": (NOTE, "The file’s lines end in CR LF: LF is printed."),
}  # fmt: skip

SEVERITIES: dict[str, str] = {code: severity for code, (severity, _) in _TABLE.items()}
DIGEST_FINDINGS: dict[str, str] = {code: sentence for code, (_, sentence) in _TABLE.items()}

Slip = tuple[str, str]
"""A finding that has no place yet: its code and the words of the source it is about."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the reader noticed.

    `line` counts from 1 in the source and is where the title, heading or item begins; 0 means no
    source. `section` is a heading as printed, `item` a path such as ``2.1`` inside that section;
    `Document.findings` fills in both.
    """

    code: str
    what: str = ""
    line: int = 0
    section: str = ""
    item: str = ""

    @property
    def severity(self) -> str:
        """``block``, ``look`` or ``note``."""
        return SEVERITIES[self.code]

    @property
    def message(self) -> str:
        """A sentence that says where, what and how to mend it."""
        place = [f"line {self.line}"] if self.line else []
        if self.section:
            place.append(f"“{self.section}”")
        if self.item:
            place.append(f"item {self.item}")
        what = self.what if len(self.what) <= 80 else f"{self.what[:79]}…"
        sentence = DIGEST_FINDINGS[self.code].format(what=f"“{what}”")
        where = ", ".join(place)
        return f"{where[0].upper()}{where[1:]}: {sentence}" if where else sentence


def findings(slips: Sequence[Slip], line: int = 0) -> tuple[Finding, ...]:
    """The slips as findings of one line, each kept once, in order."""
    return (
        () if not slips else tuple(Finding(code, what, line) for code, what in dict.fromkeys(slips))
    )


def codes(found: Iterable[Finding]) -> list[str]:
    """The sorted codes, each once: the `warnings` of a result."""
    return sorted({finding.code for finding in found})
