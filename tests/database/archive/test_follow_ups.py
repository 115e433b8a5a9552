"""Readers, formats, imports and checks know what follows what."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from issues.contents import load_contents
from issues.editing import hold_item
from issues.editions import start_correction
from issues.exports.issue_json import issue_document
from issues.following import follow_item
from issues.imports import import_issue
from issues.moves import apply_move
from issues.preflight import preflight
from issues.workflow import Move
from tests.support import factories as make
from tests.support.stories import BEFORE, MORE, STORY, follow_up, story

pytestmark = pytest.mark.django_db


def test_readers_see_both_ends_of_the_link(client):
    former = story()
    item = follow_up(former)
    make.publish(item.issue)
    page = client.get(item.get_absolute_url()).content.decode()
    assert "Follows:" in page
    assert former.get_absolute_url() in page
    page = client.get(former.get_absolute_url()).content.decode()
    assert "Followed up by:" in page
    assert item.get_absolute_url() in page
    page = client.get(item.issue.get_absolute_url()).content.decode()
    assert "Follow-up of Oct. 31, 2017" in page


def test_a_draft_that_follows_is_not_told_of(client):
    former = story()
    item = follow_up(former)
    page = client.get(former.get_absolute_url()).content.decode()
    assert "Followed up by" not in page
    assert item.key not in page


def test_what_was_withdrawn_is_linked_no_more(client):
    former = story()
    item = follow_up(former)
    make.publish(item.issue)
    apply_move(former.issue, Move.WITHDRAW, user=make.editor(), reason="A test.")
    for path in (item.get_absolute_url(), item.issue.get_absolute_url(), "/items.json"):
        assert former.key not in client.get(path).getvalue().decode(), path
    assert former.key not in client.get(f"/api/v1/items/{item.key}/").content.decode()


def test_a_corrected_item_is_linked_as_before(client):
    former = story()
    item = follow_up(former)
    make.publish(item.issue)
    make.publish(start_correction(former.issue, user=make.editor(), note="A note."))
    assert former.get_absolute_url() in client.get(item.get_absolute_url()).content.decode()


def test_an_item_held_back_is_not_linked_within_its_issue(client):
    issue = make.make_issue()
    one, other = make.make_item(issue, STORY), make.make_item(issue, MORE)
    follow_item(other, user=make.analyst(), key=one.key)
    hold_item(one, user=make.editor(), held=True)
    make.publish(issue)
    for path in (issue.get_absolute_url(), f"/issues/{issue.slug}.json", "/items.json"):
        assert one.key not in client.get(path).getvalue().decode(), path


def test_the_formats_name_the_key_only_where_there_is_a_link(client):
    former = story()
    item = follow_up(former)
    make.publish(item.issue)
    items = {
        each["key"]: each for each in json.loads(client.get("/items.json").getvalue())["items"]
    }
    assert items[item.key]["follows"] == former.key
    assert "follows" not in items[former.key]
    answer = client.get(f"/api/v1/items/{item.key}/").json()
    assert answer["follows"] == former.key
    document = issue_document(load_contents(item.issue), "https://monitor.test")
    [exported] = [each for section in document["sections"] for each in section["items"]]
    assert exported["follows"] == former.key


def test_links_cost_one_query_however_many_there_are(client):
    former = make.published_issue(BEFORE, *[f"Report {number}." for number in range(12)])
    keys = list(former.items.values_list("key", flat=True))
    counts = []
    for weeks, size in ((1, 1), (2, 12)):
        issue = make.make_issue(make.END + timedelta(weeks=weeks))
        for key in keys[:size]:
            follow_item(make.make_item(issue, f"More of {key}."), user=make.analyst(), key=key)
        make.publish(issue)
        with CaptureQueriesContext(connection) as queries:
            load_contents(issue)
        counts.append(len(queries))
    assert counts == [3, 3]


# Imports and checks


def imported(document):
    """The items of the import, by text; the issue of the document must be gone."""
    made = import_issue(json.dumps(document).encode(), "issue.json", format="json")
    return {item.text: item for item in made.issue.items.all()}


def test_the_import_of_our_own_json_keeps_the_links():
    former, issue = story(), make.make_issue()
    one = follow_item(make.make_item(issue, MORE), user=make.analyst(), key=former.key)
    nested = make.make_item(issue, "It was shut again.", parent=one)
    follow_item(nested, user=make.analyst(), key=one.key)
    document = issue_document(load_contents(issue), "https://monitor.test")
    issue.delete()
    items = imported(document)
    assert items[MORE].follows == former.key
    assert items["It was shut again."].follows == items[MORE].key != one.key


def test_the_import_drops_links_that_lead_nowhere():
    issue = make.make_issue()
    texts = [f"Report {number}." for number in range(4)]
    for text in texts:
        make.make_item(issue, text)
    document = issue_document(load_contents(issue), "https://monitor.test")
    issue.delete()
    [items] = [each["items"] for each in document["sections"] if each["items"]]
    keys = [item["key"] for item in items]
    for item, follows in zip(items, [keys[1], keys[0], "nothing", keys[3]], strict=True):
        item["follows"] = follows
    found = imported(document)
    assert found[texts[0]].follows == ""
    assert found[texts[1]].follows == found[texts[0]].key
    assert [found[text].follows for text in texts[2:]] == ["", ""]


def test_a_follow_up_that_says_the_same_is_not_warned_of():
    former = story()
    item = make.make_item(make.make_issue(), STORY)
    assert "repeated_item" in {finding.code for finding in preflight(item.issue)}
    follow_item(item, user=make.analyst(), key=former.key)
    assert "repeated_item" not in {finding.code for finding in preflight(item.issue)}
