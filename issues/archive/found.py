"""The rows of a list, each with an excerpt where the reader's words do not stand in what the row shows."""

from collections.abc import Iterable
from typing import NamedTuple

from issues.contents import ItemNode
from issues.models import Issue, Item
from issues.results import Result
from issues.search import has_words, snippets
from issues.search.excerpts import Segment

Excerpt = tuple[Segment, ...]


class ItemRow(NamedTuple):
    """An item; ``excerpt`` is from the titles, outlets or the notice that it was found by, empty if its text says enough."""

    node: ItemNode
    excerpt: Excerpt = ()


class IssueRow(NamedTuple):
    """An issue; ``item`` is the first that has the words, of ``matches``. None and 0 without words."""

    issue: Issue
    item: Item | None = None
    excerpt: Excerpt = ()
    matches: int = 0


def item_rows(nodes: Iterable[ItemNode], words: str) -> list[ItemRow]:
    """One query if the words do not stand in every text."""
    rows = list(nodes)
    if not words:
        return [ItemRow(node) for node in rows]
    found = snippets([node.item for node in rows if not has_words(node.text, words)], words)
    return [ItemRow(node, found.get(node.item.pk, ())) for node in rows]


def issue_rows(issues: Iterable[Issue], result: Result, words: str) -> list[IssueRow]:
    """With words, two more queries at most. An issue that has lost its items with the words since is left out."""
    rows = list(issues)
    if not words:
        return [IssueRow(issue) for issue in rows]
    first = {issue.pk: result.first_with_words(issue.pk) or (0, 0) for issue in rows}
    items = Item.objects.published().in_bulk([item for item, _ in first.values()])
    found = snippets([*items.values()], words)
    return [
        IssueRow(issue, items[item], found.get(item, ()), matches)
        for issue in rows
        for item, matches in [first[issue.pk]]
        if item in items
    ]
