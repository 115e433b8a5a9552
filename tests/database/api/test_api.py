"""The API gives what the pages and formats give: the same entries, filters, order and refusals."""

import json
from datetime import date

import pytest
from django.utils.http import urlencode
from hypothesis import given
from hypothesis import strategies as st

from issues.models import Citation, Issue, Item
from issues.sections import Section
from sources.models import OutletAlias
from tests.support import factories as make
from tests.support.api import UNLIMITED, ask, small_archive, walk
from tests.support.examples import examples

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _unlimited(settings):
    settings.CACHES = UNLIMITED


@pytest.fixture(scope="module")
def archive(module_db):
    return small_archive()


def test_it_begins_with_the_addresses_of_all_lists(client, archive):
    for name, address in ask(client, "").items():
        assert address.startswith("http://localhost:8000/api/v1/")
        assert client.get(address.removeprefix("http://localhost:8000")).status_code == 200, name


def test_lists_hold_what_the_formats_hold(client, archive):
    for kind, count in (("issues", 3), ("items", 7)):
        exported = json.loads(client.get(f"/{kind}.json").getvalue())
        assert walk(client, f"{kind}/?page_size=2") == exported[kind]
        assert exported["count"] == count


def test_an_issue_has_the_shape_of_its_own_format(client, archive):
    exported = json.loads(client.get("/issues/2017-11-07.json").getvalue())
    assert ask(client, "issues/2017-11-07/") == exported


def test_an_item_is_the_same_by_itself_as_in_a_list(client, archive):
    for item in walk(client, "items/"):
        assert ask(client, f"items/{item['key']}/") == item


def test_a_citation_says_where_it_stands(client, archive):
    found = walk(client, "citations/")
    assert len(found) == Citation.objects.published().count() == 10
    key = Item.objects.published().get(body__contains="convoys").key
    assert found[2] == {
        "outlet": {"slug": "interfax", "name": "Interfax"},
        "printed_as": "Tass",
        "from": "2017-11-05",
        "to": "2017-11-05",
        "url": "",
        "title": "",
        "note": "in Russian",
        "id": f"{key}-2",
        "item": key,
        "issue": "2017-11-07",
        "section": "military_campaign",
        "item_url": f"http://localhost:8000/items/{key}/",
    }
    for citation in found:
        assert ask(client, f"citations/{citation['id']}/") == citation


def test_citations_stand_in_the_order_of_their_items(client, archive):
    listed = [(item["key"], each) for item in walk(client, "items/") for each in item["citations"]]
    found = walk(client, "citations/")
    assert [citation["item"] for citation in found] == [key for key, _ in listed]
    for citation, (_, each) in zip(found, listed, strict=True):
        assert {name: citation[name] for name in each} == each


def test_an_outlet_counts_for_all_that_was_merged_into_it(client, archive):
    OutletAlias.objects.create(outlet=make.make_outlet("AP"), name="A.P. Wire")
    assert [each["slug"] for each in walk(client, "outlets/?page_size=1")] == [
        "ap",
        "interfax",
        "reuters",
    ]
    assert ask(client, "outlets/interfax/")["citation_count"] == 1
    ap = ask(client, "outlets/ap/")
    assert ap.pop("aliases") == ["A.P. Wire", "Associated Press", "The Associated Press"]
    assert ap.pop("sections") == [
        {"code": section.value, "citation_count": 3 if section == Section.MILITARY_CAMPAIGN else 0}
        for section in Section
    ]
    assert ap == walk(client, "outlets/")[0]
    assert (ap["citation_count"], ap["item_count"]) == (3, 2)
    assert (ap["first_on"], ap["last_on"]) == ("2017-11-07", "2017-11-07")


def test_a_merged_outlet_leads_to_what_it_became(client, archive):
    response = client.get("/api/v1/outlets/tass/")
    assert (response.status_code, response["Location"]) == (301, "/api/v1/outlets/interfax/")


FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "from": st.dates(date(2017, 10, 1), date(2017, 11, 20)),
        "to": st.dates(date(2017, 10, 1), date(2017, 11, 20)),
        "outlet": st.lists(st.sampled_from(["ap", "interfax", "reuters", "tass"]), min_size=1),
        "section": st.lists(st.sampled_from(Section.values), min_size=1),
        "q": st.sampled_from(["convoys", "ship OR number", '"never']),
        "page_size": st.integers(1, 5),
    },
)


@given(asked=FILTERS)
@examples(40)
def test_every_filter_lets_the_same_through_as_on_the_pages(client, archive, asked):
    query = urlencode(asked, doseq=True)
    filters = urlencode({k: v for k, v in asked.items() if k != "page_size"}, doseq=True)
    for kind in ("issues", "items"):
        exported = client.get(f"/{kind}.json?{filters}")
        data = json.loads(exported.getvalue())
        if exported.status_code == 400:
            assert ask(client, f"{kind}/?{query}", 400) == data
            continue
        assert walk(client, f"{kind}/?{query}") == data[kind]
    if exported.status_code == 200:
        cited = walk(client, f"citations/?{query}")
        assert {each["item"] for each in cited} == {item["key"] for item in data["items"]}
        assert len(cited) <= sum(len(item["citations"]) for item in data["items"])


def test_a_citation_matches_dates_and_outlet_by_itself(client, archive):
    found = walk(client, "citations/?outlet=ap&outlet=tass&from=2017-10-20&to=2017-11-05")
    assert [(each["outlet"]["slug"], each["from"]) for each in found] == [
        ("interfax", "2017-11-05"),
        ("ap", "2017-10-01"),
        ("ap", "2017-01-01"),
    ]
    assert walk(client, "citations/?section=response&outlet=ap") == []


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("from=2017-13-40", "from", "“2017-13-40” is not a date"),
        ("from=2017-11-08&to=2017-11-07", "from", "swap the two dates"),
        ("outlet=nobody", "outlet", "“nobody” is not an outlet"),
        ("section=sport", "section", "“sport” is not a section"),
        ("from=2017-11-01&from=2017-11-02", "from", "given 2 times"),
        ("page_size=0", "page_size", "from 1 to 200"),
        ("page_size=201", "page_size", "from 1 to 200"),
        ("page_size=²", "page_size", "from 1 to 200"),
        ("page_size=1e1", "page_size", "from 1 to 200"),
        ("page_size=1&page_size=2", "page_size", "given 2 times"),
        ("page_size=" + "9" * 5000, "page_size", "from 1 to 200"),
        ("cursor=", "cursor", "is empty"),
        ("outlet=", "outlet", "is empty"),
        ("outlet=ap&outlet=+", "outlet", "is empty"),
        ("outlets=ap", "outlets", "use from, to, outlet, section, q, cursor, page_size"),
        ("page=2", "page", "is not a parameter"),
        ("%00=%00", "\x00", "is not a parameter"),
    ],
)
def test_what_cannot_be_read_is_named_and_never_ignored(client, query, field, words):
    for kind in ("issues", "items", "citations"):
        error = ask(client, f"{kind}/?{query}", 400)["error"]
        assert list(error) == ["status", "message", "fields"]
        assert error["status"] == 400
        assert list(error["fields"]) == [field]
        assert words in error["fields"][field][0]
        assert f"{field}: {error['fields'][field][0]}" in error["message"]


@pytest.mark.parametrize("words", ["", " ", "\n\t", "\x85", "\0", '"', "-", "NEAR(", "*"])
def test_any_text_is_a_query(client, words):
    for kind in ("issues", "items", "citations"):
        ask(client, f"{kind}/?{urlencode({'q': words})}", 200)


def test_outlets_have_no_filter_to_slip_past(client):
    assert "use cursor, page_size" in ask(client, "outlets/?outlet=ap", 400)["error"]["message"]


def test_what_was_withdrawn_or_removed_is_gone_with_the_reason(client, archive):
    gone = Issue.objects.get(slug="2017-11-21")
    removed = Item.objects.get(issue__edition=1, body="To be removed.")
    for address, reason in (
        ("issues/2017-11-21/", "It was made up."),
        (f"items/{gone.items.get().key}/", "It was made up."),
        (f"citations/{gone.items.get().key}-1/", "It was made up."),
        (f"items/{removed.key}/", "A number was wrong."),
        (f"citations/{removed.key}-1/", "A number was wrong."),
    ):
        error = ask(client, address, 410)["error"]
        assert error == {"status": 410, "message": "This was withdrawn.", "reason": reason}
    listed = walk(client, "items/") + walk(client, "citations/")
    assert not {removed.key, gone.items.get().key} & {e.get("item", e.get("key")) for e in listed}


def test_what_never_was_is_not_found_in_json(client, archive):
    key = Item.objects.published().get(body__contains="convoys").key
    numbers = ["0", "9", "01", "-1", "1-1", "x", "", "9" * 400]
    for address in (
        "nothing/",
        "issues/2017-11-08/",
        "issues/2017-11-07.json/",
        "items/reuters/1/",
        "items/bbbbbbbbbb/",
        "items/é/",
        "items/%00/",
        "outlets/nobody/",
        "citations/1/",
        "citations/-1/",
        "citations/bbbbbbbbbb-1/",
        *(f"citations/{key}-{number}/" for number in numbers),
    ):
        error = ask(client, address, 404)["error"]
        assert error == {"status": 404, "message": "There is no page at this address."}


@pytest.mark.parametrize("debugging", [False, True])
def test_an_unknown_address_is_json_with_and_without_debug(client, settings, debugging):
    settings.DEBUG = debugging
    for address in ("nothing/", "items/%C2%84/", "items/a/b/"):
        assert ask(client, address, 404)["error"]["status"] == 404
    response = client.get("/api/v1/nothing")
    assert (response.status_code, response["Location"]) == (301, "/api/v1/nothing/")
