"""What the guards say, as conditions of SQL that both databases read, and the sentences of those that refuse."""

from issues.guards.history import ISSUES, ITEMS
from issues.workflow import LIFT, SEALED, TRANSITIONS, Move, Status

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

_OF_IMPORTS = "id filename format document sha256 text findings imported_by_id imported_at".split()

_NEVER = "A published edition never changes; start a correction"
TEXTS = {
    "issue_edition_is_sealed": _NEVER,
    "issue_moves_by_the_table": "That move is not in the table of moves",
    "issue_slug_is_fixed": "The slug and edition of an issue are fixed when it is created",
    "issue_has_one_live_edition": "The edition that is live is superseded before another one is published",
    "issue_starts_as_draft": "An edition starts as a draft",
    "issue_needs_approved_items": "Every item that is not held back must be approved before its issue is",
    "issue_four_eyes": "Nobody approves a period, notice or correction note that he or she wrote and nobody else vouched for",
    "issue_words_are_of_history": "An issue is approved with the words that its history has: save them first",
    "issue_words_are_approved": "What an approved issue says does not change: return it to draft first",
    "item_is_sealed": _NEVER,
    "item_key_is_fixed": "The key of an item is fixed when it is created",
    "item_four_eyes": "Nobody approves an item that he or she wrote or last edited, or changed since somebody else saw it",
    "item_approval_is_of_history": "An item is approved as its history has it: save it first",
    "item_starts_unapproved": "An item is approved after it was written",
    "citation_is_sealed": _NEVER,
    "history_is_append_only": "History is only ever appended to",
    "history_is_sealed": _NEVER,
    "history_tells_of_approvals": "The history has an approval only where the item or issue has it",
    "history_names_its_people": "A row of a history names whoever made the change",
    "history_ends_with_its_item": "The history of what is there has no end",
    "import_is_kept": "A source document is kept as it came",
    "ledger_is_append_only": "The ledger is only ever appended to",
    "withdrawal_stands": "The issue is withdrawn: nothing of it is published before somebody lifts that",
    "withdrawal_is_lifted_by_another": "A withdrawal that stands is lifted, once, and by somebody who did not make it",
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


def import_changes(same: str) -> str:
    """When an UPDATE of ``issues_import`` changes more than that the draft made of it is gone; ``same`` compares."""
    unchanged = " AND ".join(f"NEW.{column} {same} OLD.{column}" for column in _OF_IMPORTS)
    sealed = f"(SELECT status FROM issues_issue WHERE id = OLD.issue_id) IN ({SEALED_STATES})"
    deleted = f"NEW.issue_id IS NULL AND ({sealed}) IS NOT TRUE"
    return f"NOT ({unchanged} AND (NEW.issue_id {same} OLD.issue_id OR ({deleted})))"


_UNAPPROVED = (
    "EXISTS (SELECT 1 FROM issues_item i LEFT JOIN issues_item p ON p.id = i.parent_id "
    "WHERE i.issue_id = NEW.id AND NOT i.held AND (i.approved_by_id IS NULL OR COALESCE(p.held, {false})))"
)


_WORDS = ISSUES.words


def _approves(same: str) -> list[tuple[str, str]]:
    """What an approved issue says was seen by somebody else than those who wrote it, and stays so."""
    approved = f"NEW.status = '{Status.APPROVED}' AND OLD.status = '{Status.IN_REVIEW}'"
    of_history = " AND ".join(f"h.{column} {same} NEW.{column}" for column in _WORDS)
    last = f"(SELECT MAX(history_id) FROM {ISSUES.table} WHERE id = NEW.id)"
    changed = " OR ".join(f"NOT (NEW.{column} {same} OLD.{column})" for column in _WORDS)
    return [
        (
            "issue_words_are_of_history",
            f"{approved} AND NOT EXISTS (SELECT 1 FROM {ISSUES.table} h WHERE h.history_id = {last} AND {of_history})",
        ),
        (
            "issue_four_eyes",
            f"{approved} AND (NEW.approved_by_id IS NULL OR {ISSUES.unchecked('NEW.id', 'NEW.approved_by_id', same)})",
        ),
        (
            "issue_words_are_approved",
            f"OLD.status = '{Status.APPROVED}' AND NEW.status <> '{Status.DRAFT}' AND ({changed})",
        ),
    ]


def item_update_rules(same: str, position: str) -> list[tuple[str, str]]:
    """Rule and when an UPDATE of ``issues_item`` breaks it; ``position`` finds the second of two texts in the first.

    The citations stand in ``approved_content`` as the history has them, for both are the same canonical JSON.
    """
    approved = (
        f"NEW.approved_by_id IS NOT NULL AND NOT (NEW.approved_by_id {same} OLD.approved_by_id "
        "AND NEW.approved_seal = OLD.approved_seal AND NEW.approved_content = OLD.approved_content "
        "AND NEW.version = OLD.version)"
    )
    of_history = " AND ".join(f"h.{column} {same} NEW.{column}" for column in ITEMS.words)
    last = f"(SELECT MAX(history_id) FROM {ITEMS.table} WHERE id = NEW.id"
    cited = (
        f"EXISTS (SELECT 1 FROM {ITEMS.table} c WHERE c.history_id = {last} AND citations <> '') "
        f"AND {position}(NEW.approved_content, '\"citations\":' || c.citations || ',\"') > 0)"
    )
    return [
        (
            "item_four_eyes",
            f"{approved} AND {ITEMS.unchecked('NEW.id', 'NEW.approved_by_id', same)}",
        ),
        (
            "item_approval_is_of_history",
            f"{approved} AND NOT (EXISTS (SELECT 1 FROM {ITEMS.table} h WHERE h.history_id = {last}) "
            f"AND {of_history}) AND {cited})",
        ),
    ]


ITEM_STARTS_APPROVED = "NEW.approved_by_id IS NOT NULL"

_NAMES = "NEW.contributors <> '' AND NEW.contributors NOT LIKE '%,' || {person} || ',%'"
# What a correction copies: whoever wrote it was checked in the edition before.
_COPIED = (
    "NEW.history_type = '+' AND EXISTS (SELECT 1 FROM issues_item f JOIN issues_issue s ON s.id = f.issue_id "
    f"WHERE f.key = NEW.key AND f.id <> NEW.id AND f.body = NEW.body AND s.status IN ({SEALED_STATES}))"
)
_SAME_WORDS = " AND ".join(f"h.{column} = NEW.{column}" for column in ISSUES.words)
_NOBODYS_WORDS = (
    "NEW.history_type = '~' AND NEW.history_user_id IS NULL AND NEW.contributors = '' AND NOT EXISTS "
    f"(SELECT 1 FROM {ISSUES.table} h WHERE h.history_id = (SELECT MAX(history_id) FROM {ISSUES.table} WHERE id = NEW.id) "
    f"AND {_SAME_WORDS})"
)

HISTORY_RULES: dict[str, list[tuple[str, str]]] = {
    ITEMS.table: [
        (
            "history_is_sealed",
            f"(SELECT status FROM issues_issue WHERE id = NEW.issue_id) IN ({SEALED_STATES})",
        ),
        (
            "history_tells_of_approvals",
            "NEW.approved_by_id IS NOT NULL AND NEW.history_type <> '-' AND NOT EXISTS (SELECT 1 FROM issues_item i "
            "WHERE i.id = NEW.id AND i.approved_by_id = NEW.approved_by_id AND i.version = NEW.version "
            "AND i.approved_seal = NEW.approved_seal)",
        ),
        (
            "history_names_its_people",
            f"{_NAMES.format(person='NEW.last_editor_id')} AND NEW.vouched_by_id IS NULL AND NOT ({_COPIED})",
        ),
        (
            "history_ends_with_its_item",
            "NEW.history_type = '-' AND EXISTS (SELECT 1 FROM issues_item WHERE id = NEW.id)",
        ),
    ],
    ISSUES.table: [
        (
            "history_is_sealed",
            f"(SELECT status FROM issues_issue WHERE id = NEW.id) IN ({SEALED_STATES})",
        ),
        (
            "history_tells_of_approvals",
            f"NEW.status = '{Status.APPROVED}' AND NOT EXISTS (SELECT 1 FROM issues_issue i WHERE i.id = NEW.id "
            "AND i.approved_by_id = NEW.approved_by_id AND i.status = NEW.status)",
        ),
        (
            "history_names_its_people",
            f"({_NAMES.format(person='COALESCE(NEW.history_user_id, 0)')}) OR ({_NOBODYS_WORDS})",
        ),
        (
            "history_ends_with_its_item",
            "NEW.history_type = '-' AND EXISTS (SELECT 1 FROM issues_issue WHERE id = NEW.id)",
        ),
    ],
}
"""By table, rule and when an INSERT into a history breaks it."""


def _withdrawn(slug: str, more: str = "") -> str:
    """Whether there is a withdrawal of the issue, with ``more`` about its entry ``w``, and no lifting or publication since."""
    return (
        "EXISTS (SELECT 1 FROM issues_statuschange w JOIN issues_issue i ON i.id = w.issue_id "
        f"WHERE i.slug = {slug} AND w.event = '{Move.WITHDRAW}'{more} "
        "AND NOT EXISTS (SELECT 1 FROM issues_statuschange e JOIN issues_issue j ON j.id = e.issue_id "
        f"WHERE j.slug = i.slug AND e.event IN ('{LIFT}', '{Move.PUBLISH}') AND e.id > w.id))"
    )


_SLUG_OF_ENTRY = "(SELECT slug FROM issues_issue WHERE id = NEW.issue_id)"


def ledger_insert_rules() -> list[tuple[str, str]]:
    """Rule and when a new entry of the ledger breaks it, beside those of a table that is only ever appended to."""
    withdrawn = _withdrawn(_SLUG_OF_ENTRY)
    by_the_same = _withdrawn(_SLUG_OF_ENTRY, " AND w.user_id = NEW.user_id")
    return [
        # A publication that never was would end the withdrawal too.
        ("withdrawal_stands", f"NEW.event = '{Move.PUBLISH}' AND {withdrawn}"),
        (
            "withdrawal_is_lifted_by_another",
            f"NEW.event = '{LIFT}' AND (NEW.user_id IS NULL OR NOT {withdrawn} OR {by_the_same})",
        ),
    ]


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
        *_approves(same),
        (
            "withdrawal_stands",
            f"NEW.status = '{Status.PUBLISHED}' AND OLD.status <> NEW.status AND {_withdrawn('NEW.slug')}",
        ),
    ]
