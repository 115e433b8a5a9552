"""Knows the lines that the site's own documents print around an issue, so that they do not come back as its text."""

import re

from issues.workflow import Status

_STATES = "|".join(re.escape(str(status.label)) for status in Status)
_IMPRINT = re.compile(
    rf"(?:(?:{_STATES}), not published\.|Published(?: by .{{1,300}}?)? on [A-Z][a-z]+\.? \d{{1,2}}, \d{{4}}\.)"
    r"(?: [\d,]+ items?, [\d,]+ citations?\.)?(?: https?://\S+)?"
    r"|Edition \d+, corrected: .*|Edition \d+, which was replaced by a later one\.|Withdrawn: .*"
    r"|Read it on the web",
    re.DOTALL,
)


def is_imprint(text: str) -> bool:
    """Whether a paragraph says who published an issue, when, and what became of that edition."""
    return _IMPRINT.fullmatch(text) is not None
