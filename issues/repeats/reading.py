"""Reads a text as what another can be compared by: stems, names and numbers, wherever and however they stand (no query)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from issues.repeats.vocabulary import (
    COUNTING,
    EVERYDAY,
    MULTIPLIERS,
    NO_NAMES,
    NUMBERS,
    ORDINALS,
    SAME,
)
from issues.search.query import fold, stem

MOST_CHARACTERS = 2000
"""What stands behind them is not compared: an item is a few sentences."""

# A number with its separators, or letters with the apostrophes of transliteration between them.
_PART = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’ʼ`ʿʾ][^\W\d_]+)*|[^\W_]")
_APOSTROPHES = re.compile("['’ʼ`ʿʾ]")
_POSSESSIVE = re.compile(r"['’]s\Z", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?:]\W*\Z")
# Behind the first word of a sentence: it is a name’s possessive, or only the beginning of a name.
_NAME_GOES_ON = re.compile(r"['’]s\b|\s+[^\W\d_a-z]")
_VOWELS = re.compile("[aeiouy]")
_DOUBLED = re.compile(r"(.)\1+")


class Word(NamedTuple):
    """A word or number of a text: where it stands, and the ``key`` that its other forms share.

    A number's key begins with ``#``. ``is_name``: it has a capital letter that no beginning of a sentence explains.
    """

    start: int
    end: int
    key: str
    is_name: bool = False

    @property
    def is_number(self) -> bool:
        """Whether it is a number, in digits or words."""
        return self.key.startswith("#")

    @property
    def is_everyday(self) -> bool:
        """Whether it says nothing of what the text is about."""
        return self.key in EVERYDAY


@dataclass(frozen=True)
class Text:
    """A plain text and its words in order."""

    plain: str
    words: tuple[Word, ...]

    @cached_property
    def keys(self) -> frozenset[str]:
        """The words that say something; all of them, if none does."""
        return frozenset(word.key for word in self.words if not word.is_everyday) or frozenset(
            word.key for word in self.words
        )

    @cached_property
    def names(self) -> frozenset[str]:
        """Those of them that are names."""
        return frozenset(
            word.key for word in self.words if word.is_name and word.key not in NO_NAMES
        )

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Those of them that are numbers."""
        return frozenset(word.key for word in self.words if word.is_number)

    @cached_property
    def sequence(self) -> tuple[str, ...]:
        """The keys in order: equal for texts that differ in punctuation alone."""
        return tuple(word.key for word in self.words)


def read(plain: str) -> Text:
    """Read a plain text. Every text can be read; a long one up to ``MOST_CHARACTERS``."""
    return Text(plain, tuple(_counted([*_words(plain[:MOST_CHARACTERS])])))


def _words(plain: str) -> Iterator[Word]:
    end = 0
    for match in _PART.finditer(plain):
        found, start = match.group(), match.start()
        before, end = end, match.end()
        if found[0].isdecimal():
            yield Word(start, end, "#" + found.replace(",", ""))
            continue
        length, key = _key(found)
        end = start + length
        is_name = found[0].isupper() and (
            not _is_first(plain, before, start) or bool(_NAME_GOES_ON.match(plain, end))
        )
        yield Word(start, end, key, is_name)


def _is_first(plain: str, before: int, start: int) -> bool:
    """Whether a word begins a sentence; the one before ends at ``before``."""
    return before == 0 or bool(_SENTENCE_END.search(plain, before, start))


@lru_cache(maxsize=50_000)
def _key(found: str) -> tuple[int, str]:
    """How much of a word counts, without its possessive, and its key."""
    bare = _POSSESSIVE.sub("", found)
    key = stem(_APOSTROPHES.sub("", fold(bare)))
    return len(bare), SAME.get(key, key)


def _counted(words: list[Word]) -> Iterator[Word]:
    """The same with numbers in words as numbers: “three hundred and twenty” is 320."""
    at = 0
    while at < len(words):
        if words[at].key not in COUNTING:
            yield words[at]
            at += 1
            continue
        stop, value = _number(words, at)
        if value is None:
            yield words[at]
            at += 1
        else:
            yield Word(words[at].start, words[stop - 1].end, f"#{value}")
            at = stop


def _number(words: list[Word], at: int) -> tuple[int, int | None]:
    """Where the number that begins at a word ends, and its value; None if there is none."""
    value, part, stop = 0, None, at
    for here in range(at, len(words)):
        key = words[here].key
        if key in ORDINALS and (part is None or part % 10 == 0):
            return here + 1, value + (part or 0) + ORDINALS[key]
        if key in NUMBERS and (part is None or (part % 10 == 0 and NUMBERS[key] < 100)):
            part = (part or 0) + NUMBERS[key]
        elif key in MULTIPLIERS and part is not None:
            part *= MULTIPLIERS[key]
            if MULTIPLIERS[key] > 100:
                value, part = value + part, 0
        elif key == "and" and part and part % 100 == 0:
            continue
        else:
            break
        stop = here + 1
    return stop, None if part is None else value + part


def skeleton(key: str) -> str:
    """The consonants of a name, which transliterations share: ``saraqib`` and ``saraqeb`` are both ``srqb``.

    Names of fewer than five letters have too few of them to tell one from another: they stay whole.
    """
    if len(key) < 5:
        return key
    return key[0] + _DOUBLED.sub(r"\1", _VOWELS.sub("", key[1:]))
