"""Prints one issue in any format, or writes it to a file."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from issues.contents import load_contents
from issues.exports import ISSUE_FORMATS, FormatUnavailable, UnknownFormat, find_issue_format
from issues.management import base


class Command(base.Command):
    help = "One issue in one format: the live edition, or any other by its number."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the issue's last day, such as 2017-11-07")
        parser.add_argument("--format", required=True, help=", ".join(ISSUE_FORMATS))
        parser.add_argument("--edition", type=int, help="an edition's number; drafts need it")
        parser.add_argument("--output", type=Path, help="a file to write; without it stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            format = find_issue_format(options["format"])
        except UnknownFormat as error:
            raise CommandError(str(error)) from error
        issue = base.find_edition(options["slug"], options["edition"])
        try:
            content = format.render(load_contents(issue), settings.SITE_URL)
        except FormatUnavailable as error:
            raise CommandError(str(error)) from error
        if options["output"]:
            _write(options["output"], content)
        elif isinstance(content, str):
            self.stdout.write(content, ending="")
        elif sys.stdout.isatty():
            raise CommandError(f"{format.name} is not a text: name a file with --output.")
        else:
            sys.stdout.buffer.write(content)


def _write(path: Path, content: str | bytes) -> None:
    """The whole file or none of it: written beside its place, then moved there."""
    place = path.resolve()
    if place.exists() and not place.is_file():
        raise CommandError(f"{path} is not a file: name one to write.")
    beside = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(place)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
