"""Small archives of all kinds for hypothesis: drafts, withdrawn issues, held items, merged outlets, odd dates."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from hypothesis import strategies as st

from issues import ledger
from issues.filters import ArchiveFilter
from issues.models import Citation, Issue, Item
from issues.sections import Section
from issues.versions import save_quietly
from issues.workflow import Move, Status
from sources.merging import merge
from tests.support import factories as make

FIRST = date(2016, 12, 6)
OUTLETS = ["Outlet A", "Outlet B", "Outlet C", "Outlet D"]
WORDS = ["convoy", "bridge"]


class Source(NamedTuple):
    outlet: int
    start: int | None
    """Days before the period's end; None for no date."""
    length: int


class Draft(NamedTuple):
    section: str
    word: str
    is_held: bool
    sources: list[Source]


class Archive(NamedTuple):
    issues: list[tuple[int, str, list[Draft]]]
    """Week, status and items of each."""
    merged: list[tuple[int, int]]


# Most are dated in the period; some are from other years, or are whole months and years.
_START = st.none() | st.integers(0, 7) | st.integers(0, 7) | st.integers(-400, 900)
_SOURCE = st.builds(Source, st.integers(0, 3), _START, st.sampled_from([0, 0, 0, 29, 400]))
_DRAFT = st.builds(
    Draft,
    st.sampled_from(Section.values),
    st.sampled_from(WORDS),
    st.sampled_from([False, False, False, True]),
    st.lists(_SOURCE, min_size=0, max_size=4),
)
_ISSUE = st.tuples(
    st.integers(0, 60),
    st.sampled_from([Status.PUBLISHED, Status.PUBLISHED, Status.DRAFT, Status.WITHDRAWN]),
    st.lists(_DRAFT, max_size=5),
)
ARCHIVES = st.builds(
    Archive,
    st.lists(_ISSUE, min_size=1, max_size=5, unique_by=lambda issue: issue[0]),
    st.lists(st.sampled_from([(1, 0), (2, 0), (3, 2), (0, 3)]), max_size=2),
)
_DAYS = st.none() | st.integers(-40, 470).map(lambda days: FIRST + timedelta(days=days))


class Asked(NamedTuple):
    """A filter; ``outlets`` are places in the list of those that can be asked for."""

    ends: tuple[date | None, date | None]
    outlets: list[int]
    sections: list[str]
    words: str

    def parameters(self, outlet_slugs: list[str]) -> list[tuple[str, str]]:
        start, end = self.ends
        if start and end and start > end:
            start, end = end, start
        chosen = [outlet_slugs[n % len(outlet_slugs)] for n in self.outlets if outlet_slugs]
        return [
            *((name, day.isoformat()) for name, day in (("from", start), ("to", end)) if day),
            *(("outlet", slug) for slug in dict.fromkeys(chosen)),
            *(("section", section) for section in self.sections),
            *(("q", words) for words in [self.words] if words),
        ]


ASKED = st.builds(
    Asked,
    st.tuples(_DAYS, _DAYS),
    st.lists(st.integers(0, 3), max_size=3),
    st.lists(st.sampled_from(Section.values), max_size=2, unique=True),
    st.sampled_from(["", "", *WORDS]),
)


class _Undone(Exception):
    pass


@contextmanager
def published(archive: Archive) -> Iterator[None]:
    """The archive stands in the database, and is gone afterwards."""
    try:
        with transaction.atomic():
            _make(archive)
            yield
            raise _Undone
    except _Undone:
        pass


def asked_for(kind: type[ArchiveFilter], parameters: list[tuple[str, str]]) -> Any:
    """The filter of that address, which must be readable."""
    asked = kind(QueryDict(urlencode(parameters)))
    assert asked.is_valid(), asked.errors
    return asked


def parameters_in(query: str) -> list[tuple[str, str]]:
    """Names and values of a query string."""
    return parse_qsl(query.removeprefix("?"), strict_parsing=True) if query else []


def _make(archive: Archive) -> None:
    outlets = [make.make_outlet(name) for name in OUTLETS]
    for week, status, drafts in archive.issues:
        issue = make.make_issue(FIRST + timedelta(weeks=week))
        items = [_make_item(issue, place, draft, outlets) for place, draft in enumerate(drafts)]
        make.write_history(items)
        make.approve_quickly(items, make.editor())
        _move(issue, status)
    for one, other in archive.merged:
        outlets[one].refresh_from_db()
        outlets[other].refresh_from_db()
        if not outlets[one].merged_into and outlets[other].canonical != outlets[one]:
            merge(outlets[one], outlets[other])


def _make_item(issue: Issue, place: int, draft: Draft, outlets: list[Any]) -> Item:
    item = Item(
        issue=issue,
        section=draft.section,
        position=place,
        body=f"The {draft.word} was seen.",
        held=draft.is_held,
        author=issue.created_by,
        last_editor=issue.created_by,
    )
    save_quietly(item)
    Citation.objects.bulk_create(
        Citation(item=item, position=number, outlet=outlets[source.outlet], **_dates(issue, source))
        for number, source in enumerate(draft.sources)
    )
    return item


def _dates(issue: Issue, source: Source) -> dict[str, date]:
    if source.start is None:
        return {}
    start = issue.period_end - timedelta(days=source.start)
    return {"dated_from": start, "dated_to": start + timedelta(days=source.length)}


def _move(issue: Issue, status: str) -> None:
    """By the table of moves, with the ledger's entries, and without the checks that keep odd items out."""
    rows, now, editor = Issue.objects.filter(pk=issue.pk), timezone.now(), make.editor()
    if status == Status.DRAFT:
        return
    rows.update(status=Status.IN_REVIEW)
    rows.update(status=Status.APPROVED, approved_by=editor)
    rows.update(status=Status.PUBLISHED, published_at=now, published_by=editor)
    issue.refresh_from_db()
    ledger.record(issue, Move.PUBLISH, from_status=Status.APPROVED, user=editor)
    if status == Status.WITHDRAWN:
        rows.update(status=Status.WITHDRAWN, withdrawn_at=now, withdrawal_reason="Wrong.")
        issue.refresh_from_db()
        ledger.record(issue, Move.WITHDRAW, from_status=Status.PUBLISHED, user=editor)
