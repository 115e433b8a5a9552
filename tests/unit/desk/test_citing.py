"""Citations as people type them: dates in many forms, and references lifted out of a text."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues import markup
from issues.desk.dating import read_day
from issues.desk.lifting import lift_citations, quick_rows
from issues.digest.dates import DateSpan

PERIOD = (date(2017, 10, 31), date(2017, 11, 7))
NAMES = ("Reuters", "AP", "RFE/RL", "The Washington Post")


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("11.04.17", date(2017, 11, 4), date(2017, 11, 4)),
        ("11/4/2017", date(2017, 11, 4), date(2017, 11, 4)),
        ("2017-11-04", date(2017, 11, 4), date(2017, 11, 4)),
        ("Nov. 4", date(2017, 11, 4), date(2017, 11, 4)),
        ("november 4", date(2017, 11, 4), date(2017, 11, 4)),
        ("4 Nov.", date(2017, 11, 4), date(2017, 11, 4)),
        ("Nov. 4, 2017", date(2017, 11, 4), date(2017, 11, 4)),
        ("11/04", date(2017, 11, 4), date(2017, 11, 4)),
        (" Nov.   4 ", date(2017, 11, 4), date(2017, 11, 4)),
        ("May 2017", date(2017, 5, 1), date(2017, 5, 31)),
        ("September-October 2017", date(2017, 9, 1), date(2017, 10, 31)),
        ("2017", date(2017, 1, 1), date(2017, 12, 31)),
    ],
)
def test_a_date_is_read_in_the_forms_that_people_use(typed, first, last):
    span = read_day(typed, PERIOD)
    assert (span.first, span.last) == (first, last)


@pytest.mark.parametrize(
    "typed", ["11.31.17", "Feb. 30", "yesterday", "Nov.", "4", "11.04.17 or so"]
)
def test_what_is_no_date_is_none(typed):
    assert read_day(typed, PERIOD) is None


@pytest.mark.parametrize(
    ("typed", "year"), [("Dec. 30", 2017), ("Jan. 2", 2018), ("Nov. 30", 2017), ("Feb. 1", 2018)]
)
def test_a_date_without_a_year_is_taken_nearest_to_the_period(typed, year):
    period = (date(2017, 12, 27), date(2018, 1, 3))
    assert read_day(typed, period).first.year == year


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.integers(0, 400))
def test_what_a_row_prints_is_always_read_back(first, days):
    span = DateSpan.between(first, first + timedelta(days=days))
    if first.year < 2000 and span.unit == "day":
        return  # printed with a year of two digits only from 2000 on
    read = read_day(span.text, PERIOD)
    assert (read.first, read.last) == (span.first, span.last)


def lifted(body):
    return lift_citations(body, PERIOD, NAMES)


@pytest.mark.parametrize(
    ("body", "text", "outlets"),
    [
        ("Two came. (Reuters, 11.04.17)", "Two came.", ["Reuters"]),
        ("Two came. (RFE/RL, 11.04.17, AP, 11.05.17)", "Two came.", ["RFE/RL", "AP"]),
        (
            "The <em>Admiral</em> left. (Reuters, 11.04.17)",
            "The <em>Admiral</em> left.",
            ["Reuters"],
        ),
        ("Two came. (Stars &amp; Stripes, 11.04.17)", "Two came.", ["Stars & Stripes"]),
        ("Two came (six miles).", "Two came (six miles).", []),
        ("Two came. (Reuters, 11.04.17", "Two came. (Reuters, 11.04.17", []),
        ("", "", []),
    ],
)
def test_citations_in_parentheses_leave_the_text(body, text, outlets):
    assert lifted(body)[0] == text
    assert [row["outlet"] for row in lifted(body)[1]] == outlets


def test_a_linked_name_gives_its_address():
    text, rows = lifted(
        'Two <b>came</b>. (<a href="https://reuters.com/a,(b);?b=1&amp;c=2">Reuters</a>, 11.04.17)'
    )
    assert text == "Two <b>came</b>."
    assert [(row["outlet"], row["url"], row["date"]) for row in rows] == [
        ("Reuters", "https://reuters.com/a,(b);?b=1&c=2", "11.04.17")
    ]


LINKED = '<a href="https://reuters.com/a">'


@pytest.mark.parametrize(
    "body",
    [
        f"Two came. ({LINKED}Reuters, 11.04.17</a>)",
        f"Two came. {LINKED}(Reuters, 11.04.17)</a>",
        f"Two came. ({LINKED}<em>Reuters</em></a>, {LINKED}11.04.17</a>)",
        f"Two came. <em>(</em>{LINKED}Reuters</a><em>, 11.04.17)</em>",
        "Two came. (Reuters, 11.04.17, https://reuters.com/a)",
        f"Two came. (Reuters, 11.04.17, {LINKED}https://reuters.com/a</a>)",
    ],
)
def test_whatever_of_a_citation_is_linked_or_styled_it_leaves_the_text_whole(body):
    text, rows = lifted(markup.clean(body))
    assert text == "Two came."
    assert [(row["outlet"], row["date"], row["url"]) for row in rows] == [
        ("Reuters", "11.04.17", "https://reuters.com/a")
    ]


def test_each_of_two_linked_citations_has_its_own_address():
    _, rows = lifted(
        'Two came. (<a href="https://reuters.com/a">Reuters, 11.04.17</a>; <a href="https://x.org/b">AP</a>, Nov. 5)'
    )
    assert [(row["outlet"], row["url"]) for row in rows] == [
        ("Reuters", "https://reuters.com/a"),
        ("AP", "https://x.org/b"),
    ]


def test_a_text_whose_links_would_find_no_row_stays_whole():
    body = f'Two came. ({LINKED}Reuters</a>, <a href="https://x.org/b">11.04.17</a>)'
    assert lifted(body) == (body, [])


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ("Reuters, Nov. 4, https://x.org/a", ("Reuters", "Nov. 4", "https://x.org/a")),
        ("Reuters Nov. 4", ("Reuters", "Nov. 4", "")),
        (
            "Marsa Courier 4 November https://x.org/a",
            ("Marsa Courier", "4 November", "https://x.org/a"),
        ),
        ("11.04.17", ("", "11.04.17", "")),
        ("Channel 24", ("Channel 24", "", "")),
        ("https://x.org/a", ("", "", "https://x.org/a")),
    ],
)
def test_the_quick_line_needs_no_commas(line, row):
    (read,) = quick_rows(line, PERIOD, NAMES)
    assert (read["outlet"], read["date"], read["url"]) == row


@given(st.text(max_size=200))
def test_lifting_never_fails_and_never_leaves_html_that_is_not_clean(body):
    text, _ = lifted(markup.clean(body))
    assert markup.clean(text) == text
