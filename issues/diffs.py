"""Differences between two texts, or two lists, for people to read (no query, no request)."""

import html
import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeVar

T = TypeVar("T", bound=Hashable)

# A tag, or a word, each with the blanks behind it.
_TOKENS = re.compile(r"(?:<[^<>]*>|[^\s<]+|<)\s*|\s+")
_TAG = re.compile(r"<[^<>]*>")

MOST_WORDS = 4000
"""A longer text is taken as a whole: comparing takes time that grows with the square of the words."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text: ``kind`` is ``ins``, ``del`` or empty for what both have."""

    kind: str
    text: str

    @property
    def words(self) -> str:
        """The text without the blanks at its end, which nobody wants to see marked."""
        return self.text.rstrip()

    @property
    def blank(self) -> str:
        """The blanks at the end of the text."""
        return self.text[len(self.words) :]


def tokens_of(text: str) -> list[str]:
    """The words and tags of inline HTML, each with the blanks behind it; joined they are the text again."""
    return _TOKENS.findall(text)


def word_diff(before: str, after: str) -> tuple[Piece, ...]:
    """Inline HTML against inline HTML, by word. Tags show only where they came or went."""
    old, new = tokens_of(before), tokens_of(after)
    if max(len(old), len(new)) > MOST_WORDS:
        return replaced(before, after)
    a, b = ([token.strip() for token in tokens] for tokens in (old, new))
    pieces: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            # The longer of the two, for a word at the end of a text has no blank behind it.
            tokens = (max(pair, key=len) for pair in zip(old[i1:i2], new[j1:j2], strict=True))
            kept = "".join(_TAG.sub("", token) for token in tokens)
            pieces.append(Piece("", html.unescape(kept)))
            continue
        pieces.append(Piece("del", html.unescape("".join(old[i1:i2]))))
        pieces.append(Piece("ins", html.unescape("".join(new[j1:j2]))))
    return tuple(piece for piece in pieces if piece.text)


def replaced(before: str, after: str) -> tuple[Piece, ...]:
    """One text in place of the other, as wholes; both are inline HTML."""
    return (Piece("del", html.unescape(before)), Piece("ins", html.unescape(after)))


def list_diff(before: Sequence[T], after: Sequence[T]) -> list[tuple[str, T]]:
    """Entries with what became of each, ``ins``, ``del`` or nothing, in the order of ``after``."""
    entries: list[tuple[str, T]] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            entries += [("", entry) for entry in after[j1:j2]]
        else:
            entries += [("del", entry) for entry in before[i1:i2]]
            entries += [("ins", entry) for entry in after[j1:j2]]
    return entries
