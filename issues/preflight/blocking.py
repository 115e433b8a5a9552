"""The checks that block approval and publication; none of them runs a query."""

from collections.abc import Iterator

from issues.digest import read_item
from issues.preflight.subject import BLOCK, Check, Finding, Subject, name_of
from issues.sections import PLACEHOLDER, Section


def withdrawn(subject: Subject) -> Iterator[Finding]:
    """What somebody withdrew appears again when somebody else has agreed, and never by itself."""
    if standing := subject.withdrawal:
        yield Finding(
            "withdrawn",
            BLOCK,
            f"{standing}: no edition of it is approved or published until somebody else lifts the withdrawal.",
        )


def no_items(subject: Subject) -> Iterator[Finding]:
    """An issue without a single item says nothing."""
    if not subject.items:
        yield Finding("no_items", BLOCK, "The issue has no items: add or import some first.")


def correction_note(subject: Subject) -> Iterator[Finding]:
    """Readers are told what a correction corrects."""
    if subject.issue.edition > 1 and not subject.issue.correction_note.strip():
        yield Finding(
            "correction_note_missing",
            BLOCK,
            "The correction has no note for the readers: say what it corrects.",
            field="correction_note",
        )


def uncited_item(subject: Subject) -> Iterator[Finding]:
    """Every item rests on a source."""
    for item in subject.items:
        if not item.citations.all():
            yield Finding(
                "uncited_item",
                BLOCK,
                f"{name_of(item)} cites no source: add a citation, or hold the item back.",
                item.key,
                "citations",
            )


def empty_item(subject: Subject) -> Iterator[Finding]:
    """An item has words."""
    for item in subject.items:
        if not item.text.strip():
            yield Finding(
                "empty_item", BLOCK, "An item has no text: write it or delete it.", item.key, "body"
            )


def lost_outlet(subject: Subject) -> Iterator[Finding]:
    """A citation names its outlet."""
    for item, citation in subject.citations:
        if citation.outlet is None:
            yield Finding(
                "lost_outlet",
                BLOCK,
                f"{name_of(item)} has a citation without an outlet: find the source and name it.",
                item.key,
                "citations",
            )


def unreadable_date(subject: Subject) -> Iterator[Finding]:
    """A citation's date is one that a calendar has."""
    for item, citation in subject.citations:
        if citation.dated_from is None and citation.printed_date:
            yield Finding(
                "unreadable_date",
                BLOCK,
                f"{name_of(item)} cites {citation} with the date “{citation.printed_date}”, which cannot be read: "
                "write it as 11.04.17.",
                item.key,
                "citations",
            )


def missing_date(subject: Subject) -> Iterator[Finding]:
    """A citation has a date."""
    for item, citation in subject.citations:
        if citation.dated_from is None and not citation.printed_date:
            yield Finding(
                "missing_date",
                BLOCK,
                f"{name_of(item)} cites {citation} without a date: add the day it appeared.",
                item.key,
                "citations",
            )


def unconfirmed_outlet(subject: Subject) -> Iterator[Finding]:
    """Every outlet was looked at by an editor once."""
    for item, citation in subject.citations:
        outlet = citation.outlet
        if outlet and not (outlet.merged_into or outlet).confirmed:
            yield Finding(
                "unconfirmed_outlet",
                BLOCK,
                f"{name_of(item)} cites {outlet.name}, an outlet that nobody has confirmed yet: "
                "confirm it or merge it with the one that is meant.",
                item.key,
                "citations",
            )


def unapproved_item(subject: Subject) -> Iterator[Finding]:
    """Four eyes saw every item as it stands."""
    for item in subject.items:
        if item.is_changed_since_approval:
            yield Finding(
                "changed_since_approval",
                BLOCK,
                f"{name_of(item)} was changed after it was approved: approve it again.",
                item.key,
                "approval",
            )
        elif not item.is_approved:
            yield Finding(
                "unapproved_item",
                BLOCK,
                f"{name_of(item)} is not approved: somebody who did not write it approves it or holds it back.",
                item.key,
                "approval",
            )


def placeholder_item(subject: Subject) -> Iterator[Finding]:
    """“No significant developments” is computed for an empty section, never an item."""
    word = PLACEHOLDER.rstrip(".").casefold()
    for item in subject.items:
        if item.text.strip().rstrip(".").casefold() == word:
            yield Finding(
                "placeholder_beside_items",
                BLOCK,
                f"{Section(item.section).short_label} has “{PLACEHOLDER}” as an item: delete it; "
                "an empty section says so by itself.",
                item.key,
                "body",
            )


def held_parent(subject: Subject) -> Iterator[Finding]:
    """Nothing stands below an item that is held back."""
    for item in subject.items:
        if item.parent_id and item.parent_id not in subject.by_pk:
            yield Finding(
                "held_parent",
                BLOCK,
                f"{name_of(item)} stands below an item that is held back: hold it back too, or move it out.",
                item.key,
                "held",
            )


def citation_in_text(subject: Subject) -> Iterator[Finding]:
    """No reference is left in the prose, where no filter finds it."""
    for item in subject.items:
        if "(" not in item.body:
            continue
        read = read_item(item.text)
        if read.references or any(found.code == "unbalanced_paren" for found in read.findings):
            yield Finding(
                "citation_in_text",
                BLOCK,
                f"{name_of(item)} has a citation, or half of one, in its text: move it to the citations.",
                item.key,
                "body",
            )


# Checks that warn


BLOCKING: list[Check] = [
    withdrawn,
    no_items,
    correction_note,
    empty_item,
    uncited_item,
    lost_outlet,
    unreadable_date,
    missing_date,
    unconfirmed_outlet,
    placeholder_item,
    citation_in_text,
    held_parent,
    unapproved_item,
]
