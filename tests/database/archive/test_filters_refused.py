"""Filters that cannot be read are refused by name, and never answered with everything."""

import re

import pytest
from django.test import Client
from django.utils.http import urlencode
from hypothesis import given
from hypothesis import strategies as st

from issues.exports import FEED_FORMATS, LIST_FORMATS
from tests.support import factories as make
from tests.support.examples import examples

pytestmark = pytest.mark.django_db

LISTS = ["/issues/", "/items/", "/issues.json", "/items.json"]
UNREADABLE = [
    ("from=2017-13-40", "from", "2017-11-07"),
    ("from=2017-02-29", "from", "2017-11-07"),
    ("from=20171107", "from", "2017-11-07"),
    ("from=2017-W45-2", "from", "2017-11-07"),
    ("from=11/07/2017", "from", "2017-11-07"),
    ("from=2017-11-07T00:00", "from", "2017-11-07"),
    ("from=%D9%A2017-11-07", "from", "2017-11-07"),
    ("from=%002017-11-07", "from", "2017-11-07"),
    ("to=yesterday", "to", "2017-11-07"),
    ("to=0000-01-01", "to", "2017-11-07"),
    ("from=2017-11-09&to=2017-11-01", "from", "swap"),
    ("from=2017-11-01&from=2017-11-02", "from", "once"),
    ("to=&to=2017-11-02", "to", "once"),
    ("outlet=nope", "outlet", "list of outlets"),
    ("outlet=reuters&outlet=nope", "outlet", "nope"),
    ("outlet=Reuters", "outlet", "list of outlets"),
    ("outlet=%00", "outlet", "list of outlets"),
    ("outlet=reuters%00", "outlet", "list of outlets"),
    ("outlet=" + "x" * 5000, "outlet", "list of outlets"),
    ("outlet=1%20OR%201=1", "outlet", "list of outlets"),
    ("section=weather", "section", "military_campaign"),
    ("section=%00", "section", "military_campaign"),
    ("q=&q=", "q", "once"),
]


@pytest.fixture
def one_issue():
    return make.published_issue()


def refused(client: Client, address: str) -> tuple[list[str], str]:
    """The parameters that a 400 names, and its words."""
    response = client.get(address)
    assert response.status_code == 400, address
    assert response["Cache-Control"] == "no-store"
    if response["Content-Type"] == "application/json":
        error = response.json()["error"]
        return list(error["fields"]), error["message"]
    html = response.content.decode()
    assert "Two convoys" not in html
    assert "citations" not in html
    return re.findall(r"<li><strong>(\w+)</strong>", html), html


@pytest.mark.parametrize("address", LISTS)
def test_what_cannot_be_read_is_refused_by_name(client, one_issue, address):
    for query, field, mend in UNREADABLE:
        named, words = refused(client, f"{address}?{query}")
        assert named == [field], query
        assert mend in words, query


@pytest.mark.parametrize("address", ["/issues/", "/items/", "/corrections/"])
def test_a_page_is_a_number_from_1_to_the_last(client, one_issue, address):
    for page in ("x", "0", "-1", "1.5", "1e3", "%D9%A1", "%00", "1&page=1"):
        named, _ = refused(client, f"{address}?page={page}")
        assert named == ["page"], page
    for page in ("2", "99999999999999999999", "9" * 5000):
        assert client.get(f"{address}?page={page}").status_code == 404
    for page in ("", "1", "001"):
        assert client.get(f"{address}?page={page}").status_code == 200


def test_every_fault_is_named_at_once_and_what_is_right_is_kept(client, one_issue):
    response = client.get("/items/?from=x&to=y&section=response&outlet=reuters&page=z")
    html = response.content.decode()
    assert response.status_code == 400
    assert re.findall(r"<li><strong>(\w+)</strong>", html) == ["from", "to", "page"]
    assert '<input type="hidden" name="section" value="response">' in html
    assert '<input type="hidden" name="outlet" value="reuters">' in html
    assert 'type="text" id="from" name="from" value="x"' in html


@pytest.mark.parametrize("kind", ["issues", "items"])
def test_whoever_asks_for_data_gets_a_line_for_each_fault(client, one_issue, kind):
    lists = [f"/{kind}.{name}" for name in LIST_FORMATS if name != "json"]
    feeds = [f"/feeds/{kind}.{name}" for name in FEED_FORMATS if name != "json"]
    for address in [*lists, *feeds]:
        response = client.get(f"{address}?from=bad&section=response&outlet=nobody")
        assert response.status_code == 400, address
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        assert response["Cache-Control"] == "no-store"
        first, second = response.content.decode().splitlines()
        assert first.startswith("from: “bad” is not a date")
        assert second.startswith("outlet: “nobody” is not an outlet")


def test_words_of_the_reader_are_said_back_as_text_alone(client):
    html = client.get("/items/?outlet=<script>alert(1)</script>").content.decode()
    assert "&lt;script&gt;alert(1)" in html
    assert "<script" not in html


@examples(40)
@given(
    pairs=st.lists(
        st.tuples(
            st.sampled_from(["from", "to", "outlet", "section", "q", "page", "other"]),
            st.one_of(
                st.text(max_size=30),
                st.sampled_from(["2017-11-07", "2017-10-01", "reuters", "response", "1", "2", ""]),
            ),
        ),
        max_size=6,
    )
)
def test_no_address_whatever_is_in_it_breaks_a_list(client: Client, one_issue, pairs):
    query = urlencode(pairs)
    for address in LISTS:
        response = client.get(f"{address}?{query}")
        assert response.status_code in (200, 400, 404)
        if response.status_code == 400 and address.endswith(".json"):
            named = set(response.json()["error"]["fields"])
            assert named
            assert named <= {name for name, _ in pairs}


def test_more_parameters_than_a_request_may_have_are_refused(client):
    response = client.get("/items/?" + "&".join(f"p{n}=1" for n in range(1100)))
    assert response.status_code == 400
    assert "This address cannot be read" in response.content.decode()
