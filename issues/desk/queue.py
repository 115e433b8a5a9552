"""What waits for an approval, over all issues in review: each item with all that speaks for and against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model

from issues import newsroom
from issues.contents import ItemNode, load_all_contents
from issues.desk.diffs import Change
from issues.desk.former import former_contents, other_changes
from issues.desk.rows import Thread, beside, changes_since_approval
from issues.four_eyes import unchecked_items
from issues.models import Comment, Issue, Item
from issues.preflight import CHECKS, Finding, Subject, repeats_among
from issues.preflight.warning import overlapping_period, repeated_item
from issues.reviewing import ABOUT_APPROVAL, is_reworked, open_returns
from issues.workflow import Status

# The first is about the issue as a whole, the second is done for all issues together.
_WITHOUT_QUERY = [check for check in CHECKS if check not in (overlapping_period, repeated_item)]


@dataclass(slots=True)
class Entry:
    """One item that is not approved; what follows ``returned`` is filled in by ``dress``."""

    issue: Issue
    node: ItemNode
    unchecked: set[int]
    """Those who may not approve it: they had a hand in it since somebody else saw it."""
    is_own: bool
    """Whether this user is one of them."""
    returned: Comment | None
    """The remark that gave it back, if that is not settled."""
    author: str = ""
    last_editor: str = ""
    findings: list[Finding] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)
    since_approval: list[Change] = field(default_factory=list)
    since_edition: list[Change] = field(default_factory=list)
    is_new: bool = False
    """In a correction: the edition before had no such item."""
    can_approve: tuple[str, ...] = ()
    """The names of those who may approve it."""
    vouch_for: str = ""
    """The names of other editors whose changes this user may vouch for."""

    @property
    def item(self) -> Item:
        return self.node.item

    @property
    def lies_with_author(self) -> bool:
        """Whether it was given back and nobody has changed it since."""
        return self.returned is not None and not is_reworked(self.item, self.returned)

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found and nothing is open: what ``approve_clean`` asks for."""
        return not self.findings and not any(thread.root.is_open for thread in self.threads)


@dataclass(frozen=True, slots=True)
class Queue:
    """The items of all issues in review that nobody has approved yet, in reading order, oldest issue first."""

    issues: tuple[Issue, ...]
    """All issues in review, whatever the filter."""
    waiting: tuple[Entry, ...]
    """For this user."""
    others: tuple[Entry, ...]
    """For somebody else, because this user had a hand in them."""
    returned: tuple[Entry, ...]
    """Given back, and unchanged since."""
    complete: tuple[Issue, ...]
    """Issues in which every item is approved: they wait for the approval of the whole."""
    subjects: dict[int, Subject]
    """By primary key, each issue with its items, as the checks of preflight read them."""


def load_queue(user: Any, *, slug: str = "", section: str = "") -> Queue:
    """The queue of ``user``, of one issue or one section if they are given. Five queries, whatever there is."""
    issues = tuple(Issue.objects.filter(status=Status.IN_REVIEW).order_by("period_end", "slug"))
    returns = open_returns(issues)
    parts: dict[str, list[Entry]] = defaultdict(list)
    complete, subjects = [], {}
    loaded = load_all_contents(issues, with_held=True)
    waiting = [node.item for contents in loaded for node in contents.walk()]
    unchecked = unchecked_items([item.pk for item in waiting if not item.is_approved])
    for contents in loaded:
        issue = contents.issue
        shown = [node for node in contents.walk() if not node.item.held]
        subjects[issue.pk] = Subject(issue, [node.item for node in shown])
        nodes = [node for node in shown if not node.item.is_approved]
        if not nodes:
            complete.append(issue)
        for node in nodes:
            if slug in ("", issue.slug) and section in ("", node.section):
                remark = returns.get((issue.pk, node.key))
                hands = unchecked[node.item.pk]
                entry = Entry(issue, node, hands, user.pk in hands, remark)
                parts[_part_of(entry)].append(entry)
    return Queue(
        issues,
        tuple(parts["waiting"]),
        tuple(parts["others"]),
        tuple(parts["returned"]),
        tuple(complete),
        subjects,
    )


def dress(queue: Queue, entries: Sequence[Entry], user: Any) -> None:
    """Fill in what the screen shows beside the text of each item. Seven queries at most, whatever their number."""
    issues = list({entry.issue.pk: entry.issue for entry in entries}.values())
    names = _names(entries)
    editors = {user.pk: user.get_username() for user in newsroom.editors().order_by("username")}
    findings = _findings([queue.subjects[issue.pk] for issue in issues])
    threads, former = _threads(entries), former_contents(issues)
    for entry in entries:
        item, place = entry.item, (entry.issue.pk, entry.node.key)
        entry.author, entry.last_editor = names[item.author_id], names[item.last_editor_id]
        entry.findings = [beside(each, item) for each in findings[entry.issue.pk][item.key]]
        entry.threads = threads[place]
        entry.since_approval = changes_since_approval(item)
        before = former.get(place)
        entry.is_new = entry.issue.edition > 1 and before is None
        entry.since_edition = other_changes(item, before, entry.since_approval)
        entry.can_approve = tuple(name for pk, name in editors.items() if pk not in entry.unchecked)


def _part_of(entry: Entry) -> str:
    if entry.lies_with_author:
        return "returned"
    return "others" if entry.is_own else "waiting"


def _findings(subjects: Sequence[Subject]) -> dict[int, dict[str, list[Finding]]]:
    """What preflight says of items, by issue and item key: one query, where ``preflight`` takes four for each issue."""
    bodies = [item.body for subject in subjects for item in subject.items]
    earlier = list(Item.objects.published().filter(body__in=bodies).select_related("issue"))
    found: dict[int, dict[str, list[Finding]]] = {}
    for subject in subjects:
        by_item = found[subject.issue.pk] = defaultdict(list)
        own = (finding for check in _WITHOUT_QUERY for finding in check(subject))
        for finding in (*own, *repeats_among(earlier, subject)):
            if finding.code not in ABOUT_APPROVAL:
                by_item[finding.item_key].append(finding)
        for each in by_item.values():
            each.sort(key=lambda finding: finding.severity)
    return found


def _threads(entries: Sequence[Entry]) -> dict[tuple[int, str], list[Thread]]:
    """The open threads about these items: one query."""
    rows = Comment.objects.filter(
        issue__in={entry.issue.pk for entry in entries},
        item_key__in={entry.node.key for entry in entries},
    ).select_related("author", "resolved_by")
    replies: dict[int, list[Comment]] = defaultdict(list)
    for row in rows:
        if row.thread_id:
            replies[row.thread_id].append(row)
    found: dict[tuple[int, str], list[Thread]] = defaultdict(list)
    for row in rows:
        if row.thread_id is None and row.is_open:
            found[row.issue_id, row.item_key].append(Thread(row, tuple(replies[row.pk])))
    return found


def _names(entries: Sequence[Entry]) -> dict[int, str]:
    ids = {pk for entry in entries for pk in (entry.item.author_id, entry.item.last_editor_id)}
    return {user.pk: user.get_username() for user in get_user_model().objects.filter(pk__in=ids)}
