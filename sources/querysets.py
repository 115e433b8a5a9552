"""Which outlets: the canonical ones, and the families that merges have made."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from sources.names import clean_name, free_slug, slug_of

if TYPE_CHECKING:
    from sources.models import Outlet


class OutletQuerySet(models.QuerySet["Outlet"]):
    def canonical(self) -> Self:
        """Outlets that stand for themselves: not merged into another."""
        return self.filter(merged_into__isnull=True)

    def with_canonical(self) -> Self:
        """Fetches in the same query what `Outlet.canonical` needs."""
        return self.select_related("merged_into")

    def family(self, *outlets: "Outlet") -> "models.QuerySet[Outlet, int]":
        """Ids of the outlets that these became and of all merged into those.

        Meant for `outlet__in=`: it stays one subquery. Runs no query itself.
        """
        heads = {outlet.merged_into_id or outlet.pk for outlet in outlets}
        members = self.filter(Q(pk__in=heads) | Q(merged_into__in=heads))
        return members.order_by().values_list("pk", flat=True)

    def unused_slug(self, name: str) -> str:
        """A slug for a new outlet of this name. One query."""
        near = self.model._base_manager.filter(slug__startswith=slug_of(name))
        return free_slug(name, set(near.values_list("slug", flat=True)))

    def register(self, name: str, **fields: Any) -> "Outlet":
        """Creates an outlet of this name with a slug of its own. Two queries.

        Raises ValueError for a name that cannot be one (see `clean_name`) and IntegrityError for
        a name, in any spelling, that an outlet answers to already.
        """
        name = clean_name(name)
        return self.create(name=name, slug=self.unused_slug(name), **fields)
