"""What the screen of one issue shows: items with their states, findings, comments and what this user may do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.text import get_text_list

from issues.contents import Contents, load_all_contents, load_contents
from issues.departures import Withdrawal, withdrawal_of, withdrawals
from issues.desk.former import Former
from issues.desk.people import People, load_people
from issues.desk.rows import ANY_KEY, ON_THE_CHIP, ItemState, Row, RowBuilder, Thread, named
from issues.four_eyes import unchecked_in
from issues.models import Comment, Import, Issue, Item, StatusChange
from issues.preflight import BLOCKING, Finding, Subject, preflight
from issues.sections import Section
from issues.withdrawals import Ways, ways
from issues.wording import fingerprint
from issues.workflow import LIFT, TRANSITIONS, Move, moves_from


@dataclass(frozen=True, slots=True)
class Action:
    """A button for one move; ``reason`` is the question that must be answered with it, if any."""

    move: Move
    reason: str = ""
    is_grave: bool = False


ACTIONS = {
    Move.RETURN: Action(Move.RETURN, "Why? Whoever writes it will read this."),
    Move.WITHDRAW: Action(
        Move.WITHDRAW,
        "Why? Readers will see this in its place, until somebody else lifts the withdrawal.",
        is_grave=True,
    ),
}


@dataclass(frozen=True, slots=True)
class SectionRows:
    """One of the five sections."""

    section: Section
    rows: tuple[Row, ...]
    placeholder: str


@dataclass(frozen=True, slots=True)
class Wording:
    """Who wrote period, notice and correction note that nobody else has read since: names, and what this user may do."""

    what: str
    written_by: str
    is_own: bool
    can_approve: str
    may_vouch: bool
    seen: str


@dataclass(frozen=True, slots=True)
class Board:
    """An edition as the desk shows it."""

    issue: Issue
    contents: Contents
    sections: tuple[SectionRows, ...]
    findings: tuple[Finding, ...]
    actions: tuple[Action, ...]
    threads: tuple[Thread, ...]
    orphans: tuple[Thread, ...]
    """Threads about items that were deleted."""
    newest_edition: int
    imports: tuple[Import, ...]
    log: tuple[StatusChange, ...]
    people: People
    wording: Wording
    withdrawal: Withdrawal | None
    """That of the issue, whichever of its editions was withdrawn, while it stands."""
    ways: Ways | None
    """What this user can do about that."""

    def walk(self) -> Iterator[Row]:
        """Every item, in reading order."""
        return (each for section in self.sections for row in section.rows for each in row.walk())

    @property
    def waiting(self) -> list[Row]:
        """Items that somebody has yet to approve."""
        return [row for row in self.walk() if row.state.is_waiting]

    @property
    def to_approve(self) -> list[Row]:
        """Items that wait for an approval which this user may give."""
        return [row for row in self.walk() if row.may_approve]

    @property
    def blocking(self) -> list[Finding]:
        """What blocks publication, beside the approvals that ``waiting`` tells of."""
        return [
            finding
            for finding in self.findings
            if finding.is_blocking and finding.code not in ON_THE_CHIP
        ]

    @property
    def warnings(self) -> list[Finding]:
        """The findings that only warn."""
        return [finding for finding in self.findings if not finding.is_blocking]

    @property
    def counts(self) -> dict[str, int]:
        """Items by state, items that readers will see, and threads that are open."""
        states = [row.state for row in self.walk()]
        threads = [
            *self.threads,
            *self.orphans,
            *(each for row in self.walk() for each in row.threads),
        ]
        return {
            **{state.value: states.count(state) for state in ItemState},
            "items": len(states) - states.count(ItemState.HELD),
            "threads": sum(thread.root.is_open for thread in threads),
        }

    @property
    def lifting(self) -> StatusChange | None:
        """The entry that lifted the withdrawal of this edition, if there is one."""
        return next((entry for entry in self.log if entry.event == LIFT), None)

    def place_of(self, key: str) -> str:
        """Where an item was just moved, as in ``to Response, 2 of 5``; empty if it is gone."""
        return next((row.place for row in self.walk() if row.node.key == key), "")

    @property
    def may_be_corrected(self) -> bool:
        """Whether this is the newest edition and readers have seen it."""
        return self.issue.edition == self.newest_edition and self.issue.is_sealed

    @property
    def editions(self) -> range:
        """The numbers of all editions: only the newest is ever deleted."""
        return range(1, self.newest_edition + 1)


def editions_for_board() -> QuerySet[Issue]:
    """Editions as ``load_board`` wants them.

    With ``newest_edition``, the number of the newest one of their slug, ``former_pk``, the key of the one before, and
    ``is_overlapping``, whether the period of a published issue overlaps theirs; also ``is_withdrawn``.
    """
    editions = Issue.objects.filter(slug=OuterRef("slug")).order_by("-edition")
    former = editions.filter(edition=OuterRef("edition") - 1)
    period = (OuterRef(name) for name in ("slug", "period_start", "period_end"))
    return (
        Issue.objects.with_publicity()
        .with_withdrawal()
        .select_related("created_by", "scheduled_by")
        .annotate(
            newest_edition=Subquery(editions.values("edition")[:1]),
            former_pk=Subquery(former.values("pk")[:1]),
            has_imports=Exists(Import.objects.filter(issue=OuterRef("pk")).order_by()),
            is_overlapping=Exists(Issue.objects.published().overlapping(*period).order_by()),
        )
    )


def load_board(issue: Any, user: Any, *, shown_at: str = "") -> Board:
    """Everything for the screen of an edition out of ``editions_for_board()``.

    ``shown_at`` is the path of the page: where it is that of the edition, the addresses of items are short ones.
    Nine queries beside those for the user's permissions, whatever the number of items; another one if it was imported, one
    if an item carries on one of an earlier issue, one if a published issue overlaps this one, and three if the issue is
    withdrawn.
    """
    contents, former = _contents(issue)
    items = [node.item for node in contents.walk()]
    findings = preflight(issue, items) if not issue.is_sealed else []
    threads = _threads(issue)
    log = tuple(issue.status_changes.defer("content").select_related("user").order_by("-pk"))
    people = load_people(issue, user, log=log, comments=_comments(threads))
    items_at = _items_at(issue, shown_at)
    unchecked, writers = ({}, set()) if issue.is_sealed else unchecked_in(issue)
    builder = RowBuilder(
        issue, user, people, _by_item(findings), threads, former, items_at, unchecked
    )
    withdrawal = withdrawal_of(issue) if issue.is_withdrawn else None
    keys = {item.key for item in items}
    return Board(
        issue=issue,
        contents=contents,
        sections=tuple(
            SectionRows(
                section.section,
                builder.rows(section.items, f"to {section.section.short_label}"),
                section.placeholder,
            )
            for section in contents.sections
        ),
        findings=tuple(findings),
        actions=tuple(
            ACTIONS.get(move, Action(move))
            for move in possible_moves(issue, user, findings)
            if not (move == Move.APPROVE and user.pk in writers)
        ),
        threads=tuple(threads.get("", ())),
        orphans=tuple(
            thread for key, each in threads.items() if key and key not in keys for thread in each
        ),
        newest_edition=issue.newest_edition,
        imports=_imports(issue),
        log=log,
        people=people,
        wording=_wording(issue, user, people, writers),
        withdrawal=withdrawal,
        ways=ways(withdrawal, user) if withdrawal else None,
    )


def _imports(issue: Any) -> tuple[Import, ...]:
    """The documents it was read from: one query, if there are any."""
    if not issue.has_imports:
        return ()
    return tuple(issue.imports.defer("document", "text").select_related("imported_by"))


def _wording(issue: Issue, user: Any, people: People, writers: set[int]) -> Wording:
    editors = {pk: name for pk, name in people.editors.items() if pk in writers}
    others = editors.keys() - {user.pk}
    said = ["period", *(["notice"] if issue.notice else ())]
    return Wording(
        what=get_text_list([*said, *(["correction note"] if issue.correction_note else ())], "or"),
        written_by=named(editors.values()),
        is_own=user.pk in writers,
        can_approve=named(name for pk, name in people.editors.items() if pk not in writers),
        may_vouch=bool(others) and issue.is_editable and user.has_perm("issues.change_issue"),
        seen=fingerprint(issue),
    )


def _items_at(issue: Issue, shown_at: str) -> str:
    """The address of any item, a short one on the edition's own page: forty items have three hundred of them."""
    here = reverse("desk:issue", args=[issue.slug, issue.edition])
    address = reverse("desk:item", args=[issue.slug, issue.edition, ANY_KEY])
    return address.removeprefix(here) if shown_at == here else address


def _contents(issue: Any) -> tuple[Contents, Former]:
    """The tree, and what the items of a correction said in the edition before."""
    if not (issue.is_editable and issue.former_pk):
        return load_contents(issue, with_held=True), {}
    before = Issue(pk=issue.former_pk, slug=issue.slug, edition=issue.edition - 1)
    contents, former = load_all_contents([issue, before], with_held=True)
    items = (node.item for node in former.walk() if not node.item.held)
    return contents, {(issue.pk, item.key): item.content() for item in items}


def possible_moves(issue: Issue, user: Any, findings: Sequence[Finding]) -> tuple[Move, ...]:
    """The moves of the table that ``user`` could make now: no query beyond the user's permissions."""
    blocked = any(finding.is_blocking for finding in findings)
    return tuple(
        move
        for move in moves_from(issue.status)
        if user.has_perm(TRANSITIONS[move].permission)
        and not (blocked and TRANSITIONS[move].needs_preflight)
    )


def blocking_findings(issues: Iterable[Issue]) -> dict[int, list[Finding]]:
    """The findings that block, for many editions by primary key: three queries at most, whatever their number."""
    issues = list(issues)
    standing = withdrawals(issue.slug for issue in issues if issue.edition > 1)
    subjects = {issue.pk: Subject(issue, withdrawal=standing.get(issue.slug)) for issue in issues}
    for item in Item.objects.filter(issue__in=subjects, held=False).with_contents():
        subjects[item.issue_id].items.append(item)
    return {
        pk: [finding for check in BLOCKING for finding in check(subject)]
        for pk, subject in subjects.items()
    }


def _by_item(findings: Sequence[Finding]) -> dict[str, list[Finding]]:
    grouped: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.item_key and finding.code not in ON_THE_CHIP:
            grouped[finding.item_key].append(finding)
    return grouped


def _threads(issue: Issue) -> dict[str, list[Thread]]:
    """Threads by item key (empty: the issue): one query."""
    comments = list(issue.comments.select_related("author", "resolved_by"))
    replies: dict[int, list[Comment]] = defaultdict(list)
    for comment in comments:
        if comment.thread_id:
            replies[comment.thread_id].append(comment)
    grouped: dict[str, list[Thread]] = defaultdict(list)
    for comment in comments:
        if comment.thread_id is None:
            grouped[comment.item_key].append(Thread(comment, tuple(replies[comment.pk])))
    return grouped


def _comments(threads: dict[str, list[Thread]]) -> list[Comment]:
    return [
        comment
        for each in threads.values()
        for thread in each
        for comment in (thread.root, *thread.replies)
    ]
