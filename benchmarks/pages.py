"""Measures the archive's pages: how long the server takes for each kind of filter, and how many queries it asks.

A request goes the whole way, from the address to the last byte of HTML, each with another filter of its kind. What
is counted for it (the result, its facets, its time line and its source mix) is also measured alone.
"""

import random
import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks._running import median_and_slowest, milliseconds, ready_archive
from benchmarks.archive import LAST_DAY
from issues import archive_index, freshness
from issues.facets import facets
from issues.filter_form import public_outlets
from issues.filters import IssueFilter, ItemFilter
from issues.models import Issue
from issues.results import Result
from issues.sections import Section
from issues.source_mix import of_result
from issues.timeline import timeline

MEDIAN, SLOWEST, QUERIES = 60, 150, 12
"""What each kind of page may take: milliseconds at the median and the 99th percentile, and queries."""

Parameters = list[tuple[str, str]]


class Asker:
    """Asks as readers may; the same seed asks the same."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)
        self._outlets = [outlet.slug for outlet in public_outlets()]
        self._issues = list(Issue.objects.published().values_list("slug", flat=True))

    def an_issue(self) -> str:
        return f"/issues/{self._rng.choice(self._issues)}/"

    def one_outlet(self) -> Parameters:
        return [("outlet", self._rng.choice(self._outlets))]

    def two_outlets_and_dates(self) -> Parameters:
        return [*self.dates(), *self.one_outlet(), *self.one_outlet()]

    def a_section(self) -> Parameters:
        return [("section", self._rng.choice(Section.values))]

    def dates(self) -> Parameters:
        """A week, a month, a year or ten."""
        start = LAST_DAY - timedelta(weeks=self._rng.randrange(len(self._issues)))
        end = start + timedelta(days=self._rng.choice((6, 30, 365, 3650)))
        return [("from", start.isoformat()), ("to", end.isoformat())]

    def half_of_all(self) -> Parameters:
        return [("from", (LAST_DAY - timedelta(weeks=len(self._issues) // 2)).isoformat())]

    def kinds(self) -> list[tuple[str, Callable[[], Parameters]]]:
        """Names of filters, and what asks for one."""
        military = ("section", Section.MILITARY_CAMPAIGN.value)
        return [
            ("none", list),
            ("an outlet", self.one_outlet),
            ("the most cited outlet", lambda: [("outlet", "reuters")]),
            ("two outlets, dates", self.two_outlets_and_dates),
            ("a section", self.a_section),
            ("dates", self.dates),
            ("half of all", self.half_of_all),
            ("outlet, section, dates", lambda: self.dates() + self.one_outlet() + self.a_section()),
            ("two rare words", lambda: [("q", "Qasrunabad velmadite")]),
            ("a common word", lambda: [("q", "Syria")]),
            ("none, page 50", lambda: [("page", "50")]),
            ("a section, page 50", lambda: [military, ("page", "50")]),
        ]


def row(*cells: str | int, times: list[float]) -> str:
    """A line of a table that ends in median and 99th percentile."""
    median, slowest = median_and_slowest(times)
    return f"| {' | '.join(map(str, cells))} | {median:.0f} | {slowest:.0f} |"


def get(client: Client, address: str) -> None:
    """The page, which must be there."""
    response = client.get(address, headers={"host": "localhost"})
    if response.status_code != 200:
        sys.exit(f"{address} answers {response.status_code}.")


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        get(client, address)
    return len(captured)


def ask_the_index(kind: str, parameters: Parameters) -> None:
    """What a page asks it for."""
    asked = (IssueFilter if kind == "issues" else ItemFilter)(QueryDict(urlencode(parameters)))
    asked.is_valid()
    result = Result(asked)
    facets(result)
    timeline(result)
    of_result(result)


def measure_lists(client: Client, asker: Asker, runs: int) -> None:
    """A line for each list and kind of filter, and one for all of them."""
    print(
        "| list | filter | queries | of it counting, median ms | median ms | 99th percentile ms |"
    )
    print("|---|---|--:|--:|--:|--:|")
    together, most = [], 0
    for kind in ("items", "issues"):
        for name, ask in asker.kinds():
            asked = [ask() for _ in range(runs)]
            addresses = [f"/{kind}/?{urlencode(parameters)}" for parameters in asked]
            queries = queries_of(client, addresses[0])
            counting = [milliseconds(ask_the_index, kind, each) for each in asked[: runs // 2]]
            times = [milliseconds(get, client, address) for address in addresses]
            share = f"{statistics.median(counting):.0f}"
            print(row(kind, name.replace("_", " "), queries, share, times=times), flush=True)
            together += times
            most = max(most, queries)
    print(row("**both**", "**any of these**", most, "", times=together))
    print(f"| | at most | {QUERIES} | | {MEDIAN} | {SLOWEST} |")


def measure_others(client: Client, asker: Asker, runs: int) -> None:
    """A line for each page that is not a filtered list."""
    print("\n| page | queries | median ms | 99th percentile ms |\n|---|--:|--:|--:|")
    for name, address in {
        "the newest issue": lambda: "/",
        "an issue": asker.an_issue,
        "outlets": lambda: "/outlets/",
        "an outlet": lambda: f"/outlets/{asker.one_outlet()[0][1]}/",
        "the most cited outlet": lambda: "/outlets/reuters/",
    }.items():
        queries = queries_of(client, address())
        times = [milliseconds(get, client, address()) for _ in range(runs)]
        print(row(name, queries, times=times), flush=True)


def most_memory() -> float:
    """What this process ever took, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure_index() -> None:
    """What the first request after a publication pays. Before all others, for the memory."""
    before = most_memory()
    first = milliseconds(archive_index.current)
    more = most_memory() - before
    processor = time.process_time()
    again = milliseconds(archive_index.ArchiveIndex)
    processor = (time.process_time() - processor) * 1000
    size = getsize(archive_index.current()) / 1e6
    print(
        f"The index: {first:.0f} ms at first, {again:.0f} ms again, {processor:.0f} ms of them of the processor; "
        f"{size:.0f} MB, {more:.0f} MB while it is made.\n"
    )


def getsize(thing: object, seen: set[int] | None = None) -> int:
    """Bytes of a thing and of all that it alone holds, as far as attributes, lists and dicts go."""
    seen = set() if seen is None else seen
    if id(thing) in seen:
        return 0
    seen.add(id(thing))
    inside: list[object] = []
    if isinstance(thing, dict):
        inside = [*thing.keys(), *thing.values()]
    elif isinstance(thing, list | tuple):
        inside = list(thing)
    elif hasattr(thing, "__dict__"):
        inside = list(vars(thing).values())
    return sys.getsizeof(thing) + sum(getsize(each, seen) for each in inside)


def as_in_production() -> None:
    """Without what DEBUG adds to each request, whatever the environment says."""
    settings.DEBUG = False
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    freshness._code_version = cache(freshness._read_code_version)


def main() -> None:
    """From the command line."""
    options = ready_archive("pages", __doc__, runs=100, issues=5200, seed=2017)
    as_in_production()
    measure_index()
    client, asker = Client(), Asker(options.seed)
    measure_lists(client, asker, options.runs)
    measure_others(client, asker, options.runs)


if __name__ == "__main__":
    main()
