"""The read-only tree of an issue that every page and export walks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from issues.digest import DateSpan
from issues.models import Citation, Issue, Item
from issues.sections import PLACEHOLDER, Section
from issues.workflow import Status
from sources.models import Outlet


@dataclass(frozen=True, slots=True)
class CitationNode:
    """One source as printed. ``outlet`` is the outlet that it counts for today (after merges), None if lost."""

    outlet: Outlet | None
    printed_name: str
    printed_as: str
    dated_from: date | None
    dated_to: date | None
    printed_date: str
    url: str
    title: str
    note: str

    @property
    def span(self) -> DateSpan | None:
        """The date as a day, or as a range of days, months or years; None where none could be read."""
        return DateSpan.between(self.dated_from, self.dated_to)

    @property
    def date_text(self) -> str:
        """The date as digests print it, ``11.04.17`` or ``May 2017``; a season, or what no date is, as the source did."""
        span = self.span
        if span is None or (span.unit == "year" and self.printed_date):
            return self.printed_date
        return span.text

    @property
    def link(self) -> str:
        """The address if a browser may be sent there, else nothing: no form checked those that came by import."""
        return self.url if self.url.lower().startswith(("https://", "http://")) else ""


@dataclass(frozen=True, slots=True)
class ItemNode:
    """One item; ``body`` is clean inline HTML, ``text`` the same without markup, ``depth`` 1 to 3.

    ``follows`` is the key of the item that it carries on, empty where there is none that the reader may see. In the
    tree of an edition ``followed`` is that item, with its issue.
    """

    item: Item
    key: str
    section: Section
    depth: int
    body: str
    text: str
    citations: tuple[CitationNode, ...]
    children: tuple[ItemNode, ...] = ()
    follows: str = ""
    followed: Item | None = None

    def walk(self) -> Iterator[ItemNode]:
        """The item and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class SectionNode:
    """One of the five sections; without items it reads as ``placeholder``."""

    section: Section
    items: tuple[ItemNode, ...]
    placeholder: str = PLACEHOLDER

    @property
    def item_count(self) -> int:
        """Items on all levels."""
        return sum(1 for item in self.items for _ in item.walk())


@dataclass(frozen=True, slots=True)
class Contents:
    """An edition with its five sections, always all of them, in their order."""

    issue: Issue
    sections: tuple[SectionNode, ...]

    def walk(self) -> Iterator[ItemNode]:
        """Every item, in reading order."""
        for section in self.sections:
            for item in section.items:
                yield from item.walk()

    @property
    def notices(self) -> list[str]:
        """The notice to readers, a paragraph an entry."""
        return [line.strip() for line in self.issue.notice.splitlines() if line.strip()]

    @property
    def item_count(self) -> int:
        """Items in all sections, on all levels."""
        return sum(section.item_count for section in self.sections)

    @property
    def citation_count(self) -> int:
        """References in all items."""
        return sum(len(item.citations) for item in self.walk())


def load_contents(issue: Issue, *, with_held: bool = False) -> Contents:
    """The edition's tree, in two queries whatever its size, and a third if an item carries on one of another issue.

    Items that are held back, and all below them, are left out unless ``with_held``. It does not ask who may see the
    edition: start from ``Issue.objects.published()``, unless the reader is one of the newsroom.
    """
    rows = issue.items.with_contents().order_by("position", "pk")
    shown = [row for row in rows if with_held or not row.held]
    return _contents(issue, shown, _published(shown))


def load_all_contents(issues: Sequence[Issue], *, with_held: bool = False) -> list[Contents]:
    """The trees of several editions, as ``load_contents`` gives them, in two or three queries for all of them."""
    rows: dict[int, list[Item]] = {issue.pk: [] for issue in issues}
    by_pk = {issue.pk: issue for issue in issues}
    items = Item.objects.filter(issue__in=by_pk)
    if not with_held:
        items = items.filter(held=False)
    for row in items.with_contents().order_by("position", "pk"):
        row.issue = by_pk[row.issue_id]
        rows[row.issue_id].append(row)
    published = _published(row for each in rows.values() for row in each)
    return [_contents(issue, rows[issue.pk], published) for issue in issues]


def _published(rows: Iterable[Item]) -> dict[str, Item]:
    """What the items carry on, as readers see it, by key; each with its issue. A query, or none."""
    keys = {row.follows for row in rows} - {""}
    if not keys:
        return {}
    found = Item.objects.published().filter(key__in=keys).select_related("issue")
    return {row.key: row for row in found}


def _contents(issue: Issue, rows: Sequence[Item], published: dict[str, Item]) -> Contents:
    below: dict[int | None, list[Item]] = {}
    followed = published
    if issue.status != Status.SUPERSEDED:
        # One of this edition stands for itself, whatever the live one says; of a former edition it may be gone.
        followed = published | {row.key: row for row in rows}
    for row in rows:
        row.issue = issue
        below.setdefault(row.parent_id, []).append(row)

    def node(row: Item) -> ItemNode:
        children = tuple(node(child) for child in below.get(row.pk, ()))
        return item_node(row, children=children, followed=followed.get(row.follows))

    top: dict[str, list[ItemNode]] = {}
    for row in below.get(None, ()):
        top.setdefault(row.section, []).append(node(row))
    return Contents(
        issue, tuple(SectionNode(section, tuple(top.get(section, ()))) for section in Section)
    )


def item_node(
    row: Item, *, children: tuple[ItemNode, ...] = (), followed: Item | None = None
) -> ItemNode:
    """One item from a row of ``with_contents()``: no query. What it carries on is from there, or from ``with_followed()``."""
    return ItemNode(
        item=row,
        key=row.key,
        section=Section(row.section),
        depth=row.depth,
        body=row.body,
        text=row.text,
        citations=tuple(citation_node(citation) for citation in row.citations.all()),
        children=children,
        follows=followed.key if followed else getattr(row, "followed_key", ""),
        followed=followed,
    )


def item_nodes(rows: Iterable[Item]) -> list[ItemNode]:
    """Single items for lists, without what is below them: no query."""
    return [item_node(row) for row in rows]


def citation_node(citation: Citation) -> CitationNode:
    """One citation from a row with its outlet and what that became: no query."""
    outlet = citation.outlet
    return CitationNode(
        outlet=(outlet.merged_into or outlet) if outlet else None,
        printed_name=citation.printed_name,
        printed_as=citation.printed_as,
        dated_from=citation.dated_from,
        dated_to=citation.dated_to,
        printed_date=citation.printed_date,
        url=citation.url,
        title=citation.title,
        note=citation.note,
    )


@dataclass(frozen=True, slots=True)
class SourceShare:
    """How much of an edition rests on one outlet: ``citation_count`` citations, ``percent`` of all, rounded."""

    outlet: Outlet
    citation_count: int
    percent: int


@dataclass(frozen=True, slots=True)
class SourceMix:
    """Who an edition rests on, the most cited first; ``single_sourced`` items have one outlet only."""

    shares: tuple[SourceShare, ...]
    single_sourced: int


def mix_of(contents: Contents) -> SourceMix:
    """The sources of an edition as printed; a merged outlet counts for what it became. No query."""
    counts: Counter[Outlet] = Counter()
    single = 0
    for node in contents.walk():
        outlets = [citation.outlet for citation in node.citations if citation.outlet]
        counts.update(outlets)
        single += len(set(outlets)) == 1
    ranked = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0].key))
    total = counts.total() or 1
    return SourceMix(
        tuple(SourceShare(outlet, count, round(100 * count / total)) for outlet, count in ranked),
        single,
    )
