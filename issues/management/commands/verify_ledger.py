"""Compares everything that was published with the ledger."""

from typing import Any

from django.core.management.base import CommandError

from issues import ledger
from issues.management import base


class Command(base.Command):
    help = "Print every difference between the ledger and what stands published; exit status 1 if there is one."

    def handle(self, *args: Any, **options: Any) -> None:
        differences = ledger.verify()
        for difference in differences:
            self.stdout.write(difference)
        if differences:
            raise CommandError(
                f"The ledger and the tables disagree: {base.count(len(differences), 'difference')}."
            )
        self.stdout.write("The ledger agrees with everything published.")
