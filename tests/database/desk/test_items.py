"""Writing items on the desk: text, place and citations."""

from datetime import date

import pytest

from issues.models import Item
from issues.sections import Section
from sources.models import Outlet
from tests.support import factories as make
from tests.support.desk import BODY, address, cited, entry, new

pytestmark = pytest.mark.django_db


def test_an_item_is_added_with_its_citations_in_order(client, ana):
    issue = make.make_issue()
    rows = [
        ("Reuters", "11.04.17", "https://reuters.com/a"),
        ("AP", "Nov. 5"),
        ("RAND", "May 2017"),
    ]
    response = client.post(new(issue), entry(BODY, *rows, place=Section.RESPONSE))
    item = issue.items.get()
    assert response.headers["Location"].endswith(f"#item-{item.key}")
    assert (item.body, item.section, item.author, item.depth) == (BODY, Section.RESPONSE, ana, 1)
    assert cited(item) == [
        ("Reuters", date(2017, 11, 4), date(2017, 11, 4)),
        ("AP", date(2017, 11, 5), date(2017, 11, 5)),
        ("RAND", date(2017, 5, 1), date(2017, 5, 31)),
    ]
    assert item.citations.first().url == "https://reuters.com/a"


def test_an_item_can_be_added_below_another(client, ana):
    above = make.make_item(make.make_issue())
    form = client.get(new(above.issue), {"place": f"military_campaign/{above.key}"})
    assert f'<option value="military_campaign/{above.key}" selected>' in form.content.decode()
    client.post(new(above.issue), entry(place=f"military_campaign/{above.key}"))
    assert Item.objects.get(parent=above).depth == 2


def test_a_text_that_ends_in_citations_gives_its_rows(client, ana):
    issue = make.make_issue()
    client.post(
        new(issue),
        entry("Two convoys came. (Reuters, 11.04.17, AP, 11.05.17)", ("TASS", "11.06.17")),
    )
    item = issue.items.get()
    assert item.body == "Two convoys came."
    assert [name for name, *_ in cited(item)] == ["TASS", "Reuters", "AP"]


def test_a_pasted_text_is_one_clean_line(client, ana):
    issue = make.make_issue()
    client.post(
        new(issue),
        entry(
            "Two  <em>convoys</em>\r\n came <script>alert(1)</script><div>at&nbsp;night</div> & left."
        ),
    )
    assert issue.items.get().body == "Two <em>convoys</em> came at night &amp; left."


def test_a_name_that_nobody_knows_is_flagged_and_not_refused(client, ana):
    issue = make.make_issue()
    page = client.post(new(issue), entry(BODY, ("Marsa Duwar Courier", "11.04.17")), follow=True)
    outlet = Outlet.objects.get(name="Marsa Duwar Courier")
    assert not outlet.confirmed
    assert issue.items.get().citations.get().outlet == outlet
    text = page.content.decode()
    assert "“Marsa Duwar Courier” is a new name" in text
    assert "not confirmed" in text


def test_only_another_name_of_an_outlet_is_kept_as_printed(client, ana):
    issue = make.make_issue()
    make.make_outlet("The Wall Street Journal").aliases.get_or_create(name="WSJ")
    client.post(new(issue), entry(BODY, ("WSJ", "11.04.17"), ("reuters", "11.04.17")))
    assert [(c.outlet.name, c.printed_as) for c in issue.items.get().citations.all()] == [
        ("The Wall Street Journal", "WSJ"),
        ("Reuters", ""),
    ]


def test_an_address_alone_finds_its_outlet(client, ana):
    issue = make.make_issue()
    client.post(new(issue), entry(BODY, ("", "11.04.17", "https://www.reuters.com/world/a")))
    assert cited(issue.items.get())[0][0] == "Reuters"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("Reuters", "11.31.17"), "Row 2: “11.31.17” is no date: write it as 11.04.17"),
        (("Reuters", "last week"), "Row 2: “last week” is no date: write it as 11.04.17"),
        (("", "11.04.17"), "Row 2: name the outlet."),
        (("Reuters", "11.04.17", "javascript:alert(1)"), "Row 2: that is no web address"),
        (("Reuters", "11.04.17", "ftp://reuters.com/a"), "Row 2: that is no web address"),
        (("x" * 201, "11.04.17"), "at most 200 characters"),
        (("\u0007", "11.04.17"), "control character"),
    ],
)
def test_a_bad_row_is_named_and_nothing_typed_is_lost(client, ana, row, sentence):
    issue = make.make_issue()
    response = client.post(
        new(issue), entry("A text of mine.", ("AP", "11.05.17", "", "A title"), row)
    )
    text = response.content.decode()
    assert response.status_code == 400
    assert sentence in text
    assert all(f'value="{typed}"' in text for typed in ("AP", "11.05.17", "A title", row[1]))
    assert "A text of mine." in text
    assert not issue.items.exists()
    assert not Outlet.objects.filter(name="x" * 201).exists()


def test_rows_that_came_out_of_the_text_are_examined_too(client, ana):
    issue = make.make_issue()
    text = client.post(new(issue), entry("Two came. (Reuters, 11.31.17)")).content.decode()
    assert "Row 1: “11.31.17” is no date" in text
    assert 'value="Reuters"' in text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"body": ""}, "The item has no text"),
        ({"body": "<script>x</script>"}, "Nothing is left of the text"),
        ({"body": "x" * 20_001}, "longer than 20,000 characters"),
        ({"body": "a\x00b"}, "Null characters are not allowed."),
        ({"place": "nowhere"}, "That place is gone"),
        ({"place": "response/abcdefghjk"}, "That place is gone"),
    ],
)
def test_a_form_that_cannot_be_read_is_refused_with_a_sentence(client, ana, data, sentence):
    issue = make.make_issue()
    response = client.post(new(issue), entry() | data)
    assert response.status_code == 400
    assert sentence in response.content.decode()
    assert not issue.items.exists()


@pytest.mark.parametrize("count", ["", "many", "-1", "9" * 30])
def test_a_count_of_rows_that_is_none_counts_as_none(client, ana, count):
    issue = make.make_issue()
    response = client.post(new(issue), entry() | {"citation-TOTAL_FORMS": count})
    assert response.status_code == 302
    assert not issue.items.get().citations.exists()


def test_sixty_rows_are_enough(client, ana):
    issue = make.make_issue()
    response = client.post(new(issue), entry(BODY, *[("AP", "11.04.17")] * 61))
    assert response.status_code == 400
    assert "at most 60" in response.content.decode()


def test_more_rows_keep_what_was_typed_and_save_nothing(client, ana):
    issue = make.make_issue()
    response = client.post(new(issue), entry("Half a te", ("AP", "Nov."), more="1"))
    text = response.content.decode()
    assert response.status_code == 200
    assert "Half a te" in text
    assert 'value="Nov."' in text
    assert text.count('-outlet"') > 5
    assert not issue.items.exists()


def test_an_item_is_changed_and_moved_in_one_save(client, ana):
    item = make.make_item(make.make_issue())
    other = make.make_item(item.issue, "Another.", section=Section.OTHER_NEWS)
    client.post(
        address(item),
        entry("Three came.", ("Reuters", "11.07.17"), place=f"other_news/{other.key}", item=item),
    )
    item.refresh_from_db()
    assert (item.body, item.section, item.parent, item.depth) == (
        "Three came.",
        "other_news",
        other,
        2,
    )


def test_saving_without_a_change_keeps_the_approval(client, ana):
    item = make.make_item(make.make_issue())
    make.submit(item.issue)
    make.approve_items(item.issue)
    form = client.get(address(item)).content.decode()
    assert 'value="Reuters"' in form
    assert 'value="11.07.17"' in form
    client.post(address(item), entry(item.body, ("Reuters", "11.07.17"), item=item))
    item.refresh_from_db()
    assert item.is_approved


def test_gaps_of_an_import_stay_until_somebody_fills_them(client, ana):
    lost = make.cite(None, None, printed_date="11.31.17", note="in Russian")
    item = make.make_item(make.make_issue(), citations=[lost, make.cite("AP")])
    rows = [("", "11.31.17", "", "", "in Russian"), ("AP", "11.07.17")]
    assert client.post(address(item), entry("Better words.", *rows, item=item)).status_code == 302
    item.refresh_from_db()
    assert item.body == "Better words."
    assert cited(item)[0] == ("", None, None)
    refused = client.post(
        address(item), entry("Better.", ("", "11.31.17", "", "Now a title"), item=item)
    )
    assert refused.status_code == 400


def test_two_articles_of_one_day_stay_two(client, ana):
    item = make.make_item(make.make_issue(), citations=[make.cite(), make.cite()])
    row = ("Reuters", "11.07.17")
    client.post(address(item), entry("Other words.", row, row, row, item=item))
    assert [c.position for c in item.citations.all()] == [1, 2, 3]


def test_an_emptied_row_goes(client, ana):
    item = make.make_item(make.make_issue(), citations=[make.cite(), make.cite("AP")])
    client.post(address(item), entry(item.body, (), ("AP", "11.07.17"), item=item))
    assert [name for name, *_ in cited(item)] == ["AP"]
