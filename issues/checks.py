"""System checks: what must be true of a migrated database."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from issues import guards, search

# Identifier, what tells which triggers are missing, and where they come from.
_TRIGGERS = (
    ("issues.E001", guards.missing, "issues.guards"),
    ("issues.E002", search.missing, "issues.search"),
)


@register(Tags.database)
def triggers_are_installed(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """``issues.E001``: a trigger that protects published editions is missing; ``E002``: one that keeps the search index.

    A database with migrations to apply is left alone: they may be what brings the triggers.
    """
    errors: list[CheckMessage] = []
    for alias in databases or ():
        executor = MigrationExecutor(connections[alias])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            continue
        for identifier, missing, module in _TRIGGERS:
            if lacking := missing(connections[alias]):
                errors.append(
                    Error(
                        f"The database lacks the triggers {', '.join(sorted(lacking))}.",
                        hint=f"A migration that remakes a table calls {module}.remove before and install after.",
                        id=identifier,
                    )
                )
    return errors
