"""Long forms are read one after the other, so that readers' pages stay quick however many come at once."""

import logging
import threading
from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.template.loader import render_to_string
from django.urls import reverse
from filelock import FileLock, Timeout

from issues.freshness import cache_control

log = logging.getLogger(__name__)

LONG = 10_000
"""Bytes of a form; one that is longer takes its turn. An item with its citations is rarely as long."""
MOST_WAIT = 10
"""Seconds that somebody waits for a turn."""

Answer = Callable[[HttpRequest], HttpResponse]


class Queue(NamedTuple):
    """A file that is locked by the one whose form is read, and how many of a process may read or wait."""

    name: str
    here: threading.BoundedSemaphore


# Whoever waits holds one of the four threads of a process: the last is left to readers.
MEMBERS = Queue("members.lock", threading.BoundedSemaphore(2))
STRANGERS = Queue("strangers.lock", threading.BoundedSemaphore(1))


def one_at_a_time(get_response: Answer) -> Answer:
    """Middleware: a long form waits until no other is read on this machine, or gets 429 with ``Retry-After`` (RFC 6585, 4).

    Each step of an import takes its turn, as a short form may hold a long document. It stands before whatever takes a form
    apart, which costs time too, and behind what knows the account: strangers keep nobody of the newsroom waiting.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if not _is_long(request):
            return get_response(request)
        queue = MEMBERS if request.user.is_authenticated else STRANGERS
        return _in_turn(request, get_response, queue)

    return answer


def content_length(request: HttpRequest) -> int:
    """Bytes of what was sent; 0 where it is not said, for then Django reads nothing."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0


def _is_long(request: HttpRequest) -> bool:
    """Whether there may be much to read. What is larger than any form may be is refused unread."""
    if request.method != "POST":
        return False
    least = 0 if request.path == reverse("desk:import") else LONG
    return least < content_length(request) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def _in_turn(request: HttpRequest, get_response: Answer, queue: Queue) -> HttpResponse:
    try:
        # Taken in before, for a slow line keeps nobody else waiting; and a browser looks at no answer before it has sent all.
        _ = request.body
    except UnreadablePostError:
        return HttpResponse(status=400)  # nobody is there to read it
    if not queue.here.acquire(blocking=False):
        return _others_first()
    turn = FileLock(settings.TURNS / queue.name)
    try:
        _acquire(turn)
        return get_response(request)
    except Timeout:
        return _others_first()
    finally:
        turn.release()
        queue.here.release()


def _acquire(turn: FileLock) -> None:
    try:
        settings.TURNS.mkdir(parents=True, exist_ok=True)
        turn.acquire(timeout=MOST_WAIT)
    except Timeout:
        raise
    except OSError as error:
        log.error("Long forms do not take turns: %s", error)


def _others_first() -> HttpResponse:
    answer = HttpResponse(render_to_string("others_first.html"), status=429)
    answer.headers["Retry-After"] = str(MOST_WAIT)
    answer.headers["Cache-Control"] = cache_control(429)
    return answer
