"""Long forms are read one after the other."""

import fcntl
import threading
import time
from contextlib import contextmanager
from io import BytesIO

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from issues.desk import turns

FORM = "application/x-www-form-urlencoded"


@contextmanager
def somebody_reads():
    """Another process has the turn."""
    with settings.READING_LOCK.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_free():
    with settings.READING_LOCK.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def form(size=turns.LONG + 1, path="/admin/desk/issues/x/1/items/add/"):
    return RequestFactory().post(path, b"a" * size, content_type=FORM)


def answer(request, view=lambda: HttpResponse("read")):
    return turns.in_turn(request, view)


@pytest.fixture(autouse=True)
def page(monkeypatch):
    """The page without the frame of the desk, which asks the database."""

    def render(request, template, context, *, status):
        return HttpResponse(f"{status} {template}", status=status)

    monkeypatch.setattr(turns, "desk_render", render)


@pytest.fixture
def quickly(monkeypatch):
    monkeypatch.setattr(turns, "MOST_WAIT", 0.1)


def test_a_long_form_waits_for_the_one_that_is_read():
    inside = []
    most = []

    def read():
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
    assert answer(form()).content == b"read"


def test_half_of_the_threads_of_a_process_are_left_to_readers():
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
def test_a_page_and_a_form_of_an_item_wait_for_nobody():
    with somebody_reads():
        assert answer(RequestFactory().get(reverse("desk:import"))).content == b"read"
        assert answer(form(turns.LONG)).content == b"read"


@pytest.mark.usefixtures("quickly")
def test_an_import_takes_its_turn_however_short_it_is():
    with somebody_reads():
        assert answer(form(10, reverse("desk:import"))).status_code == 429


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
    def fail():
        raise ValueError("no")

    kept = []  # with all that stood on the way, the lock too
    for _ in range(3):
        with pytest.raises(ValueError, match="no") as caught:
            answer(form(), fail)
        kept.append(caught)
    assert is_free()


def test_without_a_place_for_the_lock_texts_are_read_all_the_same(monkeypatch, tmp_path, caplog):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(settings, "READING_LOCK", tmp_path / "file" / "reading.lock")
    assert answer(form()).content == b"read"
    assert "do not take turns" in caplog.text
