"""Web addresses in documents: their scheme, where they really lead, and whether a citation can hold them."""

import re
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from issues.imports.source import MAX_URL

_valid_url = URLValidator(schemes=["http", "https"])


def scheme_of(address: str) -> str:
    """The scheme of an address in small letters; empty if there is none."""
    try:
        return urlsplit(address).scheme.lower()
    except ValueError:
        return ""


def unwrapped(address: str) -> str:
    """The address that a link through Google or Outlook leads to; any other as it is."""
    if not re.match(
        r"https://(?:www\.google\.com/url\?|[\w.]+\.safelinks\.protection\.outlook\.com/)", address
    ):
        return address
    query = parse_qs(urlsplit(address).query)
    return (query.get("q") or query.get("url") or [address])[0]


def is_citable(address: str) -> bool:
    """Whether a citation can hold the address: http or https, well-formed, not too long."""
    try:
        _valid_url(address)
    except ValidationError:
        return False
    return len(address) <= MAX_URL
