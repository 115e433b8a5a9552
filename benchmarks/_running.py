"""What the measurements share: their command line, their databases, and how times are taken and summed up."""

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from django.db import connection

from benchmarks._database import prepare
from benchmarks.archive import NotEmpty, ensure
from issues.models import Item


def ready_archive(name: str, about: str | None, *, runs: int, issues: int, **more: int) -> Any:
    """Read the command line, see to the synthetic archive, and say what is measured on.

    ``about`` is the module's docstring; ``runs`` and ``issues`` are what those options are without being given; ``more``
    has further options that take a number. Returns the options. Exits where the database has other issues, or accounts.
    """
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{name}", description=about)
    parser.add_argument("--runs", type=int, default=runs, help=f"of each case ({runs})")
    parser.add_argument(
        "--issues", type=int, default=issues, help=f"of the archive, if it must be made ({issues})"
    )
    for option, value in more.items():
        parser.add_argument(f"--{option}", type=int, default=value)
    options = parser.parse_args()
    prepare()
    try:
        ensure(options.issues)
    except NotEmpty as error:
        sys.exit(str(error))
    print(f"{connection.display_name}, {Item.objects.count()} items, {options.runs} runs of each\n")
    return options


@contextmanager
def empty_database() -> Iterator[None]:
    """A migrated database of its own, gone afterwards. It has a name that no other has: it would take that one's place."""
    with TemporaryDirectory() as place:
        name = f"monitor_benchmark_{uuid4().hex}"
        if connection.vendor == "sqlite":
            name = str(Path(place) / name)
        connection.settings_dict["TEST"]["NAME"] = name
        former = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(former, verbosity=0)


def milliseconds(action: Callable[..., object], *arguments: object) -> float:
    """How long it takes."""
    start = time.perf_counter()
    action(*arguments)
    return (time.perf_counter() - start) * 1000


def median_and_slowest(times: Sequence[float]) -> tuple[float, float]:
    """The median and the 99th percentile."""
    slowest = statistics.quantiles(times, n=100, method="inclusive")[98]
    return statistics.median(times), slowest
