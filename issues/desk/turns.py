"""Long forms are read one after the other, so that readers' pages stay quick however many come at once."""

import logging
import threading
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from filelock import FileLock, Timeout

from issues.desk.pages import desk_render

log = logging.getLogger(__name__)

LONG = 10_000
"""Bytes of a form; one that is longer takes its turn. An item with its citations is rarely as long."""
MOST_WAIT = 10
"""Seconds that somebody waits for a turn."""
# Whoever waits holds a thread: half of the four that a process has are left to readers.
_here = threading.BoundedSemaphore(2)


def in_turn(request: HttpRequest, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer; to a long form once no other is read on this machine, or else 429 with ``Retry-After`` (RFC 6585, 4).

    Each step of an import takes its turn, as a short form may hold a long document. Only for members of the newsroom, or
    strangers could keep them waiting.
    """
    if not _is_long(request):
        return answer()
    _ = request.POST  # taken in before, so that a slow line keeps nobody else waiting
    if not _here.acquire(blocking=False):
        return _others_first(request)
    turn = FileLock(settings.READING_LOCK)
    try:
        _acquire(turn)
        return answer()
    except Timeout:
        return _others_first(request)
    finally:
        turn.release()
        _here.release()


def _acquire(turn: FileLock) -> None:
    try:
        turn.acquire(timeout=MOST_WAIT)
    except Timeout:
        raise
    except OSError as error:
        log.error("Long forms do not take turns, for %s: %s", settings.READING_LOCK, error)


def content_length(request: HttpRequest) -> int:
    """Bytes of what was sent; 0 where it is not said, for then Django reads nothing."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0


def _is_long(request: HttpRequest) -> bool:
    is_import = request.path == reverse("desk:import")
    return request.method == "POST" and (is_import or content_length(request) > LONG)


def _others_first(request: HttpRequest) -> HttpResponse:
    context = {"title": "Others are first"}
    answer = desk_render(request, "others_first.html", context, status=429)
    answer.headers["Retry-After"] = str(MOST_WAIT)
    return answer
