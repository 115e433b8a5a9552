"""What readers could see once and no longer can: which edition took it away, the reason that was given, and what lifted it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.text import Truncator

from issues.models import Issue, Item, StatusChange
from issues.periods import ap_date
from issues.workflow import ASK_LIFT, LIFT, SEALED, Move, Status

_WORDS = 200  # of a reason, in characters: the whole of it stands on the issue's page


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A withdrawal that stands: no edition of the issue is published before somebody lifts it.

    ``entry`` is the ledger's, with its user and its edition; ``asked`` the newest request to lift it, if there is one.
    """

    entry: StatusChange
    asked: StatusChange | None = None

    @property
    def by(self) -> str:
        """Who withdrew the issue."""
        return self.entry.person

    @property
    def by_pk(self) -> int:
        """The primary key of that account: a withdrawal is made by a person."""
        pk: int = self.entry.user_id or 0
        return pk

    def __str__(self) -> str:
        """The beginning of a sentence that goes on with a colon."""
        at = timezone.localtime(self.entry.at)
        reason = Truncator(" ".join(self.entry.reason.split())).chars(_WORDS)
        return f"{self.by} withdrew this issue on {ap_date(at.date())}, {at:%H:%M} (“{reason}”)"


def withdrawals(slugs: Iterable[str]) -> dict[str, Withdrawal]:
    """The withdrawals that stand, by slug: the issue was neither lifted nor published since. One query, or none."""
    found: dict[str, Withdrawal] = {}
    entries = StatusChange.objects.filter(
        issue__slug__in=set(slugs), event__in=(Move.WITHDRAW, ASK_LIFT, LIFT, Move.PUBLISH)
    )
    for entry in entries.select_related("issue", "user").defer("content").order_by("pk"):
        slug = entry.edition.slug
        if entry.event == Move.WITHDRAW:
            found[slug] = Withdrawal(entry)
        elif entry.event == ASK_LIFT and slug in found:
            found[slug] = replace(found[slug], asked=entry)
        elif entry.event != ASK_LIFT:
            found.pop(slug, None)
    return found


def withdrawal_of(issue: Issue) -> Withdrawal | None:
    """The withdrawal of an issue that stands, whichever of its editions was withdrawn. One query."""
    return withdrawals([issue.slug]).get(issue.slug)


@dataclass(frozen=True, slots=True)
class Departure:
    """``issue`` is the edition that was withdrawn, or the one that left the ``item`` out; ``live`` what stands there now.

    ``lifted`` is the ledger's entry of the lifting, if the withdrawal was lifted.
    """

    issue: Issue
    reason: str
    item: Item | None = None
    live: Issue | None = None
    lifted: StatusChange | None = None

    def in_words(self) -> dict[str, str]:
        """What data says of it: ``reason``, and ``lifted`` where the withdrawal was lifted."""
        if self.lifted is None:
            return {"reason": self.reason}
        at = timezone.localtime(self.lifted.at).date()
        to_come = "" if self.live else " A new edition is to come."
        lifted = f"The withdrawal was lifted on {ap_date(at)}: {self.lifted.reason}{to_come}"
        return {"reason": self.reason, "lifted": lifted}


def withdrawn_issue(slug: str) -> Departure | None:
    """An issue that was withdrawn and has not appeared again. At most two queries."""
    found = Issue.objects.withdrawn().filter(slug=slug).order_by("-edition").first()
    return _withdrawn(found) if found else None


def withdrawn_edition(slug: str, edition: int) -> Departure | None:
    """An edition that readers could see once, by the withdrawal that took it away. At most four queries."""
    public_once = Issue.objects.filter(slug=slug, status__in=SEALED)
    if not public_once.filter(edition=edition).exists():
        return None
    withdrawn = public_once.filter(status=Status.WITHDRAWN, edition__gte=edition)
    found = withdrawn.order_by("edition").first()
    return _withdrawn(found, live=_live(slug)) if found else None


def removed_item(key: str) -> Departure | None:
    """An item that a correction removed, or that was withdrawn with its issue. At most four queries."""
    public_once = Item.objects.filter(key=key, held=False, issue__status__in=SEALED)
    last = public_once.select_related("issue").order_by("-issue__edition").first()
    if last is None:
        return None
    issue, live = last.issue, _live(last.issue.slug)
    if live is None:
        return withdrawn_issue(issue.slug)
    if issue.status == Status.WITHDRAWN:
        return _withdrawn(issue, last, live)
    remover = Issue.objects.get(slug=issue.slug, edition=issue.edition + 1)
    return Departure(remover, remover.correction_note, last, live)


def _withdrawn(issue: Issue, item: Item | None = None, live: Issue | None = None) -> Departure:
    lifted = issue.status_changes.filter(event=LIFT).last()
    return Departure(issue, issue.withdrawal_reason, item, live, lifted)


def _live(slug: str) -> Issue | None:
    return Issue.objects.published().filter(slug=slug).first()
