"""Merging one outlet into another, and renaming, which is merging into a new one.

A merged row stays and points to what it became, always an unmerged outlet: whoever cites it keeps
doing so. Its names and domains move, so that they find the other from then on.
"""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from sources.changes import take_turns, tell
from sources.models import Outlet, OutletAlias, OutletDomain
from sources.names import clean_name, fold
from sources.resolving import resolve


class MergeError(ValueError):
    """A merge or a new name that cannot be; its text is a sentence for the editor."""


@transaction.atomic
def merge(outlet: Outlet, into: Outlet, *, user: Any = None) -> None:
    """Makes `outlet` part of `into`, or of what `into` has become itself.

    Raises MergeError if both are one, or if `outlet` was merged before. Both instances are
    brought up to date. `user` is who did it.
    """
    take_turns()
    outlet.refresh_from_db()
    into.refresh_from_db()
    target = into.canonical
    _refuse_merged(outlet)
    if target == outlet:
        former = "itself" if into == outlet else f"“{into}”, which has become a part of it"
        raise MergeError(f"“{outlet}” cannot be merged into {former}: choose another outlet.")
    tell(_absorb(outlet, target), user=user)
    outlet.refresh_from_db()


@transaction.atomic
def rename(outlet: Outlet, new_name: str, *, user: Any = None) -> Outlet:
    """A new outlet of that name with all that `outlet` had; `outlet` is merged into it.

    What was published keeps printing the former name. Raises MergeError if the name is unusable,
    the same, or another outlet's, and if `outlet` was merged before.
    """
    take_turns()
    outlet.refresh_from_db()
    _refuse_merged(outlet)
    try:
        name = clean_name(new_name)
    except ValueError as error:
        raise MergeError(str(error)) from error
    if name == outlet.name:
        raise MergeError(f"“{name}” is its name already: write another.")
    holder = resolve(name)
    if holder not in (None, outlet):
        raise MergeError(f"“{name}” is a name of “{holder}”: merge the two, or write another.")
    try:
        with transaction.atomic():
            return _succeed(outlet, name, user)
    except IntegrityError as error:
        raise MergeError(f"“{name}” was taken a moment ago: look for it, and merge.") from error


def _refuse_merged(outlet: Outlet) -> None:
    if outlet.merged_into:
        raise MergeError(
            f"“{outlet}” was merged into “{outlet.merged_into}” before: use that one instead."
        )


def _succeed(outlet: Outlet, name: str, user: Any) -> Outlet:
    OutletAlias.objects.filter(outlet=outlet, key=fold(name)).delete()
    now = timezone.now()
    # Born merged: the names may differ in case only, and only one unmerged outlet may have both.
    new = Outlet.objects.register(
        name,
        kind=outlet.kind,
        country=outlet.country,
        confirmed=outlet.confirmed,
        merged_into=outlet,
        merged_at=now,
    )
    Outlet.objects.filter(pk=outlet.pk).update(merged_into=new, merged_at=now)
    Outlet.objects.filter(pk=new.pk).update(merged_into=None, merged_at=None)
    tell(_absorb(outlet, new), user=user)
    outlet.refresh_from_db()
    new.refresh_from_db()
    return new


def _absorb(outlet: Outlet, target: Outlet) -> set[int]:
    """The primary keys of all that it changed."""
    former = set(Outlet.objects.filter(merged_into=outlet).values_list("pk", flat=True))
    Outlet.objects.filter(merged_into=outlet).update(merged_into=target)
    Outlet.objects.filter(pk=outlet.pk).update(merged_into=target, merged_at=timezone.now())
    OutletAlias.objects.filter(outlet=outlet).update(outlet=target)
    if outlet.key != target.key:
        OutletAlias.objects.create(outlet=target, name=outlet.name)
    domains = OutletDomain.objects.filter(outlet=outlet)
    domains.filter(domain__in=target.domains.values("domain")).delete()
    domains.update(outlet=target)
    return {outlet.pk, target.pk, *former}
