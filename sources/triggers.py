"""Installs, removes and compares the triggers of a database: what an app's guards are made of.

SQLite has triggers alone, PostgreSQL a function that each of them runs. Both keep what they were made from, so a
trigger that was emptied under its name, or switched off, is found by comparing.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

# Bits of pg_trigger.tgtype (src/include/catalog/pg_trigger.h).
_ROW, _BEFORE = 1, 2
_EVENTS = {"INSERT": 4, "DELETE": 8, "UPDATE": 16, "TRUNCATE": 32}


class Trigger(NamedTuple):
    """A trigger that runs before ``events`` (such as ``("INSERT", "UPDATE OF key")``) on ``table``.

    On SQLite ``body`` is all that follows the table, and there is one event. On PostgreSQL it is what stands in the
    function, which has the trigger's name unless ``function`` names another.
    """

    name: str
    table: str
    events: tuple[str, ...]
    body: str
    function: str = ""

    @property
    def runs(self) -> str:
        """The name of its function on PostgreSQL."""
        return self.function or self.name

    @property
    def per(self) -> str:
        """TRUNCATE has no rows."""
        return "STATEMENT" if "TRUNCATE" in self.events else "ROW"

    def on_sqlite(self) -> str:
        """The statement that creates it, as SQLite keeps it."""
        return f"CREATE TRIGGER {self.name} BEFORE {self.events[0]} ON {self.table} {self.body}"

    def on_postgresql(self) -> tuple[str, ...]:
        """The statements that create its function and itself; it runs in sessions of replicas too, so nobody slips past it."""
        return (
            f"CREATE OR REPLACE FUNCTION {self.runs}() RETURNS trigger LANGUAGE plpgsql AS $${self.body}$$",
            f"CREATE TRIGGER {self.name} BEFORE {' OR '.join(self.events)} ON {self.table} "
            f"FOR EACH {self.per} EXECUTE FUNCTION {self.runs}()",
            f"ALTER TABLE {self.table} ENABLE ALWAYS TRIGGER {self.name}",
            f"ALTER FUNCTION {self.runs}() RESET ALL",
        )

    @property
    def columns(self) -> int:
        """How many columns its UPDATE names."""
        named = [event.partition(" OF ")[2] for event in self.events]
        return sum(len(each.split(",")) for each in named if each)

    @property
    def kind(self) -> int:
        """What PostgreSQL keeps of when it runs: pg_trigger.tgtype."""
        bits = sum(_EVENTS[event.split()[0]] for event in self.events)
        return bits + _BEFORE + (_ROW if self.per == "ROW" else 0)


def install(
    connection: BaseDatabaseWrapper, triggers: Sequence[Trigger], *, retired: Sequence[str] = ()
) -> None:
    """Create these, in the place of those of the same names and of the ``retired`` ones; one transaction."""
    with transaction.atomic(using=connection.alias):
        if connection.vendor == "postgresql":
            # It alters no table whose new rows it has yet to check.
            connection.check_constraints()
        remove(connection, triggers, retired=retired)
        with connection.cursor() as cursor:
            for trigger in triggers:
                if connection.vendor == "sqlite":
                    cursor.execute(trigger.on_sqlite())
                    continue
                for statement in trigger.on_postgresql():
                    cursor.execute(statement)


def remove(
    connection: BaseDatabaseWrapper, triggers: Sequence[Trigger], *, retired: Sequence[str] = ()
) -> None:
    """Drop those of these that are there. ``retired`` names those of former versions, on SQLite."""
    present = _present(connection)
    is_sqlite = connection.vendor == "sqlite"
    places = {each.name: "" if is_sqlite else f" ON {each.table}" for each in triggers}
    if is_sqlite:
        places |= dict.fromkeys(retired, "")
    with connection.cursor() as cursor:
        for name, place in places.items():
            if name in present:
                cursor.execute(f"DROP TRIGGER {name}{place}")


def differing(connection: BaseDatabaseWrapper, triggers: Sequence[Trigger]) -> set[str]:
    """The names of those that are missing, switched off, or not what these say: one query."""
    present = _present(connection)
    if connection.vendor == "sqlite":
        return {each.name for each in triggers if present.get(each.name) != (each.on_sqlite(),)}
    return {
        each.name
        for each in triggers
        if present.get(each.name)
        != ("A", each.table, each.runs, each.body, each.kind, each.columns, False, None)
    }


def unknown(connection: BaseDatabaseWrapper, known: Collection[str]) -> list[tuple[str, str]]:
    """Table and name of each other trigger on a table of ours or on the accounts: one query."""
    ours = ("issues_", "sources_", "auth_user")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
            if connection.vendor == "sqlite"
            else "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal"
        )
        found = sorted(cursor.fetchall())
    return [(table, name) for table, name in found if table.startswith(ours) and name not in known]


def _present(connection: BaseDatabaseWrapper) -> dict[str, tuple[object, ...]]:
    """What the database keeps of each trigger."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            if connection.vendor == "sqlite"
            else "SELECT t.tgname, t.tgenabled::text, c.relname, p.proname, p.prosrc, t.tgtype, "
            "cardinality(t.tgattr::int2[]), t.tgqual IS NOT NULL, p.proconfig "
            "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE NOT t.tgisinternal AND c.relnamespace = to_regnamespace(current_schema())"
        )
        return {row[0]: tuple(row[1:]) for row in cursor.fetchall()}
