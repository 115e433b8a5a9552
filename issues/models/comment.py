"""A comment: analysts and editors talking about an item or an issue."""

from django.conf import settings
from django.db import models

from issues.models.issue import Issue


class Comment(models.Model):
    """One remark of a thread. ``item_key`` names the item (empty: the issue), so the thread outlives a deleted item.

    ``is_return``: with this remark an editor gave the item back to whoever writes it.
    """

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="comments")
    item_key = models.CharField(max_length=10, blank=True, db_index=True, editable=False)
    thread = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="replies"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    body = models.TextField("comment")
    is_return = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True, editable=False)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.body[:60]

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to look at it."""
        return self.resolved_at is None
