"""The rows of the screen of one issue: an item with its state, findings, comments and what this user may do."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import TextChoices
from django.utils.text import capfirst, get_text_list

from issues.contents import ItemNode
from issues.desk.diffs import Change, item_changes
from issues.desk.former import Former, other_changes
from issues.desk.people import People
from issues.editing import hand_in
from issues.markup import shortened
from issues.models import Comment, Issue, Item
from issues.models.item import MAX_DEPTH
from issues.preflight import Finding
from issues.sections import Section
from issues.workflow import Status

ON_THE_CHIP = ("unapproved_item", "changed_since_approval")
"""Codes of findings that the chip of the item says already."""

ANY_KEY = "any-key"

STEPS = {
    "up": "Move up",
    "down": "Move down",
    "in": "Nest below the item above",
    "out": "Move out one level",
}
"""The ways that an item moves by one button, with what the button says."""


class ItemState(TextChoices):
    """Where one item stands on its way to publication; the label is the word on its chip."""

    HELD = "held", "Held back"
    APPROVED = "approved", "Approved"
    RETURNED = "returned", "Returned"
    CHANGED = "changed", "Changed since approval"
    READY = "ready", "Ready"
    DRAFT = "draft", "Draft"

    @property
    def is_waiting(self) -> bool:
        """Whether somebody has yet to approve it."""
        return self not in (ItemState.HELD, ItemState.APPROVED)


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment with its replies."""

    root: Comment
    replies: tuple[Comment, ...]

    @property
    def is_return(self) -> bool:
        """Whether an editor gave the item back with it."""
        return any(comment.is_return for comment in (self.root, *self.replies))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An item on the screen.

    ``name`` is its first words, for buttons; ``place`` says where it was moved to; ``address`` is that of its form; ``holder``
    has it in hand and ``reader`` has it open; ``steps`` are the moves that its place allows, as code and title of a button,
    which sends them to ``place_address``; ``byline`` says who wrote, edited and approved it, and who may approve it now.
    ``vouch_for`` names the editors whose changes this user may vouch for.
    """

    node: ItemNode
    name: str
    place: str
    address: str
    place_address: str
    state: ItemState
    byline: str
    holder: str
    reader: str
    may_approve: bool
    vouch_for: str
    findings: tuple[Finding, ...]
    threads: tuple[Thread, ...]
    changes: tuple[Change, ...]
    since_edition: tuple[Change, ...]
    steps: tuple[tuple[str, str], ...]
    below: tuple[Row, ...]

    @property
    def as_read(self) -> str:
        """The item as this page shows it, for a form that approves what was read and nothing newer."""
        return f"{self.node.key}:{self.node.item.version}"

    def walk(self) -> Iterator[Row]:
        """The row and all below it, in reading order."""
        yield self
        for row in self.below:
            yield from row.walk()


def item_state(item: Item, findings: Sequence[Finding], threads: Sequence[Thread]) -> ItemState:
    """The chip of one item with what was found and said about it; reads ``parent`` and ``citations``."""
    if item.held:
        return ItemState.HELD
    if item.is_approved:
        return ItemState.APPROVED
    if any(thread.root.is_open and thread.is_return for thread in threads):
        return ItemState.RETURNED
    if item.is_changed_since_approval:
        return ItemState.CHANGED
    is_blocked = any(finding.is_blocking for finding in findings)
    return ItemState.DRAFT if is_blocked else ItemState.READY


def changes_since_approval(item: Item) -> list[Change]:
    """What differs from the content that was approved; empty if it never was."""
    if not item.approved_content:
        return []
    return item_changes(json.loads(item.approved_content), item.content())


@dataclass(frozen=True, slots=True)
class RowBuilder:
    """Makes the rows of an edition for a user, out of what was loaded; ``findings`` and ``threads`` by item key.

    ``items_at`` is the address of an item, with ``ANY_KEY`` in place of its key.
    """

    issue: Issue
    user: Any
    people: People
    findings: Mapping[str, Sequence[Finding]]
    threads: Mapping[str, Sequence[Thread]]
    former: Former
    items_at: str
    unchecked: Mapping[int, set[int]]
    """By primary key of the item, those who may not approve it: see ``issues.four_eyes``."""

    def rows(self, siblings: Sequence[ItemNode], above: str) -> tuple[Row, ...]:
        """The rows of siblings; ``above`` names what they stand in."""
        return tuple(
            self._row(node, siblings, at, f"{above}, {at + 1} of {len(siblings)}")
            for at, node in enumerate(siblings)
        )

    def _row(self, node: ItemNode, siblings: Sequence[ItemNode], at: int, place: str) -> Row:
        item = node.item
        name = shortened(node.text, 32) or "empty item"
        people = self.people
        findings = self.findings.get(node.key, [])
        threads = self.threads.get(node.key, [])
        state = item_state(item, findings, threads)
        unchecked = self.unchecked[item.pk] if state.is_waiting else set()
        is_own = self.user.pk in unchecked
        vouch_for = self._vouch_for(unchecked)
        in_review = self.issue.status == Status.IN_REVIEW and state.is_waiting
        may_judge = in_review and self.user.has_perm("issues.approve_item")
        changes = changes_since_approval(item) if state.is_waiting else []
        since = self.former.get((self.issue.pk, node.key))
        address = self.items_at.replace(ANY_KEY, node.key)
        return Row(
            node=node,
            name=name,
            place=place,
            state=state,
            address=address,
            place_address=f"{address}place/?v={item.version}.{item.position}",
            byline=self._byline(item, unchecked, vouch_for, needs_another=is_own and may_judge),
            holder=people.holders.get(node.key, ""),
            reader=people.here.open_items.get(node.key, ""),
            may_approve=may_judge and not is_own,
            vouch_for=vouch_for,
            findings=tuple(beside(finding, item) for finding in findings),
            threads=tuple(threads),
            changes=tuple(changes),
            since_edition=tuple(other_changes(item, since, changes)),
            steps=_steps(node, name, siblings, at),
            below=self.rows(node.children, f"below “{name}”"),
        )

    def _vouch_for(self, unchecked: set[int]) -> str:
        """Only what an editor did waits for a vouching: what others wrote, an approval settles."""
        if not (self.issue.is_editable and self.user.has_perm("issues.change_item")):
            return ""
        editors = self.people.editors
        return named(name for pk, name in editors.items() if pk in unchecked - {self.user.pk})

    def _byline(
        self, item: Item, unchecked: set[int], vouch_for: str, *, needs_another: bool
    ) -> str:
        name, says = self.people.by_pk, []
        author, last_editor = name[item.author_id], name[item.last_editor_id]
        if item.approved_by_id:
            says.append(f"Approved by {name[item.approved_by_id]}.")
        edited = f", last edited by {last_editor}" if last_editor != author else ""
        says.append(f"Written by {author}{edited}.")
        others = unchecked - {item.author_id, item.last_editor_id}
        if others:
            says.append(f"Changed by {named(name[pk] for pk in sorted(others))} too.")
        if vouch_for:
            says.append(f"Vouch for {vouch_for} once you have read it and it is right.")
        if needs_another:
            can = named(who for pk, who in self.people.editors.items() if pk not in unchecked)
            says.append(f"You {hand_in(item, self.user)} it: {who_approves(can)}")
        return " ".join(says)


def _steps(
    node: ItemNode, name: str, siblings: Sequence[ItemNode], at: int
) -> tuple[tuple[str, str], ...]:
    possible = {
        "up": at > 0,
        "down": at < len(siblings) - 1,
        "in": at > 0 and max(each.depth for each in node.walk()) < MAX_DEPTH,
        "out": node.depth > 1,
    }
    return tuple(
        (step, f"{STEPS[step]}: {name}") for step, is_possible in possible.items() if is_possible
    )


def named(names: Iterable[str]) -> str:
    """``ana``, ``ana and ed``, ``ana, bo and ed``."""
    return get_text_list([*names], "and")


def who_approves(can: str) -> str:
    """Who may approve what a user had a hand in; ``can`` names them."""
    if can:
        return f"{can} can approve it, or somebody else vouches for your change."
    return "somebody else vouches for your change, or an administrator makes somebody an editor."


def beside(finding: Finding, item: Item) -> Finding:
    """The finding without the words that name the item: it stands beside it."""
    name = f"“{item.excerpt}” ({Section(item.section).short_label}) "
    return replace(finding, message=capfirst(finding.message.removeprefix(name)))
