"""An edition as its publication leaves it, for ever, as plain data."""

import hashlib
from datetime import UTC, date, datetime
from typing import Any

from issues.contents import load_contents
from issues.models import Issue, Item

# All columns but those of the closing moves, which have entries of their own, and what is derived or made by the database.
_OF_ISSUE = (
    "slug edition period_start period_end notice correction_note publish_at scheduled_by_id created_at created_by_id "
    "submitted_at submitted_by_id approved_at approved_by_id published_at published_by_id"
).split()
_OF_ITEM = (
    "depth position held version author_id last_editor_id created_at changed_at approved_by_id approved_at approved_seal"
).split()


def snapshot(issue: Issue) -> dict[str, Any]:
    """The edition with its items: two queries.

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
    record = _columns(item, _OF_ITEM) | {"approved_content": hash_of(item.approved_content)}
    return {"key": item.key, **item.content(), "citations": citations, **record}


def _columns(row: Issue | Item, names: list[str]) -> dict[str, Any]:
    return {name: plain(getattr(row, name)) for name in names}


def plain(value: Any) -> Any:
    """A column's value as JSON has it; moments in UTC, so that they read alike in every zone."""
    if isinstance(value, datetime):
        return moment(value)
    return value.isoformat() if isinstance(value, date) else value


def moment(value: datetime) -> str:
    """A moment in UTC, to the microsecond."""
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def hash_of(content: str) -> str:
    """SHA-256, in hex."""
    return hashlib.sha256(content.encode()).hexdigest()


def name_of(slug: str, edition: int | str) -> str:
    """How a difference names an edition."""
    return f"issue {slug} edition {edition}"
