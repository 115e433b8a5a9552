"""Measures the search on the synthetic archive: the time a page of results takes, database and excerpts included."""

from collections.abc import Callable
from typing import NamedTuple

from benchmarks._running import median_and_slowest, milliseconds, ready_archive
from issues.filters import READING_ORDER
from issues.models import Citation, Item
from issues.querysets import ItemQuerySet
from issues.search import RANKED_AT_MOST, count, matching, search, snippets

PAGE = 25


class Case(NamedTuple):
    """What a reader asks for; ``most`` is the median, in milliseconds, that it may take."""

    name: str
    q: str
    most: int
    is_filtered: bool = False
    """By the items that cite Reuters in 2017."""


CASES = [
    Case("two rare words", "Qasrunabad velmadite", 30),
    Case("a common word", "Syria", 150),
    Case("the most common word", "the", 150),
    Case("a phrase", '"Deir el-Zour"', 150),
    Case("the beginning of a word", "deir*", 150),
    Case("words and an exclusion", "convoy bombed -Aleppo", 150),
    Case("a word, an outlet, a year", "convoy", 150, is_filtered=True),
    Case(
        "the most common word, an outlet, a year",
        "the",
        150,
        is_filtered=True,
    ),
]


def reuters_in_2017() -> ItemQuerySet:
    """One filter of each kind that goes with words."""
    citations = Citation.objects.filter(
        outlet__slug="reuters", dated_to__gte="2017-01-01", dated_from__lte="2017-12-31"
    )
    return Item.objects.published().filter(pk__in=citations.order_by().values("item"))


def page(case: Case) -> int:
    """The first page of results, as a reader sees it: how many there are, and an excerpt of each."""
    items = reuters_in_2017() if case.is_filtered else Item.objects.published()
    found = count(case.q)
    is_common = found > RANKED_AT_MOST
    matches = search(items, case.q, is_common=is_common)
    if case.is_filtered:
        found = matches.count()
    order = READING_ORDER if is_common else ("-rank", "-issue__period_end", "pk")
    snippets(matches.order_by(*order).select_related("issue")[:PAGE], case.q)
    return found


def keys(case: Case) -> int:
    """The primary keys of all results."""
    return len(matching(case.q))


def measure(action: Callable[[Case], int], case: Case, runs: int) -> tuple[int, float, float]:
    """Matches, and the median and 99th percentile in milliseconds; one more run goes before, to warm up."""
    found = action(case)
    return found, *median_and_slowest([milliseconds(action, case) for _ in range(runs)])


def main() -> None:
    """From the command line."""
    options = ready_archive("search", __doc__, runs=100, issues=5200)
    print("| first page of results | matches | median ms | 99th percentile ms | at most |")
    print("|---|--:|--:|--:|--:|")
    for case in CASES:
        found, median, slowest = measure(page, case, options.runs)
        print(f"| {case.name}: `{case.q}` | {found} | {median:.0f} | {slowest:.0f} | {case.most} |")
    for case in CASES[:3]:
        found, median, slowest = measure(keys, case, options.runs)
        print(f"| keys of all results: `{case.q}` | {found} | {median:.0f} | {slowest:.0f} | |")


if __name__ == "__main__":
    main()
