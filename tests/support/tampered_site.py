"""A site with everything that the ledger covers, for tampering with."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from issues.editing import change_item, delete_item, hold_item
from issues.editions import start_correction
from issues.imports import import_issue
from issues.ledger import heads
from issues.models import Import, Issue, Item, StatusChange
from issues.moves import apply_move, schedule
from issues.workflow import Move
from sources.changes import confirm
from sources.merging import merge, rename
from sources.models import Outlet, OutletAlias, OutletDomain
from tests.support import factories as make
from tests.support.digests import digest


def build() -> dict[str, Any]:
    """One row of each table, by the table's name, and more by names of their own.

    Issue 2017-11-07 was imported, scheduled and corrected; 2017-11-14 withdrawn; 2017-11-21 is a draft that was returned,
    2017-11-28 approved.
    """
    _corrected()
    withdrawn = make.publish(_draft(date(2017, 11, 14)))
    apply_move(withdrawn, Move.WITHDRAW, user=make.editor(), reason="It was wrong.")
    draft = make.submit(_draft(date(2017, 11, 21)))
    apply_move(draft, Move.RETURN, user=make.editor(), reason="One more source.")
    make.make_user("kim")
    _outlets()
    _rescheduled()
    first, live = Issue.objects.filter(slug="2017-11-07").order_by("edition")
    item = live.items.get(body="First, corrected.")
    outlet = Outlet.objects.get(slug="reuters")
    return {
        "issues_issue": live,
        "issues_item": item,
        "issues_citation": item.citations.get(),
        "issues_statuschange": StatusChange.objects.get(issue=live, event="publish"),
        "issues_historicalitem": Item.history.filter(issue_id=live.pk, key=item.key).latest(),
        "issues_historicalissue": Issue.history.filter(id=live.pk).latest(),
        "issues_import": Import.objects.get(),
        "sources_outlet": outlet,
        "sources_outletalias": OutletAlias.objects.filter(outlet=outlet)[0],
        "sources_outletdomain": OutletDomain.objects.filter(outlet=outlet)[0],
        "auth_user": make.editor(),
        "first": first,
        "withdrawn": Issue.objects.get(pk=withdrawn.pk),
        "draft": Issue.objects.get(pk=draft.pk),
    }


def _draft(end: date) -> Issue:
    issue = make.make_issue(end)
    make.make_item(issue, "Alone.")
    return issue


def _corrected() -> None:
    text = digest("First. (Reuters, 11.04.17)", "Second. (AP, 11.05.17)", "Gone. (AFP, 11.05.17)")
    issue = import_issue(text.encode(), "week.txt", user=make.analyst()).draft
    delete_item(issue.items.get(body="Gone."), user=make.analyst())
    parent = issue.items.get(body="Second.")
    make.make_item(issue, "Below.", parent=parent)
    hold_item(make.make_item(issue, "Held back."), user=make.editor(), held=True)
    ed = make.editor()
    make.submit(issue)
    make.approve(issue)
    soon = timezone.now() + timedelta(hours=1)
    schedule(Issue.objects.get(pk=issue.pk), soon, user=ed)
    schedule(Issue.objects.get(pk=issue.pk), None, user=ed)
    first = apply_move(issue, Move.PUBLISH, user=ed)
    second = start_correction(first, user=ed, note="A number.")
    item = second.items.get(body="First.")
    change_item(
        item,
        version=item.version,
        user=make.analyst(),
        body="First, corrected.",
        citations=[make.cite("Reuters", title="A title", url="https://a.test/", note="in Russian")],
    )
    make.publish(second)


def _rescheduled() -> None:
    """An approved issue, whose last entries leave nothing behind."""
    issue = make.approve(_draft(date(2017, 11, 28)))
    for moment in (timezone.now() + timedelta(hours=1), None):
        schedule(Issue.objects.get(pk=issue.pk), moment, user=make.editor())


def _outlets() -> None:
    """Legal changes after the publication: confirmed, merged, renamed."""
    ed = make.editor()
    confirm([make.make_outlet("The Weekly", confirmed=False).pk], user=ed)
    merge(make.make_outlet("AFP"), make.make_outlet("AP"), user=ed)
    rename(make.make_outlet("AP"), "Associated Wire", user=ed)


def note_heads(*, every: int = 5) -> None:
    """Write the heads as commits would have: the file of the site."""
    chain = list(StatusChange.objects.order_by("number").values_list("number", "entry_hash"))
    for number, entry_hash in [*chain[::every], chain[-1]]:
        heads.append(number, entry_hash)
