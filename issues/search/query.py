"""Reads what a reader typed into the search box (no Django, no query)."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

MAX_LENGTH = 1000
"""Characters; what stands behind them is not read."""
MAX_TERMS = 24
"""Terms beyond these are not looked for."""

# A letter or digit, more of them, and the marks that are written on them (Latin, Hebrew, Arabic).
_MARKS = r"\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670"
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}])*")
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
_LATIN_MARKS = re.compile(r"([A-Za-z])[\u0300-\u036f]+")


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or several that stand side by side; with ``is_prefix`` the last is only the beginning of a word."""

    words: tuple[str, ...]
    is_prefix: bool = False
    is_excluded: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What must be found and what must not; neither, if there was no word to look for."""

    included: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.included or self.excluded)


@lru_cache(maxsize=1000)
def parse(q: str) -> Query:
    """Read a query; every text is one, and none is an error.

    ``convoy bombed`` both words, in any form (bombing, bombs) · ``"Deir el-Zour"`` words side by side · ``deir*`` words that
    begin so · ``-Raqqa``, ``-"Abu Kamal"``, ``-deir*`` not these. Case and the accents of Latin letters make no difference.
    Every other character only separates words, and those it separates inside a term stand side by side: ``RFE/RL`` is
    ``"RFE RL"``. A quotation mark that is not closed reaches to the end.
    """
    found: dict[Term, None] = {}
    readable = unicodedata.normalize("NFC", q[:MAX_LENGTH]).translate(_QUOTES)
    for minus, quoted, plain in _TERM.findall(readable):
        text = quoted or plain
        words = tuple(_WORD.findall(text))
        if words and len(found) < MAX_TERMS:
            found[Term(words, bool(_ENDS_IN_STAR.search(text)), bool(minus))] = None
    return Query(
        tuple(term for term in found if not term.is_excluded),
        tuple(term for term in found if term.is_excluded),
    )


# A star right behind the last word.
_ENDS_IN_STAR = re.compile(rf"[^\W_][{_MARKS}]*\*[\W_]*\Z")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: where it stands, and its forms that are compared."""

    start: int
    end: int
    folded: str

    @property
    def stem(self) -> str:
        """What it shares with its other forms."""
        return stem(self.folded)


def words(text: str) -> Iterator[Word]:
    """The words of a text, as the databases see them."""
    for match in _WORD.finditer(text):
        yield Word(match.start(), match.end(), fold(match.group()))


def fold(word: str) -> str:
    """In lower case, Latin letters without their accents."""
    if word.isascii():
        return word.lower()
    bare = _LATIN_MARKS.sub(r"\1", unicodedata.normalize("NFD", word))
    return unicodedata.normalize("NFC", bare).lower()


@lru_cache(maxsize=20_000)
def stem(folded: str) -> str:
    """By Porter's algorithm (Program 14, 1980), which both databases use; a word of two letters is its own stem."""
    # A stemmer keeps the word it works on: one for each call, so that threads never share it.
    return folded if len(folded) < 3 else str(snowballstemmer.stemmer("porter").stemWord(folded))
