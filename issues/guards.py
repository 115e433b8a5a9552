"""Database triggers that keep published editions and the ledger from changing, on SQLite and PostgreSQL.

They hold for every path: forms, the ORM, ``update()``, raw SQL, and on SQLite ``INSERT OR REPLACE`` and ``UPDATE OR
REPLACE`` too, which delete the rows in their way without a delete trigger (https://sqlite.org/lang_conflict.html).
``install`` is repeatable. A migration that remakes one of
the tables on SQLite calls ``remove`` before (SQLite refuses to drop a table that a trigger of another one reads) and
``install`` after, and likewise for ``sources.guards`` and ``issues.search``.
"""

from typing import Any

from issues.workflow import SEALED, TRANSITIONS, Status

_SEALED = ", ".join(f"'{status.value}'" for status in SEALED)
_LEGAL = ", ".join(
    f"'{source.value}>{transition.target.value}'"
    for transition in TRANSITIONS.values()
    for source in transition.sources
)
_UNCHANGED = (
    "id slug edition period_start period_end notice correction_note created_at created_by_id submitted_at submitted_by_id "
    "approved_at approved_by_id published_at published_by_id publish_at scheduled_by_id"
).split()

_NEVER = "A published edition never changes; start a correction"
_TEXTS = {
    "issue_edition_is_sealed": _NEVER,
    "issue_moves_by_the_table": "That move is not in the table of moves",
    "issue_slug_is_fixed": "The slug and edition of an issue are fixed when it is created",
    "issue_has_one_live_edition": "The edition that is live is superseded before another one is published",
    "issue_starts_as_draft": "An edition starts as a draft",
    "issue_needs_approved_items": "Every item that is not held back must be approved before its issue is",
    "item_is_sealed": _NEVER,
    "item_key_is_fixed": "The key of an item is fixed when it is created",
    "item_four_eyes_in_history": "Nobody approves an item that he or she wrote or last edited",
    "citation_is_sealed": _NEVER,
    "ledger_is_append_only": "The ledger is only ever appended to",
}


def _closing_move(same: str) -> str:
    """What may still happen to a published edition: it is superseded or withdrawn, with nothing else changed."""
    unchanged = " AND ".join(f"NEW.{column} {same} OLD.{column}" for column in _UNCHANGED)
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
    "WHERE i.issue_id = NEW.id AND {not_held} AND (i.approved_by_id IS NULL OR {parent_held}))"
)


# The constraint item_four_eyes compares columns of one row, which two statements can set one after the other. What the
# history says of the item as it stands is not so easily made another.
_OWN_BY_HISTORY = (
    "NEW.approved_by_id {differs} OLD.approved_by_id AND EXISTS (SELECT 1 FROM issues_historicalitem h WHERE h.history_id = "
    "(SELECT MAX(last.history_id) FROM issues_historicalitem last WHERE last.id = NEW.id) "
    "AND NEW.approved_by_id IN (h.author_id, h.last_editor_id))"
)


def _issue_update_rules(same: str, unapproved: str) -> list[tuple[str, str]]:
    return [
        ("issue_edition_is_sealed", f"OLD.status IN ({_SEALED}) AND NOT ({_closing_move(same)})"),
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
            f"NEW.status IN ('{Status.APPROVED}', '{Status.PUBLISHED}') AND OLD.status <> NEW.status AND {unapproved}",
        ),
    ]


# SQLite: a trigger for each rule and event


def _sqlite_triggers() -> dict[str, str]:
    def trigger(rule: str, event: str, table: str, when: str) -> tuple[str, str]:
        name = f"{rule}_{event.lower()}"
        message = f"{rule}: {_TEXTS[rule]}"
        return name, (
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )

    def sealed(reference: str) -> str:
        return f"(SELECT status FROM issues_issue WHERE id = {reference}) IN ({_SEALED})"

    def sealed_item(reference: str) -> str:
        return sealed(f"(SELECT issue_id FROM issues_item WHERE id = {reference})")

    # What a REPLACE would delete: the row that has the new one's number, or another value that only one row may have.
    item_in_its_way = sealed_item("NEW.id")
    citation_in_its_way = sealed_item("(SELECT item_id FROM issues_citation WHERE id = NEW.id)")
    issue_in_its_way = (
        f"EXISTS (SELECT 1 FROM issues_issue WHERE id = NEW.id AND status IN ({_SEALED})) "
        "OR EXISTS (SELECT 1 FROM issues_issue WHERE slug = NEW.slug AND edition = NEW.edition "
        f"AND status IN ({_SEALED}))"
    )
    entry_in_its_way = (
        "EXISTS (SELECT 1 FROM issues_statuschange WHERE id = NEW.id) OR (NOT (NEW.entry_hash = '') "
        "AND EXISTS (SELECT 1 FROM issues_statuschange WHERE previous_hash = NEW.previous_hash AND NOT (entry_hash = '')))"
    )
    other_live = (
        f"NEW.status = '{Status.PUBLISHED}' AND EXISTS (SELECT 1 FROM issues_issue "
        f"WHERE slug = NEW.slug AND status = '{Status.PUBLISHED}' AND id <> NEW.id)"
    )

    unapproved = _UNAPPROVED.format(not_held="NOT i.held", parent_held="COALESCE(p.held, 0)")
    triggers = [
        trigger(rule, "UPDATE", "issues_issue", when)
        for rule, when in _issue_update_rules("IS", unapproved)
    ]
    triggers += [
        trigger("issue_edition_is_sealed", "DELETE", "issues_issue", f"OLD.status IN ({_SEALED})"),
        trigger("issue_edition_is_sealed", "INSERT", "issues_issue", issue_in_its_way),
        trigger("issue_has_one_live_edition", "UPDATE", "issues_issue", other_live),
        trigger(
            "issue_starts_as_draft", "INSERT", "issues_issue", f"NEW.status <> '{Status.DRAFT}'"
        ),
        trigger(
            "item_is_sealed",
            "INSERT",
            "issues_item",
            f"{sealed('NEW.issue_id')} OR {item_in_its_way}",
        ),
        trigger(
            "item_is_sealed",
            "UPDATE",
            "issues_item",
            f"{sealed('OLD.issue_id')} OR {sealed('NEW.issue_id')} OR {item_in_its_way}",
        ),
        trigger("item_key_is_fixed", "UPDATE", "issues_item", "NEW.key <> OLD.key"),
        trigger(
            "item_four_eyes_in_history",
            "UPDATE",
            "issues_item",
            _OWN_BY_HISTORY.format(differs="IS NOT"),
        ),
        trigger("item_is_sealed", "DELETE", "issues_item", sealed("OLD.issue_id")),
        trigger(
            "citation_is_sealed",
            "INSERT",
            "issues_citation",
            f"{sealed_item('NEW.item_id')} OR {citation_in_its_way}",
        ),
        trigger(
            "citation_is_sealed",
            "UPDATE",
            "issues_citation",
            f"{sealed_item('OLD.item_id')} OR {sealed_item('NEW.item_id')} OR {citation_in_its_way}",
        ),
        trigger("citation_is_sealed", "DELETE", "issues_citation", sealed_item("OLD.item_id")),
        trigger("ledger_is_append_only", "INSERT", "issues_statuschange", entry_in_its_way),
        trigger("ledger_is_append_only", "UPDATE", "issues_statuschange", "1"),
        trigger("ledger_is_append_only", "DELETE", "issues_statuschange", "1"),
    ]
    return dict(triggers)


# PostgreSQL: a function for each table. Reading the issue's status takes a share lock on its row, so a change of an
# item and the publication of its issue wait for one another.


def _raise(rule: str) -> str:
    return (
        f"RAISE EXCEPTION '{rule}: {_TEXTS[rule]}' "
        f"USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = '{rule}';"
    )


def _postgresql_bodies() -> dict[str, str]:
    unapproved = _UNAPPROVED.format(not_held="NOT i.held", parent_held="COALESCE(p.held, FALSE)")
    updates = "\n".join(
        f"IF {when} THEN {_raise(rule)} END IF;"
        for rule, when in _issue_update_rules("IS NOT DISTINCT FROM", unapproved)
    )
    issue = f"""
        IF TG_OP = 'INSERT' THEN
            IF NEW.status <> '{Status.DRAFT}' THEN {_raise("issue_starts_as_draft")} END IF;
            RETURN NEW;
        ELSIF TG_OP = 'DELETE' THEN
            IF OLD.status IN ({_SEALED}) THEN {_raise("issue_edition_is_sealed")} END IF;
            RETURN OLD;
        END IF;
        {updates}
        RETURN NEW;"""

    item = f"""
        IF TG_OP = 'UPDATE' THEN
            IF NEW.key <> OLD.key THEN {_raise("item_key_is_fixed")} END IF;
            IF {_OWN_BY_HISTORY.format(differs="IS DISTINCT FROM")} THEN {_raise("item_four_eyes_in_history")} END IF;
        END IF;"""

    def child(rule: str, issue_of: str, more: str = "") -> str:
        def check(row: str) -> str:
            return (
                f"PERFORM 1 FROM issues_issue WHERE id = {issue_of.format(row=row)} FOR SHARE; "
                f"IF (SELECT status FROM issues_issue WHERE id = {issue_of.format(row=row)}) IN ({_SEALED}) "
                f"THEN {_raise(rule)} END IF;"
            )

        return f"""
        IF TG_OP <> 'INSERT' THEN {check("OLD")} END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        {check("NEW")}
        {more}
        RETURN NEW;"""

    return {
        "issues_issue": issue,
        "issues_item": child("item_is_sealed", "{row}.issue_id", item),
        "issues_citation": child(
            "citation_is_sealed", "(SELECT issue_id FROM issues_item WHERE id = {row}.item_id)"
        ),
        "issues_statuschange": f"IF TG_OP <> 'INSERT' THEN {_raise('ledger_is_append_only')} END IF; RETURN NEW;",
    }


def _postgresql_statements() -> list[str]:
    statements = [
        "CREATE OR REPLACE FUNCTION monitor_never_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN {_raise('ledger_is_append_only')} END $$"
    ]
    for table, body in _postgresql_bodies().items():
        statements += [
            f"CREATE OR REPLACE FUNCTION {table}_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
            f"CREATE TRIGGER {table}_guard BEFORE INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_guard()",
            f"CREATE TRIGGER {table}_truncate_guard BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION monitor_never_truncate()",
        ]
    return statements


def names(vendor: str) -> set[str]:
    """The triggers that must exist on ``sqlite`` or ``postgresql``."""
    if vendor == "sqlite":
        return set(_sqlite_triggers())
    return {
        f"{table}{end}" for table in _postgresql_bodies() for end in ("_guard", "_truncate_guard")
    }


def install(connection: Any) -> None:
    """Create every trigger, replacing those of before."""
    remove(connection)
    statements = (
        list(_sqlite_triggers().values())
        if connection.vendor == "sqlite"
        else _postgresql_statements()
    )
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def remove(connection: Any) -> None:
    """Drop every trigger: for restoring a backup and for emptying a test database, inside one transaction."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in _sqlite_triggers():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            return
        for table in _postgresql_bodies():
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_guard ON {table}")
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_truncate_guard ON {table}")


def missing(connection: Any) -> set[str]:
    """The triggers that the database lacks: one query."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return names(connection.vendor) - {row[0] for row in cursor.fetchall()}
