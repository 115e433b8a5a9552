"""An assignment: whom an item, or an issue as a whole, is given to."""

from django.conf import settings
from django.db import models

from issues.models.issue import Issue


class Assignment(models.Model):
    """One person has one item in hand, or the issue (``item_key`` empty); it gives no right that the person lacks."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="assignments")
    item_key = models.CharField(max_length=10, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assignments"
    )
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    assigned_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["issue", "item_key"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "item_key"], name="assignment_to_one_person"),
        ]

    def __str__(self) -> str:
        return f"{self.item_key or self.issue}: {self.user.get_username()}"
