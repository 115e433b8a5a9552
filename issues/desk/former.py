"""What the items of a correction were in the edition before it, and how they differ from that now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from issues.desk.diffs import Change, item_changes
from issues.models import Issue, Item

Former = dict[tuple[int, str], dict[str, Any]]
"""``Item.content()`` of the former edition by the primary key of the correction and the key of the item."""


def former_contents(issues: Iterable[Issue]) -> Former:
    """The contents that the items of corrections had in the edition before: two queries, none without a correction."""
    by_former = {(issue.slug, issue.edition - 1): issue.pk for issue in issues if issue.edition > 1}
    if not by_former:
        return {}
    wanted = reduce(
        or_, (Q(issue__slug=slug, issue__edition=edition) for slug, edition in by_former)
    )
    rows = Item.objects.filter(wanted, held=False).select_related("issue").with_contents()
    return {(by_former[row.issue.slug, row.issue.edition], row.key): row.content() for row in rows}


def other_changes(
    item: Item, former: Mapping[str, Any] | None, known: Sequence[Change]
) -> list[Change]:
    """What differs from the ``former`` content, by word; nothing for an item that is new, or if ``known`` says the same."""
    changes = item_changes(former, item.content()) if former else []
    return [] if changes == list(known) else changes
