"""How long hostile texts of 5 MB take at every door: each is refused or read, in two seconds at most.

    python -m benchmarks.hostile [--megabytes 5]

Needs no database. Every shape of `_hostile.py` comes as one long item and, cut into paragraphs of 19,000 characters, as large as a
document may be. Processor time is printed where it is over a tenth of a second, and the slowest of each door.
"""

import argparse
import sys
import time
from collections.abc import Callable
from datetime import date

from benchmarks._hostile import SHAPES, bare, many_in_html, many_items, one_item
from issues.desk.entry import folded
from issues.desk.imports import pack, unpack
from issues.desk.lifting import lift_citations, quick_rows
from issues.desk.pasted import TooMany, read_pasted
from issues.imports import ImportRefused
from issues.imports.formats import find_reader
from issues.imports.placing import place
from issues.limits import MAX_PARAGRAPH, MAX_PASTED, MAX_TEXT
from issues.markup import clean

AT_MOST = 2.0
PERIOD = (date(2017, 10, 31), date(2017, 11, 7))
NAMES = ("Reuters", "AP", "Novaya Gazeta, Europe")


def imported(format: str) -> Callable[[str], str]:
    """Both steps of an import, without the writing of rows."""

    def read(text: str) -> str:
        document = unpack(pack(text.encode()))
        plan = place(find_reader(format)(document, f"week.{format}", NAMES), {})
        return f"{sum(1 for _ in plan.walk())} items"

    return read


def pasted(*, as_html: bool) -> Callable[[str], str]:
    """A paste, as the clipboard's HTML or as text."""

    def read(text: str) -> str:
        html, plain = (text, "") if as_html else ("", text)
        return f"{read_pasted(html, plain, period=PERIOD, names=NAMES).item_count} items"

    return read


def typed(text: str) -> str:
    """The text of an item."""
    return f"{len(lift_citations(folded(text), PERIOD, NAMES)[1])} citations"


def quick(text: str) -> str:
    """A line of citations."""
    return f"{len(quick_rows(text, PERIOD, NAMES))} citations"


def cleaned(text: str) -> str:
    """HTML that passed every door."""
    return f"{len(clean(text)):,} characters"


Door = tuple[str, Callable[[str], str], Callable[[str, int], str], int]


def doors(size: int) -> list[Door]:
    """Name, what reads, what makes the text of a shape, and its size."""
    return [
        ("text, one item", imported("txt"), one_item, size),
        ("text, full", imported("txt"), many_items, MAX_TEXT - 20_000),
        ("page, one item", imported("html"), one_item, size),
        ("page, full", imported("html"), many_in_html, MAX_TEXT - 20_000),
        ("Markdown, one item", imported("md"), one_item, size),
        ("Markdown, full", imported("md"), many_items, MAX_TEXT - 20_000),
        ("paste, text", pasted(as_html=False), many_items, MAX_PASTED - 20_000),
        ("paste, HTML", pasted(as_html=True), many_in_html, 4 * MAX_PASTED - 100_000),
        ("paste, one item", pasted(as_html=True), bare, size),
        ("an item’s text", typed, bare, MAX_PARAGRAPH),
        ("an item’s text, large", typed, bare, size),
        ("line of citations", quick, bare, MAX_PARAGRAPH),
        ("line of citations, large", quick, bare, size),
        ("cleaning", cleaned, bare, size),
    ]


def measured(door: Door, shape: str) -> tuple[float, str]:
    """Seconds of the processor, and what came of it."""
    _, read, make, size = door
    text = make(shape, size)
    start = time.process_time()
    try:
        result = read(text)
    except (ImportRefused, TooMany) as refused:
        result = f"refused: {refused}"
    return time.process_time() - start, result


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hostile", description=__doc__)
    parser.add_argument("--megabytes", type=float, default=5)
    size = int(parser.parse_args().megabytes * 1_000_000)
    slowest: list[tuple[float, str, str]] = []
    print(f"{len(SHAPES)} shapes of {size:,} characters\n")
    for door in doors(size):
        results = [(*measured(door, shape), shape) for shape in SHAPES]
        for seconds, result, shape in results:
            if seconds > 0.1:
                print(f"{door[0]:24} {shape:24} {seconds:5.2f}  {result[:90]}", flush=True)
        seconds, _, shape = max(results)
        refused = sum(result.startswith("refused") for _, result, _ in results)
        slowest.append((seconds, door[0], f"{shape} ({refused} of {len(results)} refused)"))
    print(f"\n{'door':24} {'slowest':>7}  shape")
    for seconds, door_name, shape in slowest:
        print(f"{door_name:24} {seconds:7.2f}  {shape}")
    if max(slowest)[0] > AT_MOST:
        sys.exit(f"Something took longer than {AT_MOST} s.")


if __name__ == "__main__":
    main()
