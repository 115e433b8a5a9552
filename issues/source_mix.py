"""The source mix of a result: how much of it rests on whom. That of one edition is `contents.mix_of`."""

from __future__ import annotations

from dataclasses import dataclass

from issues.archive_index import OutletName
from issues.results import Result


@dataclass(frozen=True, slots=True)
class Share:
    """``citations`` of one canonical outlet; ``share`` is of all citations, from 0 to 1."""

    outlet: OutletName
    citations: int
    share: float


@dataclass(frozen=True, slots=True)
class ResultMix:
    """Shares from the largest on, then by name; ``single_sourced`` items cite one outlet alone, however often."""

    shares: tuple[Share, ...]
    citations: int
    items: int
    single_sourced: int


def of_result(result: Result) -> ResultMix:
    """Of the items found, or of all items of the issues found. No query.

    Every citation of an item counts, not only those that it was found by: items found under one outlet show who else
    they rest on.
    """
    index, table = result.index, result.index.items
    rows = index.items_of(result.rows) if result.is_of_issues else table.units.rows_of(result.units)
    items = table.units.having(rows)
    counted = [
        (outlet, (rows & table.outlets[pk]).bit_count()) for pk, outlet in index.outlets.items()
    ]
    cited = sorted((each for each in counted if each[1]), key=lambda each: -each[1])
    total = sum(count for _, count in cited)
    return ResultMix(
        shares=tuple(Share(outlet, count, count / total) for outlet, count in cited),
        citations=total,
        items=items.bit_count(),
        single_sourced=(items & table.single_sourced).bit_count(),
    )
