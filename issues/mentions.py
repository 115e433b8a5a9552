"""Finds the people whom a text names with @ (no query: the names are given)."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

# The signs of a user name as Django's validator has them, and accents that stand apart from their letter. What stands
# before tells a mention from an e-mail address or a path.
_AFTER_AT = re.compile(r"(?<![\w.@+/-])@([\w.@+\u0300-\u036f-]{1,150})")


class Names:
    """User names that can be mentioned: as they are written, or in other letters if that leaves one person only."""

    def __init__(self, names: Iterable[str]) -> None:
        self._exact = {_normal(name): name for name in names}
        self._folded: dict[str, list[str]] = defaultdict(list)
        for normal, name in self._exact.items():
            self._folded[normal.casefold()].append(name)

    def split(self, text: str) -> list[tuple[str, str]]:
        """The text in pieces with the user name that each stands for, empty for words; the pieces joined are the text."""
        pieces: list[tuple[str, str]] = []
        start = 0
        for found in _AFTER_AT.finditer(text):
            length, name = self._longest(found.group(1))
            if name:
                end = found.start(1) + length
                pieces += [(text[start : found.start()], ""), (text[found.start() : end], name)]
                start = end
        return [piece for piece in [*pieces, (text[start:], "")] if piece[0]]

    def mentioned(self, text: str) -> set[str]:
        """The user names that the text mentions."""
        return {name for _, name in self.split(text) if name}

    def _longest(self, written: str) -> tuple[int, str]:
        """The name that begins there, and its length as written; signs at its end may belong to the sentence."""
        while written:
            normal = _normal(written)
            folded = self._folded.get(normal.casefold(), [])
            if name := self._exact.get(normal) or (folded[0] if len(folded) == 1 else ""):
                return len(written), name
            if written[-1].isalnum():
                break
            written = written[:-1]
        return 0, ""


def _normal(name: str) -> str:
    """As Django stores user names."""
    return unicodedata.normalize("NFKC", name)
