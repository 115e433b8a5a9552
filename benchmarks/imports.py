"""Measures import_archive: seconds and memory for 100 issues of 20 items, as drafts and published."""

import resource
import time
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from benchmarks._running import empty_database
from issues.periods import ap_period
from issues.sections import Section

ISSUES = 100
ITEMS = 20
OUTLETS = "Reuters RFE/RL Interfax TASS AP AFP".split()


def write_archive(folder: Path, first: date) -> Path:
    """Issues of a week each from ``first`` on, every third item nested, two references an item."""
    folder.mkdir()
    for number in range(ISSUES):
        end = first + timedelta(weeks=number)
        blocks = [f"Russia in Syria Monitor, {ap_period(end - timedelta(days=7), end)}"]
        day = f"{end:%m.%d.%y}"
        for section in Section:
            lines = []
            for item in range(ITEMS // len(Section)):
                one, other = (OUTLETS[(number + item + more) % len(OUTLETS)] for more in (0, 1))
                text = f"Convoy {item} of week {number} reached the town “after a long delay,” an officer said."
                lines.append(
                    f"{'    ' if item % 3 == 1 else '  '}• {text} ({one}, {day}, {other}, {day})"
                )
            blocks += [f"{section.label}:", "\n".join(lines)]
        (folder / f"{end}.txt").write_text("\n\n".join(blocks) + "\n", "utf-8")
    return folder


def measure(name: str, folder: Path, *arguments: str) -> None:
    """Run the command once and print what it took."""
    out = StringIO()
    start = time.perf_counter()
    call_command("import_archive", str(folder), *arguments, stdout=out)
    seconds = time.perf_counter() - start
    print(f"{name:20} {seconds:6.1f} s   {out.getvalue().splitlines()[0]}")


def main() -> None:
    """Drafts, the same again, and published ones, in a database that is gone afterwards."""
    settings.DEBUG = False  # or every query is kept in memory
    with TemporaryDirectory() as place, empty_database():
        call_command("load_demo", password="only for measuring", stdout=StringIO())
        print(f"{ISSUES} issues of {ITEMS} items on {connection.vendor}")
        drafts = write_archive(Path(place) / "drafts", date(2015, 1, 7))
        measure("as drafts", drafts)
        measure("again, all skipped", drafts)
        ready = write_archive(Path(place) / "ready", date(2018, 1, 7))
        measure("published", ready, "--publish", "--author", "ana", "--editor", "ed")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MB")


if __name__ == "__main__":
    main()
