"""Plain functions that make what a test needs, through the project's own functions wherever there is one."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import Group, User
from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from issues import ledger
from issues.editing import add_item, approve_item, seal_approval
from issues.four_eyes import unchecked_issues
from issues.groups import ANALYSTS, EDITORS
from issues.models import Citation, Issue, Item
from issues.moves import apply_move
from issues.sections import Section
from issues.versions import WRITTEN, record_many, record_words
from issues.wording import fingerprint, vouch_for_wording
from issues.workflow import Move, Status
from sources.models import Outlet
from sources.resolving import resolve

END = date(2017, 11, 7)
PASSWORD = "a-long-password-for-tests"


def make_user(name: str, group: str | None = None, **fields: Any) -> User:
    """A member of staff; the same one if the name is taken."""
    user, created = User.objects.get_or_create(
        username=name, defaults={"is_staff": True, "email": f"{name}@monitor.test", **fields}
    )
    if created:
        user.set_password(PASSWORD)
        user.save()
        if group:
            user.groups.add(Group.objects.get(name=group))
    return user


def analyst(name: str = "ana") -> User:
    """Somebody who drafts."""
    return make_user(name, ANALYSTS)


def editor(name: str = "ed") -> User:
    """Somebody who approves and publishes."""
    return make_user(name, EDITORS)


def make_outlet(name: str = "Reuters", *, confirmed: bool = True) -> Outlet:
    """The outlet of that name, registered if need be."""
    return resolve(name) or Outlet.objects.register(name, confirmed=confirmed)


def cite(outlet: str | Outlet | None = "Reuters", on: date | None = END, **fields: Any) -> Citation:
    """An unsaved citation; ``on`` is a day (give dated_from and dated_to for a range)."""
    found = make_outlet(outlet) if isinstance(outlet, str) else outlet
    return Citation(**{"outlet": found, "dated_from": on, "dated_to": on, **fields})


def make_issue(end: date = END, *, days: int = 7, by: User | None = None, **fields: Any) -> Issue:
    """A draft without items, of the period that ends on ``end``."""
    return Issue.objects.create(
        slug=end.isoformat(),
        period_start=end - timedelta(days=days),
        period_end=end,
        created_by=by or analyst(),
        **fields,
    )


def make_item(
    issue: Issue,
    body: str = "Two convoys reached the town.",
    *,
    citations: Iterable[Citation] | None = None,
    section: str = Section.MILITARY_CAMPAIGN,
    by: User | None = None,
    **fields: Any,
) -> Item:
    """An item with one citation of Reuters on the period's last day, unless told otherwise."""
    if citations is None:
        citations = [cite(on=issue.period_end)]
    return add_item(
        issue, user=by or analyst(), section=section, body=body, citations=citations, **fields
    )


def submit(issue: Issue, by: User | None = None) -> Issue:
    """Into review."""
    return apply_move(issue, Move.SUBMIT, user=by or analyst())


def approve_items(issue: Issue, by: User | None = None) -> None:
    """Every item that is not held back, by somebody who wrote none of them."""
    for item in issue.items.filter(held=False):
        if not item.is_approved:
            approve_item(item, user=by or editor())


def approved_item(item: Item) -> Item:
    """Submitted with its issue, and approved by an editor."""
    submit(item.issue)
    return approve_item(item, user=editor())


def fresh(item: Item) -> Item:
    """As the database has it now, with its contents."""
    return Item.objects.with_contents().get(pk=item.pk)


def approve(issue: Issue, by: User | None = None) -> Issue:
    """From draft or review to approved, items included."""
    issue.refresh_from_db()
    if issue.status == "draft":
        submit(issue)
    approve_items(issue, by)
    return apply_move(issue, Move.APPROVE, user=read_by_another(issue, by or editor()))


def read_by_another(issue: Issue, user: User) -> User:
    """The user may approve what the issue says itself: if it is his or hers, such as a correction note, an analyst vouches."""
    if user.pk in unchecked_issues([issue.pk])[issue.pk]:
        vouch_for_wording(issue, user=analyst(), seen=fingerprint(issue))
    return user


def publish(issue: Issue, by: User | None = None) -> Issue:
    """The whole way, as people go it."""
    issue = approve(issue, by)
    return apply_move(issue, Move.PUBLISH, user=by or editor())


def published_issue(end: date = END, *bodies: str, **fields: Any) -> Issue:
    """A published issue with an item for each body (one, if none is given): see ``publish_quickly``."""
    issue = make_issue(end, **fields)
    add_quickly(issue, bodies or (f"Two convoys reached the town before {end}.",))
    return publish_quickly(issue)


def add_quickly(issue: Issue, bodies: Iterable[str]) -> list[Item]:
    """Items of one citation each, as ``make_item`` makes them, but all at once."""
    author, reuters = analyst(), make_outlet()
    items = Item.objects.bulk_create(
        Item(
            issue=issue,
            section=Section.MILITARY_CAMPAIGN,
            position=position,
            body=body,
            author=author,
            last_editor=author,
        )
        for position, body in enumerate(bodies, 1)
    )
    Citation.objects.bulk_create(
        cite(reuters, issue.period_end, item=item, position=1) for item in items
    )
    write_history(items)
    return items


def write_history(items: Iterable[Item]) -> None:
    """The rows that bulk_create does not write: each item as it stands, by its author."""
    rows = Item.objects.with_contents().filter(pk__in=[item.pk for item in items])
    record_many(((row, row.citations.all()) for row in rows), user=None, kind=WRITTEN)


def approve_quickly(items: Iterable[Item], by: User) -> None:
    """Approvals with their seals and their history, all at once."""
    rows = list(Item.objects.with_contents().filter(pk__in=[item.pk for item in items]))
    for row in rows:
        seal_approval(row, by)
    columns = ["approved_by", "approved_at", "approved_content", "approved_seal"]
    if rows:
        bulk_update_with_history(rows, Item, columns, default_user=by)


def publish_quickly(issue: Issue) -> Issue:
    """For tests that are not about the way there: approvals, states and the ledger's entry are those of ``publish``.

    What comes by the way is left out: notices, and the entries for submitting and approving.
    """
    ed, now = read_by_another(issue, editor()), timezone.now()
    approve_quickly(issue.items.filter(held=False), ed)
    rows = Issue.objects.filter(pk=issue.pk)
    rows.update(status=Status.IN_REVIEW, submitted_at=now, submitted_by=analyst())
    rows.update(status=Status.APPROVED, approved_at=now, approved_by=ed)
    record_words(rows.get(), user=ed)
    rows.update(status=Status.PUBLISHED, published_at=now, published_by=ed)
    published = rows.get()
    ledger.record(published, Move.PUBLISH, from_status=Status.APPROVED, user=ed, at=now)
    return published
