"""Several people at one item of the desk: stale saves, deleted items, approvals by somebody else."""

import re

import pytest
from django.db import connection
from django.urls import reverse

from issues import guards
from issues.editing import change_item, delete_item, move_item
from issues.models import Item
from issues.sections import Section
from issues.workflow import Status
from sources.models import Outlet
from tests.support import factories as make
from tests.support.desk import address, entry, new

pytestmark = pytest.mark.django_db


def rewrite(item, body, *citations, by="bob"):
    """Somebody else saves the item meanwhile."""
    row = Item.objects.get(pk=item.pk)
    cited = list(citations) or [make.cite()]
    user = make.analyst(by)
    return change_item(item, user=user, version=row.version, body=body, citations=cited)


def sides(response):
    """The columns as plain text, without their marks."""
    return [
        "".join(piece.text for piece in column.text if piece.kind != "del")
        for column in response.context["stale"].columns
    ]


def test_changes_of_different_words_are_both_in(client, ana):
    item = make.make_item(make.make_issue())
    rewrite(item, "Three convoys reached the town.", make.cite(), make.cite("TASS"))
    mine = entry(
        "Two convoys reached the old town.",
        ("Reuters", "11.07.17"),
        ("Marsa Duwar Courier", "11.06.17"),
        item=item,
    )
    page = client.post(address(item), mine, follow=True).content.decode()
    assert "Bob changed this item meanwhile; both changes are in." in page
    row = Item.objects.get(pk=item.pk)
    assert row.body == "Three convoys reached the old town."
    assert [c.printed_name for c in row.citations.all()] == [
        "Reuters",
        "TASS",
        "Marsa Duwar Courier",
    ]
    assert (row.version, row.last_editor) == (3, ana)


def test_whoever_met_nobody_is_told_nothing(client, ana):
    item = make.make_item(make.make_issue())
    client.post(address(item), entry("One.", ("Reuters", "11.07.17"), item=item))
    late = entry("Two convoys reached the big town.", ("Reuters", "11.07.17"), item=item)
    page = client.post(address(item), late | {"version": 2}, follow=True).content.decode()
    assert "meanwhile" not in page


def test_an_item_that_was_moved_meanwhile_stays_where_it_is(client, ana):
    issue = make.make_issue()
    parent = make.make_item(issue, "The item above.")
    item = make.make_item(issue, parent=parent)
    form = entry(
        "Two convoys reached the old town.",
        ("Reuters", "11.07.17"),
        place=f"military_campaign/{parent.key}",
        item=item,
    )
    move_item(item, user=make.analyst("bob"), section=Section.RESPONSE)
    assert client.post(address(item), form).status_code == 302
    row = Item.objects.get(pk=item.pk)
    assert (row.section, row.parent) == (Section.RESPONSE, None)
    assert row.body == "Two convoys reached the old town."


def test_two_new_places_are_a_choice(client, ana):
    item = make.make_item(make.make_issue())
    move_item(item, user=make.analyst("bob"), section=Section.RESPONSE)
    form = entry(item.body, ("Reuters", "11.07.17"), place="other_news", item=item)
    response = client.post(address(item), form)
    assert response.status_code == 409
    assert response.context["stale"].overlapping == "the place"
    assert [column.place for column in response.context["stale"].columns] == [
        Section(name).short_label for name in ("other_news", "response", "military_campaign")
    ]


def test_the_second_of_two_savers_sees_mine_theirs_and_base_and_chooses(client, ana):
    item = make.make_item(make.make_issue())
    theirs = rewrite(item, "Two convoys left the town.", make.cite("TASS"))
    mine = entry("Two convoys entered the town.", ("Marsa Duwar Courier", "11.06.17"), item=item)
    response = client.post(address(item), mine)
    text = response.content.decode()
    assert response.status_code == 409
    assert "bob changed this item while you were writing" in text
    assert "Two of you changed the text and the citations" in text
    assert sides(response) == [
        "Two convoys entered the town.",
        "Two convoys left the town.",
        "Two convoys reached the town.",
    ]
    for mark in ("<del>reached </del><ins>entered </ins>", "<del>reached </del><ins>left </ins>"):
        assert mark in text
    assert "<ins>TASS, 11.07.17</ins>" in text
    assert "<ins>Marsa Duwar Courier, 11.06.17</ins>" in text
    assert "Two convoys entered the town.</textarea>" in text
    assert 'value="Marsa Duwar Courier"' in text
    assert f'name="version" value="{theirs.version}"' in text
    assert "Save this" in text
    assert "Keep theirs" in text
    item.refresh_from_db()
    assert item.body == theirs.body
    assert not Outlet.objects.filter(name="Marsa Duwar Courier").exists()
    client.post(address(item), mine | {"version": theirs.version})
    item.refresh_from_db()
    assert item.body == "Two convoys entered the town."


def test_a_refused_form_holds_both_changes_but_at_the_overlap_mine(client, ana):
    item = make.make_item(make.make_issue(), "Two convoys reached the town on Friday evening.")
    rewrite(item, "Two convoys left the town on Friday morning.", make.cite(), make.cite("AP"))
    mine = entry(
        "Two convoys entered the town on Friday evening.", ("Reuters", "11.07.17"), item=item
    )
    text = client.post(address(item), mine).content.decode()
    assert "Two convoys entered the town on Friday morning.</textarea>" in text
    assert 'value="AP"' in text


def test_a_base_that_nobody_knows_leaves_two_columns(client, ana):
    item = make.make_item(make.make_issue())
    rewrite(item, "Two convoys left the town.")
    guards.remove(connection)
    Item.history.filter(id=item.pk).delete()
    guards.install(connection)
    response = client.post(address(item), entry("Mine.", ("Reuters", "11.07.17"), item=item))
    assert response.status_code == 409
    assert sides(response) == ["Mine.", "Two convoys left the town."]


def test_a_citation_with_a_gap_that_went_meanwhile_stands_in_no_ones_way(client, ana):
    lost = make.cite(None, None, printed_date="no date")
    item = make.make_item(make.make_issue(), citations=[make.cite(), lost])
    rewrite(item, item.body, make.cite())
    form = entry(
        "Three convoys reached the town.", ("Reuters", "11.07.17"), ("", "no date"), item=item
    )
    assert client.post(address(item), form).status_code == 302
    assert Item.objects.get(pk=item.pk).citations.count() == 1


def test_an_item_that_changed_is_not_deleted_unread(client, ana):
    item = make.make_item(make.make_issue())
    page = client.get(address(item, "delete")).content.decode()
    assert 'name="version" value="1"' in page
    rewrite(item, "New words.")
    response = client.post(address(item, "delete"), {"version": "1"})
    assert response.status_code == 409
    assert "bob changed “New words.”" in response.content.decode()
    assert client.post(address(item, "delete"), {"version": "2"}).status_code == 302


def test_who_deletes_what_somebody_changed_sees_what_changed_beside_the_button(client, ana):
    item = make.make_item(make.make_issue(), "Two convoys reached the town.")
    rewrite(item, "Two convoys left the town.")
    response = client.post(address(item, "delete"), {"version": "1"})
    assert response.status_code == 409
    (change,) = response.context["changes"]
    assert [(piece.kind, piece.text.strip()) for piece in change.lines[0] if piece.kind] == [
        ("del", "reached"),
        ("ins", "left"),
    ]
    text = response.content.decode()
    assert "changed “Two convoys left the town.” after you opened the page: nothing was" in text
    assert 'name="version" value="2"' in text
    assert Item.objects.filter(pk=item.pk).exists()


def test_an_item_that_somebody_else_moved_meanwhile_stays_there(client, ana):
    item = make.make_item(make.make_issue())
    move_item(item, user=make.analyst("bob"), section=Section.RESPONSE)
    move = {"to": "section", "section": Section.OTHER_NEWS}
    response = client.post(f"{address(item, 'place')}?v=1", move)
    assert response.status_code == 409
    said = "bob moved “Two convoys reached the town.” to Response meanwhile, and it was left there"
    assert said in response.content.decode()
    assert said in client.post(f"{address(item, 'place')}?v=1", {"to": "up"}).content.decode()
    item.refresh_from_db()
    assert item.section == Section.RESPONSE
    # Seen where it stands now, it goes.
    assert client.post(f"{address(item, 'place')}?v=2", move).status_code == 302
    item.refresh_from_db()
    assert item.section == Section.OTHER_NEWS


def test_an_item_moves_whatever_was_written_in_it_meanwhile_and_by_whom_it_was_moved_before(
    client, ana
):
    item = make.make_item(make.make_issue())
    rewrite(item, "Other words.")
    move = {"to": "section", "section": Section.RESPONSE}
    assert client.post(f"{address(item, 'place')}?v=1", move).status_code == 302
    # One's own moves may be quicker than the answers to them.
    move = {"to": "section", "section": Section.OTHER_NEWS}
    assert client.post(f"{address(item, 'place')}?v=1", move).status_code == 302
    item.refresh_from_db()
    assert (item.section, item.body) == (Section.OTHER_NEWS, "Other words.")


def in_order(issue):
    return " ".join(issue.items.order_by("position").values_list("body", flat=True))


def three(issue):
    return [make.make_item(issue, body) for body in "abc"]


def test_an_item_whose_order_somebody_else_changed_meanwhile_stays_there(client, ana):
    first, _, last = three(make.make_issue())
    move_item(last, user=make.analyst("bob"), section=last.section, before=first)
    for move in (
        {"to": "up"},
        {"to": "place", "section": last.section, "parent": "", "before": ""},
    ):
        response = client.post(f"{address(last, 'place')}?v=1.3", move)
        assert response.status_code == 409
        said = "Somebody changed the order around “c” meanwhile, and it was left where it is"
        assert said in response.content.decode()
        assert in_order(last.issue) == "c a b"
    # Seen where it stands now, it goes.
    assert f"{last.key}/place/?v=1.1" in response.content.decode()
    assert client.post(f"{address(last, 'place')}?v=1.1", {"to": "down"}).status_code == 302
    assert in_order(last.issue) == "a c b"


def test_ones_own_new_order_is_no_conflict_nor_is_it_for_another_section(client, ana):
    first, second, last = three(make.make_issue())
    for _ in range(2):
        assert client.post(f"{address(last, 'place')}?v=1.3", {"to": "up"}).status_code == 302
    assert client.post(f"{address(first, 'place')}?v=1.1", {"to": "down"}).status_code == 302
    assert in_order(last.issue) == "c b a"
    move_item(first, user=make.analyst("bob"), section=last.section, before=last)
    move = {"to": "section", "section": Section.RESPONSE}
    assert client.post(f"{address(second, 'place')}?v=1.2", move).status_code == 302


@pytest.mark.parametrize("seen", ["", "1", "x.y", ".", "1.2.3.4", "9" * 50, "1." + "9" * 50, "\0"])
def test_a_move_that_cannot_say_what_was_seen_is_made(client, ana, seen):
    item = three(make.make_issue())[1]
    response = client.post(f"{address(item, 'place')}", {"to": "up"}, query_params={"v": seen})
    assert response.status_code == 302
    assert in_order(item.issue) == "b a c"


def test_words_for_a_deleted_item_become_a_new_one(client, ana):
    item = make.make_item(make.make_issue())
    delete_item(item, user=ana)
    response = client.post(address(item), entry("My words.", ("AP", "11.04.17"), item=item))
    text = response.content.decode()
    assert response.status_code == 409
    assert "This item was deleted meanwhile" in text
    assert "My words.</textarea>" in text
    assert 'value="AP"' in text
    assert f'action="{new(item.issue)}"' in text


def test_words_for_an_issue_that_was_approved_meanwhile_stay_in_the_form(client, ana):
    item = make.make_item(make.make_issue())
    make.approve(item.issue)
    response = client.post(address(item), entry("My words.", ("AP", "11.04.17"), item=item))
    text = response.content.decode()
    assert response.status_code == 409
    assert "is approved: its items cannot be changed" in text
    assert "My words.</textarea>" in text


def test_a_form_without_its_version_is_refused(client, ana):
    item = make.make_item(make.make_issue())
    for version in ("", "one"):
        response = client.post(address(item), entry("My words.", item=item) | {"version": version})
        assert response.status_code == 400
        assert "My words." in response.content.decode()


def test_the_form_of_a_fixed_issue_is_not_opened(client, ana):
    item = make.make_item(make.make_issue())
    make.publish(item.issue)
    for url in (address(item), address(item, "delete"), new(item.issue)):
        response = client.get(url)
        assert response.status_code == 409
        assert "cannot be changed now" in response.content.decode()


# Deleting, holding back, approving


def test_deleting_asks_first_and_says_what_goes_with_it(client, ana):
    item = make.make_item(make.make_issue())
    make.make_item(item.issue, "A nested text.", parent=item)
    page = client.get(address(item, "delete")).content.decode()
    assert "The 1 item below it goes with it" in page
    assert "A nested text." in page
    assert item.issue.items.count() == 2
    client.post(address(item, "delete"))
    assert not item.issue.items.exists()


def test_an_editor_holds_an_item_back_and_lets_it_in(client):
    client.force_login(make.editor())
    item = make.make_item(make.make_issue())
    client.post(address(item, "hold"))
    item.refresh_from_db()
    assert item.held
    client.post(address(item, "hold"), {"let_in": "1"})
    item.refresh_from_db()
    assert not item.held


def test_an_approval_goes_on_to_the_next_item_that_waits(client):
    client.force_login(make.editor())
    issue = make.make_issue()
    first, second = (
        make.make_item(issue),
        make.make_item(issue, "Another.", section=Section.RESPONSE),
    )
    make.submit(issue)
    response = client.post(address(second, "approve"), {"version": 1})
    assert response.headers["Location"].endswith(f"#item-{first.key}")
    response = client.post(address(first, "approve"), {"version": 1})
    assert response.headers["Location"].endswith(f"#item-{first.key}")
    assert all(item.is_approved for item in issue.items.all())


def test_an_approval_is_of_the_version_that_was_read(client):
    client.force_login(make.editor())
    item = make.make_item(make.make_issue())
    make.submit(item.issue)
    change_item(item, user=make.analyst(), version=1, body="Other words.", citations=[make.cite()])
    response = client.post(address(item, "approve"), {"version": 1})
    assert response.status_code == 409
    assert "ana changed “Other words.” after you opened the page" in response.content.decode()
    for version in ("", "x", "-1"):
        response = client.post(address(item, "approve"), {"version": version})
        assert response.status_code == 400
    item.refresh_from_db()
    assert not item.is_approved


@pytest.mark.parametrize("who", [make.editor, lambda: make.make_user("root", is_superuser=True)])
def test_nobody_approves_an_own_item_by_button_or_by_hand(client, who):
    user = who()
    client.force_login(user)
    issue = make.make_issue()
    item = make.make_item(issue, by=user)
    edited = make.make_item(issue, "Another text.")
    change_item(edited, user=user, version=1, body="An edited text.", citations=[make.cite()])
    make.submit(issue)
    for each in (item, edited):
        page = client.get(reverse("desk:issue", args=[issue.slug, 1])).content.decode()
        assert address(each, "approve") not in page
        assert re.search("You (wrote|last edited) it: somebody else vouches", page)
        response = client.post(
            address(each, "approve"), {"version": Item.objects.get(pk=each.pk).version}
        )
        assert response.status_code == 403
        assert "somebody else has to approve it" in response.content.decode()
        assert not Item.objects.get(pk=each.pk).is_approved
    assert Item.objects.get(pk=item.pk).issue.status == Status.IN_REVIEW
