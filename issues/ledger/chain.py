"""Walks the chain of the ledger from its first entry to its last."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from issues.ledger.evidence import Facts
from issues.ledger.recording import content_hash, entry_hash
from issues.ledger.snapshots import name_of
from issues.models import Issue, StatusChange
from issues.models.ledger import FORMER_SCHEME, PUBLIC_EVENTS, SCHEME
from issues.workflow import Move


class Chain:
    """What a walk learns; call ``walk()`` once. ``is_whole`` says whether it reached the end.

    ``hashes`` are those of the entries, by number less one. ``covered_from`` and ``covered_at`` say where the entries of
    today's kind begin. ``outlets`` and ``people`` are what the ledger said last of each outlet (by slug) and account (by
    primary key), with the entry's number.
    """

    def __init__(self) -> None:
        self.is_whole = False
        self.hashes: list[str] = []
        self.covered_from: int | None = None
        self.covered_at: datetime | None = None
        self.outlets: dict[str, tuple[Facts, int]] = {}
        self.people: dict[int, tuple[str, int]] = {}
        self._editions: dict[int, list[Any]] = {}

    @property
    def head(self) -> str:
        """The last entry as ``number:hash``; empty without entries."""
        return f"{len(self.hashes)}:{self.hashes[-1]}" if self.hashes else ""

    def walk(self) -> Iterator[str]:
        """Every difference of the chain from what it must be, a sentence each: two queries, one entry in memory."""
        rows = Issue.objects.values_list("pk", "slug", "edition")
        self._editions = {pk: edition for pk, *edition in rows}
        previous = ""
        for entry in StatusChange.objects.order_by("pk").iterator(chunk_size=100):
            if _is_beside(entry):
                if self.covered_from is not None:
                    yield f"The ledger's row {entry.pk} ({self._subject(entry)}) stands outside the chain."
                continue
            yield from self._differences(entry, previous)
            previous = entry.entry_hash
            self.hashes.append(previous)
            yield from self._learn(entry)
        self.is_whole = True

    def _differences(self, entry: StatusChange, previous: str) -> Iterator[str]:
        number = len(self.hashes) + 1
        name = f"Ledger entry {number} ({self._subject(entry)})"
        edition = self._editions.get(entry.issue_id) if entry.issue_id else None
        is_former = entry.scheme == FORMER_SCHEME
        if entry.issue_id and edition is None:
            yield f"{name}: the issue is missing."
        if entry.previous_hash != previous:
            yield f"{name}: an entry before it is missing or was changed (previous_hash)."
        elif not is_former and entry.number != number:
            yield f"{name}: its number is {entry.number} (number)."
        if (edition or not entry.issue_id) and entry.entry_hash != entry_hash(entry, edition):
            yield f"{name}: it was changed (entry_hash)."
        keeps = entry.event == Move.PUBLISH or not is_former
        if keeps and entry.content_hash != content_hash(entry):
            yield f"{name}: the content it keeps was changed (content_hash)."
        if is_former and self.covered_from is not None:
            yield f"{name}: a former version wrote it, and it covers less (scheme)."

    def _learn(self, entry: StatusChange) -> Iterator[str]:
        if entry.scheme != SCHEME:
            return
        number = len(self.hashes)
        if self.covered_from is None:
            self.covered_from, self.covered_at = number, entry.at
        content = json.loads(entry.content) if entry.content else {}
        for account, name in content.get("people", {}).items():
            self.people[int(account)] = (name, number)
        if entry.user_id:
            self.people[entry.user_id] = (entry.user_name, number)
        for slug, facts in content.get("outlets", {}).items():
            before, since = self.outlets.get(slug, (facts, number))
            if facts != before and entry.event in PUBLIC_EVENTS:
                fields = ", ".join(differing_fields(before, facts))
                yield f"Outlet {slug}: {fields} changed between the ledger's entries {since} and {number}, by no entry."
            self.outlets[slug] = (facts, number)

    def _subject(self, entry: StatusChange) -> str:
        if not entry.issue_id:
            return f"{entry.event}: {entry.reason}" if entry.reason else entry.event
        edition = self._editions.get(entry.issue_id)
        return f"{entry.event} of {name_of(*(edition or _named_in(entry)))}"


def _is_beside(entry: StatusChange) -> bool:
    """Whether a former version wrote it beside the chain, as it did with all that readers do not see the effect of."""
    is_former = entry.scheme == FORMER_SCHEME
    return is_former and not entry.entry_hash and entry.event not in PUBLIC_EVENTS


def _named_in(entry: StatusChange) -> tuple[str, str]:
    """Slug and edition in the content of an entry, as far as it has them."""
    try:
        content = json.loads(entry.content)
        return content["slug"], content["edition"]
    except (LookupError, TypeError, ValueError):
        return f"number {entry.issue_id}", "unknown"


def readable(name: str, differences: Iterator[str]) -> Iterator[str]:
    """The differences, and a last one where a column holds what cannot be read as its kind (SQLite keeps anything)."""
    try:
        yield from differences
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        yield f"{name}: a field of it, or of its ledger entry, cannot be read ({error})."


def differing_fields(then: Facts, now: Facts) -> list[str]:
    """The names of what differs; a field may be there only where it says something."""
    return [name for name in sorted(then.keys() | now.keys()) if then.get(name) != now.get(name)]
