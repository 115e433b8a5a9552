"""Signs that turn the direction of writing (Unicode, UAX #9): in a name or an address they make one look like another."""

import re
from urllib.parse import unquote, urlsplit

_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def find_turn(text: str) -> str:
    """The first such sign as ``U+202E``; empty if there is none."""
    found = _TURNS.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def find_turn_in_address(address: str) -> str:
    """The same for a web address, in which it may also be percent-encoded, or encoded in the host (RFC 3492)."""
    return find_turn(address) or find_turn(unquote(address)) or find_turn(_read_host(address))


def without_turns(text: str) -> str:
    """The text without them."""
    return _TURNS.sub("", text)


def shown_turns(text: str) -> str:
    """The text with each of them as ``⟨U+202E⟩``, for a message that quotes it."""
    return _TURNS.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)


def name_refusal(sign: str) -> str:
    """What is said of a name that holds the sign."""
    return (
        f"The name holds the sign {sign}, which turns the direction of writing: type the name anew."
    )


def address_refusal(sign: str) -> str:
    """What is said of an address that holds the sign."""
    return f"The address holds the sign {sign}, which turns the direction of writing: type the address anew."


def _read_host(address: str) -> str:
    """The host as people read it, each label by itself."""
    try:
        host = urlsplit(address if "://" in address else f"https://{address}").hostname or ""
    except ValueError:
        return ""
    return ".".join(map(_read_label, host[:500].split(".")))


def _read_label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return ""
