"""Outlets: who is cited, under which names and at which domains."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from sources.directions import address_refusal, find_turn, find_turn_in_address, name_refusal
from sources.domains import MAX_DOMAIN
from sources.names import MAX_NAME, MAX_SLUG, fold
from sources.querysets import OutletQuerySet


class FoldedNameField(models.CharField):
    """The fold of the row's `name`, kept for comparing: no database folds case alike for all scripts."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": MAX_NAME, "editable": False, **options})

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        key = fold(getattr(model_instance, "name"))  # noqa: B009
        setattr(model_instance, self.attname, key)
        return key


def _refuse_turns(name: str) -> None:
    if sign := find_turn(name):
        raise ValidationError({"name": name_refusal(sign)})


class Outlet(models.Model):
    """A publisher of what is cited. Its name never changes (see `guards`): renaming makes a new one."""

    class Kind(models.TextChoices):
        WIRE = "wire", "Wire service"
        NEWSPAPER = "newspaper", "Newspaper"
        BROADCASTER = "broadcaster", "Broadcaster"
        MAGAZINE = "magazine", "Magazine or news site"
        STATE_MEDIA = "state_media", "State media"
        THINK_TANK = "think_tank", "Think tank"
        GOVERNMENT = "government", "Government"
        OTHER = "other", "Other"

    name = models.CharField(max_length=MAX_NAME, help_text="As citations print it.")
    key = FoldedNameField()
    slug = models.SlugField(max_length=MAX_SLUG + 10, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.OTHER)
    country = models.CharField(
        max_length=2,
        blank=True,
        validators=[
            RegexValidator(r"\A[A-Z]{2}\Z", "Write two capital letters, such as US or RU.")
        ],
        help_text="Two letters (ISO 3166), such as US; blank if it belongs to none.",
    )
    confirmed = models.BooleanField(
        default=False, help_text="An editor has checked that this is an outlet, and a new one."
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged"
    )
    merged_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OutletQuerySet.as_manager()

    class Meta:
        ordering = ["key"]
        permissions = [("merge_outlet", "Can merge and rename outlets")]
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(merged_into__isnull=True), name="outlet_name_is_unique"
            ),
            models.CheckConstraint(
                condition=~Q(key="") & ~Q(slug=""), name="outlet_has_name_and_slug"
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")), name="outlet_is_not_merged_into_itself"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True, merged_at__isnull=True)
                | Q(merged_into__isnull=False, merged_at__isnull=False),
                name="outlet_merge_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuses a name that turns the direction of writing, whatever form it came by."""
        _refuse_turns(self.name)

    @property
    def canonical(self) -> "Outlet":
        """The outlet that this one became, or itself. A query, unless `with_canonical()` was used."""
        return self.merged_into or self


class OutletAlias(models.Model):
    """Another name of an outlet, former names included; no name belongs to two outlets."""

    outlet = models.ForeignKey(Outlet, models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=MAX_NAME)
    key = FoldedNameField()

    class Meta:
        ordering = ["key"]
        verbose_name = "other name"
        constraints = [
            models.UniqueConstraint(fields=["key"], name="outlet_alias_is_unique"),
            models.CheckConstraint(condition=~Q(key=""), name="outlet_alias_has_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """As of an outlet."""
        _refuse_turns(self.name)


class OutletDomain(models.Model):
    """A domain that an outlet publishes at, in the form of `domains.read_domain`.

    Two outlets may share one: its addresses then tell nothing about who published them.
    """

    outlet = models.ForeignKey(Outlet, models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=MAX_DOMAIN, db_index=True)

    class Meta:
        ordering = ["domain"]
        verbose_name = "domain"
        constraints = [
            models.UniqueConstraint(fields=["outlet", "domain"], name="outlet_domain_is_unique"),
            models.CheckConstraint(
                condition=Q(domain=Lower("domain")) & ~Q(domain=""),
                name="outlet_domain_is_lower_case",
            ),
        ]

    def __str__(self) -> str:
        return self.domain

    def clean(self) -> None:
        """Refuses a domain that turns the direction of writing."""
        if sign := find_turn_in_address(self.domain):
            raise ValidationError({"domain": address_refusal(sign)})
