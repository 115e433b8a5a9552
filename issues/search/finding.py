"""Finds the published items that match a reader's words."""

from collections.abc import Sequence
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Field, FloatField, Func, Value
from django.db.models.sql.compiler import SQLCompiler

from issues.models import Item
from issues.querysets import ItemQuerySet
from issues.search.index import engine
from issues.search.query import Query, parse

RANKED_AT_MOST = 5_000
"""More matches than these, other filters aside, take long to rank; and the rank of words so common says little."""


class _OfItem(Func):
    """SQL about the item whose id takes the place of ``{}``."""

    def __init__(self, sql: str, parameters: Sequence[str], output_field: Field) -> None:
        super().__init__(F("pk"), output_field=output_field)
        self.sql, self.parameters = sql, tuple(parameters)

    def as_sql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,
        function: str | None = None,
        template: str | None = None,
        arg_joiner: str | None = None,
        **extra_context: Any,
    ) -> tuple[str, tuple[Any, ...]]:
        column, before = compiler.compile(self.get_source_expressions()[0])
        return self.sql.format(column), (*before, *self.parameters)


def search(items: ItemQuerySet, q: str, *, is_common: bool = False) -> ItemQuerySet:
    """The items that match ``q`` (see ``parse``), none if it has no word; no query of its own, one with the rest.

    Start from ``Item.objects.published()``: nothing else is in the index. A word is looked for in the item's text, the
    titles and outlets that it cites (as printed, and as they are called now) and its issue's notice together. ``rank``
    (a float, the better the more) can be sorted by; beginnings of words do not count for it. ``is_common`` changes
    nothing but the time it takes: say so if ``count(q)`` is more than ``RANKED_AT_MOST``, and sort by date, not by rank.
    """
    query = parse(q)
    if not query:
        return items.none().alias(rank=Value(0.0))
    connection = connections[items.db]
    sql, parameters = engine(connection).selection(query)
    # The plus keeps SQLite from fetching the items one by one in the order of the index, to sort them all.
    plus = "+" if is_common and connection.vendor == "sqlite" else ""
    found = items.filter(_OfItem(f"{plus}{{}} IN ({sql})", parameters, BooleanField()))
    ranked = [term for term in query.included if not term.is_prefix]
    if not ranked:
        return found.alias(rank=Value(0.0))
    sql, parameters = engine(connection).ranking(ranked)
    return found.alias(rank=_OfItem(sql, parameters, FloatField()))


def matching(q: str) -> list[int]:
    """The primary keys of the published items that match ``q``, in no order. One query, of the index alone."""
    return [pk for (pk,) in _select("SELECT * FROM", parse(q))]


def count(q: str) -> int:
    """How many published items match ``q``. One query, of the index alone."""
    return sum(number for (number,) in _select("SELECT COUNT(*) FROM", parse(q)))


def _select(what: str, query: Query) -> list[tuple[int, ...]]:
    if not query:
        return []
    connection = connections[Item.objects.db]
    sql, parameters = engine(connection).selection(query)
    with connection.cursor() as cursor:
        cursor.execute(f"{what} ({sql}) AS found", parameters)
        return list(cursor.fetchall())


def holders(words: Sequence[str], most: int) -> tuple[int, dict[str, list[int]]]:
    """How many items are indexed, and for each word the primary keys of those that have it, in any form of the word.

    ``words`` are single words as ``query.words`` folds them. Of a word that more than ``most`` items have, ``most`` and
    one more are given, whichever. One query, of the index alone.
    """
    connection = connections[Item.objects.db]
    sql, parameters = engine(connection).holding(words, most + 1)
    found: dict[str, list[int]] = {word: [] for word in words}
    size = 0
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        for number, pk in cursor.fetchall():
            if number < 0:
                size = pk
            else:
                found[words[number]].append(pk)
    return size, found
