"""An import: the source document of an issue, kept as it came."""

from django.conf import settings
from django.db import models

from issues.models.issue import Issue


class Import(models.Model):
    """The document that an issue was read from: its bytes, its text, and what the reader remarked.

    ``issue`` is empty once that draft was deleted: the document stays.
    ``findings`` is a list of ``{"code", "severity", "line", "key", "message"}``; ``line`` counts from 1.
    """

    issue = models.ForeignKey(
        Issue, on_delete=models.SET_NULL, null=True, blank=True, related_name="imports"
    )
    filename = models.CharField(max_length=255)
    format = models.CharField(max_length=10)
    document = models.BinaryField()
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    text = models.TextField()
    findings = models.JSONField(default=list)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    imported_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-imported_at", "-pk"]

    def __str__(self) -> str:
        return self.filename

    @property
    def draft(self) -> Issue:
        """The edition that was made of it. Raises Issue.DoesNotExist once that is deleted."""
        if self.issue is None:
            raise Issue.DoesNotExist
        return self.issue
