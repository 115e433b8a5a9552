"""What is odd about a period beside its neighbours: gaps and overlaps."""

from datetime import date

import pytest

from issues.desk.series import Period, missing, remarks, seams


def period(start, end):
    return Period(f"2017-11-{end:02}", date(2017, 11, start), date(2017, 11, end))


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (14, 21, []),
        (15, 21, []),
        (16, 21, ["No issue covers Nov. 15, 2017 (1 day) before it."]),
        (13, 21, ["It shares 2 days with the issue of Nov. 7-14, 2017."]),
        (7, 14, ["It shares 8 days with the issue of Nov. 7-14, 2017."]),
        (9, 10, ["It shares 2 days with the issue of Nov. 7-14, 2017."]),
        (1, 5, ["No issue covers Nov. 6, 2017 (1 day) after it."]),
        (1, 7, []),
        (14, 14, []),
        (1, 30, ["It shares 8 days with the issue of Nov. 7-14, 2017."]),
        (29, 30, ["No issue covers Nov. 15-28, 2017 (2 weeks) before it."]),
    ],
)
def test_what_is_said_about_a_new_period(start, end, said):
    _, first, last = period(start, end)
    assert remarks(first, last, [period(7, 14)]) == said
    assert remarks(first, last, []) == []


def test_a_gap_is_not_seen_where_a_longer_issue_covers_it():
    long = Period("x", date(2017, 10, 1), date(2017, 11, 20))
    said = remarks(date(2017, 11, 20), date(2017, 11, 27), [period(1, 7), long])
    assert said == []


def test_seams_are_those_of_neighbours():
    assert seams([period(1, 7), period(7, 14), period(13, 21), period(25, 30)]) == {
        "2017-11-14": "Nov. 7-14, 2017 and Nov. 13-21, 2017 share 2 days.",
        "2017-11-21": "No issue covers Nov. 22-24, 2017 (3 days).",
    }
    assert missing(date(2017, 12, 31), date(2018, 1, 2)) == "Jan. 1, 2018 (1 day)"
