"""Keeps, of the links that a document has between items, those that can stand here."""

from issues.imports.placing import Plan
from issues.imports.source import SourceItem
from issues.models import Issue, Item


def settle_follow_ups(plan: Plan, issue: Issue) -> None:
    """Empty each ``follows`` that names neither an item of the plan nor one that readers see in an issue that ends no later.

    The same for the last link of a circle. A query, or none.
    """
    items = {item.key: item for item in plan.walk()}
    others = {item.follows for item in items.values() if item.follows} - items.keys()
    seen = Item.objects.published().filter(issue__period_end__lte=issue.period_end, key__in=others)
    known = {*items, *seen.values_list("key", flat=True)} if others else items.keys()
    for item in items.values():
        if item.follows not in known or _is_circle(item.key, items):
            item.follows = ""


def _is_circle(key: str, items: dict[str, SourceItem]) -> bool:
    """Whether an item comes back to itself, or to others that do."""
    passed, here = {key}, items[key].follows
    while here in items:
        if here in passed:
            return True
        passed.add(here)
        here = items[here].follows
    return False
