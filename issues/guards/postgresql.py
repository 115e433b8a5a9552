"""The guards on PostgreSQL: a trigger and its function for each table.

Reading the status of an issue takes a share lock on its row, so a change of an item and the publication of its issue wait
for one another.
"""

from issues.guards import rules
from issues.guards.rules import SEALED_STATES
from issues.workflow import Status
from sources.triggers import Trigger

_SAME = "IS NOT DISTINCT FROM"


def _raise(rule: str) -> str:
    return (
        f"RAISE EXCEPTION '{rule}: {rules.TEXTS[rule]}' "
        f"USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = '{rule}';"
    )


def _refuse(rule: str, when: str) -> str:
    return f"IF {when} THEN {_raise(rule)} END IF;"


def _of_issues() -> str:
    updates = "\n".join(
        _refuse(rule, when) for rule, when in rules.issue_update_rules(_SAME, "FALSE")
    )
    return f"""
        IF TG_OP = 'INSERT' THEN
            {_refuse("issue_starts_as_draft", f"NEW.status <> '{Status.DRAFT}'")}
            RETURN NEW;
        ELSIF TG_OP = 'DELETE' THEN
            {_refuse("issue_edition_is_sealed", f"OLD.status IN ({SEALED_STATES})")}
            RETURN OLD;
        END IF;
        {updates}
        RETURN NEW;"""


def _child(rule: str, issue_of: str, more: str = "") -> str:
    def check(row: str) -> str:
        issue = issue_of.format(row=row)
        sealed = f"(SELECT status FROM issues_issue WHERE id = {issue}) IN ({SEALED_STATES})"
        return f"PERFORM 1 FROM issues_issue WHERE id = {issue} FOR SHARE; {_refuse(rule, sealed)}"

    return f"""
        IF TG_OP <> 'INSERT' THEN {check("OLD")} END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        {check("NEW")}
        {more}
        RETURN NEW;"""


def _of_items() -> str:
    updates = [
        ("item_key_is_fixed", "NEW.key <> OLD.key OR NEW.id <> OLD.id"),
        *rules.item_update_rules(_SAME, "strpos"),
    ]
    more = f"""
        IF TG_OP = 'INSERT' THEN
            {_refuse("item_starts_unapproved", rules.ITEM_STARTS_APPROVED)}
        ELSE
            {" ".join(_refuse(rule, when) for rule, when in updates)}
        END IF;"""
    return _child("item_is_sealed", "{row}.issue_id", more)


def _of_citations() -> str:
    return _child(
        "citation_is_sealed", "(SELECT issue_id FROM issues_item WHERE id = {row}.item_id)"
    )


def _kept(rule: str, inserted: str = "") -> str:
    """A table that is only ever appended to."""
    return f"IF TG_OP <> 'INSERT' THEN {_raise(rule)} END IF; {inserted} RETURN NEW;"


def _of_new_entries() -> str:
    return "\n".join(_refuse(rule, when) for rule, when in rules.ledger_insert_rules())


def _of_imports() -> str:
    changed = _refuse("import_is_kept", rules.import_changes(_SAME))
    return f"""
        IF TG_OP = 'DELETE' THEN {_raise("import_is_kept")} END IF;
        IF TG_OP = 'UPDATE' THEN {changed} END IF;
        RETURN NEW;"""


def _bodies() -> dict[str, str]:
    return {
        "issues_issue": _of_issues(),
        "issues_item": _of_items(),
        "issues_citation": _of_citations(),
        **{
            table: _kept(
                "history_is_append_only",
                " ".join(_refuse(rule, when) for rule, when in inserted),
            )
            for table, inserted in rules.HISTORY_RULES.items()
        },
        "issues_statuschange": _kept("ledger_is_append_only", _of_new_entries()),
        "issues_import": _of_imports(),
    }


def triggers() -> list[Trigger]:
    """All of them."""
    truncated = f"BEGIN {_raise('ledger_is_append_only')} END"
    made = []
    for table, body in _bodies().items():
        events = ("INSERT", "UPDATE", "DELETE")
        made += [
            Trigger(f"{table}_guard", table, events, f"BEGIN {body} END"),
            Trigger(
                f"{table}_truncate_guard",
                table,
                ("TRUNCATE",),
                truncated,
                "monitor_never_truncate",
            ),
        ]
    return made
