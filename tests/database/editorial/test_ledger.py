"""The ledger notices every change of what was published."""

import json
from datetime import timedelta

import pytest
from django.db.models import F

from issues import ledger
from issues.editing import hold_item
from issues.editions import start_correction
from issues.models import Citation, Issue, Item, StatusChange
from issues.moves import apply_move
from issues.sections import Section
from issues.workflow import Move
from tests.support import factories as make
from tests.support.tampering import unguarded
from tests.support.withdrawals import lift_it

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue():
    draft = make.make_issue(notice="A word.")
    first = make.make_item(draft, "First.")
    make.make_item(draft, "Second.", parent=first)
    make.make_item(draft, "Third.")
    return make.publish(draft)


def test_it_has_nothing_to_say_after_every_kind_of_move(issue):
    second = make.publish(start_correction(issue, user=make.editor(), note="A number."))
    apply_move(second, Move.WITHDRAW, user=make.editor(), reason="It was wrong.")
    lift_it(second)
    make.publish(start_correction(second, user=make.editor(), note="Checked anew."))
    assert ledger.verify() == []


def test_a_publication_keeps_all_that_was_published_with_its_hash(issue):
    entry = StatusChange.objects.get(event="publish")
    content = json.loads(entry.content)
    assert [item["body"] for item in content["items"]] == ["First.", "Second.", "Third."]
    assert content["notice"] == "A word."
    assert len(entry.content_hash) == len(entry.entry_hash) == 64


def test_each_entry_of_the_chain_names_the_one_before_it(issue):
    make.publish(start_correction(issue, user=make.editor(), note="A number."))
    chain = list(StatusChange.objects.exclude(entry_hash="").order_by("pk"))
    way = ["submit", "approve"]
    events = [*way, "publish", "correct", *way, "supersede", "publish"]
    assert [entry.event for entry in chain] == events
    assert [entry.number for entry in chain] == [*range(1, len(events) + 1)]
    assert [entry.previous_hash for entry in chain] == ["", *(e.entry_hash for e in chain[:-1])]


def test_an_item_that_is_held_back_is_not_part_of_the_publication():
    draft = make.make_issue()
    make.make_item(draft, "In.")
    hold_item(make.make_item(draft, "Out."), user=make.editor(), held=True)
    make.publish(draft)
    content = json.loads(StatusChange.objects.get(event="publish").content)
    assert [item["body"] for item in content["items"]] == ["In."]


def first_item():
    return Item.objects.order_by("pk").first()


TAMPERINGS = {
    "notice": lambda: Issue.objects.update(notice="Other."),
    "period_start": lambda: Issue.objects.update(period_start=F("period_end")),
    "body": lambda: Item.objects.filter(body="First.").update(body="Other."),
    "citations": lambda: Citation.objects.filter(item__body="First.").update(url="https://x.test/"),
    "printed": lambda: Citation.objects.filter(item__body="First.").update(printed_as="Reuter"),
    "missing": lambda: Item.objects.filter(body="Third.").delete(),
    "was not published": lambda: Item.objects.filter(body="Third.").update(key="0123456789"),
    "order": lambda: Item.objects.filter(body="First.").update(position=99),
    "section": lambda: Item.objects.update(section=Section.RESPONSE),
    "ledger says published": lambda: Issue.objects.update(status="superseded"),
    "the ledger has its publication": lambda: Issue.objects.update(status="approved"),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_a_change_behind_the_guards_is_found_and_named(issue, what):
    with unguarded():
        TAMPERINGS[what]()
    differences = ledger.verify()
    assert differences
    assert all(line.startswith("issue 2017-11-07 edition 1: ") for line in differences)
    word = "citations" if what == "printed" else what
    assert any(word in line for line in differences), differences


@pytest.mark.parametrize(
    "change",
    [
        {"reason": "Other."},
        {"at": F("at") + timedelta(seconds=1)},
        {"content": "{}"},
        {"content": "not JSON at all"},
        {"content_hash": "0" * 64},
        {"entry_hash": "0" * 64},
        {"previous_hash": "0" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_change_of_the_ledger_itself_is_found(issue, change):
    with unguarded():
        StatusChange.objects.filter(event="publish").update(**change)
    assert any(line.startswith("Ledger entry") for line in ledger.verify())


def test_a_removed_entry_breaks_the_chain(issue):
    make.publish(start_correction(issue, user=make.editor(), note="A number."))
    with unguarded():
        StatusChange.objects.filter(event="supersede").delete()
    assert any("an entry before it is missing" in line for line in ledger.verify())


def test_an_edition_that_the_ledger_does_not_know_is_found(issue):
    with unguarded():
        StatusChange.objects.all().delete()
    assert "the ledger has no publication of it" in ledger.verify()[0]


def test_merging_and_confirming_outlets_changes_nothing_that_was_published(issue):
    from sources.merging import merge

    merge(make.make_outlet("Reuters"), into=make.make_outlet("AP"))
    assert ledger.verify() == []
