"""Brings a working edition to the text of a document, as somebody at a desk would: change, move, add, delete."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from issues.diffs import Matcher, TooManySteps
from issues.editing import add_item, change_item, delete_item, move_item
from issues.imports.drafting import ReadResult, read_document
from issues.imports.reading import ImportRefused
from issues.imports.rows import citation_row, register_outlets
from issues.imports.source import SourceItem
from issues.models import Issue, Item

ALIKE = 0.6
"""Texts that have less in common are two items, not one that was changed."""


def revise(
    issue: Issue,
    document: bytes,
    filename: str,
    *,
    user: Any,
    format: str = "txt",
    sections: Mapping[str, str] | None = None,
) -> ReadResult:
    """Give the working edition the items of the document, and return what was read.

    An item whose text the document has, alike at least, keeps its key; approvals of items that stay as they are stay
    too. Period and notice are left alone. One transaction.

    Raises ImportRefused if the document cannot be read or has another period, and MoveError if the user may not.
    """
    read = read_document(document, filename, format=format, sections=sections)
    if read.period != (issue.period_start, issue.period_end):
        raise ImportRefused(
            f"{filename} is of another period than {issue}: choose the document of this issue."
        )
    with transaction.atomic():
        _Revision(issue, read, user).make()
    return read


class _Revision:
    def __init__(self, issue: Issue, read: ReadResult, user: Any) -> None:
        self.issue, self.plan, self.user = issue, read.plan, user
        self.outlets = register_outlets(read.plan.walk())
        self.former = list(issue.items.with_contents().order_by("section", "depth", "position"))
        self.matches = self._match()

    def _match(self) -> dict[str, Item]:
        """Former items by the keys of the document's: equal texts first, then the most alike."""
        open_rows = {row.pk: row for row in self.former}
        wanted = list(self.plan.walk())
        pairs = sorted(
            (
                (_likeness(item.body, row.body), -at, item.key, row.pk)
                for at, item in enumerate(wanted)
                for row in self.former
            ),
            reverse=True,
        )
        matches: dict[str, Item] = {}
        for likeness, _, key, pk in pairs:
            if likeness >= ALIKE and key not in matches and pk in open_rows:
                matches[key] = open_rows.pop(pk)
        return matches

    def make(self) -> None:
        for section, items in self.plan.sections.items():
            self._level(section.value, None, items)
        kept = {row.pk for row in self.matches.values()}
        for row in sorted(self.former, key=lambda row: -row.depth):
            if row.pk not in kept:
                delete_item(row, user=self.user)

    def _level(self, section: str, parent: Item | None, items: list[SourceItem]) -> None:
        rows = [self._item(section, parent, item) for item in items]
        there = Item.objects.filter(issue=self.issue, section=section, parent=parent)
        order = list(there.order_by("position", "pk").values_list("pk", flat=True))
        wanted = [row.pk for row in rows]
        if [pk for pk in order if pk in wanted] != wanted:
            for row in rows:
                move_item(row, user=self.user, section=section, parent=parent)
        for row, item in zip(rows, items, strict=True):
            self._level(section, row, item.children)

    def _item(self, section: str, parent: Item | None, item: SourceItem) -> Item:
        citations = [citation_row(citation, self.outlets) for citation in item.citations]
        row = self.matches.get(item.key)
        if row is None:
            return add_item(
                self.issue,
                user=self.user,
                section=section,
                parent=parent,
                body=item.body,
                citations=citations,
            )
        if (row.section, row.parent_id) != (section, parent.pk if parent else None):
            row = move_item(row, user=self.user, section=section, parent=parent)
        return change_item(
            row, user=self.user, version=row.version, body=item.body, citations=citations
        )


def _likeness(one: str, other: str) -> float:
    if one == other:
        return 1.0
    matcher = Matcher(one, other)
    # The quick bounds spare the slow ratio for most pairs.
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    try:
        return matcher.ratio()
    except TooManySteps:
        return 0.0
