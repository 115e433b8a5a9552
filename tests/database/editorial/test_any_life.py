"""Whatever people do, in whatever order: what must always hold, holds after every step."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from issues import ledger
from issues.editing import (
    approve_item,
    change_item,
    delete_item,
    hold_item,
    move_item,
)
from issues.editions import start_correction
from issues.four_eyes import unchecked_items
from issues.ledger import snapshot
from issues.models import Issue, Item
from issues.moves import MoveError, apply_move
from issues.sections import Section
from issues.withdrawals import lift
from issues.workflow import Move, Status
from tests.support import factories as make
from tests.support.examples import examples

PEOPLE = {
    "ana": make.analyst,
    "ed": make.editor,
    "eve": lambda: make.editor("eve"),
    "chief": lambda: make.make_user("chief", is_superuser=True),
}


def pick(rows, number):
    rows = list(rows)
    return rows[number % len(rows)] if rows else None


def add(user, n):
    issue = pick(Issue.objects.working(), n)
    if issue:
        parent = pick([None, *issue.items.all()], n)
        section = parent.section if parent else pick(Section.values, n)
        make.make_item(issue, f"Item {n}.", by=user, parent=parent, section=section)


def on_item(act):
    def action(user, n):
        item = pick(Item.objects.with_contents().order_by("pk"), n)
        if item:
            act(item, user, n)

    return action


def change(item, user, n):
    citations = [make.cite(on=item.issue.period_end)]
    change_item(item, user=user, version=item.version, body=f"Changed {n}.", citations=citations)


def place(item, user, n):
    parent = pick([None, *item.issue.items.all()], n)
    section = parent.section if parent else pick(Section.values, n)
    move_item(item, user=user, section=section, parent=parent)


def move(which):
    def action(user, n):
        issue = pick(Issue.objects.order_by("pk"), n)
        if issue:
            apply_move(issue, which, user=user, reason="Because.")

    return action


def correct(user, n):
    issue = pick(Issue.objects.order_by("-pk"), n)
    if issue:
        start_correction(issue, user=user, note="A number is corrected.")


def lift_withdrawal(user, n):
    issue = pick(Issue.objects.order_by("-pk"), n)
    if issue:
        lift(issue, user=user, reason="Because.")


def approve_all(user, n):
    for item in Item.objects.filter(issue__status=Status.IN_REVIEW, held=False):
        approve_item(item, user=user)


def whole_way(user, n):
    """As far as it goes: submit, approve what can be approved, publish."""
    issue = pick(Issue.objects.working(), n)
    if issue:
        make.publish(issue, by=user)


def new(user, n):
    end = date(2017, 11, 7 + 7 * (n % 2))
    if not Issue.objects.filter(slug=end.isoformat()).exists():
        make.make_issue(end, by=user)


ACTIONS = {
    "new": new,
    "add": add,
    "change": on_item(change),
    "place": on_item(place),
    "hold": on_item(lambda item, user, n: hold_item(item, user=user, held=n % 2 == 0)),
    "delete": on_item(lambda item, user, n: delete_item(item, user=user)),
    "approve": on_item(lambda item, user, n: approve_item(item, user=user)),
    "approve all": approve_all,
    "correct": correct,
    "lift": lift_withdrawal,
    "whole way": whole_way,
    **{move_.value: move(move_) for move_ in Move},
}
# The usual way of an issue comes often, so that walks get far.
STEPS = st.tuples(
    st.sampled_from([*ACTIONS, "add", "correct", "correct", "whole way", "whole way", "whole way"]),
    st.sampled_from(sorted(PEOPLE)),
    st.integers(0, 7),
)


class Broken(Exception):
    """Undoes an example."""


def check(published):
    for slug in set(Issue.objects.values_list("slug", flat=True)):
        rows = Issue.objects.filter(slug=slug)
        assert rows.published().count() <= 1
        assert rows.working().count() <= 1
        assert not (rows.published() and rows.with_withdrawal().filter(is_withdrawn=True))
    for issue in Issue.objects.filter(published_at__isnull=False):
        now = snapshot(issue)
        assert published.setdefault(issue.pk, now) == now
        for item in issue.items.filter(held=False).with_contents():
            assert item.is_approved
    unchecked = unchecked_items([item.pk for item in Item.objects.all()])
    for item in Item.objects.select_related("parent"):
        assert item.approved_by_id not in unchecked[item.pk]
        parent = item.parent
        assert item.depth == (parent.depth + 1 if parent else 1) <= 3
        assert not parent or (parent.issue_id, parent.section) == (item.issue_id, item.section)
    assert set(Item.objects.published().values_list("issue__status", flat=True)) <= {"published"}
    assert ledger.verify() == []


@pytest.mark.django_db
@given(steps=st.lists(STEPS, min_size=10, max_size=40))
@examples(40)
def test_whatever_people_do_the_rules_hold(steps):
    people = {name: make_one() for name, make_one in PEOPLE.items()}
    published = {}
    with pytest.raises(Broken), transaction.atomic():
        for name, who, number in [
            ("new", "ana", 0),
            ("add", "ana", 0),
            ("whole way", "ed", 0),
            *steps,
        ]:
            try:
                ACTIONS[name](people[who], number)
            except MoveError as refusal:
                assert str(refusal)
            check(published)
        raise Broken
