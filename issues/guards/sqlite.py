"""The guards on SQLite: a trigger for each rule and event.

INSERT OR REPLACE and UPDATE OR REPLACE delete the rows in their way without a delete trigger
(https://sqlite.org/lang_conflict.html), so each rule asks for what would be in the way too. Of several triggers the last one made runs first.
"""

from issues.guards import rules
from issues.guards.rules import SEALED_STATES
from issues.workflow import Status
from sources.triggers import Trigger


def _trigger(rule: str, event: str, table: str, when: str) -> Trigger:
    body = f"WHEN {when} BEGIN SELECT RAISE(ABORT, '{rule}: {rules.TEXTS[rule]}'); END"
    return Trigger(f"{rule}_{event.lower()}", table, (event,), body)


def _sealed(reference: str) -> str:
    return f"(SELECT status FROM issues_issue WHERE id = {reference}) IN ({SEALED_STATES})"


def _sealed_item(reference: str) -> str:
    return _sealed(f"(SELECT issue_id FROM issues_item WHERE id = {reference})")


def _of_issues() -> list[Trigger]:
    in_its_way = (
        f"EXISTS (SELECT 1 FROM issues_issue WHERE id = NEW.id AND status IN ({SEALED_STATES})) "
        "OR EXISTS (SELECT 1 FROM issues_issue WHERE slug = NEW.slug AND edition = NEW.edition "
        f"AND status IN ({SEALED_STATES}))"
    )
    other_live = (
        f"NEW.status = '{Status.PUBLISHED}' AND EXISTS (SELECT 1 FROM issues_issue "
        f"WHERE slug = NEW.slug AND status = '{Status.PUBLISHED}' AND id <> NEW.id)"
    )
    return [
        *(
            _trigger(rule, "UPDATE", "issues_issue", when)
            for rule, when in reversed(rules.issue_update_rules("IS", "0"))
        ),
        _trigger(
            "issue_edition_is_sealed",
            "DELETE",
            "issues_issue",
            f"OLD.status IN ({SEALED_STATES})",
        ),
        _trigger("issue_edition_is_sealed", "INSERT", "issues_issue", in_its_way),
        _trigger("issue_has_one_live_edition", "UPDATE", "issues_issue", other_live),
        _trigger(
            "issue_starts_as_draft", "INSERT", "issues_issue", f"NEW.status <> '{Status.DRAFT}'"
        ),
    ]


def _of_items() -> list[Trigger]:
    in_its_way = _sealed_item("NEW.id")
    inserted = f"{_sealed('NEW.issue_id')} OR {in_its_way}"
    updated = f"{_sealed('OLD.issue_id')} OR {_sealed('NEW.issue_id')} OR {in_its_way}"
    return [
        _trigger("item_is_sealed", "INSERT", "issues_item", inserted),
        _trigger("item_is_sealed", "UPDATE", "issues_item", updated),
        _trigger("item_is_sealed", "DELETE", "issues_item", _sealed("OLD.issue_id")),
        _trigger(
            "item_key_is_fixed", "UPDATE", "issues_item", "NEW.key <> OLD.key OR NEW.id <> OLD.id"
        ),
        _trigger("item_starts_unapproved", "INSERT", "issues_item", rules.ITEM_STARTS_APPROVED),
        *(
            _trigger(rule, "UPDATE", "issues_item", when)
            for rule, when in reversed(rules.item_update_rules("IS", "instr"))
        ),
    ]


def _of_citations() -> list[Trigger]:
    in_its_way = _sealed_item("(SELECT item_id FROM issues_citation WHERE id = NEW.id)")
    new, old = _sealed_item("NEW.item_id"), _sealed_item("OLD.item_id")
    return [
        _trigger("citation_is_sealed", "INSERT", "issues_citation", f"{new} OR {in_its_way}"),
        _trigger(
            "citation_is_sealed", "UPDATE", "issues_citation", f"{old} OR {new} OR {in_its_way}"
        ),
        _trigger("citation_is_sealed", "DELETE", "issues_citation", old),
    ]


def _of_the_ledger() -> list[Trigger]:
    in_its_way = (
        "EXISTS (SELECT 1 FROM issues_statuschange WHERE id = NEW.id) OR (NOT (NEW.entry_hash = '') "
        "AND EXISTS (SELECT 1 FROM issues_statuschange WHERE previous_hash = NEW.previous_hash AND NOT (entry_hash = '')))"
    )
    return [
        *_kept("ledger_is_append_only", "issues_statuschange", in_its_way),
        *(
            _trigger(rule, "INSERT", "issues_statuschange", when)
            for rule, when in rules.ledger_insert_rules()
        ),
    ]


def _of_histories() -> list[Trigger]:
    made = []
    for table, inserted in rules.HISTORY_RULES.items():
        in_its_way = f"EXISTS (SELECT 1 FROM {table} WHERE history_id = NEW.history_id)"
        made += _kept("history_is_append_only", table, in_its_way)
        made += [_trigger(rule, "INSERT", table, when) for rule, when in inserted]
    kind = {table: table.removeprefix("issues_historical") for table in rules.HISTORY_RULES}
    return [each._replace(name=f"{kind[each.table]}_{each.name}") for each in made]


def _kept(rule: str, table: str, in_its_way: str) -> list[Trigger]:
    """A table that is only ever appended to."""
    when = {"INSERT": in_its_way, "UPDATE": "1", "DELETE": "1"}
    return [_trigger(rule, event, table, breaks) for event, breaks in when.items()]


def _of_imports() -> list[Trigger]:
    return [
        _trigger("import_is_kept", "UPDATE", "issues_import", rules.import_changes("IS")),
        _trigger("import_is_kept", "DELETE", "issues_import", "1"),
        _trigger(
            "import_is_kept",
            "INSERT",
            "issues_import",
            "EXISTS (SELECT 1 FROM issues_import WHERE id = NEW.id)",
        ),
    ]


def triggers() -> list[Trigger]:
    """All of them."""
    return [
        *_of_issues(),
        *_of_items(),
        *_of_citations(),
        *_of_histories(),
        *_of_imports(),
        *_of_the_ledger(),
    ]
