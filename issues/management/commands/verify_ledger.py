"""Compares everything that the ledger covers with the ledger."""

import re
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from issues import ledger
from issues.management import base

_HEAD = re.compile(r"(?:([1-9]\d{0,17}):)?([0-9a-f]{64})")


class Command(base.Command):
    help = (
        "Print every difference between the ledger and what stands in the database, or the head of the ledger; "
        "exit status 1 if there is a difference."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--expect",
            metavar="HEAD",
            help="a head that was printed before (NUMBER:HASH, or HASH alone): it must still be in the ledger",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        report = ledger.examine(_expected(options["expect"]))
        for difference in report.differences:
            self.stdout.write(difference)
        if report.differences:
            many = base.count(len(report.differences), "difference")
            raise CommandError(f"The ledger and the database disagree: {many}.")
        for sentence in _summary(report):
            self.stdout.write(sentence)


def _expected(text: str | None) -> tuple[int | None, str] | None:
    if text is None:
        return None
    match = _HEAD.fullmatch(text.strip().lower())
    if match is None:
        raise CommandError(
            "--expect takes a head as verify_ledger prints it, NUMBER:HASH or the 64 digits of HASH alone."
        )
    return int(match[1]) if match[1] else None, match[2]


def _summary(report: ledger.Report) -> list[str]:
    """What is printed when all is well."""
    if not report.entries:
        return ["The ledger agrees with everything published: it has no entries.", report.heads]
    entries = "1 entry" if report.entries == 1 else f"{report.entries:,} entries"
    return [
        f"The ledger agrees with everything published: {entries}, head {report.head}.",
        _coverage(report),
        report.heads,
    ]


def _coverage(report: ledger.Report) -> str:
    first = report.covered_from
    if first is None or report.covered_at is None:
        return "A former version wrote all of it: what it publishes is covered, its history, imports and outlets are not."
    if first == 1:
        return "Covered from entry 1 on."
    day = f"{timezone.localtime(report.covered_at):%Y-%m-%d}"
    return (
        f"Covered from entry {first} ({day}) on; entries 1 to {first - 1} as far as the former version did: "
        "publications, supersessions and withdrawals."
    )
