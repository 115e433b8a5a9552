"""Readers search the lists: any words are legal, compose with every filter, and are seen where they stand."""

import json
import re
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues import markup
from issues.editing import change_item
from issues.editions import start_correction
from issues.moves import apply_move
from issues.search import marked
from issues.sections import Section
from issues.workflow import Move
from tests.support import factories as make
from tests.support.examples import examples

pytestmark = pytest.mark.django_db
LISTS = ["/issues/", "/items/", "/issues.json", "/items.json"]
NOV_7, NOV_14 = date(2017, 11, 7), date(2017, 11, 14)


@pytest.fixture
def archive():
    """Two issues: a convoy and a bridge in the first, a convoy in the second."""
    first = make.make_issue(NOV_7)
    make.make_item(first, "A <b>con</b>voy & its <i>trucks</i> went south.")
    make.make_item(
        first,
        "A bridge fell.",
        section=Section.RESPONSE,
        citations=[make.cite("TASS", NOV_7, title="Sappers at work")],
    )
    second = make.make_issue(NOV_14)
    make.make_item(second, "Two convoys came.", citations=[make.cite("AP", NOV_14)])
    return make.publish(first), make.publish(second)


def listed(client, kind, query):
    """What the JSON of a list has, in its order."""
    found = client.get(f"/{kind}.json?{query}")
    assert found.status_code == 200, query
    return json.loads(found.getvalue())[kind]


def bodies(client, query):
    """The texts of the items found."""
    return [item["text"] for item in listed(client, "items", query)]


def test_words_find_items_in_any_form_the_newest_first(client, archive):
    assert bodies(client, "q=convoy") == [
        "Two convoys came.",
        "A convoy & its trucks went south.",
    ]
    assert bodies(client, "q=%22went+south%22") == ["A convoy & its trucks went south."]
    assert bodies(client, "q=brid*") == ["A bridge fell."]
    assert bodies(client, "q=convoy+-trucks") == ["Two convoys came."]


def test_words_compose_with_every_filter(client, archive):
    assert bodies(client, "q=convoy&outlet=ap") == ["Two convoys came."]
    assert bodies(client, "q=convoy&to=2017-11-08") == ["A convoy & its trucks went south."]
    assert bodies(client, "q=convoy&section=response") == []
    assert bodies(client, "q=bridge&section=response&outlet=tass&from=2017-11-07") == [
        "A bridge fell."
    ]


@pytest.fixture
def matches():
    """The older the issue, the better its item matches the word."""
    for weeks, body in enumerate(
        ["A convoy.", "A convoy came, and with it came much of what was lost."]
    ):
        make.published_issue(NOV_7 + timedelta(weeks=weeks), body)
    return ["A convoy.", "A convoy came, and with it came much of what was lost."]


def test_the_best_match_comes_first_when_asked_for_on_the_page_and_in_every_format(client, matches):
    assert bodies(client, "q=convoy") == matches[::-1]
    assert bodies(client, "q=convoy&order=date") == matches[::-1]
    assert bodies(client, "q=convoy&order=relevance") == matches
    page = client.get("/items/?q=convoy&order=relevance")
    assert [row.node.item.text for row in page.context["rows"]] == matches
    for name, address in page.context["formats"]:
        assert "order=relevance" in address, name
        text = b"".join(client.get(address)).decode()
        assert text.index("A convoy.") < text.index("what was lost"), name
    # The API goes through the items in one order alone.
    assert "order" not in page.context["api_call"]
    assert client.get(page.context["api_call"]).status_code == 200


def test_a_search_leads_to_the_other_order_and_narrowing_it_keeps_the_order(client, matches):
    orders = {
        label: address for label, address, _ in client.get("/items/?q=convoy").context["orders"]
    }
    assert orders == {
        "Newest first": "?q=convoy",
        "Best match first": "?q=convoy&order=relevance",
    }
    page = client.get("/items/" + orders["Best match first"])
    assert "<strong>Best match first</strong>" in page.content.decode()
    ways = [way.address for facet in page.context["facets"] for way in facet.ways]
    assert ways
    assert all("order=relevance" in address for address in ways)
    assert client.get("/items/").context["orders"] == []


def test_words_that_too_many_items_have_are_not_ranked_and_the_page_says_so(
    client, matches, monkeypatch
):
    monkeypatch.setattr("issues.filters.RANKED_AT_MOST", 1)
    page = client.get("/items/?q=convoy&order=relevance")
    assert [row.node.item.text for row in page.context["rows"]] == matches[::-1]
    assert "add a word" in page.content.decode()
    assert bodies(client, "q=convoy&order=relevance") == matches[::-1]


@pytest.mark.parametrize("query", ["order=size", "order=date&order=relevance"])
@pytest.mark.parametrize("path", ["/items/", "/items.json"])
def test_an_order_that_there_is_not_is_refused_by_name(client, path, query):
    answer = client.get(f"{path}?q=convoy&{query}")
    assert answer.status_code == 400
    assert "order" in answer.content.decode()


def test_an_order_without_words_changes_nothing(client, archive):
    assert bodies(client, "order=relevance") == bodies(client, "")


def test_an_issue_is_found_by_the_words_of_one_of_its_items(client, archive):
    first, second = archive
    found = client.get("/issues/?q=convoy").context
    assert [row.issue for row in found["rows"]] == [second, first]
    assert next((row.item.text, row.matches) for row in found["rows"]) == ("Two convoys came.", 1)
    assert [row.issue for row in client.get("/issues/?q=bridge").context["rows"]] == [first]
    # The words stand in different items.
    assert not client.get("/issues/?q=bridge+convoy").context["rows"]


@pytest.mark.parametrize("kind", ["issues", "items"])
@pytest.mark.parametrize(
    "query", ["q=convoy", "q=convoy&outlet=reuters&outlet=ap", "q=%21%21", "q=-x"]
)
def test_a_page_and_its_formats_show_the_same_in_the_same_order(client, archive, kind, query):
    page = client.get(f"/{kind}/?{query}")
    shown = [row.issue.slug if kind == "issues" else row.node.key for row in page.context["rows"]]
    found = listed(client, kind, query)
    assert [each["slug" if kind == "issues" else "key"] for each in found] == shown
    for name, address in page.context["formats"]:
        assert client.get(address).status_code == 200, name
    assert page.context["count"] == len(found)


def test_the_words_are_marked_where_they_stand(client, archive):
    page = client.get("/items/?q=convoy").content.decode()
    assert "Two <mark>convoys</mark> came." in page
    assert "A <b><mark>con</mark></b><mark>voy</mark> &amp; its <i>trucks</i> went south." in page
    assert "<mark>" not in client.get("/items/").content.decode()


def test_words_that_the_text_does_not_show_are_quoted_from_where_they_stand(client, archive):
    page = client.get("/items/?q=sappers").content.decode()
    assert re.search(r'class="excerpt">[^<]*<mark>Sappers</mark> at work', page)
    assert 'class="excerpt"' not in client.get("/items/?q=bridge").content.decode()


def test_an_issue_shows_the_words_and_leads_to_the_item(client, archive):
    page = client.get("/issues/?q=bridge").content.decode()
    assert "A <mark>bridge</mark> fell." in page
    [key] = {row.item.key for row in client.get("/issues/?q=bridge").context["rows"]}
    assert f'href="/issues/2017-11-07/#{key}"' in page


def test_what_has_no_word_finds_nothing_and_says_so(client, archive):
    page = client.get("/items/?q=%21%3F").content.decode()
    assert "“!?” has no word to look for" in page
    assert "No items" in page


def test_blanks_and_control_characters_are_no_question(client, archive):
    everything = bodies(client, "")
    assert len(everything) == 3
    for blank in ("q=", "q=%20", "q=%00", "q=%09%0A%00"):
        assert bodies(client, blank) == everything
    assert bodies(client, "q=con%00voy") == []


def test_the_box_keeps_the_words_and_the_chip_drops_them(client, archive):
    page = client.get("/items/?q=%3Cb%3E%22+convoy&outlet=ap").content.decode()
    assert 'name="q" value="&lt;b&gt;&quot; convoy"' in page
    assert '<input type="hidden" name="outlet" value="ap">' in page
    assert re.search(
        r'<a href="\?outlet=ap"><span class="hidden">Remove the filter </span><bdi>“&lt;b', page
    )
    assert "<b>&quot;" not in page


def test_a_page_of_results_has_one_address(client, archive):
    page = client.get("/items/?section=&q=%20convoy%20&from=").content.decode()
    assert '<link rel="canonical" href="http://localhost:8000/items/?q=convoy">' in page
    assert 'href="/api/v1/items/?q=convoy"' in page


def test_drafts_held_and_withdrawn_items_are_never_found(client, archive):
    first, _ = archive
    draft = make.make_issue(date(2017, 11, 21))
    make.make_item(draft, "A secret convoy.")
    correction = start_correction(first, user=make.editor(), note="A wrong word.")
    change_item(
        (item := correction.items.with_contents().get(body__contains="fell")),
        user=make.analyst(),
        version=item.version,
        body="A convoy fell.",
        citations=[make.cite()],
    )
    assert len(bodies(client, "q=convoy")) == 2
    assert bodies(client, "q=secret") == []
    make.publish(correction, by=make.editor("eve"))
    assert len(bodies(client, "q=convoy")) == 3
    apply_move(archive[1], Move.WITHDRAW, user=make.editor(), reason="A test.")
    assert "Two convoys came." not in bodies(client, "q=convoy")


def test_a_page_is_not_sent_twice_and_other_words_are_another_page(client, archive):
    first = client.get("/items/?q=convoy")
    again = client.get("/items/?q=convoy", headers={"If-None-Match": first["ETag"]})
    other = client.get("/items/?q=bridge", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, other.status_code) == (304, 200)
    assert not first.cookies


def test_the_newest_issue_offers_the_search(client, archive):
    page = client.get("/").content.decode()
    assert re.search(r'action="/items/".*name="q"', page, re.DOTALL)


@examples(60)
@given(
    words=st.one_of(st.text(max_size=80), st.text(alphabet='"*-^():&|!<>\\%_\0 convy', max_size=40))
)
def test_no_words_are_an_error(client, archive, words):
    for address in LISTS:
        assert client.get(f"{address}?{urlencode({'q': words})}").status_code == 200, address


@given(
    text=st.text(alphabet="con voy<>&\"'bi/é", max_size=60),
    words=st.text(alphabet='con voy"*-é', max_size=20),
)
def test_marking_adds_marks_and_nothing_else(text, words):
    source = markup.clean(text)
    done = marked(source, words)
    assert markup.to_text(done) == markup.to_text(source)
    assert markup.clean(done.replace("<mark>", "<b>").replace("</mark>", "</b>")) == done.replace(
        "<mark>", "<b>"
    ).replace("</mark>", "</b>")
