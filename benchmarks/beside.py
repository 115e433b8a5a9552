"""How long a reader waits while eight people send large documents to the desk, against how long otherwise.

    python -m benchmarks.beside [--senders 8] [--seconds 10]

Starts the site as it runs in production (gunicorn, two processes of four threads) on a SQLite database of its own with the demo's
issues. Each sender is a browser of its own that posts one form over and over; where the answer is 429 it waits as long as
``Retry-After`` says, and with ``--rude`` not at all. A reader asks for the newest issue twenty times a second at most, from a
process of its own. What the reader met before, without senders, stands beside it.
"""

import argparse
import os
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from benchmarks._environment import ROOT
from benchmarks._hostile import TITLE, bare, many_items
from issues.limits import MAX_ITEMS, MAX_PARAGRAPH, MAX_TEXT

PASSWORD = "a-long-one-for-measuring"  # of a site that is gone with the measurement
AT_MOST = 2.0
"""What a reader may wait, as a multiple of the time without senders."""

_ITEM = "* The convoy left Deir el-Zour in the morning, {}. (Reuters, 11.04.17, AP, 11.05.17)\n"
_HONEST = "".join(_ITEM.format(number) for number in range(MAX_ITEMS - 100))


IMPORT, PARSE = "/admin/desk/import/", "/admin/desk/issues/2017-10-31/1/items/parse/"


def forms() -> dict[str, tuple[str, dict[str, str]]]:
    """What is sent and where to: a digest as long as one may be, shapes that take long to read in documents of the largest size,
    and the longest text of an item."""
    sent = {"a digest of 1,900 items": (IMPORT, {"kind": "txt", "text": TITLE + _HONEST})}
    for name in (
        "ampersands",
        "less-than signs",
        "deeper bullets",
        "brackets",
        "words",
        "citations",
    ):
        sent[name] = (IMPORT, {"kind": "txt", "text": many_items(name, MAX_TEXT - 20_000)})
    for name in ("less-than signs", "citations"):
        sent[f"{name}, an item’s text"] = (PARSE, {"body": bare(name, MAX_PARAGRAPH)})
    return sent


@contextmanager
def site(folder: Path) -> Iterator[int]:
    """The site in production's way; its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "DATA_DIR": str(folder),
        "DATABASE_URL": "",
        "CACHE_URL": "",
        "EMAIL_URL": "",
        "DEBUG": "",
        "SECRET_KEY": "of-a-site-that-is-measured-and-gone-" * 2,
        "SITE_URL": f"http://127.0.0.1:{port}",
    }
    manage = [sys.executable, "manage.py"]
    quiet = {"cwd": ROOT, "env": environment, "stdout": subprocess.DEVNULL}
    subprocess.run([*manage, "migrate", "--verbosity=0"], check=True, **quiet)
    subprocess.run([*manage, "collectstatic", "--noinput"], check=True, **quiet)
    subprocess.run([*manage, "load_demo", f"--password={PASSWORD}"], check=True, **quiet)
    serve = ["gunicorn", "--no-control-socket", f"--bind=127.0.0.1:{port}", "--workers=2"]
    serve = [sys.executable, "-m", *serve, "--threads=4", "--log-level=error", "monitor.wsgi"]
    with subprocess.Popen(serve, stderr=subprocess.DEVNULL, **quiet) as server:
        try:
            _wait(port)
            yield port
        finally:
            server.terminate()


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            if ask(port, "/")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    sys.exit("The site does not answer.")


def ask(
    port: int, path: str, *, body: str | None = None, cookies: str = ""
) -> tuple[int, dict[str, str], str]:
    """Status, headers and text of an answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=300)
    headers = {"Cookie": cookies, "Referer": f"http://127.0.0.1:{port}/"}
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request("GET" if body is None else "POST", path, body=body, headers=headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    cookies = "; ".join(each.split(";")[0] for each in answer.headers.get_all("Set-Cookie", []))
    return answer.status, {**dict(answer.headers), "cookies": cookies}, text


def sign_in(port: int) -> tuple[str, str]:
    """The cookies of a new session of the analyst, and the token for forms."""
    _, headers, page = ask(port, "/admin/login/")
    token = _token(page)
    form = {"username": "ana", "password": PASSWORD, "csrfmiddlewaretoken": token}
    status, headers, _ = ask(
        port, "/admin/login/?next=/admin/desk/", body=urlencode(form), cookies=headers["cookies"]
    )
    if status != 302:
        sys.exit(f"The analyst cannot sign in: {status}.")
    return headers["cookies"], _token(
        ask(port, "/admin/desk/import/", cookies=headers["cookies"])[2]
    )


def _token(page: str) -> str:
    match = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    return match[1] if match else ""


def send(
    port: int,
    session: tuple[str, str],
    path: str,
    form: dict[str, str],
    done: Counter[int],
    stop: threading.Event,
    *,
    rude: bool,
) -> None:
    """Post the form until told to stop; ``done`` counts the statuses of the answers."""
    cookies, token = session
    body = urlencode({"csrfmiddlewaretoken": token, **form})
    while not stop.is_set():
        status, headers, _ = ask(port, path, body=body, cookies=cookies)
        done[status] += 1
        if status == 429 and not rude:
            stop.wait(float(headers["Retry-After"]))


def read(port: int, seconds: float) -> list[float]:
    """Milliseconds of each page that a reader got."""
    times: list[float] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        start = time.perf_counter()
        ask(port, "/")
        times.append((time.perf_counter() - start) * 1000)
        time.sleep(max(0, 0.05 - times[-1] / 1000))
    return times


def main() -> None:
    """Prints a table in Markdown; fails where a reader's median is more than twice that without senders."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.beside", description=__doc__)
    parser.add_argument("--senders", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument(
        "--rude", action="store_true", help="ask again at once, whatever the answer"
    )
    given = parser.parse_args()
    worst = 0.0
    with (
        TemporaryDirectory() as folder,
        site(Path(folder)) as port,
        # Forked before there are threads.
        ProcessPoolExecutor(1) as reader,
    ):
        sessions = [sign_in(port) for _ in range(given.senders)]
        reader.submit(read, port, 2).result()
        print("| sent by each | alone, ms | beside, ms | slowest, ms | ratio | answers |")
        print("|---|--:|--:|--:|--:|---|")
        for name, (path, form) in forms().items():
            alone = statistics.median(reader.submit(read, port, given.seconds / 2).result())
            done: Counter[int] = Counter()
            stop = threading.Event()
            senders = [
                threading.Thread(
                    target=send,
                    args=(port, each, path, form, done, stop),
                    kwargs={"rude": given.rude},
                )
                for each in sessions
            ]
            for sender in senders:
                sender.start()
            times = reader.submit(read, port, given.seconds).result()
            stop.set()
            for sender in senders:
                sender.join()
            beside = statistics.median(times)
            worst = max(worst, beside / alone)
            answers = ", ".join(f"{count} × {status}" for status, count in sorted(done.items()))
            print(
                f"| {name} | {alone:.0f} | {beside:.0f} | {max(times):.0f} | {beside / alone:.1f} | {answers} |",
                flush=True,
            )
    if worst > AT_MOST:
        sys.exit(f"A reader waited {worst:.1f} times as long as otherwise; at most {AT_MOST}.")


if __name__ == "__main__":
    main()
