"""How fast the digest format is read and written, in MB of text a second on one core.

    python -m benchmarks.digest

Reads invented issues of the usual size, and one long issue made of their sections. The best of
several rounds is printed: the others measure what else the machine was doing.
"""

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from issues.digest import Document, KnownOutlets, read_issue, write_issue
from issues.periods import ap_period
from issues.sections import PLACEHOLDER, Section

ISSUES = 200
ROUNDS = 7
OUTLETS = KnownOutlets(
    ["Reuters", "AP", "RFE/RL", "The Washington Post", "Novaya Gazeta, Europe", "U.N.", "Interfax"]
)
SENTENCES = (
    "Three transport aircraft landed at the airfield on the coast, the first arrivals since the "
    "runway was resurfaced in spring.",
    "The trade ministry said the grain quota will rise by a tenth, a step that two neighboring "
    "states (both buyers for years) had asked for in writing.",
    "Its captain told local radio the ship would return “before the summer,” while the harbor "
    "master’s office would not confirm a date.",
    "Clara Venn, a fellow at the Institute for River Studies, writes: “A pause without monitors is "
    "only a pause.”",
)


def issue(number: int) -> str:
    """An invented issue of some 6 KB: 17 items, 3 of them nested, 25 references."""
    end = date(2017, 1, 10) + timedelta(weeks=number)
    start = end - timedelta(days=7)
    lines = [f"Russia in Syria Monitor, {ap_period(start, end)}"]
    for rank, section in enumerate(Section):
        lines += ["", f"{section.label}:", ""]
        lines += list(_items(rank, end)) or [f"  • {PLACEHOLDER}"]
    return "\n".join(lines) + "\n"


def _items(rank: int, end: date) -> Iterator[str]:
    for at in range((6, 0, 3, 2, 6)[rank]):
        indent = "    " if at in (2, 4) and rank in (0, 4) else "  "
        prose = " ".join(SENTENCES[(rank + at + k) % 4] for k in range(1 + at % 3))
        day = (end - timedelta(days=at)).strftime("%m.%d.%y")
        outlets = ("Reuters", "AP", "RFE/RL", "The Washington Post")[: 1 + at % 2]
        yield f"{indent}• {prose} ({', '.join(f'{name}, {day}' for name in outlets)})"


def speed(work: Callable[[], object], size: int) -> float:
    """MB a second of the fastest round."""
    times = []
    for _ in range(ROUNDS):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return size / min(times) / 1e6


def main() -> None:
    texts = [issue(number) for number in range(ISSUES)]
    body = "".join(text.split("\n", 1)[1] for text in texts)
    long = texts[0] + body
    trees: list[Document] = [read_issue(text, outlets=OUTLETS) for text in texts]
    size = sum(len(text.encode()) for text in texts)
    print(f"{ISSUES} issues of {size // ISSUES} bytes, one of {len(long.encode())} bytes")
    results = {
        "read issues": speed(lambda: [read_issue(t, outlets=OUTLETS) for t in texts], size),
        "read one long issue": speed(lambda: read_issue(long, outlets=OUTLETS), len(long.encode())),
        "write issues": speed(lambda: [write_issue(tree) for tree in trees], size),
    }
    for name, rate in results.items():
        print(f"{name:20} {rate:6.1f} MB/s")


if __name__ == "__main__":
    main()
