"""Comments are threads about an item or an issue: said, answered, settled by hand, opened again by an answer."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from issues import notices
from issues.models import Comment, Issue
from issues.moves import Conflict, NotAllowed


def write_comment(
    issue: Issue,
    *,
    user: Any,
    body: str,
    item_key: str = "",
    thread: Comment | None = None,
    is_return: bool = False,
) -> Comment:
    """Begin a thread, or add to ``thread``, which an answer opens again; whoever is concerned is told.

    ``item_key`` is empty for the issue as a whole; an answer takes that of its thread. With ``is_return`` the comment
    gives the item back to those who wrote it. Raises NotAllowed or Conflict; then nothing was said.
    """
    if not user.has_perm("issues.add_comment"):
        raise NotAllowed("You may not comment on this issue; ask an editor.")
    with transaction.atomic():
        if thread and not issue.comments.filter(pk=thread.pk).update(
            resolved_at=None, resolved_by=None
        ):
            raise Conflict("This thread was deleted meanwhile.")
        comment = Comment.objects.create(
            issue=issue,
            item_key=thread.item_key if thread else item_key,
            thread=thread,
            author=user,
            body=body,
            is_return=is_return,
        )
        notices.tell_comment(comment)
    return comment


def settle_thread(thread: Comment, *, user: Any) -> None:
    """Mark the thread as settled; whoever was first stays named. Raises NotAllowed."""
    if not user.has_perm("issues.change_comment"):
        raise NotAllowed("You may not settle this thread; ask an editor.")
    Comment.objects.filter(pk=thread.pk, resolved_at=None).update(
        resolved_at=timezone.now(), resolved_by=user.pk
    )
