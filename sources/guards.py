"""Rules about names that the database itself keeps, by triggers.

`outlet_name_is_fixed`: a citation prints its outlet's name, so the name never changes, nor the slug in its address.
`outlet_is_not_replaced`: nor does SQLite's INSERT OR REPLACE put another outlet in its row.
`outlet_name_is_free`, `outlet_alias_is_free`: no alias is the name of an unmerged outlet.
A break is an IntegrityError. `sources.apps` takes them away before a migration that would rebuild a table on SQLite, and
puts in place what differs after every `migrate`.
"""

from typing import NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper

from sources import triggers
from sources.triggers import Trigger


class _Guard(NamedTuple):
    name: str
    table: str
    events: tuple[str, ...]
    breaks: str  # SQL: when the new row breaks the rule
    message: str

    def on_sqlite(self) -> list[Trigger]:
        """SQLite wants one for every event."""
        names = (self.name, f"{self.name}_on_update")
        body = f"WHEN {self.breaks} BEGIN SELECT RAISE(ABORT, '{self.name}: {self.message}'); END"
        return [
            Trigger(name, self.table, (event,), body)
            for name, event in zip(names, self.events, strict=False)
        ]

    def on_postgresql(self) -> Trigger:
        """Two transactions do not see each other's new rows: those about one name take turns."""
        body = f"""
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('outlet name'), hashtext(NEW.key));
    IF {self.breaks} THEN
        RAISE EXCEPTION '{self.name}: {self.message}'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = '{self.name}';
    END IF;
    RETURN NEW;
END"""
        return Trigger(self.name, self.table, self.events, body)


_GUARDS = (
    _Guard(
        "outlet_name_is_fixed",
        "sources_outlet",
        ("UPDATE OF id, name, key, slug",),
        "NEW.id <> OLD.id OR NEW.name <> OLD.name OR NEW.key <> OLD.key OR NEW.slug <> OLD.slug",
        "The name and slug of an outlet never change: rename the outlet instead.",
    ),
    _Guard(
        "outlet_is_not_replaced",
        "sources_outlet",
        ("INSERT",),
        "EXISTS (SELECT 1 FROM sources_outlet"
        " WHERE id = NEW.id AND (name <> NEW.name OR slug <> NEW.slug))",
        "The name and slug of an outlet never change: rename the outlet instead.",
    ),
    _Guard(
        "outlet_name_is_free",
        "sources_outlet",
        ("INSERT", "UPDATE OF key, merged_into_id"),
        "NEW.merged_into_id IS NULL"
        " AND EXISTS (SELECT 1 FROM sources_outletalias WHERE key = NEW.key)",
        "This name is taken: it is another name of an outlet.",
    ),
    _Guard(
        "outlet_alias_is_free",
        "sources_outletalias",
        ("INSERT", "UPDATE OF key"),
        "EXISTS (SELECT 1 FROM sources_outlet WHERE key = NEW.key AND merged_into_id IS NULL)",
        "This name is taken: it is the name of an outlet.",
    ),
)


def _triggers(connection: BaseDatabaseWrapper) -> list[Trigger]:
    if connection.vendor == "sqlite":
        return [trigger for guard in _GUARDS for trigger in guard.on_sqlite()]
    return [guard.on_postgresql() for guard in _GUARDS]


def install(connection: BaseDatabaseWrapper) -> None:
    """Puts the triggers in place, in the place of older ones."""
    triggers.install(connection, _triggers(connection))


def remove(connection: BaseDatabaseWrapper) -> None:
    """Takes the triggers away, if they are there."""
    triggers.remove(connection, _triggers(connection))


def differing(connection: BaseDatabaseWrapper) -> set[str]:
    """The triggers that are missing, switched off, or not what they should be: one query."""
    return triggers.differing(connection, _triggers(connection))


def names(connection: BaseDatabaseWrapper) -> set[str]:
    """The names of all of them."""
    return {trigger.name for trigger in _triggers(connection)}
