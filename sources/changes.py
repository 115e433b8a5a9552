"""Changes of outlets: one at a time, and told to whoever keeps a record of them."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.dispatch import Signal

from sources.models import Outlet

outlet_changed = Signal()
"""Sent inside the change's transaction, after it, with ``outlets`` (primary keys) and ``user`` (an account, or None).

The one signal of the house: `issues` keeps the record, and `sources` may not know of it."""


def take_turns() -> None:
    """Locks the first outlet: changes are rare, and one at a time they cannot form chains of merges or deadlocks.

    On SQLite nothing is needed: a transaction that writes is alone.
    """
    Outlet.objects.select_for_update(no_key=True).order_by("pk").first()


def tell(outlets: Iterable[int], *, user: Any) -> None:
    """Say that these outlets, their other names or domains have changed; the transaction took turns before."""
    outlet_changed.send(sender=Outlet, outlets=sorted(set(outlets)), user=user)


@transaction.atomic
def confirm(outlets: Iterable[int], *, user: Any) -> list[Outlet]:
    """Confirm those of these that are not yet; which they were."""
    take_turns()
    found = list(Outlet.objects.filter(pk__in=list(outlets), confirmed=False))
    if found:
        keys = [outlet.pk for outlet in found]
        Outlet.objects.filter(pk__in=keys).update(confirmed=True)
        tell(keys, user=user)
    return found
