"""A presence: who is at an issue just now."""

from django.conf import settings
from django.db import models

from issues.models.issue import Issue


class Presence(models.Model):
    """Who has an issue on the screen, and the item that he or she writes (empty: none); told by the page, again and again."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    item_key = models.CharField(max_length=10, blank=True)
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["issue", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "user"], name="presence_once_an_issue_and_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user.get_username()} at {self.issue}"
