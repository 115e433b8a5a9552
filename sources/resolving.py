"""Finding the outlet that a name or a web address stands for."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction

from sources.domains import host_of, suffixes
from sources.models import Outlet, OutletAlias, OutletDomain
from sources.names import clean_name, fold

# SQLite takes some 32,000 parameters in a query.
_BATCH = 5_000
_ATTEMPTS = 20


def resolve(name: str) -> Outlet | None:
    """The outlet that answers to this name, in any spelling that folds alike. Two queries.

    It is always a canonical one: a merged outlet's names lead to what it became.
    """
    return resolve_many([name]).get(name)


def resolve_many(names: Iterable[str]) -> dict[str, Outlet]:
    """What each of the names stands for; unknown names are left out.

    Keys are the names as given. Two queries, however many names (for each 5,000 of them).
    """
    keys = {name: fold(name) for name in names}
    wanted = sorted(set(keys.values()))
    found: dict[str, Outlet] = {}
    for start in range(0, len(wanted), _BATCH):
        batch = wanted[start : start + _BATCH]
        aliases = OutletAlias.objects.filter(key__in=batch)
        for alias in aliases.select_related("outlet__merged_into"):
            found[alias.key] = alias.outlet.canonical
        for outlet in Outlet.objects.canonical().filter(key__in=batch):
            found[outlet.key] = outlet
    return {name: found[key] for name, key in keys.items() if key in found}


def resolve_url(url: str) -> Outlet | None:
    """The canonical outlet that publishes at this http or https address. At most one query.

    The longest registered domain that the host is, or lies below, decides: so
    `monitoring.bbc.co.uk` goes before `bbc.co.uk`. None for unknown hosts, for text that is no
    such address, and where two outlets share the domain: which of them it was, an editor must say.
    """
    host = host_of(url)
    if host is None:
        return None
    holders: dict[str, set[Outlet]] = {}
    rows = OutletDomain.objects.filter(domain__in=suffixes(host))
    for row in rows.select_related("outlet__merged_into"):
        holders.setdefault(row.domain, set()).add(row.outlet.canonical)
    if not holders:
        return None
    outlets = holders[max(holders, key=len)]
    return outlets.pop() if len(outlets) == 1 else None


def get_or_create_unconfirmed(name: str) -> Outlet:
    """The outlet of this name, or a new one that an editor has yet to confirm or merge.

    Raises ValueError for a name that cannot be an outlet's (see `names.clean_name`). Safe to call
    for one name at the same time from many places; inside a longer transaction call it for names
    in sorted order, lest two transactions wait for each other's names.
    """
    name = clean_name(name)
    for attempt in range(1, _ATTEMPTS + 1):
        if outlet := resolve(name):
            return outlet
        try:
            with transaction.atomic():
                return Outlet.objects.register(name)
        except IntegrityError:
            # Another was faster, with this name or with another that gives the same slug.
            if attempt == _ATTEMPTS:
                raise
    raise AssertionError("the last attempt returns or raises")


def known_names() -> tuple[str, ...]:
    """Every name and alias, sorted, those of merged outlets included: what a reader may meet.

    One query.
    """
    aliases = OutletAlias.objects.order_by().values_list("name", flat=True)
    names = Outlet.objects.order_by().values_list("name", flat=True)
    return tuple(sorted(names.union(aliases)))
