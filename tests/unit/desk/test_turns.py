"""Long forms are read one after the other."""

import fcntl
import threading
import time
from contextlib import contextmanager
from io import BytesIO

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from issues.desk import turns

FORM = "application/x-www-form-urlencoded"


def lock_of(queue):
    return settings.TURNS / queue.name


@contextmanager
def somebody_reads(queue=turns.MEMBERS):
    """Another process has the turn."""
    with lock_of(queue).open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_free():
    with lock_of(turns.MEMBERS).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def request_of(user, method="post", path="/admin/desk/issues/x/1/items/add/", data=None):
    request = getattr(RequestFactory(), method)(path, data, content_type=FORM)
    request.user = user
    return request


def form(size=turns.LONG + 1, *, by=None, **more):
    return request_of(by or User(), data=b"a" * size, **more)


def answer(request, view=lambda request: HttpResponse("read")):
    return turns.one_at_a_time(view)(request)


@pytest.fixture
def quickly(monkeypatch):
    monkeypatch.setattr(turns, "MOST_WAIT", 0.1)


def test_a_long_form_waits_for_the_one_that_is_read():
    inside = []
    most = []

    def read(request):
        inside.append(None)
        most.append(len(inside))
        time.sleep(0.1)
        inside.pop()
        return HttpResponse("read")

    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(answer(form(), read))) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each.status_code for each in answers] == [200, 200]
    assert most == [1, 1]


@pytest.mark.usefixtures("quickly")
def test_whoever_waited_too_long_is_told_when_to_come_again():
    with somebody_reads():
        told = answer(form())
    assert told.status_code == 429
    assert told.headers["Retry-After"] == str(turns.MOST_WAIT)
    assert "no-store" in told.headers["Cache-Control"]
    assert "nothing was changed" in told.content.decode()
    assert answer(form()).content == b"read"


def test_a_third_does_not_wait_so_that_readers_find_a_thread():
    answers = []
    started = threading.Barrier(3)

    def send():
        started.wait()
        answers.append(answer(form()).status_code)

    with somebody_reads():
        threads = [threading.Thread(target=send) for _ in range(3)]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + turns.MOST_WAIT / 2
        while not answers and time.monotonic() < deadline:
            time.sleep(0.01)
        assert answers == [429], "the third did not wait"
    for thread in threads:
        thread.join()
    assert answers == [429, 200, 200]


@pytest.mark.usefixtures("quickly")
def test_a_page_an_item_and_what_is_refused_unread_wait_for_nobody():
    too_large = settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1
    with somebody_reads():
        assert answer(request_of(User(), "get", reverse("desk:import"))).content == b"read"
        assert answer(form(turns.LONG)).content == b"read"
        assert answer(form(too_large)).content == b"read"


@pytest.mark.usefixtures("quickly")
def test_strangers_keep_nobody_of_the_newsroom_waiting():
    with somebody_reads(turns.STRANGERS):
        assert answer(form()).content == b"read"
        assert answer(form(by=AnonymousUser())).status_code == 429
    with somebody_reads(turns.MEMBERS):
        assert answer(form()).status_code == 429
        assert answer(form(by=AnonymousUser())).content == b"read"


@pytest.mark.usefixtures("quickly")
def test_an_import_takes_its_turn_however_short_it_is():
    with somebody_reads():
        assert answer(form(10, path=reverse("desk:import"))).status_code == 429


def test_a_slow_line_keeps_nobody_waiting():
    free = []

    class Slow(BytesIO):
        def read(self, *arguments):
            free.append(is_free())
            return super().read(*arguments)

    request = form()
    request.META["wsgi.input"] = request._stream = Slow(b"a" * (turns.LONG + 1))
    assert answer(request).content == b"read"
    assert free
    assert all(free)


def test_a_view_that_fails_gives_its_turn_back():
    def fail(request):
        raise ValueError("no")

    kept = []  # with all that stood on the way, the lock too
    for _ in range(3):
        with pytest.raises(ValueError, match="no") as caught:
            answer(form(), fail)
        kept.append(caught)
    assert is_free()


def test_without_a_place_for_the_lock_texts_are_read_all_the_same(monkeypatch, tmp_path, caplog):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(settings, "TURNS", tmp_path / "file")
    assert answer(form()).content == b"read"
    assert "do not take turns" in caplog.text
