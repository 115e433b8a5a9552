"""Tells when public answers have changed: validators (RFC 9110, 8.8) known before anything is fetched or rendered."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db.models import Exists, OuterRef

from issues.models import Citation, StatusChange
from sources.models import Outlet

# Browsers ask every time, and are told 304; a proxy in front of the site asks once a minute.
PUBLIC = "public, max-age=0, s-maxage=60, must-revalidate"
KEPT_OUT = "no-store"

_SETTINGS = "DEBUG MONITOR_TITLE MONITOR_DESCRIPTION MONITOR_PUBLISHER SITE_URL STATIC_URL TIME_ZONE".split()
_ROOT = Path(__file__).resolve().parent.parent


State = tuple[Any, float]


def validators(state: State, address: str, varies_with: Any = None) -> tuple[str, int | None]:
    """The ETag of what an address shows, and when that last changed, in seconds since 1970. No query.

    ``state`` is from ``public_state()``, asked before anything else: what is published in between then makes the
    answer look older than it is, never newer. ``varies_with`` is what it shows besides published editions, merges and
    settings. That has no known moment: then there is None, and the ETag alone decides.
    """
    shown, moment = state
    parts = (_code_version(), shown, address, varies_with)
    etag = f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'
    return etag, int(moment) if varies_with is None else None


def cache_control(status: int) -> str:
    """How long an answer of that status may be kept."""
    return PUBLIC if status in (200, 301, 304, 410) else KEPT_OUT


def public_state() -> State:
    """All that public pages depend on, and when it last changed. Work on drafts changes neither. Two queries."""
    entries = StatusChange.objects.public().values_list("entry_hash", "at")
    last = entries.first() or ("", datetime.fromtimestamp(0, UTC))
    cited = Citation.objects.published().filter(outlet=OuterRef("pk"))
    merged = Outlet.objects.filter(Exists(cited), merged_into__isnull=False).order_by("pk")
    merges = list(merged.values_list("pk", "merged_into", "merged_at"))
    moments = [last[1], *(moment for _, _, moment in merges if moment)]
    return (last[0], merges), max(_code_version()[1], *(each.timestamp() for each in moments))


def _read_code_version() -> tuple[str, float]:
    """A hash of all that makes answers out of data, the same on every machine, and the newest file's time."""
    files = [
        path
        for folder in ("issues", "sources", "static", "templates")
        for path in sorted((_ROOT / folder).rglob("*"))
        if path.suffix in {".py", ".html", ".css", ".svg", ".txt", ".xml"}
    ]
    digest = hashlib.sha256(django.get_version().encode())
    for name in _SETTINGS:
        digest.update(repr(getattr(settings, name)).encode())
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest(), max(path.stat().st_mtime for path in files)


# While somebody is working on the templates, they are read anew for every page.
_code_version: Callable[[], tuple[str, float]] = (
    _read_code_version if settings.DEBUG else cache(_read_code_version)
)
