"""What readers could see once and no longer can: which edition took it away, and the reason that was given."""

from __future__ import annotations

from dataclasses import dataclass

from issues.models import Issue, Item
from issues.workflow import SEALED, Status


@dataclass(frozen=True, slots=True)
class Departure:
    """``issue`` is the edition that was withdrawn, or the one that left the ``item`` out; ``live`` what stands there now."""

    issue: Issue
    reason: str
    item: Item | None = None
    live: Issue | None = None


def withdrawn_issue(slug: str) -> Departure | None:
    """An issue that was withdrawn and has not appeared again. One query."""
    found = Issue.objects.withdrawn().filter(slug=slug).order_by("-edition").first()
    return Departure(found, found.withdrawal_reason) if found else None


def withdrawn_edition(slug: str, edition: int) -> Departure | None:
    """An edition that readers could see once, by the withdrawal that took it away. At most three queries."""
    public_once = Issue.objects.filter(slug=slug, status__in=SEALED)
    if not public_once.filter(edition=edition).exists():
        return None
    withdrawn = public_once.filter(status=Status.WITHDRAWN, edition__gte=edition)
    found = withdrawn.order_by("edition").first()
    return Departure(found, found.withdrawal_reason, live=_live(slug)) if found else None


def removed_item(key: str) -> Departure | None:
    """An item that a correction removed, or that was withdrawn with its issue. At most three queries."""
    public_once = Item.objects.filter(key=key, held=False, issue__status__in=SEALED)
    last = public_once.select_related("issue").order_by("-issue__edition").first()
    if last is None:
        return None
    issue, live = last.issue, _live(last.issue.slug)
    if live is None:
        return withdrawn_issue(issue.slug)
    if issue.status == Status.WITHDRAWN:
        return Departure(issue, issue.withdrawal_reason, last, live)
    remover = Issue.objects.get(slug=issue.slug, edition=issue.edition + 1)
    return Departure(remover, remover.correction_note, last, live)


def _live(slug: str) -> Issue | None:
    return Issue.objects.published().filter(slug=slug).first()
