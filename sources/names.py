"""Names of outlets as text: cleaning, comparing, and making slugs of them."""

import hashlib
import re
import unicodedata
from typing import Literal

from sources.directions import find_turn, name_refusal

MAX_NAME = 200
MAX_SLUG = 80
_PIECE = 1_000

_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ′´`", "'"))
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_SAME = _APOSTROPHES | _DASHES
_UNSTORABLE = {"Cc", "Cs"}
_INVISIBLE = _UNSTORABLE | {"Cf"}


def fold(name: str) -> str:
    """What two spellings of one name have in common: equal folds mean the same name.

    Folds blanks, letter case (Unicode's caseless matching, NFKC), apostrophes and dashes, and
    leaves out what cannot be seen. Never raises; folding twice changes nothing more.
    """
    text = " ".join(_normal("NFC", name).translate(_SAME).split())
    text = "".join(char for char in text if unicodedata.category(char) not in _INVISIBLE)
    text = _normal("NFKC", text).casefold()
    text = _normal("NFKC", text).translate(_SAME)
    return " ".join(text.split())


def _normal(form: Literal["NFC", "NFKC"], text: str) -> str:
    """A long text in pieces: ordering accents takes time that grows with the square of their number."""
    if len(text) <= _PIECE:
        return unicodedata.normalize(form, text)
    pieces = (text[at : at + _PIECE] for at in range(0, len(text), _PIECE))
    return "".join(unicodedata.normalize(form, piece) for piece in pieces)


def clean_name(name: str) -> str:
    """The name as it is stored and printed: NFC, blanks folded, otherwise as given.

    Raises ValueError, with a sentence for the editor, for a name that is blank, longer than
    `MAX_NAME` characters, or holds a character that no database can store or one that turns the direction of writing.
    """
    cleaned = _normal("NFC", " ".join(name.split()))
    if sign := find_turn(cleaned):
        raise ValueError(name_refusal(sign))
    if any(unicodedata.category(char) in _UNSTORABLE for char in cleaned):
        raise ValueError("An outlet’s name holds a control character: type the name anew.")
    key = fold(cleaned)
    if not key:
        raise ValueError("An outlet’s name is blank: write the name as it is printed.")
    if max(len(cleaned), len(key)) > MAX_NAME:
        raise ValueError(
            f"The outlet’s name “{cleaned[:40]}…” is {len(cleaned)} characters long: "
            f"shorten it to {MAX_NAME}."
        )
    return cleaned


def slug_of(name: str) -> str:
    """A slug for a name: `RFE/RL` → `rfe-rl`, `U.S. Navy` → `us-navy`, `Jane’s` → `janes`.

    A name without Latin letters or digits gets `outlet-` and a short hash of its fold.
    """
    key = fold(name)
    text = unicodedata.normalize("NFKD", key).encode("ascii", "ignore").decode()
    text = re.sub(r"\b(?:[a-z]\.){2,}", lambda initials: initials[0].replace(".", ""), text)
    slug = re.sub(r"[^a-z0-9]+", "-", text.replace("'", ""))[:MAX_SLUG].strip("-")
    return slug or f"outlet-{hashlib.blake2s(key.encode(), digest_size=4).hexdigest()}"


def free_slug(name: str, taken: set[str]) -> str:
    """The name's slug, with `-2`, `-3` … behind it if `taken` holds it already."""
    base = slug = slug_of(name)
    number = 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
