"""The pages of the desk about whole issues: all of them, a new one, one on one screen, its preview."""

from collections.abc import Iterable
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from issues.assignments import issues_with_work_for
from issues.desk.access import desk_page
from issues.desk.board import blocking_findings
from issues.desk.forms import IssueForm, NewIssueForm
from issues.desk.pages import at_item, desk_render, issue_page, status_of
from issues.desk.series import Period, next_period, periods, remarks, seams
from issues.desk.todo import load_todo
from issues.editing import delete_issue
from issues.models import Issue, StatusChange
from issues.moves import Conflict, MoveError
from issues.periods import ap_date
from issues.querysets import IssueQuerySet
from issues.wording import vouch_for_wording
from issues.workflow import SEALED

PER_PAGE = 20


@desk_page()
def home(request: HttpRequest) -> HttpResponse:
    """What waits for this user, what is in work with what blocks it, and what was published.

    ``?mine`` leaves of what is in work the issues of which this user has something in hand.
    """
    counted = _counted().order_by("-period_end", "-edition")
    is_mine = "mine" in request.GET
    in_work = counted.working()
    if is_mine:
        in_work = in_work.filter(pk__in=issues_with_work_for(request.user).order_by().values("pk"))
    working = Paginator(in_work, PER_PAGE).get_page(request.GET.get("working"))
    sealed = Paginator(counted.filter(status__in=SEALED), PER_PAGE).get_page(
        request.GET.get("page")
    )
    found = blocking_findings(working.object_list)
    said = seams(periods(_first_day([*working, *sealed])))
    start, end = next_period()
    context = {
        "title": "Desk",
        "working": working,
        "is_mine": is_mine,
        "sealed": sealed,
        "rows": [(issue, found[issue.pk], _seam(said, issue)) for issue in working],
        "published": _with_seams(sealed, said),
        "next_period": Period("", start, end),
        "todo": load_todo(request.user),
    }
    return desk_render(request, "home.html", context)


def _counted() -> IssueQuerySet:
    """All editions with the numbers of their items and the last entry that the ledger has of each."""
    shown = Q(items__held=False)
    last = StatusChange.objects.filter(issue=OuterRef("pk")).order_by("-pk")
    in_work = Issue.objects.working().filter(slug=OuterRef("slug"))
    return (
        Issue.objects.with_publicity()
        .with_withdrawal()
        .annotate(
            is_being_corrected=Exists(in_work),
            item_count=Count("items", filter=shown),
            approved_count=Count("items", filter=shown & Q(items__approved_by__isnull=False)),
            held_count=Count("items", filter=Q(items__held=True)),
            last_event=Subquery(last.values("event")[:1]),
            last_reason=Subquery(last.values("reason")[:1]),
        )
    )


def _first_day(issues: list[Issue]) -> date:
    return min((issue.period_end for issue in issues), default=date.max)


def _seam(said: dict[str, str], issue: Issue) -> str:
    """What is odd between the issue and the next; a correction of it says nothing again."""
    return said.get(issue.slug, "") if issue.edition == 1 else ""


def _with_seams(sealed: Iterable[Issue], said: dict[str, str]) -> list[tuple[Issue, str]]:
    """The published editions, the newest of each issue with what is odd between it and the next issue."""
    left = dict(said)
    return [(issue, left.pop(issue.slug, "")) for issue in sealed]


@desk_page("issues.add_issue")
def new_issue(request: HttpRequest) -> HttpResponse:
    """A draft without items; the week after the newest issue is suggested. Odd periods are asked about first."""
    if request.method != "POST":
        start, end = next_period()
        initial = {"period_start": start, "period_end": end}
        found = remarks(start, end, periods())
        return _new_issue_page(request, NewIssueForm(initial=initial), found)
    form = NewIssueForm(request.POST)
    if not form.is_valid():
        return _new_issue_page(request, form, [])
    oddities = form.oddities()
    if oddities and form.cleaned_data["seen"] != form.fingerprint:
        return _new_issue_page(request, form, oddities, asks=True)
    try:
        issue = form.save(request.user)
    except Conflict as error:
        form.add_error("period_end", str(error))
        return _new_issue_page(request, form, oddities)
    return _begun(request, issue, oddities)


@desk_page("issues.add_issue")
def next_issue(request: HttpRequest) -> HttpResponse:
    """The issue of the period that the button named, begun at once; whoever comes second is led to it."""
    if request.method != "POST":
        return redirect("desk:new_issue")
    form = NewIssueForm(request.POST)
    try:
        if form.is_valid():
            oddities = form.oddities()
            return _begun(request, form.save(request.user), oddities)
    except Conflict:
        pass  # somebody was quicker by a moment: the same as by an hour
    begun = Issue.objects.filter(slug=request.POST.get("period_end", "")[:10])
    issue = begun.select_related("created_by").order_by("-edition").first()
    if issue is None:
        return _new_issue_page(request, form, [])
    at = timezone.localtime(issue.created_at)
    messages.info(
        request,
        f"This issue was begun by {issue.created_by.get_username()} already, on {ap_date(at.date())} at {at:%H:%M}.",
    )
    return at_item(issue, "")


def _begun(request: HttpRequest, issue: Issue, oddities: list[str]) -> HttpResponse:
    messages.success(request, f"Begun: {issue}. It is an empty draft.")
    for sentence in oddities:
        messages.warning(request, sentence)
    return at_item(issue, "")


def _new_issue_page(
    request: HttpRequest, form: NewIssueForm, oddities: list[str], *, asks: bool = False
) -> HttpResponse:
    """The form; with ``asks``, the next press of its button creates the issue as it is."""
    context = {"title": "New issue", "form": form, "oddities": oddities, "asks": asks}
    return desk_render(request, "new_issue.html", context, status=400 if form.errors else 200)


@desk_page("issues.change_issue")
def edit_issue(request: HttpRequest, issue: Issue) -> HttpResponse:
    """Period, notice and correction note."""
    form = IssueForm(issue, request.POST if request.method == "POST" else None)
    error: MoveError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            form.save(request.user)
        except Conflict as conflict:
            error = conflict
            issue = get_object_or_404(Issue, pk=issue.pk)
            form = form.rebased(issue)
        else:
            messages.success(request, "Saved.")
            return at_item(issue, "")
    status = status_of(error) if error else 400 if form.errors else 200
    context = {"title": "Edit issue", "issue": issue, "form": form, "error": error}
    return desk_render(request, "edit_issue.html", context, status=status)


@desk_page("issues.change_issue", posts_only=True)
def vouch(request: HttpRequest, issue: Issue) -> HttpResponse:
    """Says that period, notice and correction note are right as they were on the screen."""
    vouch_for_wording(issue, user=request.user, seen=request.POST.get("seen", ""))
    messages.success(request, "You vouched for what the issue says itself.")
    return at_item(issue, "")


@desk_page()
def show_issue(request: HttpRequest, issue: Issue) -> HttpResponse:
    """The issue on one screen."""
    return issue_page(request, issue)


@desk_page("issues.delete_issue")
def remove_issue(request: HttpRequest, issue: Issue) -> HttpResponse:
    """Asks first, then deletes a draft that never moved."""
    if request.method != "POST":
        context = {
            "title": "Delete this draft?",
            "issue": issue,
            "count": issue.items.count(),
            "source_count": issue.imports.count(),
        }
        return desk_render(request, "issue_delete.html", context)
    delete_issue(issue, user=request.user)
    messages.success(request, f"Deleted: {issue}.")
    return redirect("desk:home")
