"""Imports a folder of digests, and publishes them if two people vouch for them."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction
from tqdm import tqdm

from issues.imports import ImportRefused, import_issue
from issues.imports.formats import READERS, format_of
from issues.management import base
from issues.management.publishing import publish
from issues.models import Import
from issues.moves import MoveError

AUTHOR_MAY = ("issues.submit_issue", *base.AUTHOR_MAY)
EDITOR_MAY = ("issues.approve_item", "issues.approve_issue", "issues.publish_issue")


@dataclass
class Report:
    """What became of each file; a line each where there is something to say."""

    imported: list[str] = field(default_factory=list)
    published: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    in_review: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The counts, then the reasons."""
        counts = (
            f"Imported {len(self.imported)}, published {len(self.published)}, skipped {len(self.skipped)} "
            f"(imported before), refused {len(self.refused)}, left in review {len(self.in_review)}."
        )
        details = (("Refused", self.refused), ("Left in review", self.in_review))
        return [counts, *(f"{title}: {line}" for title, lines in details for line in lines)]


class Command(base.Command):
    help = (
        "Import every file of a folder and its subfolders, one transaction a file. Run again, it goes on where it was "
        "interrupted: a file that was imported before is skipped. Exit status 1 if a file was refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", type=Path, metavar="DIR")
        parser.add_argument(
            "--format",
            help=f"{', '.join(READERS)}; without it each file's name decides, or else txt",
        )
        parser.add_argument(
            "--publish", action="store_true", help="submit, approve and publish each"
        )
        parser.add_argument("--author", help="who brings the texts in and submits them")
        parser.add_argument("--editor", help="who approves and publishes them: somebody else")

    def handle(self, *args: Any, **options: Any) -> None:
        author, editor = _people(options)
        paths = _files(options["directory"])
        known = set(Import.objects.filter(issue__isnull=False).values_list("sha256", flat=True))
        report = Report()
        self._format: str | None = options["format"]
        try:
            for path in tqdm(paths, unit="file", disable=not sys.stderr.isatty()):
                self._take(path, author, editor, known, report)
        finally:  # also where somebody stops it half-way
            for line in report.lines():
                self.stdout.write(line)
        if report.refused:
            raise CommandError(f"Refused: {base.count(len(report.refused), 'file')}, listed above.")

    def _take(self, path: Path, author: Any, editor: Any, known: set[str], report: Report) -> None:
        try:
            document = base.read_file(path)
            sha256 = hashlib.sha256(document).hexdigest()
            if sha256 in known:
                report.skipped.append(str(path))
                return
            with transaction.atomic():
                imported = import_issue(
                    document, path.name, user=author, format=self._format or format_of(path.name)
                )
                blocking = publish(imported.draft, author=author, editor=editor) if editor else []
        except (CommandError, ImportRefused, MoveError) as error:
            report.refused.append(f"{path}: {error}")
            return
        known.add(sha256)
        report.imported.append(str(path))
        if blocking:
            reasons = " ".join(finding.message for finding in blocking)
            report.in_review.append(f"{imported.draft.slug} ({path.name}): {reasons}")
        elif editor:
            report.published.append(str(path))


def _people(options: dict[str, Any]) -> tuple[Any, Any]:
    """Who imports (None for the service account), and who publishes (None for nobody). Raises CommandError."""
    if not options["publish"]:
        if options["editor"]:
            raise CommandError("--editor goes with --publish: add that, or leave both out.")
        return base.find_author(options["author"]) if options["author"] else None, None
    if not (options["author"] and options["editor"]):
        raise CommandError("--publish needs two people: name them with --author and --editor.")
    author, editor = base.find_user(options["author"]), base.find_user(options["editor"])
    if author == editor:
        raise CommandError(
            f"{author} cannot be author and editor: nobody approves what he or she brought in."
        )
    for user, permissions in ((author, AUTHOR_MAY), (editor, EDITOR_MAY)):
        base.check_rights(user, permissions)
    return author, editor


def _files(directory: Path) -> list[Path]:
    """Every file that is not hidden, sorted. Raises CommandError."""
    if not directory.is_dir():
        raise CommandError(f"{directory} is not a folder: name the one that holds the digests.")
    found = sorted(path for path in directory.rglob("*") if path.is_file())
    paths = [
        path
        for path in found
        if not any(part.startswith(".") for part in path.relative_to(directory).parts)
    ]
    if not paths:
        raise CommandError(f"{directory} holds no files: name the folder that holds the digests.")
    return paths
