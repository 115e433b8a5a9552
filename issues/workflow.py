"""The states of an edition and the one table of moves between them (no query, no request)."""

from dataclasses import dataclass

from django.db.models import TextChoices


class Status(TextChoices):
    """Where an edition stands."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    APPROVED = "approved", "Approved"
    PUBLISHED = "published", "Published"
    SUPERSEDED = "superseded", "Superseded"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Move(TextChoices):
    """What can be done to an edition; the label is the word on the button."""

    SUBMIT = "submit", "Submit for review"
    RETURN = "return", "Return to draft"
    APPROVE = "approve", "Approve"
    PUBLISH = "publish", "Publish"
    SUPERSEDE = "supersede", "Supersede"
    WITHDRAW = "withdraw", "Withdraw"


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table."""

    sources: tuple[Status, ...]
    target: Status
    permission: str
    """``app.codename``; empty for a move that only another move makes."""
    needs_reason: bool = False
    needs_preflight: bool = False


TRANSITIONS: dict[Move, Transition] = {
    Move.SUBMIT: Transition((Status.DRAFT,), Status.IN_REVIEW, "issues.submit_issue"),
    Move.RETURN: Transition(
        (Status.IN_REVIEW, Status.APPROVED), Status.DRAFT, "issues.return_issue", needs_reason=True
    ),
    Move.APPROVE: Transition(
        (Status.IN_REVIEW,), Status.APPROVED, "issues.approve_issue", needs_preflight=True
    ),
    Move.PUBLISH: Transition(
        (Status.APPROVED,), Status.PUBLISHED, "issues.publish_issue", needs_preflight=True
    ),
    # Made by the publication of the next edition, never by hand.
    Move.SUPERSEDE: Transition((Status.PUBLISHED,), Status.SUPERSEDED, ""),
    Move.WITHDRAW: Transition(
        (Status.PUBLISHED,), Status.WITHDRAWN, "issues.withdraw_issue", needs_reason=True
    ),
}

LIFT, ASK_LIFT = "lift", "ask_lift"
"""Steps of two people by which a withdrawn issue may be published again: no move, for no edition changes its state."""

WORKING = (Status.DRAFT, Status.IN_REVIEW, Status.APPROVED)
"""Not yet published: at most one such edition of an issue at a time."""

EDITABLE = (Status.DRAFT, Status.IN_REVIEW)
"""Texts may change; an approved edition is returned to draft first."""

SEALED = (Status.PUBLISHED, Status.SUPERSEDED, Status.WITHDRAWN)
"""Published once, and unchangeable since."""


def moves_from(status: str) -> list[Move]:
    """The moves that a person can make from ``status``, in the order of the table."""
    return [
        move
        for move, transition in TRANSITIONS.items()
        if transition.permission and status in transition.sources
    ]
