"""System checks: what must be true of a migrated database."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from issues import guards, search
from sources import guards as outlet_guards

# Identifier, and what tells which triggers are missing or differ. Warnings, for ``migrate`` mends them and runs the checks first.
_TRIGGERS = (
    ("issues.W001", guards.differing),
    ("issues.W002", search.missing),
    ("issues.W003", outlet_guards.differing),
)


@register(Tags.database)
def triggers_are_installed(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """``issues.W001``: a trigger that protects published editions is missing, off or another; ``W002``: one that keeps the
    search index is missing; ``W003``: one that protects the names of outlets.

    A database with migrations to apply is left alone: they may be what brings the triggers.
    """
    errors: list[CheckMessage] = []
    for alias in databases or ():
        executor = MigrationExecutor(connections[alias])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            continue
        for identifier, differing in _TRIGGERS:
            if lacking := differing(connections[alias]):
                errors.append(
                    Warning(
                        f"The database lacks the triggers {', '.join(sorted(lacking))}.",
                        hint="Run manage.py migrate: it puts them in place.",
                        id=identifier,
                    )
                )
    return errors
