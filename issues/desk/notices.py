"""What a member of the newsroom was told, and how he or she wants to be told."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from issues import notices
from issues.desk.access import desk_page
from issues.desk.pages import desk_render
from issues.mailing import path_of, pending
from issues.models import Notice, NoticeKind

PER_PAGE = 30


@desk_page()
def show_notices(request: HttpRequest) -> HttpResponse:
    """One's own notices, newest first. Looking at them marks nothing as read."""
    mine = Notice.objects.filter(recipient=request.user.pk, is_shown=True).select_related("issue")
    page = Paginator(mine, PER_PAGE).get_page(request.GET.get("page"))
    waiting = set(
        pending()
        .filter(pk__in=[notice.pk for notice in page])
        .select_related(None)
        .order_by()
        .values_list("pk", flat=True)
    )
    rows = [(notice, path_of(notice), notice.pk in waiting) for notice in page]
    return desk_render(request, "notices.html", {"title": "Notices", "page": page, "rows": rows})


@desk_page()
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Marks one notice as read and goes where it points; opened by GET, to the list."""
    if request.method != "POST":
        return redirect("desk:notices")
    notice = get_object_or_404(
        Notice.objects.select_related("issue"), pk=pk, recipient=request.user.pk
    )
    notices.mark_read(Notice.objects.filter(pk=pk))
    return redirect(path_of(notice))


@desk_page()
def read_all(request: HttpRequest) -> HttpResponse:
    """Marks all that is older than the page that was looked at as read: what came since stays new."""
    if request.method != "POST":
        return redirect("desk:notices")
    mine = notices.unread(request.user)
    newest = request.POST.get("newest", "")
    if newest.isdecimal() and len(newest) < 19:
        mine = mine.filter(pk__lte=int(newest))
    notices.mark_read(mine)
    return redirect("desk:notices")


@desk_page()
def notice_choices(request: HttpRequest) -> HttpResponse:
    """A table of what one is told of, in the desk and by mail."""
    if request.method == "POST":
        in_desk, by_mail = request.POST.getlist("in_desk"), request.POST.getlist("by_mail")
        wanted = {kind: (kind.value in in_desk, kind.value in by_mail) for kind in NoticeKind}
        notices.choose(request.user, wanted)
        messages.success(request, "Saved.")
        return redirect("desk:notice_choices")
    rows = [(kind, *ways) for kind, ways in notices.choices_of(request.user).items()]
    return desk_render(request, "notice_choices.html", {"title": "What I am told of", "rows": rows})
