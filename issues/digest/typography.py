"""Blanks, sentence ends and marks of emphasis in lines of text."""

import re

NBSP = re.compile("[\u00a0\u2007\u202f]")
SENTENCE_END = re.compile(r"[.!?…][\"”’'»)\]]*(?:\[[0-9]+\])*$")

_HASHES = re.compile(r"#{1,6}\s*(?=[^\s#])")


def fold(text: str) -> str:
    """The text with every run of blanks, of whatever kind, as one space and none at the ends."""
    return " ".join(text.split())


def fold_key(text: str) -> str:
    """What two names share when only case, apostrophes and blanks differ."""
    return fold(text).casefold().replace("’", "'")


def unwrap(text: str) -> str:
    """The lines of a text as one; the blanks inside each line are left as they are."""
    return " ".join(filter(None, map(str.strip, text.splitlines())))


def unmark(text: str) -> tuple[str, str]:
    """The text without Markdown's ``###`` and ``**…**``, and which of ``#`` and ``*`` it had."""
    marks = ""
    if match := _HASHES.match(text):
        text = text[match.end() :]
        marks = "#"
    ending = text[-1:] if text.endswith((":", ".")) else ""
    bare = text.removesuffix(ending).strip("*_ ")
    if text.startswith(("*", "_")) and bare:
        text = bare + ending
        marks += "*"
    return text, marks


def ends_sentence(text: str) -> bool:
    """Whether a sentence is closed at the end, be it inside quotation marks or before a footnote mark."""
    return SENTENCE_END.search(text[-16:]) is not None
