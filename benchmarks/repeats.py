"""Measures how long it takes to find similar items while an item is written, in an archive of about 20,000 items."""

import random
import time
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models.functions import Length

from benchmarks._running import median_and_slowest, ready_archive
from benchmarks._vocabulary import Vocabulary
from benchmarks.archive import LAST_DAY
from issues.models import Citation, Issue, Item
from issues.repeats import find_similar
from sources.models import Outlet

AT_MOST = 100
"""Milliseconds."""
DRAFT_ITEMS = 40


class Case(NamedTuple):
    """What an analyst has typed; ``make`` gives text and citations, another at each call."""

    name: str
    make: Callable[[], tuple[str, list[Citation]]]


def cases(rng: random.Random) -> list[Case]:
    """Texts of each kind."""
    vocabulary = Vocabulary(rng)
    published = Item.objects.published().with_contents()
    pks = list(published.values_list("pk", flat=True))
    busiest = Outlet.objects.get(slug="reuters")

    def former() -> Item:
        return published.get(pk=rng.choice(pks))

    def cited() -> list[Citation]:
        day = date.fromordinal(LAST_DAY.toordinal() - rng.randint(0, 7000))
        return [Citation(outlet=busiest, dated_from=day, dated_to=day)]

    def repeat() -> tuple[str, list[Citation]]:
        item = former()
        return item.body, list(item.citations.all())

    def reworded() -> tuple[str, list[Citation]]:
        item = former()
        words = item.text.split()
        rng.shuffle(words)
        return " ".join(words[: len(words) * 2 // 3]), list(item.citations.all())

    longest = published.order_by(Length("body").desc()).first()
    assert longest is not None
    return [
        Case("a text that stood before", repeat),
        Case("two thirds of its words in another order", reworded),
        Case("a new text", lambda: (vocabulary.text(45), cited())),
        Case(
            "the most common words alone", lambda: ("The of in to and a that for on with.", cited())
        ),
        Case("20,000 characters", lambda: (vocabulary.text(4000)[:20_000], cited() * 12)),
        Case("20,000 characters of markup", lambda: ("<b>a<i>&amp;" * 1667, [])),
    ]


def measure(case: Case, draft: Issue, runs: int) -> tuple[float, float, float]:
    """Items found, on average, and the median and 99th percentile in milliseconds; one more run goes before, to warm up."""
    times, found = [], 0
    for number in range(runs + 1):
        text, citations = case.make()
        start = time.perf_counter()
        similar = find_similar(text, citations, draft)
        if number:
            times.append((time.perf_counter() - start) * 1000)
            found += len(similar)
    return found / runs, *median_and_slowest(times)


def draft_of(rng: random.Random) -> Issue:
    """An issue in the making, with items of its own."""
    author = Issue.objects.earliest("pk").created_by
    draft = Issue.objects.create(
        slug=f"{LAST_DAY.year + 1}-01-05",
        period_start=LAST_DAY,
        period_end=date(LAST_DAY.year + 1, 1, 5),
        created_by=author,
    )
    vocabulary = Vocabulary(rng)
    Item.objects.bulk_create(
        Item(
            issue=draft,
            section="military_campaign",
            body=vocabulary.text(45),
            author=author,
            last_editor=author,
        )
        for _ in range(DRAFT_ITEMS)
    )
    return draft


def main() -> None:
    """From the command line."""
    options = ready_archive("repeats", __doc__, runs=200, issues=1100)
    print("| similar items | found on average | median ms | 99th percentile ms | at most |")
    print("|---|--:|--:|--:|--:|")
    with transaction.atomic():
        rng = random.Random(2017)
        draft = draft_of(rng)
        for case in cases(rng):
            found, median, slowest = measure(case, draft, options.runs)
            print(f"| {case.name} | {found:.1f} | {median:.0f} | {slowest:.0f} | {AT_MOST} |")
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
