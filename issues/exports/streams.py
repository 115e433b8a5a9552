"""Rows of a list, as every list format reads them: in the queryset's order, a chunk at a time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from issues.contents import Contents, ItemNode, item_node, load_all_contents
from issues.exports.formats import CHUNK
from issues.models import Issue, Item

if TYPE_CHECKING:
    from issues.querysets import IssueQuerySet, ItemQuerySet

# An issue with its items and their sources weighs about as much as twenty items.
CHUNK_OF_ISSUES = 25


def listed_items(queryset: ItemQuerySet) -> Iterator[ItemNode]:
    """Single items, each with its issue. A query, and another for the citations of each chunk."""
    rows = queryset.with_contents().with_followed().select_related("parent", "issue")
    return (item_node(row) for row in rows.iterator(chunk_size=CHUNK))


def with_item_count(queryset: IssueQuerySet) -> IssueQuerySet:
    """Adds ``printed_item_count``: the items that an issue prints. No query."""
    printed = Item.objects.filter(issue=OuterRef("pk"), held=False).order_by().values("issue")
    counted = Coalesce(Subquery(printed.values(n=Count("pk"))), 0)
    return queryset.annotate(printed_item_count=counted)


def listed_issues(queryset: IssueQuerySet) -> Iterator[tuple[Issue, int]]:
    """Issues, each with the number of items that it prints. One query."""
    rows = with_item_count(queryset).iterator(chunk_size=CHUNK)
    return ((row, getattr(row, "printed_item_count")) for row in rows)  # noqa: B009


def whole_issues(queryset: IssueQuerySet) -> Iterator[Contents]:
    """Issues with all that stands in them. A query, and two for each chunk."""
    rows = queryset.iterator(chunk_size=CHUNK_OF_ISSUES)
    while chunk := list(islice(rows, CHUNK_OF_ISSUES)):
        yield from load_all_contents(chunk)
