"""Four eyes as SQL: what the rows of a history say about who has yet to be checked by somebody else.

A row is a *change* if its words differ from those of the row before, and a *check* if somebody approved or vouched for
words that stood there already. Whoever changed the words after the last check by somebody else may not approve them.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class History:
    """The history of a kind of rows. ``words`` are the columns that an approval is about.

    ``person`` are the two who made a change, or one and NULL, by the row alone, as SQL over the row ``{row}``;
    ``contributors`` says more where it is not empty. ``approver`` is who approved, or NULL.
    """

    table: str
    words: tuple[str, ...]
    person: str
    approver: str

    def _differs(self, row: str, same: str) -> str:
        words = " AND ".join(f"e.{column} {same} {row}.{column}" for column in self.words)
        return (
            f"({row}.history_type = '+' OR NOT EXISTS (SELECT 1 FROM {self.table} e WHERE {words} AND e.history_id = "
            f"(SELECT MAX(p.history_id) FROM {self.table} p WHERE p.id = {row}.id AND p.history_id < {row}.history_id)))"
        )

    def is_change(self, row: str, same: str) -> str:
        """Whether the row's words are others than before; ``same`` compares two values, also NULL."""
        return f"({row}.history_type <> '-' AND {self._differs(row, same)})"

    def is_check_by(self, row: str, same: str, whom: str) -> str:
        """Whether somebody checked words that stood there; ``whom`` is a condition on the person, as SQL over ``{person}``."""
        approver = whom.format(person=self.approver.format(row=row))
        voucher = whom.format(person=f"{row}.vouched_by_id")
        # A copy that came approved, as corrections had them once, says what was approved before.
        stood = f"({row}.history_type = '+' OR NOT {self._differs(row, same)})"
        return f"({row}.history_type <> '-' AND ({approver} OR {voucher}) AND {stood})"

    def account(self, where: str, same: str) -> str:
        """A query of what ``issues.four_eyes`` reads: see ``_Row`` there; ``where`` is a condition on the rows ``h``."""
        made = self.person.format(row="h")
        return (
            f"SELECT '{self.table}', h.id, h.history_id, h.contributors, {self.is_change('h', same)}, "
            f"{self.is_check_by('h', same, '{person} IS NOT NULL')}, {self.approver.format(row='h')}, h.vouched_by_id, {made} "
            f"FROM {self.table} h WHERE h.history_type <> '-' AND {where}"
        )

    def unchecked(self, item: str, person: str, same: str) -> str:
        """Whether ``person`` changed the row ``item`` after the last check by somebody else: both are SQL values."""
        by_other = self.is_check_by("c", same, f"{{person}} <> {person}")
        made = self.person.format(row="h")
        return (
            f"EXISTS (SELECT 1 FROM {self.table} h WHERE h.id = {item} AND h.history_type <> '-' AND CASE "
            f"WHEN h.contributors <> '' THEN h.contributors LIKE '%,' || {person} || ',%' "
            f"ELSE {person} IN ({made}) AND {self.is_change('h', same)} END "
            f"AND NOT EXISTS (SELECT 1 FROM {self.table} c "
            f"WHERE c.id = {item} AND c.history_id >= h.history_id AND {by_other}))"
        )


ITEMS = History(
    table="issues_historicalitem",
    words=("version", "body", "section", "parent_id", "follows"),
    person="{row}.last_editor_id, CASE WHEN {row}.history_type = '+' THEN {row}.author_id END",
    approver="{row}.approved_by_id",
)
ISSUES = History(
    table="issues_historicalissue",
    words=("period_start", "period_end", "notice", "correction_note"),
    person="COALESCE({row}.history_user_id, {row}.created_by_id), NULL",
    # The stamp of an approval stays when the issue is returned to draft.
    approver="CASE WHEN {row}.status = 'approved' THEN {row}.approved_by_id END",
)
