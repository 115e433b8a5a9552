"""Where the time line's bars and marks stand: percentages across, pixels down, and paths for SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

from issues.periods import MONTHS
from issues.sections import Section
from issues.timeline import Bucket, Timeline

PLOT = 64
"""Pixels, as are the next three: the height of the bars of all sections together."""
LANE = 20
"""The height of one section's own lane, below the bars."""
GAP = 10
AXIS = 20
_FEWEST = 13
"""Bars are never wider than if there were so many: weeks of a quarter."""
_MARK = 0.15
"""The part of the width that the word at a mark needs on a narrow screen."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bucket, where it stands across the drawing, and the list of what is in it; no address if nothing is."""

    bucket: Bucket
    x: str
    address: str


@dataclass(frozen=True, slots=True)
class Lane:
    """A section's line. ``path`` is in units of one bucket across and 100 down, empty if the section is quiet."""

    section: Section
    total: int
    path: str
    y: int

    @property
    def base(self) -> int:
        """Where its bars stand on."""
        return self.y + LANE - 1


@dataclass(frozen=True, slots=True)
class Mark:
    """The beginning of a year or month below the bars."""

    x: str
    label: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """``slots`` is the width in buckets, ``path`` draws the bars of all sections."""

    unit: str
    bars: tuple[Bar, ...]
    slots: int
    width: str
    path: str
    lanes: tuple[Lane, ...]
    marks: tuple[Mark, ...]
    fullest: Bucket
    height = PLOT + GAP + LANE * len(Section) + AXIS
    plot = PLOT

    @property
    def end(self) -> str:
        """How far the time line reaches across."""
        return _percent(len(self.bars), self.slots)

    @property
    def mark_y(self) -> int:
        """The baseline of the marks' words."""
        return self.height - 5

    @property
    def quiet(self) -> list[Section]:
        """The sections without anything."""
        return [lane.section for lane in self.lanes if not lane.total]


def draw(timeline: Timeline, others: str = "", *, page: str = "") -> Drawing | None:
    """The drawing of a time line, None if nothing was found.

    A bar leads to the list at ``page`` (the same page if empty); ``others`` is the query string of the filters that its address keeps.
    """
    buckets = timeline.buckets
    if not timeline.most:
        return None
    slots = max(len(buckets), _FEWEST)
    kept = others.replace("?", "&", 1)
    bars = tuple(
        Bar(
            bucket,
            _percent(number, slots),
            f"{page}?from={bucket.start}&to={bucket.end}{kept}" if bucket.count else "",
        )
        for number, bucket in enumerate(buckets)
    )
    fullest = max(buckets, key=lambda bucket: bucket.count)
    path = _path([bucket.count for bucket in buckets], timeline.most)
    marks = _marks(timeline, slots)
    width = _percent(1, slots)
    return Drawing(timeline.unit, bars, slots, width, path, _lanes(timeline), marks, fullest)


def _lanes(timeline: Timeline) -> tuple[Lane, ...]:
    """All on one scale, so that they can be compared."""
    counted = timeline.sections
    most = max(max(counts) for _, counts in counted)
    return tuple(
        Lane(section, sum(counts), _path(counts, most), PLOT + GAP + number * LANE)
        for number, (section, counts) in enumerate(counted)
    )


def _path(counts: Sequence[int], most: int) -> str:
    """A bar for each count that is not 0, up from 100; the least is still seen."""
    return "".join(
        f"M{number}.1 100v-{max(100 * count / most, 4):.4g}h.8V100z"
        for number, count in enumerate(counts)
        if count
    )


def _percent(number: int, slots: int) -> str:
    return f"{100 * number / slots:.5g}%"


def _marks(timeline: Timeline, slots: int) -> tuple[Mark, ...]:
    """At the years, or at the months where there are not three; as many as there is room for."""
    starts = [bucket.start for bucket in timeline.buckets]
    years = [n for n, day in enumerate(starts) if not n or day.year != starts[n - 1].year]
    months = [n for n, day in enumerate(starts) if not n or day.month != starts[n - 1].month]
    by_year = len(years) > 2 or timeline.unit == "year"
    marks: list[Mark] = []
    free = 0.0
    for number in years if by_year else months:
        place, day = number / slots, starts[number]
        if place < free and len(marks) == 1 and starts[0].day > 7:
            # A month that is nearly over where the drawing begins gives way to the next.
            marks.pop()
            free = place
        if free <= place < 0.9:
            is_year = by_year or day.month == 1
            label = str(day.year) if is_year else MONTHS[day.month - 1]
            marks.append(Mark(_percent(number, slots), label))
            free = place + _MARK
    return tuple(marks)
