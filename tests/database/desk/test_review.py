"""The review queue of the desk: over all issues, with approve, hold and return beside each item."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from issues.editing import approve_item, change_item, hold_item
from issues.editions import start_correction
from issues.models import Comment, Item
from issues.reviewing import return_item
from issues.sections import Section
from tests.support import factories as make
from tests.support.desk import address
from tests.support.review_queue import QUEUE, in_review, shown, text_of

pytestmark = pytest.mark.django_db
END = make.END


# What is shown


def test_it_shows_what_waits_in_all_issues_in_reading_order(client, ed):
    second = in_review("Of the second issue.", end=END.replace(day=14))
    first = in_review("Last of the first.", section=Section.OTHER_NEWS)
    [early] = [make.make_item(first[0].issue, "First of all.")]
    below = make.make_item(early.issue, "Below it.", parent=early)
    draft = make.make_item(make.make_issue(END.replace(day=21)), "Of a draft.")
    text = text_of(client)
    assert shown(text) == [early.key, below.key, first[0].key, second[0].key]
    assert draft.body not in text
    assert "4 items wait for you" in text
    assert "below “First of all.”" in text


def test_what_is_approved_or_held_back_does_not_wait(client, ed):
    done, held, waiting = in_review("Done.", "Held.", "Waiting.")
    approve_item(done, user=ed)
    hold_item(held, user=ed, held=True)
    assert shown(text_of(client)) == [waiting.key]


def test_an_approval_that_was_voided_by_any_path_waits_again(client, ed):
    [item] = in_review()
    approve_item(item, user=ed)
    Item.objects.filter(pk=item.pk).update(body="Changed behind everybody’s back.")
    text = text_of(client)
    assert shown(text) == [item.key]
    assert "Changed since approval" in text


def test_each_item_has_its_text_sources_findings_and_open_threads(client, ed):
    [item] = in_review("A <em>convoy</em> left.", citations=[make.cite("TASS", END, note="live")])
    uncited = make.make_item(item.issue, "It cites nobody.", citations=[])
    root = Comment.objects.create(
        issue=item.issue, item_key=item.key, author=make.analyst(), body="Is it so?"
    )
    Comment.objects.create(
        issue=item.issue, item_key=item.key, author=ed, body="It is.", thread=root
    )
    text = text_of(client)
    assert "A <em>convoy</em> left." in text
    assert "TASS" in text
    assert "11.07.17" in text
    assert "Cites no source" in text
    assert text.index("Is it so?") < text.index("It is.") < text.index(f"item-{uncited.key}")
    Comment.objects.filter(pk=root.pk).update(resolved_at=item.created_at, resolved_by=ed)
    assert "Is it so?" not in text_of(client)


def test_a_repeat_of_an_earlier_issue_is_found_here_too(client, ed):
    make.published_issue(END.replace(day=1), "A convoy left.")
    in_review("A convoy left.")
    assert "Stood word for word in" in text_of(client)


def test_what_changed_since_the_approval_stands_by_word_beside_the_button(client, ed):
    [item] = in_review("Two convoys left.")
    approve_item(item, user=ed)
    change_item(
        item, user=make.analyst(), version=1, body="Three convoys left.", citations=[make.cite()]
    )
    text = text_of(client)
    assert "<del>Two </del><ins>Three </ins>" in text
    assert "What changed since it was approved" in text
    assert "What changed since the last edition" not in text


def test_a_correction_shows_what_changed_since_the_last_edition(client, ed):
    first = make.published_issue(END, "Two convoys left.")
    draft = start_correction(first, user=ed, note="A number.")
    item = draft.items.get()
    body = "Three convoys left."
    change_item(item, user=make.analyst(), version=1, body=body, citations=[make.cite()])
    make.submit(draft)
    text = text_of(client)
    assert "Correction: A number." in text
    # The last edition and the last approval are the same text: it is shown once.
    assert text.count("<del>Two </del><ins>Three </ins>") == 1
    item.refresh_from_db()
    approve_item(item, user=ed)
    change_item(
        item,
        user=make.analyst(),
        version=2,
        body="Four convoys left.",
        citations=[make.cite()],
    )
    new = make.make_item(draft, "A new item.")
    text = text_of(client)
    assert "<del>Three </del><ins>Four </ins>" in text
    assert "What changed since the last edition" in text
    assert "<del>Two </del><ins>Four </ins>" in text
    assert text.index("New in this edition") > text.index("<ins>Four </ins>")
    assert shown(text) == [item.key, new.key]


def test_own_items_stand_apart_with_those_who_can_approve_them(client, ed):
    make.editor("zoe")
    make.editor("eve")
    [own] = in_review("Mine.", by=ed)
    edited = make.make_item(own.issue, "Edited.")
    change_item(edited, user=ed, version=1, body="Edited by me.", citations=[make.cite()])
    text = text_of(client)
    assert shown(text) == []
    assert "Nothing waits for your approval here." in text
    assert "0 items wait for you, 2 for somebody else" in text
    assert text.count("Can approve it: eve, zoe.") == 2
    assert address(own, "review_item") not in text


def test_an_own_item_that_nobody_else_can_approve_says_so(client, ed):
    in_review("Mine.", by=ed)
    assert "No other editor can approve it" in text_of(client)


def test_a_returned_item_waits_with_its_author_until_it_is_changed(client, ed):
    [item] = in_review()
    return_item(item, user=ed, reason="Which road?")
    text = text_of(client)
    assert shown(text) == []
    assert "ed to ana: <q>Which road?</q>" in text
    change_item(item, user=make.analyst(), version=1, body="By road 4.", citations=[make.cite()])
    text = text_of(client)
    assert shown(text) == [item.key]
    assert "Returned, changed since" in text
    assert "Which road?" in text


def test_an_issue_with_nothing_left_to_approve_is_named(client, ed):
    [item] = in_review()
    approve_item(item, user=ed)
    text = text_of(client)
    assert "is approved: the issue as a whole waits for its approval" in text
    assert reverse("desk:issue", args=[item.issue.slug, 1]) in text


def test_it_can_be_narrowed_to_an_issue_and_a_section(client, ed):
    [one] = in_review("One.")
    other = make.make_item(one.issue, "Other.", section=Section.RESPONSE)
    [later] = in_review("Later.", end=END.replace(day=14))
    assert shown(text_of(client, issue="2017-11-14")) == [later.key]
    assert shown(text_of(client, section="response")) == [other.key]
    assert shown(text_of(client, section="response", issue="2017-11-14")) == []
    assert shown(text_of(client, issue="1999-01-01")) == []
    response = client.get(QUEUE, {"section": "none"})
    assert response.status_code == 400
    assert "There is no such section" in response.content.decode()
    assert shown(response.content.decode()) == []


def test_it_goes_on_on_further_pages_and_keeps_the_filter(client, ed):
    in_review(*(f"Item {number}." for number in range(25)))
    assert len(shown(text_of(client))) == 20
    second = text_of(client, page=2, issue="2017-11-07")
    assert len(shown(second)) == 5
    assert "Page 2 of 2" in second
    assert "?issue=2017-11-07&amp;page=2" in second
    assert client.get(QUEUE, {"page": "x"}).status_code == 200
    assert client.get(QUEUE, {"page": "99"}).status_code == 200


def test_it_costs_the_same_for_many_issues_and_items(client, ed):
    def queries():
        with CaptureQueriesContext(connection) as found:
            assert client.get(QUEUE).status_code == 200
        return len(found)

    def busy(end):
        first = make.published_issue(end, "Two convoys left.", "It stays.")
        draft = start_correction(first, user=ed, note="A number.")
        for item in draft.items.all():
            body = f"{item.body} Or not."
            change_item(item, user=make.analyst(), version=1, body=body, citations=[make.cite()])
            Comment.objects.create(issue=draft, item_key=item.key, author=ed, body="Is it so?")
        make.make_item(draft, "Mine.", by=ed)
        gone = make.make_item(draft, "Gone back.")
        make.submit(draft)
        return_item(gone, user=ed, reason="Which road?")

    busy(END)
    few = queries()
    for day in (8, 9, 10, 11):
        busy(END.replace(day=day))
    assert queries() == few
    assert few <= 25


def test_what_people_typed_is_text_and_never_markup(client, ed):
    attack = "<script>alert(1)</script>"
    [item] = in_review("A text.", citations=[make.cite(note=attack, title=attack)])
    Comment.objects.create(issue=item.issue, item_key=item.key, author=ed, body=attack)
    Item.objects.filter(pk=item.pk).update(body=attack)
    assert "<script>alert" not in text_of(client)
