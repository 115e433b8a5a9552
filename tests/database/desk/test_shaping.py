"""One item becomes two, two become one: words, citations, order, comments, and who may approve."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from issues.desk.shaping import sentences
from issues.editing import Misplaced, Stale, approve_item, change_item
from issues.models import Comment, Item
from issues.moves import NotAllowed
from issues.sections import Section
from issues.shaping import merge_items, split_item
from tests.support import factories as make
from tests.support.desk import address

pytestmark = pytest.mark.django_db

TEXT = "Two convoys came. TASS denied it."


@pytest.fixture
def item(ana):
    issue = make.make_issue()
    item = make.make_item(issue, TEXT, citations=[make.cite(), make.cite("TASS")])
    make.make_item(issue, "The last.")
    return item


def order(issue):
    return [item.body for item in issue.items.order_by("section", "depth", "position")]


def names(item):
    return [citation.printed_name for citation in item.citations.all()]


def parts(item, **more):
    first, second = sentences(item.body)
    return {
        "version": item.version,
        "first": first,
        "second": second,
        "source-0": "1",
        "source-1": "2",
    } | more


def test_a_split_suggests_a_place_between_sentences(client, item):
    page = client.get(address(item, "split")).content.decode()
    assert "Two convoys came.</textarea>" in page
    assert "TASS denied it.</textarea>" in page
    assert "?after=1" in page


def test_the_second_part_stands_right_behind_the_first(client, item):
    child = make.make_item(item.issue, "A child.", parent=item)
    response = client.post(address(item, "split"), parts(item))
    new = Item.objects.get(body="TASS denied it.")
    assert response.headers["Location"].endswith(f"#item-{new.key}")
    assert order(item.issue) == ["Two convoys came.", "TASS denied it.", "The last.", "A child."]
    item.refresh_from_db()
    assert (names(item), names(new)) == (["Reuters"], ["TASS"])
    assert Item.objects.get(pk=child.pk).parent == item
    assert item.version == 2


def test_a_citation_may_go_with_both(client, item):
    client.post(address(item, "split"), parts(item) | {"source-0": "both", "source-1": "both"})
    assert [names(each) for each in item.issue.items.order_by("position")[:2]] == [
        ["Reuters", "TASS"]
    ] * 2


def test_a_split_of_an_item_that_changed_meanwhile_shows_both_texts(client, item):
    cited = list(item.citations.all())
    change_item(item, user=make.analyst("bob"), version=1, body=f"{TEXT} Bob’s.", citations=cited)
    response = client.post(address(item, "split"), parts(item, first="Mine came."))
    text = response.content.decode()
    assert response.status_code == 409
    assert "Bob’s." in text
    assert "Mine came.</textarea>" in text
    assert 'name="version" value="2"' in text
    assert item.issue.items.count() == 2


def test_neither_part_may_be_empty(client, item):
    response = client.post(address(item, "split"), parts(item, second=" <b> </b> "))
    assert response.status_code == 409
    assert "Each of the two items needs a text" in response.content.decode()
    assert Item.objects.get(pk=item.pk).body == TEXT


def test_who_splits_an_item_approves_neither_part_nor_does_its_author(item):
    ed = make.editor()
    written = make.make_item(item.issue, TEXT, by=make.editor("edna"))
    make.submit(item.issue)
    halves = ("One.", "Two.")
    both = split_item(written, user=ed, version=1, first="One.", second="Two.", citations=([], []))
    assert tuple(each.body for each in both) == halves
    for each in both:
        for user in (ed, make.editor("edna")):
            with pytest.raises(NotAllowed):
                approve_item(each, user=user)
        assert approve_item(each, user=make.editor("eve")).is_approved


def test_two_items_become_one_in_reading_order(client, item):
    last = Item.objects.get(body="The last.")
    child = make.make_item(item.issue, "A child.", parent=last)
    page = client.get(address(last, "merge")).content.decode()
    assert f"{TEXT} The last." in page
    response = client.post(address(last, "merge"), {"into": item.key, "own": 1, "other": 1})
    assert response.headers["Location"].endswith(f"#item-{item.key}")
    item.refresh_from_db()
    assert item.body == f"{TEXT} The last."
    assert names(item) == ["Reuters", "TASS"]
    assert Item.objects.get(pk=child.pk).parent == item
    assert not Item.objects.filter(pk=last.pk).exists()


def test_the_other_way_round_the_order_is_the_same(item):
    last = Item.objects.get(body="The last.")
    kept = merge_items(item, last, user=make.analyst(), versions=(1, 1))
    assert (kept.pk, kept.body) == (last.pk, f"{TEXT} The last.")
    assert names(kept) == ["Reuters", "TASS"]


def test_comments_move_along_and_the_history_of_what_went_stays(client, item):
    last = Item.objects.get(body="The last.")
    Comment.objects.create(
        issue=item.issue, item_key=last.key, author=make.analyst(), body="Is it?"
    )
    merge_items(last, item, user=make.analyst(), versions=(1, 1))
    assert Comment.objects.get().item_key == item.key
    text = client.get(address(last, "history")).content.decode()
    assert f"Joined into item {item.key}" in text
    assert "The last." in text
    assert "Reuters, 11.07.17" in text
    assert f"Joined with item {last.key}" in client.get(address(item, "history")).content.decode()


def test_items_that_changed_meanwhile_are_not_joined_unread(client, item):
    last = Item.objects.get(body="The last.")
    change_item(last, user=make.analyst("bob"), version=1, body="Bob’s.", citations=[make.cite()])
    response = client.post(address(item, "merge"), {"into": last.key, "own": 1, "other": 1})
    text = response.content.decode()
    assert response.status_code == 409
    assert "bob changed “Bob’s.” after you opened this" in text
    assert f"{TEXT} Bob’s." in text
    assert item.issue.items.count() == 2


def test_what_cannot_be_joined_says_why(item):
    child = make.make_item(item.issue, "A child.", parent=item)
    elsewhere = make.make_item(make.make_issue(make.END.replace(day=14)))
    for into, why in ((child, "other way round"), (item, "itself"), (elsewhere, "same issue")):
        with pytest.raises(Misplaced, match=why):
            merge_items(item, into, user=make.analyst(), versions=(1, 1))
    with pytest.raises(Stale):
        merge_items(child, item, user=make.analyst(), versions=(1, 7))
    assert merge_items(child, item, user=make.analyst(), versions=(1, 1)).body.endswith("A child.")


def test_an_item_joins_one_of_another_section(item):
    other = make.make_item(item.issue, "A response.", section=Section.RESPONSE)
    child = make.make_item(item.issue, "A child.", parent=item)
    merge_items(item, other, user=make.analyst(), versions=(1, 1))
    moved = Item.objects.get(pk=child.pk)
    assert (moved.section, moved.parent_id) == (Section.RESPONSE, other.pk)


def test_nothing_is_split_or_joined_in_a_fixed_issue(client, item):
    make.approve(item.issue)
    for name, data in (("split", parts(item)), ("merge", {"own": 1, "other": 1})):
        assert client.get(address(item, name)).status_code == 409
        assert client.post(address(item, name), data).status_code == 409


def test_a_form_without_its_versions_is_refused(client, item):
    assert client.post(address(item, "split"), parts(item) | {"version": ""}).status_code == 400
    data = {"into": Item.objects.get(body="The last.").key, "own": "x", "other": "1"}
    assert client.post(address(item, "merge"), data).status_code == 400


def test_both_come_as_parts_for_script(client, item):
    for name in ("split", "merge"):
        page = client.get(address(item, name), headers={"HX-Request": "true"}).content.decode()
        assert "<form" in page
        assert "<html" not in page


def test_the_item_alone_has_nothing_to_be_joined_with(client, ana):
    item = make.make_item(make.make_issue())
    assert "no other item" in client.get(address(item, "merge")).content.decode()
    url = reverse("desk:merge", args=[item.issue.slug, 1, "nosuchkey"])
    assert client.get(url).status_code == 409


@given(
    st.lists(
        st.sampled_from(["One.", "Two ", "<b>", "</b>", "<i>x</i>.", "Yes! ", "p. 5"]), max_size=9
    )
)
def test_sentences_are_whole_and_together_the_text(pieces):
    from issues.desk.entry import folded

    body = folded(" ".join(pieces))
    assert " ".join(sentences(body)) == body
    for part in sentences(body):
        assert folded(part) == part


# Who may approve what was joined


def joined_by(user, *writers):
    """An item of each of two writers, joined by somebody."""
    issue = make.make_issue()
    into, item = (make.make_item(issue, f"Text of {writer}.", by=writer) for writer in writers)
    return merge_items(item, into, user=user, versions=(item.version, into.version))


@pytest.mark.parametrize(
    "names", [("ana", "ana", "ed"), ("ana", "ed", "ana"), ("eva", "ana", "ed")]
)
def test_who_wrote_the_item_that_went_does_not_approve_the_two(names):
    """``names`` are who joins, who wrote the item that stays, and who wrote the other."""
    people = {"ana": make.analyst(), "ed": make.editor(), "eva": make.editor("eva")}
    item = joined_by(*(people[name] for name in names))
    make.submit(item.issue)
    with pytest.raises(NotAllowed):
        approve_item(item, user=people["ed"])


def test_neither_of_two_approvers_approves_what_a_third_person_joined():
    ed, eva = make.editor(), make.editor("eva")
    item = joined_by(make.analyst(), ed, eva)
    make.submit(item.issue)
    for writer in (ed, eva):
        with pytest.raises(NotAllowed):
            approve_item(item, user=writer)
    assert approve_item(item, user=make.editor("kim")).is_approved
