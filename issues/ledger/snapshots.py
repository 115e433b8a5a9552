"""The ledger: what was published, in a chain of hashes that a later change would break."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from issues.contents import load_contents
from issues.models import Issue, Item, StatusChange
from issues.models.item import canonical_json, seal_of
from issues.models.ledger import PUBLIC_EVENTS
from issues.workflow import ASK_LIFT, SEALED, Move

CHAINED = (*PUBLIC_EVENTS, ASK_LIFT)
"""Events that readers can see the effect of, and what asks for one."""

# All columns but those of the closing moves, which have entries of their own, and what is derived or made by the database.
_OF_ISSUE = (
    "slug edition period_start period_end notice correction_note publish_at scheduled_by_id created_at created_by_id "
    "submitted_at submitted_by_id approved_at approved_by_id published_at published_by_id"
).split()
_OF_ITEM = (
    "depth position held version author_id last_editor_id created_at changed_at approved_by_id approved_at approved_seal"
).split()

_ADVISORY_LOCK = 0x6D6F6E69  # "moni": any number that no other program takes in this database


def snapshot(issue: Issue) -> dict[str, Any]:
    """The edition as its publication leaves it, for ever, as plain data: two queries.

    ``items`` are those that readers see, in their order, ``held_back`` the others; each with who wrote and approved it.
    """
    contents = load_contents(issue, with_held=True)
    rows = [_item_row(node.item) for node in contents.walk()]
    return {
        **_columns(issue, _OF_ISSUE),
        "items": [row for row in rows if not row["held"]],
        "held_back": [row for row in rows if row["held"]],
    }


def _item_row(item: Item) -> dict[str, Any]:
    citations = [
        {**citation.content(), "printed_as": citation.printed_as, "position": citation.position}
        for citation in item.citations.all()
    ]
    record = _columns(item, _OF_ITEM) | {"approved_content": _hash(item.approved_content)}
    return {"key": item.key, **item.content(), "citations": citations, **record}


def _columns(row: Issue | Item, names: list[str]) -> dict[str, Any]:
    """Columns by name as JSON has them; moments in UTC, so that they read alike in every zone."""
    values = {name: getattr(row, name) for name in names}
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return _moment(value)
    return value.isoformat() if isinstance(value, date) else value


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


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
        entry.content = canonical_json(snapshot(issue))
        entry.content_hash = _hash(entry.content)
    if event in CHAINED:
        _lock_chain()
        last = StatusChange.objects.exclude(entry_hash="").order_by("-pk").first()
        entry.previous_hash = last.entry_hash if last else ""
        entry.entry_hash = _entry_hash(entry, [issue.slug, issue.edition])
    entry.save(force_insert=True)
    return entry


def _hash(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def _lock_chain() -> None:
    """One writer of the chain at a time, until the transaction ends (SQLite has one writer anyway)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ADVISORY_LOCK])


def _entry_hash(entry: StatusChange, edition: Sequence[Any]) -> str:
    """``edition`` is slug and edition of the entry's issue."""
    return seal_of(
        {
            "issue": list(edition),
            "event": str(entry.event),
            "from": str(entry.from_status),
            "to": str(entry.to_status),
            "user": entry.user_id,
            "at": _moment(entry.at),
            "reason": entry.reason,
            "content_hash": entry.content_hash,
            "previous_hash": entry.previous_hash,
        }
    )


def verify() -> list[str]:
    """Every difference between the ledger and what stands in the tables, a sentence each; none when all is well.

    About five queries an edition; one edition's content in memory at a time.
    """
    return [*_readable("The ledger", _verify_chain()), *_verify_editions()]


def _readable(name: str, differences: Iterator[str]) -> Iterator[str]:
    """The differences, and a last one where a column holds what cannot be read as its kind (SQLite keeps anything)."""
    try:
        yield from differences
    except (LookupError, TypeError, ValueError) as error:
        yield f"{name}: a field of it, or of its ledger entry, cannot be read ({error})."


def _verify_chain() -> Iterator[str]:
    editions = {pk: edition for pk, *edition in Issue.objects.values_list("pk", "slug", "edition")}
    chained = Q(event__in=CHAINED) | ~Q(entry_hash="")
    previous = ""
    for entry in StatusChange.objects.filter(chained).order_by("pk").iterator():
        edition = editions.get(entry.issue_id)
        name = f"Ledger entry {entry.pk} ({entry.event} of {_name(*(edition or _named_in(entry)))})"
        if edition is None:
            yield f"{name}: the issue is missing."
        if entry.previous_hash != previous:
            yield f"{name}: an entry before it is missing or was changed (previous_hash)."
        if edition and entry.entry_hash != _entry_hash(entry, edition):
            yield f"{name}: it was changed (entry_hash)."
        if _hash(entry.content) != entry.content_hash and entry.event == Move.PUBLISH:
            yield f"{name}: the content it keeps was changed (content_hash)."
        previous = entry.entry_hash


def _named_in(entry: StatusChange) -> tuple[str, str]:
    """Slug and edition in the content of an entry, as far as it has them."""
    try:
        content = json.loads(entry.content)
        return content["slug"], content["edition"]
    except (LookupError, TypeError, ValueError):
        return f"number {entry.issue_id}", "unknown"


def _verify_editions() -> Iterator[str]:
    rows = Issue.objects.order_by("slug", "edition")
    for pk, slug, edition, status in rows.values_list("pk", "slug", "edition", "status"):
        name = _name(slug, edition)
        yield from _readable(name, _verify_edition(pk, status, name))


def _verify_edition(pk: int, status: str, name: str) -> Iterator[str]:
    entries = list(StatusChange.objects.filter(issue=pk).exclude(entry_hash="").order_by("pk"))
    publications = [entry for entry in entries if entry.event == Move.PUBLISH]
    if status not in SEALED:
        if publications:
            yield f"{name}: the ledger has its publication, but its status is {status}."
        return
    if not publications:
        yield f"{name}: status is {status}, but the ledger has no publication of it."
        return
    if len(publications) > 1:
        yield f"{name}: the ledger has {len(publications)} publications of it; the first counts."
    if entries[-1].to_status != status:
        yield f"{name}: status is {status}, the ledger says {entries[-1].to_status}."
    issue = Issue.objects.get(pk=pk)
    for field in _closing_differences(issue, entries):
        yield f"{name}: field {field} differs from the ledger."
    first = publications[0]
    if _hash(first.content) == first.content_hash:
        for difference in _differences(dict(json.loads(first.content)), snapshot(issue)):
            yield f"{name}: {difference}."


def _closing_differences(issue: Issue, entries: Iterable[StatusChange]) -> Iterator[str]:
    """The columns that a closing move writes, where they are not what its entry says, or say something without one."""
    expected: dict[str, Any] = {
        "superseded_at": None,
        "withdrawn_at": None,
        "withdrawn_by_id": None,
        "withdrawal_reason": "",
    }
    for entry in entries:
        if entry.event == Move.SUPERSEDE:
            expected["superseded_at"] = entry.at
        elif entry.event == Move.WITHDRAW:
            expected |= {
                "withdrawn_at": entry.at,
                "withdrawn_by_id": entry.user_id,
                "withdrawal_reason": entry.reason,
            }
    yield from (field for field, value in expected.items() if getattr(issue, field) != value)


def _name(slug: str, edition: int | str) -> str:
    return f"issue {slug} edition {edition}"


def _differences(then: dict[str, Any], now: dict[str, Any]) -> Iterator[str]:
    for field in sorted(then.keys() - {"items", "held_back"}):
        if then[field] != now.get(field):
            yield f"field {field} differs from what was published"
    before, after = _by_key(then), _by_key(now)
    yield from (f"item {key} is missing" for key in before if key not in after)
    yield from (f"item {key} was not published with it" for key in after if key not in before)
    for key in (key for key in before if key in after):
        # A field may be there only where it says something, such as ``follows``.
        for field in sorted(before[key].keys() | after[key].keys()):
            if before[key].get(field) != after[key].get(field):
                yield f"item {key}, field {field} differs from what was published"
    if before.keys() == after.keys() and list(before) != list(after):
        yield "field items (their order) differs from what was published"


def _by_key(content: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {item["key"]: item for item in (*content["items"], *content["held_back"])}
