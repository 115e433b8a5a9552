"""Issues and items as tables: what a spreadsheet and a program read back."""

import csv
import io
from datetime import date

import pytest

from issues.contents import load_contents
from issues.exports import ISSUE_FORMATS, LIST_FORMATS
from issues.models import Issue, Item
from sources.merging import merge
from tests.support.exported import SITE
from tests.support.factories import cite, make_issue, make_item, make_outlet, published_issue

FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "＝1",
    "＋1",
    "－1",
    "＠1",
)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def issue_rows(issue: Issue) -> list[dict[str, str]]:
    return rows(ISSUE_FORMATS["csv"].render(load_contents(issue), SITE))


@pytest.mark.django_db
def test_each_citation_has_a_row_that_repeats_its_item():
    issue = make_issue()
    item = make_item(issue, "One, “two”\nthree.", citations=[cite("AP"), cite("Reuters")])
    below = make_item(issue, "Four.", parent=item)
    found = issue_rows(issue)
    assert [(row["item"], row["citation"], row["outlet"]) for row in found] == [
        (item.key, "1", "AP"),
        (item.key, "2", "Reuters"),
        (below.key, "1", "Reuters"),
    ]
    assert found[0]["text"] == "One, “two”\nthree."
    assert found[0]["item_url"] == f"{SITE}/items/{item.key}/"
    assert [row["parent"] for row in found] == ["", "", item.key]


@pytest.mark.django_db
def test_dates_are_iso_dates_and_empty_where_there_are_none():
    issue = make_issue()
    citations = [
        cite("AP", date(2017, 11, 1), dated_to=date(2017, 11, 30)),
        cite("AP", None, printed_date="11.31.17"),
    ]
    make_item(issue, citations=citations)
    month, undated = issue_rows(issue)
    assert (month["date_from"], month["date_to"]) == ("2017-11-01", "2017-11-30")
    assert (undated["date_from"], undated["date_to"]) == ("", "")
    assert undated["printed_date"] == "11.31.17"
    assert (month["period_start"], month["period_end"]) == ("2017-10-31", "2017-11-07")


@pytest.mark.django_db
def test_a_merged_outlet_is_named_as_today_and_as_printed():
    published_issue()
    merge(make_outlet("Reuters"), into=make_outlet("AP"))
    (row,) = rows("".join(LIST_FORMATS["csv"].items(Item.objects.published(), SITE)))
    assert (row["outlet"], row["outlet_slug"], row["printed_as"]) == ("AP", "ap", "Reuters")


@pytest.mark.django_db
def test_lines_end_as_rfc_4180_says_and_excel_is_told_of_utf_8():
    make_item(make_issue(), "Привет.")
    text = "".join(LIST_FORMATS["csv"].items(Item.objects.all(), SITE))
    assert text.startswith("\ufeffitem,item_url,issue,")
    assert text.count("\r\n") == text.count("\n") == 2
    assert text.encode().decode("utf-8-sig") == text.removeprefix("\ufeff")
    assert LIST_FORMATS["csv"].content_type == "text/csv; charset=utf-8; header=present"


@pytest.mark.django_db
@pytest.mark.parametrize("text", FORMULAS)
def test_nothing_that_people_typed_is_a_formula(text):
    issue = make_issue(notice=text)
    outlet = make_outlet("AP")
    citation = cite(
        outlet, printed_as=text, title=text, note=text, printed_date=text, url="https://x.test/"
    )
    item = make_item(issue, "x", citations=[citation])
    Item.objects.filter(pk=item.pk).update(body=text)
    listed = rows("".join(LIST_FORMATS["csv"].issues(Issue.objects.all(), SITE)))
    for row in [*issue_rows(issue), *listed]:
        for value in row.values():
            assert not value.strip().startswith(tuple("=+-@＝＋－＠"))
            assert not value.startswith(("\t", "\r", "\n"))


@pytest.mark.django_db
def test_an_issue_is_one_row_with_its_count():
    issue = published_issue(date(2017, 11, 7), "One.", "Two.", notice="A\nB")
    (row,) = rows("".join(LIST_FORMATS["csv"].issues(Issue.objects.published(), SITE)))
    assert row["issue"] == "2017-11-07"
    assert row["items"] == "2"
    assert row["notice"] == "A\nB"
    assert row["published_at"] == issue.published_at.isoformat()
    assert row["issue_url"] == f"{SITE}/issues/2017-11-07/"
