"""Former texts on the desk: read, compared by word, and taken up again."""

import pytest
from django.urls import reverse

from issues.editing import change_item, delete_item, hold_item, move_item
from issues.editions import start_correction
from issues.models import Comment, Item
from issues.sections import Section
from tests.support import factories as make


def rewrite(item, body, by=None, citations=None):
    item.refresh_from_db()
    kept = list(item.citations.all()) if citations is None else citations
    return change_item(
        item, user=by or make.analyst(), version=item.version, body=body, citations=kept
    )


def history(client, item, edition=1, **query):
    return client.get(reverse("desk:history", args=[item.issue.slug, edition, item.key]), query)


@pytest.fixture
def item(client, db):
    client.force_login(make.editor())
    return make.make_item(make.make_issue(), "Two convoys came.")


def test_every_version_is_there_newest_first(client, item):
    rewrite(item, "Three convoys came.", make.analyst("bob"))
    rewrite(item, "Three convoys came.", citations=[make.cite("AP")])
    move_item(item, user=make.analyst(), section=Section.RESPONSE)
    make.submit(item.issue)
    make.approve_items(item.issue)
    hold_item(item, user=make.editor(), held=True)
    versions = history(client, item).context["page"].object_list
    assert [version.events for version in versions] == [
        ("Held back",),
        ("Approved by ed",),
        ("Moved to Response",),
        ("Citations changed",),
        ("Text changed",),
        ("Written",),
    ]
    assert [version.who for version in versions][-2:] == ["bob", "ana"]
    assert "<del>Two </del><ins>Three </ins>convoys came." in history(client, item).content.decode()


def test_a_new_order_alone_is_no_version(client, item):
    make.make_item(item.issue, "Another.")
    move_item(item, user=make.analyst(), section=item.section)
    assert len(history(client, item).context["page"].object_list) == 1


def test_a_former_text_is_taken_up_again_by_saving_it(client, item):
    rewrite(item, "Three convoys came.")
    first = Item.history.filter(key=item.key).earliest()
    url = reverse("desk:item", args=[item.issue.slug, 1, item.key])
    assert f"{url}?text_of={first.history_id}" in history(client, item).content.decode()
    form = client.get(url, {"text_of": first.history_id})
    assert "Two convoys came.</textarea>" in form.content.decode()
    assert form.context["entry"].form["version"].value() == 2


def test_a_deleted_item_is_still_read_and_can_be_written_anew(client, item):
    delete_item(item, user=make.editor())
    listed = client.get(reverse("desk:deleted_items", args=[item.issue.slug, 1])).content.decode()
    assert "Two convoys came." in listed
    assert reverse("desk:history", args=[item.issue.slug, 1, item.key]) in listed
    text = history(client, item).content.decode()
    assert "not in this edition any more" in text
    first = Item.history.filter(key=item.key).earliest()
    url = reverse("desk:new_item", args=[item.issue.slug, 1])
    assert f"text_of={first.history_id}" in text
    form = client.get(url, {"text_of": first.history_id, "place": "response"}).content.decode()
    assert "Two convoys came.</textarea>" in form


def test_an_item_has_one_history_through_all_editions(client, item):
    make.publish(item.issue)
    draft = start_correction(item.issue, user=make.editor(), note="It was three.")
    rewrite(draft.items.get(), "Three convoys came.")
    versions = history(client, item, edition=2).context["page"].object_list
    events = [version.events for version in versions]
    assert events[0] == ("Text changed", "Approval void")
    assert ("Copied into edition 2",) in events
    assert events[-1] == ("Written",)
    published = history(client, item, edition=1).content.decode()
    assert "Take up this text" not in published


def test_texts_of_another_issue_are_not_found_here(client, item):
    other = make.make_issue(make.END.replace(day=14))
    number = Item.history.get(key=item.key).history_id
    url = reverse("desk:new_item", args=[other.slug, 1])
    assert client.get(url, {"text_of": number}).status_code == 404


def test_a_long_history_goes_on_on_further_pages(client, item):
    for number in range(60):
        rewrite(item, f"{number} convoys came.")
    assert "Page 1 of 2" in history(client, item).content.decode()
    assert len(history(client, item, page=2).context["page"].object_list) == 11


def test_citations_come_back_with_their_text(client, item):
    rewrite(item, "Three convoys came.", citations=[make.cite("AP", title="A title")])
    first = Item.history.filter(key=item.key).earliest()
    url = reverse("desk:item", args=[item.issue.slug, 1, item.key])
    text = history(client, item).content.decode()
    assert "<del>Reuters, 11.07.17</del>" in text
    assert "<ins>AP, 11.07.17, A title</ins>" in text
    form = client.get(url, {"text_of": first.history_id})
    assert [row.typed["outlet"] for row in form.context["entry"].rows.rows()] == ["Reuters"]


def test_a_version_that_differs_in_citations_alone_is_offered_too(client, item):
    rewrite(item, item.body, citations=[make.cite("AP")])
    first = Item.history.filter(key=item.key).earliest()
    assert f"text_of={first.history_id}" in history(client, item).content.decode()


def test_what_was_said_about_a_deleted_item_is_read_in_its_history(client, item):
    Comment.objects.create(
        issue=item.issue, item_key=item.key, author=make.analyst("bob"), body="Is it so?"
    )
    delete_item(item, user=make.editor())
    listed = client.get(reverse("desk:deleted_items", args=[item.issue.slug, 1])).content.decode()
    assert "1 comment<" in listed
    assert "Reuters, 11.07.17" in listed
    text = history(client, item).content.decode()
    assert "What was said about it" in text
    assert "Is it so?" in text
