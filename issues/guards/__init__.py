"""Database triggers that keep published editions and the ledger from changing, on SQLite and PostgreSQL.

They hold for every path: forms, the ORM, ``update()`` and raw SQL. They are installed, not migrated: ``issues.lifecycle``
takes them away before migrations that would remake a table on SQLite, and puts in place what differs after every
``migrate``.
"""

from typing import Any

from issues.guards import postgresql, sqlite
from sources import triggers
from sources.triggers import Trigger

__all__ = ["differing", "install", "names", "remove"]


# Names of former versions, which would be left behind.
_RETIRED = ("item_four_eyes_in_history_update",)


def _triggers(connection: Any) -> list[Trigger]:
    return (sqlite if connection.vendor == "sqlite" else postgresql).triggers()


def install(connection: Any) -> None:
    """Create every trigger, replacing those of before."""
    triggers.install(connection, _triggers(connection), retired=_RETIRED)


def remove(connection: Any) -> None:
    """Drop every trigger: for restoring a backup and for emptying a test database, inside one transaction."""
    triggers.remove(connection, _triggers(connection), retired=_RETIRED)


def differing(connection: Any) -> set[str]:
    """The triggers that are missing, switched off, or not what they should be: one query."""
    return triggers.differing(connection, _triggers(connection))


def names(connection: Any) -> set[str]:
    """The names of all of them."""
    return {trigger.name for trigger in _triggers(connection)}
