"""The head of the chain, kept outside the database: a cut tail, or a chain made anew, no longer has it."""

import logging
import os
import re
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

log = logging.getLogger(__name__)

_LINE = re.compile(r"([1-9]\d{0,17}) ([0-9a-f]{64}) \S+")


class Head(NamedTuple):
    """A line of the file: the chain had so many entries, and the last one had that hash."""

    line: int
    number: int
    entry_hash: str


class Heads(NamedTuple):
    """The file: its heads, how many of its lines are none, and why it cannot be read, if it cannot."""

    heads: list[Head]
    unreadable: int
    error: str


def path() -> Path:
    """The file of this machine; any number of processes write to it."""
    return Path(settings.LEDGER_HEADS)


def append(number: int, entry_hash: str) -> None:
    """Add a line. A file that cannot be written is logged and stops nothing: the entry stands in the database."""
    now = timezone.now().isoformat(timespec="seconds")
    text = f"{number} {entry_hash} {now}\n".encode()
    try:
        path().parent.mkdir(parents=True, exist_ok=True)
        # Not to wait for anybody, should it be no file.
        file = os.open(path(), os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK, 0o644)
        try:
            size = os.fstat(file).st_size
            if size and os.pread(file, 1, size - 1) != b"\n":
                text = b"\n" + text  # somebody was cut off in the middle of a line
            # One write, so that lines of processes that write at once never mix.
            if os.write(file, text) != len(text):
                raise OSError("the disk is full")
        finally:
            os.close(file)
    except OSError as error:
        log.error("The head of the ledger was not written to %s: %s", path(), error)


def read() -> Heads:
    """All of the file."""
    try:
        lines = path().read_text("utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return Heads([], 0, "")
    except OSError as error:
        return Heads([], 0, error.strerror or "it is no file")
    found = [(number, _LINE.fullmatch(line)) for number, line in enumerate(lines, 1)]
    heads = [Head(number, int(match[1]), match[2]) for number, match in found if match]
    return Heads(heads, len(lines) - len(heads), "")
