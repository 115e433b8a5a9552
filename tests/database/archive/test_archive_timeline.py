"""The time line as readers see it: a drawing, a table that says the same, and links to each time."""

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest

from issues.archive.drawing import LANE, draw
from issues.sections import Section
from issues.timeline import Bucket, Timeline
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive():
    """Three weeks: two items, none, one."""
    for end, section, bodies in (
        (date(2017, 11, 7), Section.RESPONSE, ["One.", "Two."]),
        (date(2017, 11, 21), Section.MILITARY_CAMPAIGN, ["Three."]),
    ):
        issue = make.make_issue(end)
        for body in bodies:
            make.make_item(issue, body, section=section)
        make.publish(issue)


def rows(page):
    """The table's rows: words and numbers."""
    found = re.findall(r"<tr data-from=.*?</tr>", page)
    return [re.findall(r">([^<]+)<", row) for row in found]


def test_a_table_says_what_the_drawing_shows_with_its_zeros(client, archive):
    page = client.get("/items/").content.decode()
    assert rows(page) == [
        ["Week of Nov. 6, 2017", "2", "0", "2", "0", "0", "0"],
        ["Week of Nov. 13, 2017", "0", "0", "0", "0", "0", "0"],
        ["Week of Nov. 20, 2017", "1", "1", "0", "0", "0", "0"],
    ]
    assert "Quiet: Risk of confrontation, Recommendations, Other news." in page
    assert page.count('class="base quiet"') == 3


def test_a_bar_leads_to_what_it_counts_and_keeps_the_filters(client, archive):
    drawing = client.get("/items/?section=response&section=military_campaign&q=reuters").context[
        "drawing"
    ]
    first, quiet, last = drawing.bars
    kept = "&section=military_campaign&section=response&q=reuters"
    assert first.address == f"?from=2017-11-06&to=2017-11-12{kept}"
    assert quiet.address == ""
    for bar in (first, last):
        assert client.get("/items/" + bar.address).context["count"] == bar.bucket.count


def test_the_drawing_is_no_stop_for_the_keyboard_and_the_table_is(client, archive):
    page = client.get("/items/").content.decode()
    [drawing] = re.findall(r'<svg width="100%"[^>]*aria-hidden="true".*?</figure>', page, re.DOTALL)
    picture, table = drawing.split("</svg>\n  </div>")
    assert picture.count("<a ") == picture.count('tabindex="-1"') == 2
    assert table.count('<a href="?from=') == 2


def test_issues_are_counted_at_the_end_of_their_period(client, archive):
    page = client.get("/issues/").content.decode()
    assert [row[:2] for row in rows(page)] == [
        ["Week of Nov. 6, 2017", "1"],
        ["Week of Nov. 13, 2017", "0"],
        ["Week of Nov. 20, 2017", "1"],
    ]


def test_nothing_found_is_not_drawn(client, archive):
    assert "<figure" not in client.get("/items/?q=nowhere").content.decode()


def test_an_outlet_shows_when_it_was_cited(client, archive):
    found = client.get("/outlets/reuters/")
    assert len(found.context["drawing"].bars) == 3
    page = found.content.decode()
    assert 'href="/items/?from=2017-11-06&amp;to=2017-11-12&amp;outlet=reuters"' in page
    assert "the only source of 3" in page


def timeline(counts, *, unit="month"):
    """A time line that begins in January 2001, with everything in one section."""
    buckets = []
    for number, count in enumerate(counts):
        start = date(2001 + number // 12, number % 12 + 1, 1)
        sections = dict.fromkeys(Section, 0) | {Section.OTHER_NEWS: count}
        buckets.append(Bucket(f"{number}", start, start + timedelta(days=27), count, sections))
    return Timeline(unit, tuple(buckets))


def heights(path):
    return [float(height) for height in re.findall(r"v-([\d.]+)", path)]


def test_bars_are_as_high_as_their_counts_and_the_least_is_seen():
    drawing = draw(timeline([0, 50, 100, 1]))
    assert heights(drawing.path) == [50, 100, 4]
    assert drawing.path.startswith("M1.1 100")
    assert (drawing.fullest.label, drawing.fullest.count) == ("2", 100)


def test_every_section_has_a_lane_and_the_quiet_ones_no_bars():
    drawing = draw(timeline([3, 0, 2]))
    assert [lane.section for lane in drawing.lanes] == list(Section)
    assert [lane.total for lane in drawing.lanes] == [0, 0, 0, 0, 5]
    assert [bool(lane.path) for lane in drawing.lanes] == [False] * 4 + [True]
    assert {b.y - a.y for a, b in zip(drawing.lanes, drawing.lanes[1:], strict=False)} == {LANE}
    assert drawing.height > drawing.lanes[-1].base


@pytest.mark.parametrize("months", [1, 5, 25, 26, 100, 480])
def test_a_drawing_of_any_length_stays_inside_its_frame(months):
    drawing = draw(timeline([1] * months))
    last = float(drawing.bars[-1].x[:-1]) + float(drawing.width[:-1])
    assert last == pytest.approx(float(drawing.end[:-1]), abs=0.01)
    assert last <= 100.01
    assert len(drawing.marks) <= 7
    assert all(float(mark.x[:-1]) < 90.1 for mark in drawing.marks)
    assert drawing.marks[0].label == "2001"
    places = [float(mark.x[:-1]) for mark in drawing.marks]
    assert all(after - before > 14.9 for before, after in pairwise(places))


def test_a_time_line_without_anything_has_no_drawing():
    assert draw(Timeline("week", ())) is None


def weeks(first, number):
    """So many weeks from that Monday on, with an item in each."""
    starts = [first + timedelta(days=7 * week) for week in range(number)]
    sections = dict.fromkeys(Section, 0) | {Section.OTHER_NEWS: 1}
    return Timeline(
        "week",
        tuple(Bucket(f"{day}", day, day + timedelta(days=6), 1, sections) for day in starts),
    )


def test_a_month_that_is_nearly_over_gives_its_mark_to_the_next():
    drawing = draw(weeks(date(2017, 9, 25), 5))
    assert [mark.label for mark in drawing.marks] == ["Oct."]
    assert drawing.marks[0].x == drawing.bars[1].x
    drawing = draw(weeks(date(2017, 10, 2), 9))
    assert [mark.label for mark in drawing.marks] == ["Oct.", "Nov."]
