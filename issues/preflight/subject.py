"""What a check looks at, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from issues.departures import Withdrawal
from issues.models import Citation, Issue, Item
from issues.sections import Section

BLOCK, WARN = "block", "warn"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong where, and how to mend it. ``item_key`` and ``field`` are empty for the issue as a whole."""

    code: str
    severity: str
    message: str
    item_key: str = ""
    field: str = ""

    @property
    def is_blocking(self) -> bool:
        """Whether the edition cannot be approved or published while it stands."""
        return self.severity == BLOCK

    def to_dict(self) -> dict[str, str]:
        """Plain data, for JSON."""
        return {
            "code": self.code,
            "severity": self.severity,
            "item": self.item_key,
            "field": self.field,
            "message": self.message,
        }


@dataclass
class Subject:
    """An edition and its items that are not held back, loaded once for all checks.

    ``withdrawal`` is that of the issue, whichever of its editions was withdrawn, while it stands.
    """

    issue: Issue
    items: list[Item] = field(default_factory=list)
    withdrawal: Withdrawal | None = None

    @cached_property
    def by_pk(self) -> dict[int, Item]:
        return {item.pk: item for item in self.items}

    @cached_property
    def citations(self) -> list[tuple[Item, Citation]]:
        return [(item, citation) for item in self.items for citation in item.citations.all()]


def name_of(item: Item) -> str:
    """The item as findings name it: its first words and its section."""
    return f"“{item.excerpt}” ({Section(item.section).short_label})"


Check = Callable[[Subject], Iterator[Finding]]
