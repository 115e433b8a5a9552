"""Four eyes against somebody who writes into the tables: what the database refuses, whoever asks."""

import pytest
from django.db import IntegrityError, connection, transaction

from issues.editing import approve_item, vouch_for_item
from issues.models import Issue, Item
from issues.models.item import canonical_json
from issues.moves import Conflict
from issues.workflow import Status
from tests.support import factories as make
from tests.support.four_eyes import approve_by_sql, eds_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def eds():
    return eds_item()


class TestSql:
    def refused(self, rule, act):
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            act()

    def test_somebody_else_may_approve_by_sql(self, eds):
        approve_by_sql(eds, make.editor("eve"))
        assert make.fresh(eds).is_approved

    @pytest.mark.parametrize(
        "values",
        [
            {"body": "Nobody saw this."},
            {"section": "response"},
            {"version": 1},
            {"version": 9},
            {"follows": "2222222222"},
        ],
    )
    def test_nothing_is_approved_that_no_history_has(self, eds, values):
        Item.objects.filter(pk=eds.pk).update(**values)
        eve = make.editor("eve")
        self.refused("item_approval_is_of_history", lambda: approve_by_sql(eds, eve))
        with pytest.raises(Conflict, match="past the desk"):
            approve_item(eds, user=eve)

    def test_nor_with_citations_that_no_history_has(self, eds):
        eds.citations.update(title="Nobody saw this.")
        eve = make.editor("eve")
        self.refused("item_approval_is_of_history", lambda: approve_by_sql(eds, eve))
        with pytest.raises(Conflict, match="past the desk"):
            approve_item(eds, user=eve)
        with pytest.raises(Conflict, match="past the desk"):
            vouch_for_item(eds, user=eve, version=eds.version)

    def test_an_approval_of_other_words_than_it_is_sealed_to_does_not_count(self, eds):
        content = canonical_json(make.fresh(eds).content())
        eds.citations.update(title="Nobody saw this.")
        Item.objects.filter(pk=eds.pk).update(
            approved_by=make.editor("eve"),
            approved_seal=make.fresh(eds).seal(),
            approved_content=content,
        )
        assert not make.fresh(eds).is_approved

    def test_a_row_does_not_begin_approved(self, eds):
        new = Item(
            issue=eds.issue,
            section=eds.section,
            body="x",
            author=eds.author,
            last_editor=eds.author,
            approved_by=make.editor("eve"),
        )
        self.refused("item_starts_unapproved", new.save)

    @pytest.mark.parametrize(
        ("values", "rule"),
        [
            ({"contributors": ","}, "history_names_its_people"),
            ({"history_type": "-"}, "history_ends_with_its_item"),
        ],
    )
    def test_a_row_of_history_does_not_hide_whose_words_came_with_it(self, eds, values, rule):
        last = Item.history.filter(id=eds.pk).order_by("-history_id").first()
        words = Issue.history.filter(id=eds.issue_id).order_by("-history_id").first()
        for row in (last, words):
            row.pk, row.version, row.notice, row.history_type = None, 9, "Mine.", "~"
            for name, value in values.items():
                setattr(row, name, value)
            self.refused(rule, row.save)
        words.history_type, words.contributors, words.history_user = "~", "", None
        self.refused("history_names_its_people", words.save)

    def test_an_item_keeps_its_number(self, eds):
        rows = Item.objects.filter(pk=eds.pk)
        self.refused("item_key_is_fixed", lambda: rows.update(id=eds.pk + 1000))

    @pytest.mark.parametrize("history", [Item.history, Issue.history])
    def test_history_is_only_appended_to(self, eds, history):
        rows = history.model.objects.all()
        last = rows.order_by("-history_id").first()
        self.refused("history_is_append_only", lambda: rows.update(history_change_reason="x"))
        self.refused("history_is_append_only", lambda: rows._raw_delete("default"))
        if connection.vendor == "sqlite":
            names = ", ".join(field.column for field in history.model._meta.local_fields)
            table = history.model._meta.db_table
            statement = (
                f"INSERT OR REPLACE INTO {table} ({names}) SELECT {names} FROM {table} "
                f"WHERE history_id = {last.pk}"
            )
            self.refused("history_is_append_only", lambda: connection.cursor().execute(statement))

    def test_history_does_not_tell_of_an_approval_that_is_not_there(self, eds):
        last = Item.history.filter(id=eds.pk).order_by("-history_id").first()
        last.pk, last.approved_by = None, make.editor("eve")
        self.refused("history_tells_of_approvals", last.save)
        words = Issue.history.filter(id=eds.issue_id).order_by("-history_id").first()
        words.pk, words.approved_by, words.status = None, make.editor("eve"), Status.APPROVED
        self.refused("history_tells_of_approvals", words.save)

    def test_the_history_of_what_was_published_is_closed(self):
        item = make.published_issue().items.get()
        last = Item.history.filter(id=item.pk).order_by("-history_id").first()
        last.pk = None
        self.refused("history_is_sealed", last.save)
        words = Issue.history.filter(id=item.issue_id).order_by("-history_id").first()
        words.pk, words.status = None, Status.DRAFT
        self.refused("history_is_sealed", words.save)
