"""Writes what was read as rows: items level by level, with their citations and outlets."""

from collections.abc import Iterable
from typing import Any

from issues.imports.follow_ups import settle_follow_ups
from issues.imports.placing import Plan
from issues.imports.source import MAX_NAME, SourceCitation, SourceItem
from issues.models import Citation, Issue, Item
from issues.versions import WRITTEN, record_many
from sources.models import Outlet
from sources.names import clean_name, fold
from sources.resolving import get_or_create_unconfirmed, resolve_many

Outlets = dict[str, Outlet]


def is_usable(name: str) -> bool:
    """Whether an outlet can bear this name."""
    try:
        clean_name(name)
    except ValueError:
        return False
    return True


def register_outlets(items: Iterable[SourceItem]) -> Outlets:
    """The outlet for each name in the items as printed; unknown ones are made, unconfirmed.

    Names that no outlet can bear are left out. Two queries, and six for each unknown outlet.
    """
    names = {citation.name for item in items for citation in item.citations if citation.name}
    outlets = resolve_many(names)
    # In one order everywhere: two imports at once then never wait for each other's names.
    for name in sorted(names - outlets.keys(), key=lambda name: (fold(name), name)):
        if is_usable(name):
            outlets[name] = get_or_create_unconfirmed(name)
    return outlets


def citation_row(citation: SourceCitation, outlets: Outlets, **fields: Any) -> Citation:
    """The unsaved row; ``printed_as`` is set only where the outlet is called otherwise."""
    outlet = outlets.get(citation.name) if citation.name else None
    name = citation.name or ""
    return Citation(
        outlet=outlet,
        printed_as="" if outlet and outlet.name == name else name[:MAX_NAME],
        dated_from=citation.dated_from,
        dated_to=citation.dated_to,
        printed_date=citation.printed_date,
        url=citation.url,
        title=citation.title,
        note=citation.note,
        **fields,
    )


def write_items(issue: Issue, plan: Plan, user: Any, reason: str) -> None:
    """Every item of the plan with its history and citations: three queries or so a level.

    ``reason`` (at most 100 characters) stands in the history.
    """
    outlets = register_outlets(plan.walk())
    settle_follow_ups(plan, issue)
    level: list[tuple[str, Item | None, list[SourceItem]]] = [
        (section.value, None, items) for section, items in plan.sections.items()
    ]
    while level:
        written: list[tuple[Item, SourceItem]] = []
        for section, parent, items in level:
            written += _siblings(issue, section, parent, items, user)
        Item.objects.bulk_create(row for row, _ in written)
        cited = [
            [
                citation_row(citation, outlets, item=row, position=position)
                for position, citation in enumerate(item.citations, start=1)
            ]
            for row, item in written
        ]
        Citation.objects.bulk_create(citation for rows in cited for citation in rows)
        pairs = zip((row for row, _ in written), cited, strict=True)
        record_many(pairs, user=user, kind=WRITTEN, reason=reason)
        level = [(row.section, row, item.children) for row, item in written if item.children]


def _siblings(
    issue: Issue, section: str, parent: Item | None, items: list[SourceItem], user: Any
) -> Iterable[tuple[Item, SourceItem]]:
    for position, item in enumerate(items, start=1):
        row = Item(
            issue=issue,
            key=item.key,
            section=section,
            parent=parent,
            depth=parent.depth + 1 if parent else 1,
            position=position,
            body=item.body,
            follows=item.follows,
            author=user,
            last_editor=user,
        )
        yield row, item
