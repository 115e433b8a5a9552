"""Large texts are read one after the other, so that readers' pages stay quick however many come at once."""

import logging
import threading
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.template.loader import render_to_string
from django.urls import reverse
from filelock import FileLock, Timeout

from issues.freshness import cache_control

log = logging.getLogger(__name__)

LARGE = 10_000
"""Bytes of a form that takes its turn. An item with its citations rarely has as many, and is read at once if it has."""
MOST_WAIT = 10
"""Seconds that somebody waits for a turn."""
# Whoever waits holds a thread: half of the four that a process has are left to readers.
_here = threading.BoundedSemaphore(2)

Answer = Callable[[HttpRequest], HttpResponse]


def one_at_a_time(get_response: Answer) -> Answer:
    """Middleware: a large form waits until no other is read on this machine, or gets 429 with ``Retry-After`` (RFC 6585, 4).

    Each step of an import takes its turn, whatever its size: a short form may hold a long document.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        return _in_turn(request, get_response) if _is_large(request) else get_response(request)

    return answer


def _is_large(request: HttpRequest) -> bool:
    """Whether there may be much to read. What is larger than any form may be is refused unread."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.method != "POST" or not length.isdecimal():
        return False
    size = int(length)
    least = 0 if request.path == reverse("desk:import") else LARGE
    return least < size <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def _in_turn(request: HttpRequest, get_response: Answer) -> HttpResponse:
    try:
        # Taken in before, for a slow line keeps nobody else waiting; and a browser looks at no answer before it has sent all.
        _ = request.body
    except UnreadablePostError:
        return HttpResponse(status=400)  # nobody is there to read it
    if not _here.acquire(blocking=False):
        return _others_first()
    try:
        turn = FileLock(settings.READING_LOCK)
        try:
            turn.acquire(timeout=MOST_WAIT)
        except Timeout:
            return _others_first()
        except OSError as error:
            log.error("Large texts do not take turns, for %s: %s", settings.READING_LOCK, error)
        try:
            return get_response(request)
        finally:
            turn.release()
    finally:
        _here.release()


def _others_first() -> HttpResponse:
    answer = HttpResponse(render_to_string("others_first.html"), status=429)
    answer.headers["Retry-After"] = str(MOST_WAIT)
    answer.headers["Cache-Control"] = cache_control(429)
    return answer
