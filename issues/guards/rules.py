"""What the guards say, as conditions of SQL that both databases read, and the sentences of those that refuse."""

from issues.workflow import SEALED, TRANSITIONS, Status

SEALED_STATES = ", ".join(f"'{status.value}'" for status in SEALED)
_LEGAL = ", ".join(
    f"'{source.value}>{transition.target.value}'"
    for transition in TRANSITIONS.values()
    for source in transition.sources
)
UNCHANGED = (
    "id slug edition period_start period_end notice correction_note created_at created_by_id submitted_at submitted_by_id "
    "approved_at approved_by_id published_at published_by_id publish_at scheduled_by_id"
).split()
"""Columns of an edition that stay as its publication left them."""

_NEVER = "A published edition never changes; start a correction"
TEXTS = {
    "issue_edition_is_sealed": _NEVER,
    "issue_moves_by_the_table": "That move is not in the table of moves",
    "issue_slug_is_fixed": "The slug and edition of an issue are fixed when it is created",
    "issue_has_one_live_edition": "The edition that is live is superseded before another one is published",
    "issue_starts_as_draft": "An edition starts as a draft",
    "issue_needs_approved_items": "Every item that is not held back must be approved before its issue is",
    "item_is_sealed": _NEVER,
    "item_key_is_fixed": "The key of an item is fixed when it is created",
    "citation_is_sealed": _NEVER,
    "ledger_is_append_only": "The ledger is only ever appended to",
}


def _closing_move(same: str) -> str:
    """What may still happen to a published edition: it is superseded or withdrawn, with nothing else changed."""
    unchanged = " AND ".join(f"NEW.{column} {same} OLD.{column}" for column in UNCHANGED)
    superseded = (
        f"NEW.status = '{Status.SUPERSEDED}' AND NEW.superseded_at IS NOT NULL "
        f"AND NEW.withdrawn_at IS NULL AND NEW.withdrawn_by_id IS NULL AND NEW.withdrawal_reason = ''"
    )
    withdrawn = (
        f"NEW.status = '{Status.WITHDRAWN}' AND NEW.superseded_at IS NULL "
        f"AND NEW.withdrawn_at IS NOT NULL AND NEW.withdrawal_reason <> ''"
    )
    return (
        f"OLD.status = '{Status.PUBLISHED}' AND {unchanged} AND (({superseded}) OR ({withdrawn}))"
    )


_UNAPPROVED = (
    "EXISTS (SELECT 1 FROM issues_item i LEFT JOIN issues_item p ON p.id = i.parent_id "
    "WHERE i.issue_id = NEW.id AND NOT i.held AND (i.approved_by_id IS NULL OR COALESCE(p.held, {false})))"
)


def issue_update_rules(same: str, false: str) -> list[tuple[str, str]]:
    """Rule and when an UPDATE of ``issues_issue`` breaks it; ``same`` compares, ``false`` is a boolean of the database."""
    return [
        (
            "issue_edition_is_sealed",
            f"OLD.status IN ({SEALED_STATES}) AND NOT ({_closing_move(same)})",
        ),
        (
            "issue_slug_is_fixed",
            "NEW.id <> OLD.id OR NEW.slug <> OLD.slug OR NEW.edition <> OLD.edition",
        ),
        (
            "issue_moves_by_the_table",
            f"NEW.status <> OLD.status AND (OLD.status || '>' || NEW.status) NOT IN ({_LEGAL})",
        ),
        (
            "issue_needs_approved_items",
            f"NEW.status IN ('{Status.APPROVED}', '{Status.PUBLISHED}') AND OLD.status <> NEW.status "
            f"AND {_UNAPPROVED.format(false=false)}",
        ),
    ]
