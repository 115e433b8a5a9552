"""Loads the demonstration issues along the way that real ones go, and two accounts to try it with."""

import secrets
import tomllib
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from issues.editions import start_correction
from issues.groups import ANALYSTS, EDITORS
from issues.imports import ImportRefused, import_issue
from issues.imports.revising import revise
from issues.management import base
from issues.management.detailing import add_details
from issues.management.publishing import publish
from issues.models import Issue
from issues.moves import MoveError, apply_move
from issues.wording import fingerprint, vouch_for_wording
from issues.workflow import Move

PASSWORD = "monitor-demo"
ACCOUNTS = {"ana": ANALYSTS, "ed": EDITORS}


class Command(base.Command):
    help = (
        "Load the demonstration issues and the accounts ana (analyst) and ed (editor). Safe to repeat and to interrupt: "
        "an issue is loaded whole or not at all, and what is there stays as it is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--password",
            help=f"for both accounts; without it {PASSWORD}, or one that is made up if DEBUG is off",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        password = _password(options["password"])
        analyst, editor = (_account(name, group, password) for name, group in ACCOUNTS.items())
        folder = Path(apps.get_app_config("issues").path) / "demo"
        entries = tomllib.loads((folder / "demo.toml").read_text("utf-8"))["issue"]
        for entry in entries:
            self._load(folder, entry, analyst, editor)
        for user in (analyst, editor):
            known = user.check_password(password)
            secret = f"password {password}" if known else "the password that it was given before"
            self.stdout.write(f"{ACCOUNTS[user.get_username()]}: {user.get_username()}, {secret}")

    def _load(self, folder: Path, entry: dict[str, Any], analyst: Any, editor: Any) -> None:
        path = folder / entry["file"]
        if Issue.objects.filter(slug=path.stem).exists():
            return
        try:
            # Whole or not at all: an interrupted run leaves nothing half-way.
            with transaction.atomic():
                issue = import_issue(path.read_bytes(), path.name, user=analyst).draft
                add_details(issue, entry.get("detail", ()), user=analyst)
                PATHS[entry["state"]](folder, issue, entry, analyst, editor)
        except (ImportRefused, MoveError) as error:
            if not Issue.objects.filter(slug=path.stem).exists():
                raise CommandError(f"{path.name} was not loaded: {error}") from error
        else:
            self.stdout.write(f"Loaded {issue} ({entry['state'].replace('_', ' ')})")


def _publish(issue: Issue, analyst: Any, editor: Any) -> None:
    if blocking := publish(issue, author=analyst, editor=editor):
        raise CommandError(f"{issue} cannot be published: {blocking[0].message}")


def _published(
    folder: Path, issue: Issue, entry: dict[str, str], analyst: Any, editor: Any
) -> None:
    _publish(issue, analyst, editor)


def _in_review(
    folder: Path, issue: Issue, entry: dict[str, str], analyst: Any, editor: Any
) -> None:
    apply_move(issue, Move.SUBMIT, user=analyst)


def _withdrawn(
    folder: Path, issue: Issue, entry: dict[str, str], analyst: Any, editor: Any
) -> None:
    _publish(issue, analyst, editor)
    apply_move(issue, Move.WITHDRAW, user=editor, reason=entry["reason"])


def _corrected(
    folder: Path, issue: Issue, entry: dict[str, str], analyst: Any, editor: Any
) -> None:
    _publish(issue, analyst, editor)
    issue.refresh_from_db()
    draft = start_correction(issue, user=editor, note=entry["correction_note"])
    name = entry["corrected_file"]
    revise(draft, (folder / name).read_bytes(), name, user=analyst)
    vouch_for_wording(draft, user=analyst, seen=fingerprint(draft))
    _publish(draft, analyst, editor)


PATHS = {
    "published": _published,
    "in_review": _in_review,
    "withdrawn": _withdrawn,
    "corrected": _corrected,
}


def _password(given: str | None) -> str:
    """The password of new accounts: everybody knows the usual one, so only a site of one's own gets it."""
    if given is None:
        return PASSWORD if settings.DEBUG else secrets.token_urlsafe(12)
    try:
        validate_password(given)
    except ValidationError as error:
        raise CommandError(f"That password will not do: {' '.join(error.messages)}") from error
    return given


@transaction.atomic
def _account(name: str, group: str, password: str) -> Any:
    """The account of that name, left as it is if there is one."""
    user, created = get_user_model().objects.get_or_create(
        username=name, defaults={"is_staff": True}
    )
    if created:
        user.set_password(password)
        user.save(update_fields=["password"])
        user.groups.add(Group.objects.get(name=group))
    return user
