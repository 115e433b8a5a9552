"""Names of outlets: the known ones, and what can be a name at all."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from .dates import MONTH, WEEKDAY, read_date
from .typography import fold, fold_key

# A parenthesis that begins with one of these is prose: (as of …), (since …), (see …).
FUNCTION_WORDS = frozenset(
    "a about according after against also among an and are around as at based because before between"
    " born both but by cf cf. compared compare despite died during e.g. effective except excluding"
    " following for formerly from had has how i.e. if in including is just less like more namely near not"
    " now of off on once only or originally out over per pictured possibly probably released roughly"
    " scheduled see seen signed since so some starting than that then through till to under"
    " until up updated versus vs vs. was were what when where which while who whom whose with within"
    " without".split()
)
# As first word of a name these are as common as of a sentence: only in lower case are they prose.
_MAY_BEGIN_A_NAME = frozenset(
    "a about after against an at between both for how in just more near now off on once only out over"
    " the under what when who within".split()
)
_NOTE = re.compile(
    r"in (?:the )?[A-Z]\w+(?: (?:and|only|with|translation|original)\b.{0,40})?"
    r"|[A-Z]\w+[ -]language(?: .{1,30})?|(?:translated|translation)(?: .{1,40})?"
    r"|(?i:(?:subscription|registration)(?: required| needed)?|(?:behind (?:a )?)?pay-?wall(?:ed)?)"
    r"|(?:accessed|as of|posted|published|updated)"
    r"|(?:via|citing|quoting|quoted by|cited by) .{1,60}"
    r"|(?i:print(?: edition)?|op-ed|video|audio|podcast|transcript|press release|live blog)"
)
_NO_NAME = re.compile(
    rf"[\W\d_]*|(?:{WEEKDAY}|(?:mon|tue|tues|wed|thu|thurs|fri|sat|sun)\.?|{MONTH})", re.IGNORECASE
)
_DOMAIN = re.compile(r"\w[\w-]*(?:\.[\w-]+)+")


class KnownOutlets:
    """A prepared set of outlet names and aliases: iterable, and cheap to pass again and again."""

    __slots__ = ("_keys", "_names", "_starts", "slashes")

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names = tuple(name for name in map(fold, names) if name)
        # One name by rule of the format, whether it is registered or not.
        self._keys = frozenset(map(fold_key, self._names)) | {"rfe/rl"}
        self._starts = {key.split(",")[0] for key in self._keys if "," in key}
        self.slashes = max(key.count("/") for key in self._keys)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and fold_key(name) in self._keys

    def completes(self, before: str, segment: str) -> bool:
        """Whether two segments are one known name that holds a comma."""
        return fold_key(before) in self._starts and f"{before}, {segment}" in self


@lru_cache(maxsize=8)
def _prepared(names: tuple[str, ...]) -> KnownOutlets:
    return KnownOutlets(names)


def known_outlets(names: Iterable[str]) -> KnownOutlets:
    """The names prepared for look-ups, prepared once for the same names."""
    return names if isinstance(names, KnownOutlets) else _prepared(tuple(names))


def is_note(text: str) -> bool:
    """Whether a segment says something about the outlet before it, such as ``in Russian``."""
    return _NOTE.fullmatch(text) is not None


def begins_as_prose(text: str, known: KnownOutlets) -> bool:
    """Whether a parenthesis that starts with this segment is led by a function word."""
    first = text.split(" ", 1)[0].rstrip(":")
    folded = first.lower()
    if folded not in FUNCTION_WORDS or text in known:
        return False
    return first.islower() or folded not in _MAY_BEGIN_A_NAME


def reads_as_name(text: str, known: KnownOutlets, *, beside_a_day: bool) -> bool:
    """Whether a segment can be an outlet's name.

    An unknown name in lower case (``dpa``) is believed only beside an exact date.
    """
    if _NO_NAME.fullmatch(text) or read_date(text):
        return text in known
    words = text.split(" ")
    first = words[1] if words[0].lower() == "the" and len(words) > 1 else words[0]
    if first[0].isdigit():
        return text in known or (len(words) > 1 and not words[1][0].islower())
    if beside_a_day or first != first.lower() or not first[0].islower():
        return True
    return text in known or _DOMAIN.fullmatch(first) is not None


def split_credits(name: str, known: KnownOutlets) -> tuple[str, ...]:
    """The outlets that a slash joins in one credit; empty for a single name. Known names stay whole."""
    if "/" not in name or name in known:
        return ()
    parts = [part.strip() for part in name.split("/")]
    credits = []
    at = 0
    while at < len(parts):
        longest = range(min(known.slashes + 1, len(parts) - at), 1, -1)
        whole = (size for size in longest if "/".join(parts[at : at + size]) in known)
        size = next(whole, 1)
        credits.append("/".join(parts[at : at + size]))
        at += size
    credits = [credit for credit in credits if credit]
    return tuple(credits) if len(credits) > 1 else ()
