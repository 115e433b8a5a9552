"""Compares the database itself with what it must be: its guards and its named constraints."""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection

from issues import guards
from issues.search.index import engine
from sources import guards as outlet_guards
from sources.triggers import unknown

_CONSTRAINTS = {
    "sqlite": r"""
        SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE 'CREATE UNIQUE INDEX%'
        UNION ALL SELECT sql FROM sqlite_master WHERE type = 'table'""",
    "postgresql": """
        SELECT conname FROM pg_constraint
        WHERE connamespace = to_regnamespace(current_schema()) AND convalidated
        UNION ALL SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE c.relnamespace = to_regnamespace(current_schema()) AND i.indisunique AND i.indisvalid""",
}


def verify_structure() -> Iterator[str]:
    """Every guard that is missing, off or another, every other trigger, and every named constraint that is missing."""
    for name in sorted(guards.differing(connection) | outlet_guards.differing(connection)):
        yield f"Guard {name}: it is missing, switched off or not what it must be; run manage.py migrate."
    known = guards.names(connection) | outlet_guards.names(connection) | engine(connection).NAMES
    for table, name in unknown(connection, known):
        yield f"Trigger {name}: it stands on the table {table} and is none of this project; find out who made it, and drop it."
    for table, name in _lacking():
        yield f"Constraint {name}: it is missing from the table {table}; restore it from a backup."


def _lacking() -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(_CONSTRAINTS[connection.vendor])
        found = {row[0] for row in cursor.fetchall()}
    # SQLite keeps a constraint in the text of its table alone.
    texts = "\n".join(found)
    for label in ("issues", "sources"):
        for model in apps.get_app_config(label).get_models():
            for constraint in model._meta.constraints:
                if constraint.name not in found and f'CONSTRAINT "{constraint.name}"' not in texts:
                    yield model._meta.db_table, str(constraint.name)
