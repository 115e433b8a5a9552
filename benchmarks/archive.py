"""Makes a synthetic archive: many years of weekly issues, published, in an empty database.

The same seed makes the same archive, but for the times of the moves. It goes around the desk (rows are inserted in bulk) but
not around the database: histories say who wrote and approved, drafts are moved by the table, and the ledger has every
publication.
"""

import argparse
import itertools
import random
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.contrib.auth.models import User
from django.core.management.color import no_style
from django.db import connection, transaction
from django.utils import timezone
from tqdm import tqdm

from benchmarks._database import AUTHOR, EDITOR, prepare
from benchmarks._environment import NAME
from benchmarks._vocabulary import Vocabulary
from issues import ledger
from issues.editing import seal_approval
from issues.models import Citation, Issue, Item
from issues.sections import Section
from issues.versions import WRITTEN, record_many
from issues.workflow import Move, Status
from sources.models import Outlet

LAST_DAY = date(2026, 11, 17)
_KEY_ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
_CHUNK = 100
_SECTION_WEIGHTS = (6, 5, 2, 1, 4)


class NotEmpty(Exception):
    """The database has issues or accounts that are not of this archive; the text says so in a sentence."""


class Archive:
    """Issues of the weeks before ``LAST_DAY``; ``make()`` inserts ``size`` of them."""

    def __init__(self, size: int, seed: int = 2017) -> None:
        self.size = size
        self._rng = random.Random(seed)
        self._vocabulary = Vocabulary(self._rng)
        self._item_ids = itertools.count(1)
        self._outlets = list(Outlet.objects.canonical().filter(confirmed=True).order_by("pk"))
        self._outlet_weights = [1 / rank for rank in range(1, len(self._outlets) + 1)]
        self._author = User.objects.create(username=AUTHOR, is_staff=True)
        self._editor = User.objects.create(username=EDITOR, is_staff=True)

    def make(self) -> None:
        """Insert and publish all issues, oldest first, in transactions of a hundred."""
        progress = tqdm(total=self.size, unit=" issues", disable=not sys.stderr.isatty())
        for start in range(0, self.size, _CHUNK):
            numbers = range(start + 1, min(start + _CHUNK, self.size) + 1)
            with transaction.atomic():
                self._insert([self._issue(number) for number in numbers])
                self._publish(numbers)
            progress.update(len(numbers))
        progress.close()
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [Issue, Item]):
                cursor.execute(statement)

    def _insert(self, issues: list[Issue]) -> None:
        Issue.objects.bulk_create(issues)
        Issue.history.bulk_history_create(issues)
        items = [item for issue in issues for item in self._items(issue)]
        Item.objects.bulk_create(items, batch_size=2000)
        citations = (citation for item in items for citation in item.citations.all())
        Citation.objects.bulk_create(citations, batch_size=5000)
        pairs = ((item, item.citations.all()) for item in items)
        record_many(pairs, user=self._author, kind=WRITTEN)
        self._approve(items)

    def _approve(self, items: list[Item]) -> None:
        """Each by a statement of its own, which is quicker than one for all; the history has the approvals too."""
        for item in items:
            seal_approval(item, self._editor)
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE issues_item SET approved_by_id = %s, approved_at = %s, approved_seal = %s, approved_content = %s "
                "WHERE id = %s",
                [
                    (
                        each.approved_by_id,
                        each.approved_at,
                        each.approved_seal,
                        each.approved_content,
                        each.pk,
                    )
                    for each in items
                ],
            )
        Item.history.bulk_history_create(items, batch_size=2000, update=True)

    def _issue(self, number: int) -> Issue:
        last = LAST_DAY - timedelta(weeks=self.size - number)
        notice = self._vocabulary.text(20) if self._rng.random() < 0.05 else ""
        return Issue(
            pk=number,
            slug=last.isoformat(),
            period_start=last - timedelta(days=7),
            period_end=last,
            notice=notice,
            created_by=self._author,
        )

    def _items(self, issue: Issue) -> Iterator[Item]:
        """8 to 28 items; about one in ten below another."""
        rng = self._rng
        sections = rng.choices(Section.values, _SECTION_WEIGHTS, k=rng.randint(8, 28))
        before: Item | None = None
        for position, section in enumerate(sorted(sections, key=Section.values.index), 1):
            parent = None
            if before and before.section == section and before.depth < 3 and rng.random() < 0.13:
                parent = before
            before = self._item(issue, section, position, parent)
            yield before

    def _item(self, issue: Issue, section: str, position: int, parent: Item | None) -> Item:
        item = Item(
            pk=next(self._item_ids),
            issue=issue,
            key="".join(self._rng.choices(_KEY_ALPHABET, k=10)),
            section=section,
            parent=parent,
            depth=parent.depth + 1 if parent else 1,
            position=position,
            body=self._body(),
            author=self._author,
            last_editor=self._author,
        )
        # As prefetch_related would leave them: the seal covers them before anything is saved.
        item._prefetched_objects_cache = {"citations": self._citations(item)}  # type: ignore[attr-defined]
        return item

    def _body(self) -> str:
        text = self._vocabulary.text(max(8, int(self._rng.gauss(45, 15))))
        if self._rng.random() < 0.05:
            word, _, rest = text.partition(" ")
            return f'<a href="https://news.example/{word.lower()}?a=1&amp;b=2">{word}</a> {rest}'
        return text

    def _citations(self, item: Item) -> "_Rows":
        rng = self._rng
        outlets = rng.choices(
            self._outlets, self._outlet_weights, k=rng.choices((1, 2, 3, 4), (68, 22, 8, 2))[0]
        )
        return _Rows(self._citation(item, outlet, place) for place, outlet in enumerate(outlets, 1))

    def _citation(self, item: Item, outlet: Outlet, position: int) -> Citation:
        rng = self._rng
        day = item.issue.period_end - timedelta(days=rng.randint(0, 7))
        return Citation(
            item=item,
            position=position,
            outlet=outlet,
            printed_as=f"The {outlet.name}" if rng.random() < 0.03 else "",
            dated_from=day,
            dated_to=day,
            url=f"https://news.example/{item.key}/{position}" if rng.random() < 0.6 else "",
            title=self._vocabulary.text(7) if rng.random() < 0.4 else "",
        )

    def _publish(self, numbers: Iterable[int]) -> None:
        """By the table of moves, as the database demands, and with the ledger's entry."""
        drafts, now = Issue.objects.filter(pk__in=list(numbers)), timezone.now()
        drafts.update(status=Status.IN_REVIEW, submitted_at=now, submitted_by=self._author)
        drafts.update(status=Status.APPROVED, approved_at=now, approved_by=self._editor)
        drafts.update(status=Status.PUBLISHED, published_at=now, published_by=self._editor)
        for issue in drafts.order_by("pk"):
            ledger.record(
                issue, Move.PUBLISH, from_status=Status.APPROVED, user=self._editor, at=now
            )


class _Rows(list[Citation]):
    """Fetched rows, asked as a queryset is."""

    def all(self) -> "_Rows":
        return self


def ensure(size: int, seed: int = 2017) -> bool:
    """Make the archive unless it is there already; whether it was made. Raises NotEmpty."""
    there = Issue.objects.count()
    others = User.objects.exclude(username__in=(AUTHOR, EDITOR)).count()
    if there == size and not others:
        return False
    if there or others:
        found = f"{others} accounts of others" if others else f"{there} issues"
        raise NotEmpty(
            f"The database has {found}: name an empty one with {NAME}, the archive needs one of its own."
        )
    Archive(size, seed).make()
    with connection.cursor() as cursor:
        # What the database would do by itself within the hour.
        vacuum = connection.vendor == "postgresql" and not connection.in_atomic_block
        cursor.execute("VACUUM ANALYZE" if vacuum else "ANALYZE")
    return True


def main() -> None:
    """From the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.archive", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--issues", type=int, default=5200, help="how many weekly issues (5200)")
    parser.add_argument("--seed", type=int, default=2017)
    options = parser.parse_args()
    prepare()
    start = time.perf_counter()
    try:
        made = ensure(options.issues, options.seed)
    except NotEmpty as error:
        sys.exit(str(error))
    counts = f"{Issue.objects.count()} issues, {Item.objects.count()} items, {Citation.objects.count()} citations"
    print(
        f"{counts}: {f'made in {time.perf_counter() - start:.0f} s' if made else 'there already'}"
    )


if __name__ == "__main__":
    main()
