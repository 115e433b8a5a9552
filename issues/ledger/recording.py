"""Writes the ledger: one entry after the other, each with the hash of the one before it."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from issues.ledger import heads
from issues.ledger.evidence import evidence, outlet_facts
from issues.ledger.snapshots import hash_of, moment, snapshot
from issues.models import Issue, StatusChange
from issues.models.item import canonical_json, seal_of
from issues.models.ledger import COVER, FORMER_SCHEME, OUTLET, SCHEME
from issues.workflow import Move

_ADVISORY_LOCK = 0x6D6F6E69  # "moni": any number that no other program takes in this database


def record(
    issue: Issue,
    event: str,
    *,
    from_status: str,
    user: Any,
    reason: str = "",
    at: datetime | None = None,
) -> StatusChange:
    """Append an entry for ``issue``, which already has its new status. Call it inside the move's transaction."""
    lock_chain()
    entry = StatusChange(
        issue=issue,
        event=event,
        from_status=from_status,
        to_status=issue.status,
        user=user,
        at=at or timezone.now(),
        reason=reason,
    )
    if event == Move.PUBLISH:
        entry.content = canonical_json(snapshot(issue) | evidence(issue))
    return _append(entry)


def record_outlets(outlets: Iterable[int], user: Any) -> None:
    """Append an entry with what is said now of these outlets, by primary key. Call it inside the change's transaction."""
    lock_chain()
    facts = outlet_facts(outlets)
    names = ", ".join(each["name"] for each in facts.values())
    content = canonical_json({"outlets": facts})
    _append(StatusChange(event=OUTLET, user=user, at=timezone.now(), reason=names, content=content))


def record_cover(issue: Issue) -> None:
    """Append an entry with what the publication of ``issue``, by a former version, did not keep."""
    lock_chain()
    content = canonical_json(evidence(issue))
    status, now = issue.status, timezone.now()
    _append(
        StatusChange(
            issue=issue, event=COVER, from_status=status, to_status=status, at=now, content=content
        )
    )


def lock_chain() -> None:
    """One writer of the chain at a time, until the transaction ends (SQLite has one writer anyway).

    What an entry keeps is read after this, lest a change stands in the tables after an entry that comes after its own.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ADVISORY_LOCK])


def _append(entry: StatusChange) -> StatusChange:
    chain = StatusChange.objects.chained()
    last = chain.order_by("-pk").values_list("number", "entry_hash").first()
    number, entry.previous_hash = last or (0, "")
    # Entries of a former version have no number.
    entry.number = (chain.count() if number is None else number) + 1
    entry.scheme = SCHEME
    entry.user_name = entry.user.get_username() if entry.user else ""
    entry.content_hash = content_hash(entry)
    issue = entry.issue
    entry.entry_hash = entry_hash(entry, [issue.slug, issue.edition] if issue else None)
    entry.save(force_insert=True)
    transaction.on_commit(partial(heads.append, entry.number, entry.entry_hash), robust=True)
    return entry


def content_hash(entry: StatusChange) -> str:
    """What the column of that name must be; empty for an entry that keeps nothing."""
    return hash_of(entry.content) if entry.content else ""


def entry_hash(entry: StatusChange, edition: list[Any] | None) -> str:
    """What the column of that name must be; ``edition`` is slug and edition of the entry's issue."""
    covered = {
        "issue": edition,
        "event": str(entry.event),
        "from": str(entry.from_status),
        "to": str(entry.to_status),
        "user": entry.user_id,
        "at": moment(entry.at),
        "reason": entry.reason,
        "content_hash": entry.content_hash,
        "previous_hash": entry.previous_hash,
    }
    if entry.scheme != FORMER_SCHEME:
        covered |= {"number": entry.number, "scheme": entry.scheme, "user_name": entry.user_name}
    return seal_of(covered)
