"""Ordering and nesting on the desk, with plain buttons and no script."""

from datetime import timedelta

import pytest
from django.urls import reverse

from issues.contents import load_contents
from issues.sections import Section
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue(client):
    """A section of a, b (with b1 and b2 below it) and c."""
    client.force_login(make.analyst())
    issue = make.make_issue()
    for name in "abc":
        make.make_item(issue, name)
    above = issue.items.get(body="b")
    for name in ("b1", "b2"):
        make.make_item(issue, name, parent=above)
    return issue


def outline(issue, section=Section.MILITARY_CAMPAIGN):
    """The items of a section in a line: ``a b(b1 b2) c``."""

    def line(nodes):
        return " ".join(
            node.body + (f"({line(node.children)})" if node.children else "") for node in nodes
        )

    return next(
        line(each.items) for each in load_contents(issue).sections if each.section == section
    )


def press(client, issue, body, to, **more):
    item = issue.items.get(body=body)
    url = reverse("desk:place", args=[issue.slug, 1, item.key])
    return client.post(url, {"to": to, **more})


def test_the_outline_of_these_tests(issue):
    assert outline(issue) == "a b(b1 b2) c"


@pytest.mark.parametrize(
    ("body", "to", "after"),
    [
        ("b", "up", "b(b1 b2) a c"),
        ("b", "down", "a c b(b1 b2)"),
        ("a", "down", "b(b1 b2) a c"),
        ("c", "up", "a c b(b1 b2)"),
        ("c", "in", "a b(b1 b2 c)"),
        ("b", "in", "a(b(b1 b2)) c"),
        ("b1", "out", "a b(b2) b1 c"),
        ("b2", "out", "a b(b1) b2 c"),
        ("b2", "up", "a b(b2 b1) c"),
        ("b2", "in", "a b(b1(b2)) c"),
    ],
)
def test_a_button_moves_an_item_with_all_below_it(client, issue, body, to, after):
    response = press(client, issue, body, to)
    assert response.headers["Location"].endswith(f"#item-{issue.items.get(body=body).key}")
    assert outline(issue) == after


def test_an_item_goes_to_the_end_of_another_section(client, issue):
    make.make_item(issue, "r", section=Section.RESPONSE)
    press(client, issue, "b", "section", section="response")
    assert outline(issue, Section.RESPONSE) == "r b(b1 b2)"
    assert outline(issue) == "a c"
    press(client, issue, "b1", "section", section="other_news")
    assert outline(issue, Section.OTHER_NEWS) == "b1"


@pytest.mark.parametrize(
    ("body", "to", "status", "sentence"),
    [
        ("a", "up", 409, "This item is the first where it stands."),
        ("c", "down", 409, "This item is the last where it stands."),
        ("a", "in", 409, "There is no item above this one"),
        ("a", "out", 409, "This item is not nested."),
        ("a", "sideways", 400, "use one of its buttons"),
        ("a", "", 400, "use one of its buttons"),
        ("a", "section", 409, "There is no section “”."),
    ],
)
def test_a_step_that_cannot_be_is_refused_in_a_sentence(client, issue, body, to, status, sentence):
    response = press(client, issue, body, to)
    assert response.status_code == status
    assert sentence in response.content.decode()
    assert outline(issue) == "a b(b1 b2) c"


def test_nothing_nests_deeper_than_three_levels(client, issue):
    press(client, issue, "b2", "in")
    response = press(client, issue, "b", "in")
    assert response.status_code == 409
    assert "at most three levels deep" in response.content.decode()
    assert outline(issue) == "a b(b1(b2)) c"


def test_only_buttons_that_would_work_are_shown(client, issue):
    text = client.get(reverse("desk:issue", args=[issue.slug, 1])).content.decode()
    shown = {
        body: [to for to in ("up", "down", "in", "out") if f'value="{to}"' in part]
        for body in ("a", "b", "b1", "b2", "c")
        for part in [_toolbar(text, issue.items.get(body=body).key)]
    }
    assert shown == {
        "a": ["down"],
        "b": ["up", "down", "in"],
        "b1": ["down", "out"],
        "b2": ["up", "in", "out"],
        "c": ["up", "in"],
    }


def _toolbar(text, key):
    start = text.index(f'id="item-{key}"')
    return text[start : text.index('class="item-notes"', start)]


def test_nothing_moves_in_an_approved_issue(client, issue):
    make.approve(issue)
    response = press(client, issue, "b", "up")
    assert response.status_code == 409
    assert "its items cannot be changed" in response.content.decode()
    assert 'value="up"' not in response.content.decode()


# By hand: anywhere


def drop(client, issue, body, section, parent="", before=""):
    keys = {item.body: item.key for item in issue.items.all()} | {"": ""}
    return press(
        client,
        issue,
        body,
        "place",
        section=str(section),
        parent=keys.get(parent, parent),
        before=keys.get(before, before),
    )


@pytest.mark.parametrize(
    ("body", "parent", "before", "after"),
    [
        ("c", "", "a", "c a b(b1 b2)"),
        ("a", "", "", "b(b1 b2) c a"),
        ("a", "b", "b2", "b(b1 a b2) c"),
        ("c", "b", "", "a b(b1 b2 c)"),
        ("b1", "", "c", "a b(b2) b1 c"),
        ("b2", "b1", "", "a b(b1(b2)) c"),
    ],
)
def test_an_item_is_dropped_anywhere_in_its_section(client, issue, body, parent, before, after):
    assert drop(client, issue, body, Section.MILITARY_CAMPAIGN, parent, before).status_code == 302
    assert outline(issue) == after


def test_an_item_is_dropped_into_another_section(client, issue):
    make.make_item(issue, "r", section=Section.RESPONSE)
    drop(client, issue, "b", Section.RESPONSE, before="r")
    drop(client, issue, "a", Section.RESPONSE, parent="r")
    assert outline(issue, Section.RESPONSE) == "b(b1 b2) r(a)"
    assert outline(issue) == "c"


@pytest.mark.parametrize(
    ("body", "section", "parent", "before", "sentence"),
    [
        ("a", "military_campaign", "bcdfghjkmn", "", "put beside is gone"),
        ("a", "military_campaign", "", "bcdfghjkmn", "put beside is gone"),
        ("a", "weather", "", "", "There is no section “weather”."),
        ("a", "response", "b", "", "the same issue and section"),
        ("b", "military_campaign", "b", "", ""),
        ("b", "military_campaign", "b1", "", ""),
        ("a", "military_campaign", "", "b1", ""),
    ],
)
def test_a_place_that_cannot_be_is_refused(client, issue, body, section, parent, before, sentence):
    response = drop(client, issue, body, section, parent, before)
    assert response.status_code == 409
    assert sentence in response.content.decode()
    assert outline(issue) == "a b(b1 b2) c"


def test_the_place_of_another_issue_is_not_known(client, issue):
    other = make.make_item(make.make_issue(make.END + timedelta(days=7)), "elsewhere")
    response = drop(client, issue, "a", Section.MILITARY_CAMPAIGN, parent=other.key)
    assert response.status_code == 409
    assert outline(issue) == "a b(b1 b2) c"
