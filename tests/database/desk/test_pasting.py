"""Several items at once through the desk: shown, then added; and what an item's form asks while somebody writes."""

from datetime import date

import pytest
from django.urls import reverse

from issues.models import Item
from sources.models import Outlet
from tests.support import factories as make
from tests.support.desk import cited

pytestmark = pytest.mark.django_db


def paths(issue, name):
    return reverse(f"desk:{name}", args=[issue.slug, issue.edition])


TEXT = "- One came. (Reuters, 11.04.17, Marsa Duwar Courier, Nov. 5)\n  - Two came.\n- Three. (AP, 11.31.17)"


@pytest.mark.parametrize("who", [make.analyst, make.editor])
def test_pasted_items_are_shown_then_added(client, who):
    issue, user = make.make_issue(), who()
    client.force_login(user)
    page = client.get(paths(issue, "paste"), {"place": "response"}).content.decode()
    assert '<option value="response" selected>' in page
    shown = client.post(paths(issue, "paste"), {"text": TEXT, "html": "", "place": "response"})
    text = shown.content.decode()
    assert shown.status_code == 200
    assert "3 items, 3 citations" in text
    assert "new name: Marsa Duwar Courier" in text
    assert "no date: 11.31.17" in text
    assert not issue.items.exists()
    assert not Outlet.objects.filter(name="Marsa Duwar Courier").exists()
    added = client.post(paths(issue, "add_many"), {"text": TEXT, "html": "", "place": "response"})
    one, two, three = issue.items.order_by("pk")
    assert added.headers["Location"].endswith(f"#item-{one.key}")
    assert [each.body for each in (one, two, three)] == ["One came.", "Two came.", "Three."]
    assert (two.parent, three.parent, one.author) == (one, None, user)
    assert [name for name, *_ in cited(one)] == ["Reuters", "Marsa Duwar Courier"]
    assert cited(one)[1][1] == date(2017, 11, 5)
    assert not Outlet.objects.get(name="Marsa Duwar Courier").confirmed
    assert three.citations.get().printed_date == "11.31.17"


def test_pasted_items_go_below_the_item_that_was_chosen(client):
    issue = make.make_issue()
    above = make.make_item(issue, section="response")
    second = make.make_item(issue, section="response", parent=above)
    client.force_login(make.analyst())
    text = "- One.\n  - Two.\n    - Three."
    client.post(paths(issue, "add_many"), {"text": text, "place": f"response/{second.key}"})
    rows = {item.body: (item.depth, item.parent) for item in issue.items.all()}
    assert rows["One."] == (3, second)
    # A fourth level there is not: what would stand on it stands beside.
    assert rows["Two."] == rows["Three."] == (3, second)


def test_lines_that_became_no_item_are_told_afterwards(client):
    issue = make.make_issue()
    client.force_login(make.analyst())
    text = "Other important news:\n\n- One.\n\nAnalysis:\n- Two.\n"
    page = client.post(
        paths(issue, "add_many"), {"text": text, "place": "response"}, follow=True
    ).content.decode()
    assert "Not made into items: Analysis:" in page
    assert set(issue.items.values_list("section", flat=True)) == {"other_news"}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"text": ""}, "There is no item in it"),
        ({"text": "Other important news:\n- No significant developments."}, "There is no item"),
        ({"place": "nowhere"}, "That place is gone"),
        ({"place": ""}, "Choose where the items stand"),
        ({"text": "- A.\n" * 201}, "more than 200 items"),
        ({"text": "x" * 500_001}, "longer than 500,000 characters"),
        ({"text": "a\x00b"}, "Null characters are not allowed"),
    ],
)
@pytest.mark.parametrize("name", ["paste", "add_many"])
def test_what_cannot_be_added_is_refused_with_a_sentence(client, data, sentence, name):
    issue = make.make_issue()
    client.force_login(make.analyst())
    response = client.post(paths(issue, name), {"text": "- One.", "place": "response"} | data)
    assert response.status_code == 400
    assert sentence in response.content.decode()
    assert not Item.objects.exists()


def test_an_issue_that_is_fixed_takes_no_pasted_items_and_keeps_the_words(client):
    issue = make.published_issue()
    client.force_login(make.editor())
    response = client.post(
        paths(issue, "add_many"), {"text": "- One new thing.", "place": "response"}
    )
    assert response.status_code == 409
    assert "One new thing." in response.content.decode()
    assert issue.items.count() == 1
    assert not Outlet.objects.filter(confirmed=False).exists()


# What a form asks while somebody writes


def test_the_parse_view_takes_citations_out_of_a_text(client):
    issue = make.make_issue()
    client.force_login(make.analyst())
    body = "Two <em>came</em>. (Reuters, 11.04.17, Marsa Duwar Courier, 2018-01-01)"
    read = client.post(paths(issue, "parse"), {"body": body}).json()
    assert read["body"] == "Two <em>came</em>."
    first, second = [row["read"] for row in read["rows"]]
    assert first["date"] == {"says": "Nov. 4, 2017", "is_good": True}
    assert first["outlet"]["is_confirmed"]
    assert second["date"]["says"] == "Jan. 1, 2018, outside the period"
    assert second["outlet"] == {"name": "Marsa Duwar Courier", "pk": None, "is_confirmed": False}
    assert not Outlet.objects.filter(name="Marsa Duwar Courier").exists()


def test_the_parse_view_reads_the_quick_line(client):
    issue = make.make_issue()
    client.force_login(make.analyst())
    line = "Reuters, Nov. 4, https://reuters.com/a"
    (row,) = client.post(paths(issue, "parse"), {"quick": line}).json()["rows"]
    assert (row["outlet"], row["date"], row["url"]) == (
        "Reuters",
        "Nov. 4",
        "https://reuters.com/a",
    )
    assert client.post(paths(issue, "parse"), {"quick": "  "}).json() == {"rows": []}


def test_the_parse_view_tells_one_item_from_several(client):
    issue = make.make_issue()
    client.force_login(make.analyst())
    one = client.post(paths(issue, "parse"), {"html": "<p>One <i>came</i>. (AP, 11.04.17)</p>"})
    assert one.json()["items"] == 1
    assert one.json()["body"] == "One <i>came</i>."
    assert [row["outlet"] for row in one.json()["rows"]] == ["AP"]
    many = client.post(paths(issue, "parse"), {"text": TEXT, "form": "paste-new-response"}).json()
    assert (many["items"], many["body"]) == (3, "")
    assert 'form="paste-new-response"' in many["preview"]
    assert "Add these 3 items" in many["preview"]
    assert client.post(paths(issue, "parse"), {"text": "- A.\n" * 201}).status_code == 400
    assert client.post(paths(issue, "parse"), {}).json()["items"] == 0


def test_markup_in_pasted_words_is_shown_and_not_obeyed(client):
    issue = make.make_issue()
    client.force_login(make.analyst())
    text = '- <img src=x onerror=alert(1)> came.\n- "><script>alert(1)</script> (<b>AP, 11.04.17)\n<i>:'
    answer = client.post(paths(issue, "parse"), {"text": text, "form": '"><script>'}).json()
    assert "<img" not in answer["preview"]
    assert "<script" not in answer["preview"]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"date": "Nov. 4"}, ("Nov. 4, 2017", True)),
        ({"date": "May 2017"}, ("May 2017, outside the period", False)),
        ({"date": "11.04.17-11.06.17"}, ("Nov. 4-6, 2017", True)),
        ({"date": "tomorrow"}, ("No date: write it as 11.04.17", False)),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_date_is_shown_back_as_it_was_read(client, row, says, method):
    issue = make.make_issue()
    client.force_login(make.analyst())
    read = getattr(client, method)(paths(issue, "row_reading"), row).json()
    assert read["date"]["says"].startswith(says[0])
    assert read["date"]["is_good"] is says[1]
    assert read["outlet"] is None


def test_an_address_tells_who_publishes_there(client):
    issue = make.make_issue()
    client.force_login(make.analyst())
    ask = paths(issue, "row_reading")
    found = client.get(ask, {"url": "https://www.reuters.com/world/a"}).json()
    assert found["publisher"]["name"] == "Reuters"
    named = client.get(ask, {"url": "https://www.reuters.com/a", "outlet": "AP"}).json()
    assert named["publisher"] is None
    assert client.get(ask, {"url": "https://nobody.example/a"}).json()["publisher"] is None
    assert client.get(ask, {"url": "javascript:alert(1)"}).json()["publisher"] is None
    assert client.get(ask).json() == {"date": None, "outlet": None, "publisher": None}
