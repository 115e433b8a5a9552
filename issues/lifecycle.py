"""What ``migrate`` installs beside tables: the guards, the search index, and what the ledger lacks of a former version.

Migrations hold tables only. SQLite refuses to remake a table that a trigger or view of another one reads, so all of them
go before the first operation on our tables; after every ``migrate``, also one that had nothing to do, what is missing or
differs is put in place, which mends what an interrupted one left.
"""

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models.signals import post_migrate, pre_migrate

from issues import guards, ledger, search
from sources import guards as outlet_guards

_OURS = ("issues", "sources")


def connect(app: AppConfig) -> None:
    """Called once, when the app is ready."""
    pre_migrate.connect(_take_away, sender=app)
    post_migrate.connect(_put_in_place, sender=app)


def _take_away(using: str, plan: Any = (), **kwargs: Any) -> None:
    connection = connections[using]
    if connection.vendor != "sqlite" or not any(each.app_label in _OURS for each, _ in plan):
        return
    for module in (search, guards, outlet_guards):
        module.remove(connection)


def _put_in_place(using: str, plan: Any = None, **kwargs: Any) -> None:
    connection = connections[using]
    if not _has_tables(connection):
        return
    for module in (outlet_guards, guards):
        if module.differing(connection):
            module.install(connection)
    if search.missing(connection):
        search.install(connection)
    # ``flush`` sends the signal too, without a plan, and leaves nothing to take in.
    if using == DEFAULT_DB_ALIAS and plan is not None and not _is_halfway(connection):
        ledger.cover()


def _is_halfway(connection: Any) -> bool:
    """After a migration to an earlier state, whose tables are not those of the models."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _has_tables(connection: Any) -> bool:
    """Not so after a migration back to nothing."""
    return {"issues_issue", "sources_outlet"} <= set(connection.introspection.table_names())
