"""Compares the ledger with all that it covers, and says what differs in sentences."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from issues.ledger import heads
from issues.ledger.chain import Chain, differing_fields, readable
from issues.ledger.evidence import names_of, outlet_facts
from issues.ledger.published import verify_editions
from issues.ledger.structure import verify_structure
from sources.models import Outlet


@dataclass(frozen=True, slots=True)
class Report:
    """``differences`` are sentences, none when all is well. ``head`` is ``number:hash``, empty without entries.

    ``covered_from`` is the number of the first entry of today's kind, ``covered_at`` its moment. ``heads`` says of the
    recorded heads how they agree, in a sentence.
    """

    differences: list[str]
    entries: int
    head: str
    covered_from: int | None
    covered_at: datetime | None
    heads: str


def verify() -> list[str]:
    """Every difference between the ledger and what stands in the tables, a sentence each; none when all is well."""
    return examine().differences


def examine(expected: tuple[int | None, str] | None = None) -> Report:
    """Compare everything. ``expected`` is a head that was kept elsewhere: a number of entries, if known, and a hash.

    About eight queries an edition; one edition's content in memory at a time. What is written meanwhile is not seen.
    """
    recorded = heads.read()  # first, for a line of a later entry is no difference
    with _one_moment():
        chain = Chain()
        differences = [*readable("The ledger", chain.walk())]
        said = "The recorded heads were not compared."
        if chain.is_whole:
            if expected:
                differences += _expectation(chain, *expected)
            found, said = _heads(chain, recorded)
            differences += found
            differences += readable("Outlets", _outlets(chain))
            differences += _people(chain)
        differences += verify_editions()
        differences += verify_structure()
    return Report(
        differences,
        len(chain.hashes),
        chain.head,
        chain.covered_from,
        chain.covered_at,
        said,
    )


@contextmanager
def _one_moment() -> Iterator[None]:
    """All that is read inside is as it was at one moment, while others write."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        # Not ``atomic()``, which would lock out whoever wants to write.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def _expectation(chain: Chain, number: int | None, entry_hash: str) -> Iterator[str]:
    if number is None:
        there = entry_hash in chain.hashes
        where = ""
    else:
        there = chain.hashes[number - 1 : number] == [entry_hash]
        where = f" as entry {number}"
    if not there:
        yield (
            f"The ledger has no hash {entry_hash}{where}: "
            f"it was cut off or made anew since that was its head; it has {len(chain.hashes)} entries now."
        )


def _heads(chain: Chain, found: heads.Heads) -> tuple[list[str], str]:
    """The difference between chain and recorded heads, if any, and what the summary says of them."""
    file, recorded, unreadable, error = heads.path(), *found
    if error:
        return [f"{file} cannot be read: {error}."], ""
    if not recorded and not unreadable:
        return [], f"No heads are recorded in {file} yet."
    lost = [
        each
        for each in recorded
        if chain.hashes[each.number - 1 : each.number] != [each.entry_hash]
    ]
    more = f"; {unreadable} lines cannot be read" if unreadable else ""
    if not lost:
        return [], f"All {len(recorded)} heads in {file} agree{more}."
    first, count = lost[0], len(chain.hashes)
    how = (
        f"the ledger was cut off after entry {count}, or made anew"
        if first.number > count
        else f"the ledger was made anew from entry {first.number} or one before it"
    )
    return [
        f"{file}, line {first.line}: entry {first.number} with the hash {first.entry_hash} is not in the ledger "
        f"({len(lost)} of {len(recorded)} heads are not): {how}. If this is another database on purpose, move that file away."
    ], ""


def _outlets(chain: Chain) -> Iterator[str]:
    known = Outlet.objects.values_list("slug", "pk")
    now = outlet_facts(pk for slug, pk in known if slug in chain.outlets)
    for slug, (facts, number) in sorted(chain.outlets.items()):
        if slug not in now:
            yield f"Outlet {slug}: it is missing; entry {number} of the ledger has it."
            continue
        for field in differing_fields(facts, now[slug]):
            yield f"Outlet {slug}: field {field} differs from entry {number} of the ledger."


def _people(chain: Chain) -> Iterator[str]:
    now = names_of(chain.people)
    for account, (name, number) in sorted(chain.people.items()):
        found = now.get(str(account))
        if found is None:
            yield f"Account {account}: it is missing; entry {number} of the ledger calls it “{name}”."
        elif found != name:
            yield f"Account {account}: its name (username) is “{found}”, entry {number} of the ledger calls it “{name}”."
