"""Reads a digest and makes a draft of it, or only says what it would read."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from issues.imports import ImportRefused, ReadResult, import_issue, read_document
from issues.imports.formats import READERS, format_of
from issues.management import base
from issues.models import Import


class Command(base.Command):
    help = "Read a digest and make a draft of it. A file that is refused changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--format",
            help=f"{', '.join(READERS)}; without it the file's name decides, or else txt",
        )
        parser.add_argument("--author", help="whose draft it is; without it the account “import”")
        parser.add_argument(
            "--section",
            action="append",
            default=[],
            metavar="HEADING=CODE",
            help="put what stands below that heading into this section; may be repeated",
        )
        parser.add_argument("--dry-run", action="store_true", help="read, report, change nothing")
        parser.add_argument("--json", action="store_true", help="report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        given: dict[str, Any] = {
            "format": options["format"] or format_of(path.name),
            "sections": _sections(options["section"]),
        }
        user = base.find_author(options["author"]) if options["author"] else None
        document = base.read_file(path)
        try:
            if options["dry_run"]:
                self._report_read(read_document(document, path.name, **given), options["json"])
            else:
                imported = import_issue(document, path.name, user=user, **given)
                self._report_import(imported, options["json"])
        except ImportRefused as error:
            raise CommandError(str(error)) from error

    def _report_read(self, read: ReadResult, as_json: bool) -> None:
        report = read.to_dict()
        if as_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
            return
        self.stdout.write(
            f"Read {read.source.title}: {base.count(report['item_count'], 'item')} "
            f"({report['nested_count']} nested), {base.count(report['citation_count'], 'reference')}, "
            f"{base.count(report['outlet_count'], 'outlet')}. Nothing was changed."
        )
        for section, items in read.plan.sections.items():
            total = sum(1 for item in items for _ in item.walk())
            self.stdout.write(f"  {section.label}: {base.count(total, 'item')}")
        self._print_findings(report["findings"])

    def _report_import(self, imported: Import, as_json: bool) -> None:
        issue = imported.draft
        report = {
            "slug": issue.slug,
            "edition": issue.edition,
            "status": issue.status,
            "title": issue.title,
            "findings": imported.findings,
        }
        if as_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"Imported {issue} as draft {issue.slug}.")
        self._print_findings(imported.findings)

    def _print_findings(self, findings: list[dict[str, Any]]) -> None:
        for finding in findings:
            self.stdout.write(f"  {finding['severity']:5}  {finding['code']}: {finding['message']}")


def _sections(given: list[str]) -> dict[str, str]:
    """Heading to code. Raises CommandError for what has no ``=``; the import itself checks the codes."""
    pairs = [entry.rpartition("=") for entry in given]
    for entry, (heading, _, code) in zip(given, pairs, strict=True):
        if not (heading.strip() and code.strip()):
            raise CommandError(
                f"--section “{entry}” is not HEADING=CODE: write it as “Analysis=recommendations”."
            )
    return {heading: code.strip() for heading, _, code in pairs}
