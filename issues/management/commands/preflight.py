"""Lists what stands between an issue and its publication."""

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser

from issues.management import base
from issues.preflight import preflight


class Command(base.Command):
    help = "The findings of an issue's working edition, else of its live one; exit status 1 if one blocks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the issue's last day, such as 2017-11-07")
        parser.add_argument("--json", action="store_true", help="the findings as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        issue = base.find_issue(options["slug"])
        findings = preflight(issue)
        blocking = [finding for finding in findings if finding.is_blocking]
        if options["json"]:
            report = {
                "slug": issue.slug,
                "edition": issue.edition,
                "status": issue.status,
                "blocked": bool(blocking),
                "findings": [finding.to_dict() for finding in findings],
            }
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
        else:
            for finding in findings:
                self.stdout.write(f"{finding.severity:5}  {finding.code}: {finding.message}")
            if not findings:
                self.stdout.write(f"{issue}: nothing to remark.")
        if blocking:
            raise CommandError(f"{issue} is blocked by {base.count(len(blocking), 'finding')}.")
