"""Rules about names that the database itself keeps, by triggers.

`outlet_name_is_fixed`: a citation prints its outlet's name, so the name never changes, nor the slug in its address.
`outlet_is_not_replaced`: nor does SQLite's INSERT OR REPLACE put another outlet in its row.
`outlet_name_is_free`, `outlet_alias_is_free`: no alias is the name of an unmerged outlet.
A break is an IntegrityError. SQLite drops a table's triggers when a migration rebuilds the table:
such a migration calls `install` again.
"""

from typing import NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper


class _Guard(NamedTuple):
    name: str
    table: str
    events: tuple[str, ...]
    breaks: str  # SQL: when the new row breaks the rule
    message: str


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

_SQLITE = """
CREATE TRIGGER {trigger} BEFORE {event} ON {table} WHEN {breaks}
BEGIN SELECT RAISE(ABORT, '{name}: {message}'); END
"""

# Two transactions do not see each other's new rows: those about one name take turns.
_POSTGRESQL = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('outlet name'), hashtext(NEW.key));
    IF {breaks} THEN
        RAISE EXCEPTION '{name}: {message}'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = '{name}';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
"""


def install(connection: BaseDatabaseWrapper) -> None:
    """Puts the triggers in place, in the place of older ones."""
    remove(connection)
    with connection.cursor() as cursor:
        for guard in _GUARDS:
            fields = guard._asdict()
            if connection.vendor == "postgresql":
                cursor.execute(_POSTGRESQL.format(**fields, when=" OR ".join(guard.events)))
                continue
            for trigger, event in _sqlite_triggers(guard):
                cursor.execute(_SQLITE.format(**fields, trigger=trigger, event=event))


def remove(connection: BaseDatabaseWrapper) -> None:
    """Takes the triggers away, if they are there."""
    with connection.cursor() as cursor:
        for guard in _GUARDS:
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP FUNCTION IF EXISTS {guard.name}() CASCADE")
                continue
            for trigger, _ in _sqlite_triggers(guard):
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger}")


def _sqlite_triggers(guard: _Guard) -> list[tuple[str, str]]:
    """(name, event) of each trigger: SQLite wants one for every event."""
    first, *others = guard.events
    return [(guard.name, first), *((f"{guard.name}_on_update", event) for event in others)]
