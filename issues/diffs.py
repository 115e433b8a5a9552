"""Differences between two texts, or two lists, for people to read (no query, no request)."""

import html
import re
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from itertools import accumulate
from typing import Any, TypeVar

T = TypeVar("T", bound=Hashable)

# A tag, or a word, each with the blanks behind it.
_TOKENS = re.compile(r"(?:<[^<>]*>|[^\s<]+|<)\s*|\s+")
_TAG = re.compile(r"<[^<>]*>")

MOST_WORDS = 4000
"""A longer text is taken as a whole: comparing takes time that grows with the square of the words."""
MOST_STEPS = 6_000_000
"""Pairs of equal words that are looked at, a second’s work or less. Texts of one word over and over have more: see `Matcher`."""


class TooManySteps(Exception):
    """Two texts that would take too long to compare: nobody wrote them by hand."""


class Matcher(SequenceMatcher[Any]):
    """``SequenceMatcher`` without its guesses (``autojunk``), which counts its steps beforehand.

    Its time grows with the pairs of equal elements, and again with the number of matches: the cube of the words at
    worst. Raises TooManySteps beyond ``MOST_STEPS``.
    """

    def __init__(self, one: Sequence[Hashable], other: Sequence[Hashable]) -> None:
        super().__init__(None, one, other, autojunk=False)
        self.steps = 0
        self._size = len(one)
        held = Counter(other)
        # How many pairs stand before each element of the first.
        self._pairs = [0, *accumulate(held[each] + 1 for each in one)]

    def find_longest_match(
        self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
    ) -> Match:
        """The same, counted."""
        end = self._size if ahi is None else ahi
        self.steps += self._pairs[end] - self._pairs[alo]
        if self.steps > MOST_STEPS:
            raise TooManySteps
        return super().find_longest_match(alo, ahi, blo, bhi)


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
    try:
        changes = Matcher(a, b).get_opcodes()
    except TooManySteps:
        return replaced(before, after)
    for tag, i1, i2, j1, j2 in changes:
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
    try:
        changes = Matcher(before, after).get_opcodes()
    except TooManySteps:
        return [*(("del", entry) for entry in before), *(("ins", entry) for entry in after)]
    for tag, i1, i2, j1, j2 in changes:
        if tag == "equal":
            entries += [("", entry) for entry in after[j1:j2]]
        else:
            entries += [("del", entry) for entry in before[i1:i2]]
            entries += [("ins", entry) for entry in after[j1:j2]]
    return entries
