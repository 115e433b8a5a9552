"""Moves of a whole edition: through the workflow, onto the schedule, into a correction, and back from a withdrawal."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from issues.desk.access import desk_page
from issues.desk.forms import LinesField, ScheduleForm
from issues.desk.pages import Unreadable
from issues.editions import start_correction
from issues.models import Issue
from issues.moves import apply_move, schedule
from issues.periods import ap_date
from issues.withdrawals import ask_lift, lift, vouch
from issues.workflow import Move

_DONE = {
    Move.SUBMIT: "Submitted: an editor reads it now.",
    Move.RETURN: "Returned to draft.",
    Move.APPROVE: "Approved: it can be published now, or scheduled.",
    Move.PUBLISH: "Published: readers see it now.",
    Move.WITHDRAW: "Withdrawn: readers see the reason in its place.",
}


@desk_page(posts_only=True)
def move_issue(request: HttpRequest, issue: Issue, move: str) -> HttpResponse:
    """One move of the table."""
    if move not in Move.values:
        raise Http404
    apply_move(issue, Move(move), user=request.user, reason=_words(request, "reason"))
    messages.success(request, _DONE[Move(move)])
    return redirect("desk:issue", issue.slug, issue.edition)


@desk_page(posts_only=True)
def schedule_issue(request: HttpRequest, issue: Issue) -> HttpResponse:
    """Sets the moment of publication, or takes it off with the button ``cancel``."""
    seen = request.POST.get("seen")
    if "cancel" in request.POST:
        schedule(issue, None, user=request.user, seen=seen)
        messages.success(request, "Taken off the schedule.")
        return redirect("desk:issue", issue.slug, issue.edition)
    form = ScheduleForm(request.POST)
    if not form.is_valid():
        raise Unreadable(form.first_error())
    moment = form.cleaned_data["publish_at"]
    schedule(issue, moment, user=request.user, seen=seen)
    local = timezone.localtime(moment)
    messages.success(request, f"Scheduled for {ap_date(local.date())}, {local:%H:%M} ({local:%Z}).")
    return redirect("desk:issue", issue.slug, issue.edition)


@desk_page(posts_only=True)
def correct_issue(request: HttpRequest, issue: Issue) -> HttpResponse:
    """Starts the next edition with a public note."""
    draft = start_correction(issue, user=request.user, note=_words(request, "note"))
    messages.success(
        request,
        f"Edition {draft.edition} is a draft now; readers see the former one until it is published.",
    )
    return redirect("desk:issue", draft.slug, draft.edition)


_LIFTED = "Lifted: a new edition can be published now. Readers see the reason."


@desk_page(posts_only=True)
def lift_withdrawal(request: HttpRequest, issue: Issue) -> HttpResponse:
    """Lifts the withdrawal of the issue, for a public reason."""
    lift(issue, user=request.user, reason=_words(request, "reason"))
    messages.success(request, _LIFTED)
    return redirect("desk:issue", issue.slug, issue.edition)


@desk_page(posts_only=True)
def ask_to_lift(request: HttpRequest, issue: Issue) -> HttpResponse:
    """Asks for one's own withdrawal to be lifted, for a public reason."""
    ask_lift(issue, user=request.user, reason=_words(request, "reason"))
    messages.success(request, "Asked: the withdrawal is lifted when somebody else confirms it.")
    return redirect("desk:issue", issue.slug, issue.edition)


@desk_page(posts_only=True)
def confirm_lifting(request: HttpRequest, issue: Issue) -> HttpResponse:
    """Lifts the withdrawal as its editor asked; ``asked`` is the request that was read."""
    asked = request.POST.get("asked", "")
    is_number = asked.isascii() and asked.isdecimal() and len(asked) < 19
    vouch(issue, user=request.user, asked=int(asked) if is_number else None)
    messages.success(request, _LIFTED)
    return redirect("desk:issue", issue.slug, issue.edition)


def _words(request: HttpRequest, name: str) -> str:
    """What was typed into that field, as long as the form of an issue takes it. Raises Unreadable."""
    try:
        words: str = LinesField(required=False, max_length=2000).clean(request.POST.get(name, ""))
    except ValidationError as error:
        raise Unreadable(error.messages[0]) from error
    return words
