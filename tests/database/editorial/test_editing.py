"""Writing and approving: four eyes, sealed approvals, nothing overwritten."""

from datetime import date

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from issues.editing import (
    Misplaced,
    Stale,
    add_item,
    approve_item,
    change_item,
    delete_item,
    hold_item,
    move_item,
)
from issues.models import Citation, Item
from issues.moves import Conflict, NotAllowed
from issues.sections import Section
from sources.models import Outlet
from tests.support import factories as make
from tests.support.examples import examples

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue():
    return make.make_issue()


@pytest.fixture
def item(issue):
    return make.make_item(issue)


def change(item, body="Other words.", user=None, version=None, citations=None):
    item = make.fresh(item)
    return change_item(
        item,
        user=user or make.analyst(),
        version=version or item.version,
        body=body,
        citations=list(item.citations.all()) if citations is None else citations,
    )


class TestFourEyes:
    def test_nobody_approves_what_he_or_she_wrote(self, issue):
        item = make.make_item(issue, by=make.editor())
        make.submit(issue)
        with pytest.raises(NotAllowed, match="You wrote this item, so somebody else"):
            approve_item(item, user=make.editor())

    def test_nobody_approves_what_he_or_she_last_edited(self, issue, item):
        make.submit(issue)
        change(item, user=make.editor())
        with pytest.raises(NotAllowed, match="You last edited this item"):
            approve_item(item, user=make.editor())
        assert approve_item(item, user=make.editor("eve")).is_approved

    def test_a_superuser_is_nobody_too(self, issue):
        chief = make.make_user("chief", is_superuser=True)
        item = make.make_item(issue, by=chief)
        make.submit(issue)
        with pytest.raises(NotAllowed):
            approve_item(item, user=chief)

    def test_an_analyst_approves_nothing(self, issue, item):
        make.submit(issue)
        with pytest.raises(NotAllowed):
            approve_item(item, user=make.analyst("amy"))

    def test_an_item_is_approved_in_review_only(self, item):
        with pytest.raises(Conflict, match="not in review"):
            approve_item(item, user=make.editor())

    def test_what_is_approved_is_what_was_read(self, issue, item):
        make.submit(issue)
        read = item.version
        change(item)
        with pytest.raises(Stale):
            approve_item(item, user=make.editor(), version=read)


CHANGES = {
    "a comma": lambda item: Item.objects.filter(pk=item.pk).update(body="Two, convoys."),
    "the section": lambda item: Item.objects.filter(pk=item.pk).update(section=Section.RESPONSE),
    "the outlet": lambda item: item.citations.update(outlet=make.make_outlet("AP")),
    "the printed name": lambda item: item.citations.update(printed_as="Thomson Reuters"),
    "the date": lambda item: item.citations.update(dated_from=date(2017, 11, 1)),
    "the address": lambda item: item.citations.update(url="https://example.org/"),
    "the title": lambda item: item.citations.update(title="A title"),
    "the note": lambda item: item.citations.update(note="in Russian"),
    "a citation gone": lambda item: item.citations.all().delete(),
    "a citation more": lambda item: Citation.objects.create(item=item),
}


class TestSeal:
    @pytest.mark.parametrize("what", CHANGES)
    def test_a_change_by_any_path_voids_the_approval(self, issue, item, what):
        make.approved_item(item)
        assert make.fresh(item).is_approved
        CHANGES[what](item)
        assert not make.fresh(item).is_approved
        assert make.fresh(item).is_changed_since_approval

    def test_a_change_by_raw_sql_voids_the_approval(self, issue, item):
        make.approved_item(item)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE issues_item SET body = body || ' ' WHERE id = %s", [item.pk])
        assert not make.fresh(item).is_approved

    def test_what_was_approved_can_be_compared_with_what_is(self, issue, item):
        make.approved_item(item)
        change(item, "Three convoys reached the town.")
        row = make.fresh(item)
        assert "Two convoys" in row.approved_content
        assert row.approved_by is None

    def test_saving_without_a_change_keeps_the_approval(self, issue, item):
        make.approved_item(item)
        change(item, item.body)
        assert make.fresh(item).is_approved
        assert make.fresh(item).version == item.version

    def test_a_new_order_keeps_it_a_new_section_or_parent_does_not(self, issue, item):
        other = make.make_item(issue, "Another item.")
        make.approved_item(item)
        move_item(item, user=make.analyst(), section=item.section, before=None)
        assert make.fresh(item).is_approved
        move_item(item, user=make.analyst(), section=item.section, parent=other)
        assert not make.fresh(item).is_approved

    @given(
        before=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30),
        after=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30),
    )
    @examples(60)
    def test_two_items_have_one_seal_only_if_they_read_the_same(self, before, after):
        first = Item(body=before, section=Section.RESPONSE, pk=1)
        second = Item(body=after, section=Section.RESPONSE, pk=2)
        first._prefetched_objects_cache = second._prefetched_objects_cache = {
            "citations": Citation.objects.none()
        }
        assert (first.seal() == second.seal()) == (before == after)


class TestWriting:
    def test_a_stale_save_is_refused_and_shows_the_other_text(self, item):
        version = item.version
        change(item, "Amy’s words.", user=make.analyst("amy"))
        with pytest.raises(Stale) as refusal:
            change(item, "Ana’s words.", version=version)
        assert refusal.value.theirs.body == "Amy’s words."
        assert "amy changed this item while you were writing" in str(refusal.value)
        assert make.fresh(item).body == "Amy’s words."

    def test_every_former_text_stays_in_the_history(self, item):
        for body in ("One.", "Two.", "Three."):
            change(item, body)
        texts = list(item.history.order_by("history_id").values_list("body", flat=True))
        assert texts == ["Two convoys reached the town.", "One.", "Two.", "Three."]

    def test_html_is_cleaned_on_the_way_in(self, issue):
        item = make.make_item(issue, "A <b>bold</b> word<script>alert(1)</script>.")
        assert item.body == "A <b>bold</b> word."
        assert change(item, "<i onclick=x>y</i>").body == "<i>y</i>"

    def test_a_name_is_kept_as_printed(self, issue):
        outlet = Outlet.objects.get(name="RAND")
        item = make.make_item(issue, citations=[make.cite(outlet, printed_as="RAND Corporation")])
        assert item.citations.get().printed_name == "RAND Corporation"

    @pytest.mark.parametrize("step", [make.approve, make.publish])
    def test_nothing_is_written_once_an_issue_is_approved(self, issue, item, step):
        step(issue)
        item = make.fresh(item)
        tries = [
            lambda: change(item),
            lambda: make.make_item(issue),
            lambda: delete_item(item, user=make.editor()),
            lambda: hold_item(item, user=make.editor(), held=True),
            lambda: move_item(item, user=make.editor(), section=Section.RESPONSE),
            lambda: approve_item(item, user=make.editor("eve")),
        ]
        for attempt in tries:
            with pytest.raises(Conflict, match="cannot be changed"):
                attempt()

    def test_somebody_without_permission_writes_nothing(self, issue, item):
        nobody = make.make_user("nobody")
        with pytest.raises(NotAllowed):
            add_item(issue, user=nobody, section=Section.RESPONSE, body="Words.")
        with pytest.raises(NotAllowed):
            change(item, user=nobody)
        with pytest.raises(NotAllowed):
            delete_item(item, user=nobody)

    def test_changing_a_deleted_item_is_a_sentence(self, item):
        row = make.fresh(item)
        delete_item(item, user=make.analyst())
        with pytest.raises(Conflict, match="deleted meanwhile"):
            change_item(row, user=make.analyst(), version=1, body="Words.", citations=[])


class TestOrder:
    def order(self, issue):
        return [item.body for item in issue.items.order_by("position")]

    def test_items_stand_in_the_order_they_were_added(self, issue):
        for body in "abc":
            make.make_item(issue, body)
        assert self.order(issue) == ["a", "b", "c"]

    @pytest.mark.parametrize(
        ("moved", "before", "order"),
        [("c", "a", "cab"), ("a", "c", "bac"), ("a", None, "bca"), ("b", "b", "acb")],
    )
    def test_an_item_moves_ahead_of_another_or_to_the_end(self, issue, moved, before, order):
        items = {body: make.make_item(issue, body) for body in "abc"}
        move_item(
            items[moved],
            user=make.analyst(),
            section=Section.MILITARY_CAMPAIGN,
            before=items[before] if before else None,
        )
        assert "".join(self.order(issue)) == order

    def test_a_whole_branch_moves_to_another_section(self, issue):
        parent = make.make_item(issue, "a")
        child = make.make_item(issue, "b", parent=parent)
        make.make_item(issue, "c", parent=child)
        move_item(parent, user=make.analyst(), section=Section.RESPONSE)
        assert {(i.body, i.section, i.depth) for i in issue.items.all()} == {
            ("a", "response", 1),
            ("b", "response", 2),
            ("c", "response", 3),
        }

    def test_a_branch_does_not_go_deeper_than_three(self, issue):
        parent = make.make_item(issue, "a")
        child = make.make_item(issue, "b", parent=parent)
        make.make_item(issue, "c", parent=child)
        other = make.make_item(issue, "d")
        with pytest.raises(Misplaced, match="three levels"):
            move_item(parent, user=make.analyst(), section=parent.section, parent=other)

    def test_an_item_does_not_go_below_itself(self, issue):
        parent = make.make_item(issue, "a")
        child = make.make_item(issue, "b", parent=parent)
        for target in (parent, child):
            with pytest.raises(Misplaced, match="below itself"):
                move_item(parent, user=make.analyst(), section=parent.section, parent=target)

    def test_a_parent_is_of_the_same_issue_and_section(self, issue, item):
        elsewhere = make.make_item(make.make_issue(date(2017, 11, 14)))
        for section, parent in ((item.section, elsewhere), (Section.RESPONSE, item)):
            with pytest.raises(Misplaced):
                make.make_item(issue, section=section, parent=parent)

    def test_holding_an_item_back_holds_all_below_it(self, issue, item):
        child = make.make_item(issue, parent=item)
        hold_item(item, user=make.editor(), held=True)
        assert make.fresh(child).held
        with pytest.raises(Misplaced, match="let that one in first"):
            hold_item(child, user=make.editor(), held=False)
        hold_item(item, user=make.editor(), held=False)
        assert not make.fresh(child).held
