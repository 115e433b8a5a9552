"""A citation: the outlet, date and address that an item rests on."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from issues.models.item import Item
from issues.querysets import CitationQuerySet


class Citation(models.Model):
    """One source of an item.

    ``dated_from`` and ``dated_to`` are inclusive calendar dates, equal for a day, both empty for none; then
    ``printed_date`` keeps what the source text had where a date was expected. ``outlet`` is empty only when it was
    lost on import, which blocks publication.
    """

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="citations")
    position = models.PositiveIntegerField(default=0, editable=False)
    outlet = models.ForeignKey(
        "sources.Outlet",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="citations",
    )
    printed_as = models.CharField(
        max_length=200, blank=True, help_text="The outlet’s name in the text, when it differs."
    )
    dated_from = models.DateField(null=True, blank=True)
    dated_to = models.DateField(null=True, blank=True)
    printed_date = models.CharField(max_length=200, blank=True)
    url = models.URLField("address", max_length=2000, blank=True)
    title = models.CharField(max_length=500, blank=True)
    note = models.CharField(max_length=200, blank=True, help_text="Such as “in Russian”.")

    objects = CitationQuerySet.as_manager()

    class Meta:
        ordering = ["item", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(dated_from__isnull=True, dated_to__isnull=True)
                | Q(
                    dated_from__isnull=False, dated_to__isnull=False, dated_from__lte=F("dated_to")
                ),
                name="citation_dates_in_order",
                violation_error_message="The date range ends before it begins.",
            )
        ]
        indexes = [
            models.Index(fields=["outlet", "dated_from", "dated_to"], name="citation_by_outlet"),
            models.Index(fields=["dated_from", "dated_to"], name="citation_by_date"),
        ]

    def __str__(self) -> str:
        return self.printed_name or "(no outlet)"

    @property
    def printed_name(self) -> str:
        """The outlet's name as this item prints it; empty when it was lost."""
        return self.printed_as or (self.outlet.name if self.outlet else "")

    def content(self) -> dict[str, Any]:
        """Every field that a reader can see, as plain data."""
        return {
            "outlet": self.outlet.slug if self.outlet else None,
            "printed": self.printed_name,
            "from": self.dated_from.isoformat() if self.dated_from else None,
            "to": self.dated_to.isoformat() if self.dated_to else None,
            "printed_date": self.printed_date,
            "url": self.url,
            "title": self.title,
            "note": self.note,
        }
