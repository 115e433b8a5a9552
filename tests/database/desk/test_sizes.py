"""Every door of the desk says what is too much, before it reads it."""

import pytest
from django.urls import reverse

from issues.desk import entry as entry_form
from issues.desk import lifting
from issues.editing import add_item
from issues.models import Citation, Item
from issues.moves import MoveError
from issues.shaping import merge_items
from tests.support import factories as make
from tests.support.desk import entry, new

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue(client):
    client.force_login(make.analyst("ana"))
    return make.make_issue()


@pytest.fixture
def unread(monkeypatch):
    """Nothing may be read of what is refused."""
    monkeypatch.setattr(lifting, "read_item", None)
    monkeypatch.setattr(lifting, "read_citations", None)
    monkeypatch.setattr(entry_form, "lift_citations", None)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"body": "(a) " * 5_001}, "The text is longer than 20,000 characters"),
        ({"quick": "a" * 20_001}, "The line of citations is longer than 20,000 characters"),
        ({"quick": "(" * 1_001}, "The line of citations is longer"),
        ({"text": "a" * 500_001}, "The text is longer than 500,000 characters"),
        ({"html": "a" * 2_000_001}, "The markup of the text is longer than 2,000,000"),
        ({"html": f"<p>{'a' * 20_001}"}, "is longer than 20,000 characters: break it up"),
    ],
)
def test_what_is_typed_or_pasted_in_a_form_is_measured_first(client, issue, unread, sent, words):
    response = client.post(reverse("desk:parse", args=[issue.slug, issue.edition]), sent)
    assert response.status_code == 400
    assert words in response.json()["error"]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"body": "(a) " * 5_001}, "The text is longer than 20,000 characters"),
        ({"quick": "(" * 1_001}, "The line of citations is longer than 20,000 characters"),
    ],
)
def test_an_item_is_measured_before_its_citations_are_lifted(
    client, issue, monkeypatch, sent, words
):
    monkeypatch.setattr(lifting, "read_item", None)
    response = client.post(new(issue), entry("One.") | sent)
    assert response.status_code == 400
    assert words in response.content.decode()
    assert not issue.items.exists()


def test_items_with_more_citations_than_one_takes_are_not_joined(issue):
    ana = make.analyst("ana")
    outlet = make.make_outlet("AP")
    one, other = (
        add_item(
            issue,
            user=ana,
            section="response",
            body=name,
            citations=[Citation(outlet=outlet, note=f"{name} {at}") for at in range(31)],
        )
        for name in ("One.", "Two.")
    )
    with pytest.raises(MoveError, match="more than 60 citations: take some out first"):
        merge_items(one, other, user=ana, versions=(1, 1))
    assert Item.objects.count() == 2
