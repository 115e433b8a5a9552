"""The pulse of an open page: who else is here, and whether somebody changed the issue."""

import re

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django_htmx.http import trigger_client_event

from issues import presence
from issues.desk.access import desk_page
from issues.models import Issue

_KEY = re.compile(r"[a-z0-9]{1,10}")


@desk_page(posts_only=True)
def pulse(request: HttpRequest, issue: Issue) -> HttpResponse:
    """Notes that this user has the issue open, and the item whose key is in ``item``; answers who else is here.

    204 if that is what ``here``, the fingerprint of the last answer, says already. The event ``desk:changed`` comes with
    the answer if somebody else changed the issue since the board was made, which ``board`` is the fingerprint of; the page
    of a single item has none.
    """
    key, board = request.POST.get("item", ""), request.POST.get("board", "")
    try:
        presence.note(issue, request.user, key if _KEY.fullmatch(key) else "")
    except IntegrityError:  # the issue was deleted in this moment
        return HttpResponse(status=204)
    here = presence.look(issue, request.user)
    if request.POST.get("here") == here.fingerprint:
        response = HttpResponse(status=204)
    else:
        address = "" if board else reverse("desk:issue", args=[issue.slug, issue.edition])
        context = {"here": here, "board_address": address}
        response = render(request, "issues/desk/_here.html", context)
    if board not in ("", here.board):
        trigger_client_event(response, "desk:changed")
    return response
