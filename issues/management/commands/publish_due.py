"""Publishes what is scheduled and due, mails what could not be mailed before, and forgets who has gone."""

from typing import Any

from django.core.management.base import CommandError

from issues import mailing, moves, presence
from issues.management import base


class Command(base.Command):
    help = (
        "Publish every scheduled issue whose moment has come, and mail the notices that a failing server left over; "
        "exit status 1 if an issue could not be published."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        published, failed = moves.publish_due()
        for issue in published:
            self.stdout.write(f"Published: {issue}")
        mailing.send_left_over()
        presence.forget_the_gone()
        if failed:
            reasons = " ".join(str(error) for error in failed)
            raise CommandError(f"Not published: {base.count(len(failed), 'issue')}. {reasons}")
