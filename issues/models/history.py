"""What the histories of issues and items keep beside the columns: whose words came with a row, and who vouched for them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from simple_history.models import HistoricalRecords


class WithPeople(models.Model):
    """``contributors`` are the primary keys of all whose words came with the row and wait for somebody else's eyes, as
    ``,3,7,``; ``,`` alone is nobody, and empty is who made the change by the row's own columns.

    ``vouched_by`` read the words of the row and said that they are right; see ``issues.four_eyes``.
    """

    contributors = models.TextField(blank=True, default="", db_default="")
    vouched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        db_constraint=False,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        abstract = True


class WithCitations(WithPeople):
    """A row of an item's history. ``citations`` is the canonical JSON of the citations that came with it; empty: unchanged."""

    citations = models.TextField(blank=True)

    class Meta:
        abstract = True


class KeptHistory(HistoricalRecords):
    """A history whose rows are never written again: an account that stands in one is not deleted."""

    def _get_history_user_fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = super()._get_history_user_fields()
        fields["history_user"].remote_field.on_delete = models.PROTECT
        return fields


class ItemHistory(KeptHistory):
    """The last row of an item that is deleted has its citations at once."""

    def pre_delete(self, instance: Any, **kwargs: Any) -> None:
        """The citations go first: read them while they are there."""
        super().pre_delete(instance, **kwargs)
        instance.citations_at_the_end = instance.citations_json()

    def post_delete(self, instance: Any, using: Any = None, **kwargs: Any) -> None:
        """Write the row that says who deleted it."""
        fields = {
            field.attname: getattr(instance, field.attname)
            for field in self.fields_included(instance)
        }
        instance.history.model.objects.create(
            history_date=timezone.now(),
            history_type="-",
            history_user=self.get_history_user(instance),
            history_change_reason=getattr(instance, "_change_reason", None),
            citations=instance.citations_at_the_end,
            **fields,
        )
