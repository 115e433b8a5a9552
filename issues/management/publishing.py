"""The way of a draft to the readers, made by two people for the commands, which tell nobody: an archive is one load."""

from typing import Any

from django.db import transaction

from issues.editing import approve_item
from issues.models import Issue
from issues.moves import Blocked, apply_move
from issues.preflight import Finding
from issues.workflow import Move


def submit(issue: Issue, *, author: Any, editor: Any) -> Issue:
    """Into review, with every item that is not held back approved by ``editor``. Raises MoveError."""
    issue = apply_move(issue, Move.SUBMIT, user=author, tells=False)
    for item in issue.items.filter(held=False).with_contents():
        if not item.is_approved:
            approve_item(item, user=editor)
    return issue


def publish(issue: Issue, *, author: Any, editor: Any) -> list[Finding]:
    """From draft to published, or, where preflight blocks it, to review; then what blocks. Raises MoveError."""
    with transaction.atomic():
        issue = submit(issue, author=author, editor=editor)
        try:
            issue = apply_move(issue, Move.APPROVE, user=editor, tells=False)
            apply_move(issue, Move.PUBLISH, user=editor, tells=False)
        except Blocked as blocked:
            return [finding for finding in blocked.findings if finding.is_blocking]
    return []
