"""What every command has in common: an error is one sentence on stderr and exit status 1."""

import io
import os
import sys
from pathlib import Path
from typing import Any, NoReturn

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from issues.limits import MAX_BYTES
from issues.models import Issue

AUTHOR_MAY = ("issues.add_item",)


class OneLineParser(CommandParser):
    """Says what is wrong with the arguments in one line, without the usage in front of it."""

    def error(self, message: str) -> NoReturn:
        raise CommandError(f"{message[0].upper()}{message[1:]}; {self.prog} --help tells more.")


class Command(BaseCommand):
    """Never shows a traceback: a database that fails and arguments that cannot be read end in one sentence too."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """The parser of Django, with errors of our own."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.__class__ = OneLineParser
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        """Run from the command line: results as UTF-8 whatever the locale; a closed pipe is no error."""
        if sys.stdout is None:  # closed by the shell, as in ``>&-``
            sys.exit("Nowhere to print: standard output is closed.")
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        try:
            super().run_from_argv(argv)
            sys.stdout.flush()
        except BrokenPipeError:
            # The advice of Python's documentation: nothing is left to write to at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)
        except OSError as error:
            self.stderr.write(f"The result cannot be printed: {error.strerror}.")
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)
        except CommandError as error:  # raised by the parser, before Django listens
            self.stderr.write(f"CommandError: {error}")
            sys.exit(error.returncode)
        except KeyboardInterrupt:
            self.stderr.write("Interrupted.")
            sys.exit(130)

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run the command. Raises CommandError and nothing else for what can go wrong outside of it."""
        try:
            return super().execute(*args, **options)
        except DatabaseError as error:
            reason = " ".join(str(error).split())
            raise CommandError(
                f"The database failed ({reason}): check DATABASE_URL and run manage.py migrate."
            ) from error


def find_user(name: str) -> Any:
    """The account of that name. Raises CommandError."""
    user = get_user_model().objects.filter(username=name).first()
    if user is None:
        raise CommandError(f"There is no user “{name}”: check the name or create the account.")
    return user


def find_author(name: str) -> Any:
    """The account of that name, which may add items. Raises CommandError."""
    user = find_user(name)
    check_rights(user, AUTHOR_MAY)
    return user


def check_rights(user: Any, permissions: tuple[str, ...]) -> None:
    """Raises CommandError, naming what is missing, for an account that may not do all of this, or cannot sign in."""
    missing = [name for name in permissions if not user.has_perm(name)]
    if missing:
        state = "" if user.is_active else " (the account is switched off)"
        raise CommandError(
            f"{user.get_username()} lacks {', '.join(missing)}{state}: put the account into its group, or name another."
        )


def find_issue(slug: str) -> Issue:
    """The issue's working edition, else the live one. Raises CommandError."""
    editions = Issue.objects.filter(slug=slug)
    found = editions.working().first() or editions.published().first()
    if found is None:
        raise CommandError(_missing(slug, "neither in work nor published"))
    return found


def find_edition(slug: str, edition: int | None) -> Issue:
    """That edition; without a number the live one. Raises CommandError."""
    editions = Issue.objects.filter(slug=slug)
    if edition is None:
        found, wanted = (
            editions.published().first(),
            "not published: choose an edition with --edition",
        )
    else:
        found, wanted = editions.filter(edition=edition).first(), f"without an edition {edition}"
    if found is None:
        raise CommandError(_missing(slug, wanted))
    return found


def _missing(slug: str, wanted: str) -> str:
    there = [
        f"{issue.edition} ({issue.get_status_display().lower()})"
        for issue in Issue.objects.filter(slug=slug).order_by("edition")
    ]
    if not there:
        return f"There is no issue “{slug}”: its slug is the last day of its period, such as 2017-11-07."
    return f"Issue {slug} is {wanted}; there is edition {', '.join(there)}."


def count(number: int, noun: str) -> str:
    """``1 item``, ``2 items``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def read_file(path: Path) -> bytes:
    """The file's bytes, at most one more than an import takes. Raises CommandError."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
