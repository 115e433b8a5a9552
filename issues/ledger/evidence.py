"""What a publication keeps beside the edition itself: its history, its source documents, its outlets, its people."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.db.models import Model, QuerySet

from issues.ledger.snapshots import hash_of, plain
from issues.models import Citation, Import, Issue, Item, StatusChange
from issues.models.item import canonical_json, seal_of
from sources.models import Outlet, OutletAlias, OutletDomain

Facts = dict[str, Any]
_BATCH = 500


class History(NamedTuple):
    """A table of former versions: the rows of an edition (by its primary key), and the column that says what each is about."""

    name: str
    about: str
    rows: Callable[[int], QuerySet[Any]]


# No row of these is written for an edition once it is published. A later line here leaves older publications as they are.
HISTORIES = (
    History("item", "key", lambda pk: Item.history.filter(issue_id=pk)),
    History("issue", "slug", lambda pk: Issue.history.filter(id=pk)),
    # Those that a former version wrote beside the chain.
    History("move", "event", lambda pk: StatusChange.objects.filter(issue=pk, entry_hash="")),
)


def evidence(issue: Issue) -> Facts:
    """What is kept of ``issue`` beside its snapshot: some ten queries.

    ``history`` has a hash for each thing of each table of former versions, ``imports`` what each source document is,
    ``outlets`` what is said of each that it cites or that one of those became, ``people`` names by account.
    """
    history, people = histories(issue.pk)
    imports = [facts for _, facts in import_facts(Import.objects.filter(issue=issue))]
    people |= {each["imported_by_id"] for each in imports}
    people |= {getattr(issue, name) for name in _persons(Issue)}
    people.update(*Item.objects.filter(issue=issue).order_by().values_list(*_persons(Item)))
    return {
        "history": history,
        "imports": imports,
        "outlets": outlet_facts(_cited(issue)),
        "people": names_of(people),
    }


def histories(issue: int) -> tuple[dict[str, dict[str, str]], set[Any]]:
    """For each table the hashes by what its rows are about, and the accounts that stand in them: a query a table."""
    people: set[Any] = set()
    found = {each.name: _digests(each.rows(issue), each.about, people) for each in HISTORIES}
    return found, people


def _digests(rows: QuerySet[Any], about: str, people: set[Any]) -> dict[str, str]:
    """Hashes over every column of every row, in order; adds to ``people``.

    A column counts where it says something, so that one that is added later changes no hash.
    """
    fields = rows.model._meta.concrete_fields
    persons = _persons(rows.model)
    digests: dict[str, Any] = defaultdict(hashlib.sha256)
    for row in rows.order_by("pk").values(*(field.attname for field in fields)):
        digests[str(row[about])].update(f"{canonical_json(_said(row))}\n".encode())
        people.update(row[name] for name in persons)
    return {name: digest.hexdigest() for name, digest in digests.items()}


def _persons(model: type[Model]) -> list[str]:
    """The columns that name an account."""
    fields, account = model._meta.concrete_fields, get_user_model()
    return [each.attname for each in fields if each.is_relation and each.related_model is account]


def _said(row: Facts) -> Facts:
    return {name: plain(value) for name, value in row.items() if value not in (None, "", False)}


def import_facts(imports: QuerySet[Import]) -> Iterator[tuple[Import, Facts]]:
    """Each source document with what it is, computed from its bytes; one in memory at a time."""
    for row in imports.order_by("pk").iterator(chunk_size=1):
        yield (
            row,
            {
                "id": row.pk,
                "filename": row.filename,
                "format": row.format,
                "sha256": hashlib.sha256(row.document).hexdigest(),
                "text": hash_of(row.text),
                "findings": seal_of(row.findings),
                "imported_by_id": row.imported_by_id,
                "imported_at": plain(row.imported_at),
            },
        )


def _cited(issue: Issue) -> set[int]:
    rows = Citation.objects.filter(item__issue=issue, outlet__isnull=False).order_by()
    pairs = rows.values_list("outlet", "outlet__merged_into").distinct()
    return {pk for pair in pairs for pk in pair if pk}


def outlet_facts(outlets: Iterable[int]) -> dict[str, Facts]:
    """What the tables say of these outlets, by slug: three queries for each 500."""
    wanted, found = sorted(outlets), {}
    for start in range(0, len(wanted), _BATCH):
        found.update(_facts_of(wanted[start : start + _BATCH]))
    return found


def _facts_of(outlets: list[int]) -> dict[str, Facts]:
    columns = [field.attname for field in Outlet._meta.concrete_fields]
    rows = Outlet.objects.filter(pk__in=outlets).order_by("pk")
    facts = {row["id"]: row for row in rows.values(*columns, "merged_into__slug")}
    for row in facts.values():
        row["merged_into"] = row.pop("merged_into__slug")
        row["aliases"], row["domains"] = {}, []
        del row["merged_into_id"]
    aliases = OutletAlias.objects.filter(outlet__in=outlets).order_by("key")
    for outlet, key, name in aliases.values_list("outlet", "key", "name"):
        facts[outlet]["aliases"][key] = name
    domains = OutletDomain.objects.filter(outlet__in=outlets).order_by("domain")
    for outlet, domain in domains.values_list("outlet", "domain"):
        facts[outlet]["domains"].append(domain)
    return {row["slug"]: _said(row) for row in facts.values()}


def names_of(people: Iterable[Any]) -> dict[str, str]:
    """Names by the primary keys of accounts, as JSON has them: one query for each 500."""
    wanted, found = sorted(pk for pk in people if pk), {}
    for start in range(0, len(wanted), _BATCH):
        rows = get_user_model()._default_manager.filter(pk__in=wanted[start : start + _BATCH])
        found.update({str(row.pk): row.get_username() for row in rows.only("username")})
    return found
