"""Domains of outlets as text: reading them from addresses and comparing them."""

import re
from urllib.parse import urlsplit

from sources.directions import address_refusal, find_turn_in_address

MAX_DOMAIN = 253  # RFC 1035

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?!\d+$){_LABEL}")
_PREFIXES = re.compile(r"(?:(?:www|m)\.)+(?=[^.]+\.)")


def host_of(url: str) -> str | None:
    """The host of an http or https address: lower case, punycode, no dot at the end.

    None for anything else: other schemes, IP addresses, bad ports, text that is no address.
    Never raises.
    """
    try:
        parts = urlsplit(url.strip())
        _ = parts.port  # raises for a port that is none
    except ValueError:
        return None
    # Browsers take a backslash for a slash, so what follows it is not the host that they visit.
    if parts.scheme not in {"http", "https"} or "\\" in parts.netloc:
        return None
    return _ascii(parts.hostname or "")


def read_domain(text: str) -> str:
    """A domain as it is stored, from what an editor types: a domain or a whole web address.

    Leading `www.` and `m.` go: a domain answers for all below it. Raises ValueError, with a
    sentence for the editor, if the text names no domain.
    """
    text = text.strip()
    if sign := find_turn_in_address(text):
        raise ValueError(address_refusal(sign))
    host = host_of(text if "://" in text else f"https://{text}")
    if not host:
        raise ValueError(f"“{text[:80]}” is not a domain: write one such as reuters.com.")
    return _PREFIXES.sub("", host, count=1)


def suffixes(host: str) -> list[str]:
    """The host and every domain above it but the last label, longest first."""
    labels = host.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]


def _ascii(host: str) -> str | None:
    host = host.removesuffix(".")
    if len(host) > MAX_DOMAIN:  # encoding megabytes takes seconds
        return None
    try:
        domain = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    return domain if len(domain) <= MAX_DOMAIN and _DOMAIN.fullmatch(domain) else None
