"""Preflight: every check finds what it is for, names the place, and says how to mend it."""

import ast
import inspect
from datetime import date

import pytest

from issues.editing import hold_item
from issues.editions import start_correction
from issues.models import Citation, Issue, Item
from issues.preflight import blocking, preflight, warning
from issues.sections import PLACEHOLDER, Section
from sources.merging import merge
from sources.models import Outlet
from tests.support import factories as make
from tests.support.withdrawals import correct, withdraw

pytestmark = pytest.mark.django_db

NEXT = date(2017, 11, 14)


def issue(**fields):
    return make.make_issue(NEXT, **fields)


def with_item(body="Two convoys reached the town.", **fields):
    draft = issue()
    fields.setdefault("citations", [make.cite(on=NEXT), make.cite("AP", NEXT)])
    make.make_item(draft, body, **fields)
    return draft


def correction_without_note():
    live = make.published_issue()
    draft = start_correction(live, user=make.editor(), note="A number.")
    Issue.objects.filter(pk=draft.pk).update(correction_note=" ")
    return Issue.objects.get(pk=draft.pk)


def changed():
    draft = with_item()
    make.submit(draft)
    make.approve_items(draft)
    draft.items.update(body="Three convoys reached the town.")
    return draft


def held_parent():
    draft = issue()
    parent = make.make_item(draft)
    make.make_item(draft, "Below.", parent=parent)
    Item.objects.filter(pk=parent.pk).update(held=True)
    return draft


def repeated():
    make.published_issue(make.END, "Two convoys reached the town.")
    return with_item()


def twice():
    draft = with_item("Two convoys reached the town.")
    make.make_item(draft, "Two convoys reached <b>the town</b>", section=Section.RESPONSE)
    return draft


def one_outlet():
    draft = with_item(citations=[make.cite(on=NEXT)])
    make.make_item(draft, "Another.", citations=[make.cite(on=NEXT)])
    return draft


def spellings():
    rand = Outlet.objects.get(name="RAND")
    return with_item(
        citations=[make.cite(rand, NEXT), make.cite(rand, NEXT, printed_as="RAND Corporation")]
    )


def overlapping():
    make.published_issue(date(2017, 11, 9))
    return with_item()


# code: (an issue that has it, field that it names, a word of the mend)
def withdrawn():
    first = make.published_issue()
    withdraw(first)
    return correct(first)


FOUND = {
    "withdrawn": (withdrawn, "", "until somebody else lifts the withdrawal"),
    "no_items": (issue, "", "import some"),
    "correction_note_missing": (correction_without_note, "correction_note", "say what it corrects"),
    "empty_item": (lambda: with_item("<b> </b>"), "body", "delete it"),
    "uncited_item": (lambda: with_item(citations=[]), "citations", "add a citation"),
    "lost_outlet": (lambda: with_item(citations=[make.cite(None)]), "citations", "name it"),
    "unreadable_date": (
        lambda: with_item(citations=[make.cite(on=None, printed_date="02.30.17")]),
        "citations",
        "write it as 11.04.17",
    ),
    "missing_date": (lambda: with_item(citations=[make.cite(on=None)]), "citations", "add the day"),
    "unconfirmed_outlet": (
        lambda: with_item(
            citations=[make.cite(make.make_outlet("Tel Marran Post", confirmed=False))]
        ),
        "citations",
        "confirm it or merge it",
    ),
    "placeholder_beside_items": (lambda: with_item(PLACEHOLDER), "body", "delete it"),
    "citation_in_text": (
        lambda: with_item("Two convoys came. (Reuters, 11.04.17)"),
        "body",
        "move it to the citations",
    ),
    "held_parent": (held_parent, "held", "hold it back too"),
    "changed_since_approval": (changed, "approval", "approve it again"),
    "unapproved_item": (with_item, "approval", "somebody who did not write it"),
    "long_period": (lambda: issue(days=9), "period_end", "check both days"),
    "slug_differs": (
        lambda: (
            Issue.objects.filter(pk=issue().pk).update(period_end=date(2017, 11, 15)),
            Issue.objects.get(),
        )[1],
        "period_end",
        "check the last day",
    ),
    "overlapping_period": (overlapping, "period_start", "check the first day"),
    "out_of_period": (
        lambda: with_item(citations=[make.cite(on=date(2017, 11, 15))]),
        "citations",
        "check the date",
    ),
    "repeated_item": (repeated, "body", "link the two"),
    "repeated_in_issue": (twice, "body", "delete one of the two"),
    "single_source": (one_outlet, "", "look for a second one"),
    "mixed_spellings": (spellings, "citations", "RAND, RAND Corporation: choose one"),
}


def codes_in_the_source():
    return {
        call.args[0].value: call.args[1].id
        for room in (blocking, warning)
        for call in ast.walk(ast.parse(inspect.getsource(room)))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Finding"
    }


@pytest.mark.parametrize("code", FOUND)
def test_it_finds_it_and_says_where_and_how_to_mend_it(code):
    make_it, field, mend = FOUND[code]
    draft = make_it()
    found = [finding for finding in preflight(draft) if finding.code == code]
    assert len(found) >= 1
    assert found[0].field == field
    assert mend in found[0].message
    assert ": " in found[0].message
    if found[0].item_key:
        assert draft.items.filter(key=found[0].item_key).exists()
        assert field


def test_every_finding_has_a_test():
    assert set(codes_in_the_source()) == set(FOUND)


def test_a_proper_issue_has_no_finding():
    draft = with_item("Two convoys (of six trucks) reached the town.")
    make.submit(draft)
    make.approve_items(draft)
    assert preflight(draft) == []


def test_those_that_block_come_first():
    draft = with_item(citations=[make.cite(on=date(2017, 11, 15))])
    assert [finding.severity for finding in preflight(draft)] == ["block", "warn"]


def test_an_item_that_is_held_back_is_not_looked_at():
    draft = with_item()
    extra = make.make_item(draft, "A rumour.", citations=[])
    hold_item(extra, user=make.editor(), held=True)
    make.submit(draft)
    make.approve_items(draft)
    assert preflight(draft) == []


def test_an_unconfirmed_outlet_merged_into_a_confirmed_one_is_settled():
    outlet = make.make_outlet("Reuter’s Agency", confirmed=False)
    draft = with_item(citations=[make.cite(outlet, NEXT), make.cite("AP", NEXT)])
    assert "unconfirmed_outlet" in {finding.code for finding in preflight(draft)}
    merge(outlet, into=make.make_outlet("Reuters"))
    assert "unconfirmed_outlet" not in {finding.code for finding in preflight(draft)}


@pytest.mark.parametrize(
    ("start", "end", "outside"),
    [
        (date(2017, 11, 7), date(2017, 11, 7), False),
        (date(2017, 11, 14), date(2017, 11, 14), False),
        (date(2017, 11, 6), date(2017, 11, 6), True),
        (date(2017, 11, 1), date(2017, 11, 30), False),
        (date(2017, 12, 1), date(2017, 12, 31), True),
    ],
)
def test_both_ends_of_the_period_are_inside_and_a_month_that_touches_it_is_too(start, end, outside):
    draft = with_item(citations=[make.cite(dated_from=start, dated_to=end)])
    assert ("out_of_period" in {finding.code for finding in preflight(draft)}) is outside


def test_neighbouring_issues_share_a_day_without_a_finding():
    make.published_issue(make.END)
    assert "overlapping_period" not in {finding.code for finding in preflight(with_item())}


def test_it_asks_the_same_number_of_questions_however_long_the_issue(django_assert_num_queries):
    draft = with_item()
    with django_assert_num_queries(4):
        preflight(draft)
    for number in range(40):
        make.make_item(draft, f"Item {number}.")
    with django_assert_num_queries(4):
        preflight(draft)
    assert Citation.objects.count() == 42
