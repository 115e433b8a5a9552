"""Four eyes: who changed an item, or what an issue says itself, and has not been checked by somebody else since.

Whoever approves must not be one of them. A check is an approval, or a vouching: somebody read the words and says that they
are right. The database holds the same rule, over the same rows: ``issues.guards.history``.
"""

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from django.db import connection

from issues.guards.history import ISSUES, ITEMS, History
from issues.models import Issue, Item

_WORD = re.compile(r"\w+")
_NOBODY = ","


class _Row(NamedTuple):
    """A row of a history: ``people`` are those whose words came with it, if it is a change; ``checked_by`` who checked it."""

    id: int
    number: int
    people: frozenset[int]
    checked_by: frozenset[int]


Rows = Mapping[int, list[_Row]]


def _rows(history: History, ids: Collection[int]) -> Rows:
    """By primary key, oldest first: one query."""
    marks = ", ".join(["%s"] * len(ids))
    return _read_rows([(history, f"h.id IN ({marks})", [*ids])] if ids else [])[history.table]


def _read_rows(wanted: Sequence[tuple[History, str, list[int]]]) -> Mapping[str, Rows]:
    """By table of the history and primary key; each wanted has a condition on its rows ``h``, with parameters. One query."""
    found: dict[str, dict[int, list[_Row]]] = defaultdict(lambda: defaultdict(list))
    if not wanted:
        return found
    same = "IS" if connection.vendor == "sqlite" else "IS NOT DISTINCT FROM"
    query = " UNION ALL ".join(history.account(where, same) for history, where, _ in wanted)
    with connection.cursor() as cursor:
        cursor.execute(f"{query} ORDER BY 1, 3", [each for *_, values in wanted for each in values])
        for table, pk, number, named, is_change, is_check, approver, voucher, *makers in cursor:
            people = _read(named) if named else makers if is_change else ()
            checkers = (approver, voucher) if is_check else ()
            found[table][pk].append(_Row(pk, number, _known(people), _known(checkers)))
    return found


def _known(people: Iterable[int | None]) -> frozenset[int]:
    return frozenset(each for each in people if each is not None)


def _read(contributors: str) -> list[int]:
    return [int(each) for each in contributors.split(",") if each]


def written(people: Iterable[int]) -> str:
    """People as the column ``contributors`` keeps them."""
    return _NOBODY + "".join(f"{pk}," for pk in sorted(set(people)))


def _unchecked(rows: Iterable[_Row]) -> set[int]:
    """Who made a change after the last check by somebody else; the rows are in order."""
    waiting: set[int] = set()
    for row in rows:
        waiting |= row.people
        for checker in row.checked_by:
            waiting &= {checker}
    return waiting


def unchecked_items(ids: Collection[int]) -> Mapping[int, set[int]]:
    """By primary key of the item, those who may not approve it as it stands: one query."""
    return _each(ITEMS, ids)


def unchecked_issues(ids: Collection[int]) -> Mapping[int, set[int]]:
    """By primary key of the edition, those who may not approve its period, notice and correction note: one query."""
    return _each(ISSUES, ids)


def unchecked_in(issue: Issue) -> tuple[Mapping[int, set[int]], set[int]]:
    """Both for one edition and all of its items: one query."""
    of_issue = "h.id IN (SELECT id FROM issues_item WHERE issue_id = %s)"
    found = _read_rows([(ITEMS, of_issue, [issue.pk]), (ISSUES, "h.id = %s", [issue.pk])])
    items = {pk: _unchecked(rows) for pk, rows in found[ITEMS.table].items()}
    return defaultdict(set, items), _unchecked(found[ISSUES.table][issue.pk])


def _each(history: History, ids: Collection[int]) -> Mapping[int, set[int]]:
    return defaultdict(set, {pk: _unchecked(rows) for pk, rows in _rows(history, ids).items()})


def returning(item: Item, body: str, citations: str) -> set[int]:
    """Who wrote words or citations that a change brings back, as far as nobody else had checked them when they went.

    ``item`` is as it stands before the change, with its contents; ``body`` and ``citations`` (as the history keeps them) are
    what it shall say. Words that a former version had, in any edition, and that the item has not now, came from those who
    wrote that version. No query where nothing can come back, else one or two.
    """
    new = _said(body, citations) - _said(item.body, item.citations_json())
    if not new or not (item.approved_seal or item.version > 1 or item.issue.edition > 1):
        return set()
    rows = Item.history.filter(issue__slug=item.issue.slug, key=item.key).exclude(history_type="-")
    cited: dict[int, str] = {}
    said = []
    for pk, number, text, sources in rows.order_by("history_id").values_list(
        "id", "history_id", "body", "citations"
    ):
        cited[pk] = sources or cited.get(pk, "[]")
        said.append((pk, number, _said(text, cited[pk])))
    return _who_said(ITEMS, said, new)


def returning_words(issue: Issue, values: Mapping[str, Any]) -> set[int]:
    """The same of what an issue says itself: ``values`` are the fields that it shall have. One query or two."""
    shall = (values.get(name, "") for name in ("notice", "correction_note"))
    new = _words(*shall) - _words(issue.notice, issue.correction_note)
    rows = Issue.history.filter(slug=issue.slug).exclude(history_type="-").order_by("history_id")
    columns = ("id", "history_id", "notice", "correction_note")
    said = [(pk, number, _words(*texts)) for pk, number, *texts in rows.values_list(*columns)]
    return _who_said(ISSUES, said, new)


def _who_said(
    history: History, said: Sequence[tuple[int, int, set[str]]], new: set[str]
) -> set[int]:
    """Who is unchecked in a state that had one of the words ``new``; ``said`` has primary key, number and words of each row."""
    # Rows that say the same one after the other are one state, and what was checked of it by its end counts.
    runs = groupby(said, key=lambda row: (row[0], row[2]))
    found = [(pk, [*rows][-1][1]) for (pk, words), rows in runs if words & new]
    accounts = _rows(history, {pk for pk, _ in found})
    return {
        person
        for pk, last in found
        for person in _unchecked(row for row in accounts[pk] if row.number <= last)
    }


def _said(body: str, citations: str) -> set[str]:
    """The words of a text, and each citation whole and in its fields."""
    said = _words(body)
    for citation in json.loads(citations):
        said.add(json.dumps(citation, sort_keys=True))
        said |= {f"{name}={value}" for name, value in citation.items() if value}
    return said


def _words(*texts: Any) -> set[str]:
    return {word for text in texts for word in _WORD.findall(str(text).casefold())}


def of_deleted(issue: Issue, body: str) -> set[int]:
    """Who wrote an item of this issue that was deleted and that ``body`` brings back, unless others had checked it.

    It comes back if a run of words of it is there. One query, and another one where something comes back.
    """
    gone = Item.history.filter(issue__slug=issue.slug, history_type="-").values_list("id", "body")
    runs = _runs(body)
    found = _rows(ITEMS, {pk for pk, former in gone if runs & _runs(former)})
    return {person for rows in found.values() for person in _unchecked(rows)}


def _runs(body: str, length: int = 4) -> set[tuple[str, ...]]:
    """Every run of so many words; the whole of a shorter text."""
    words = _WORD.findall(body.casefold())
    most = max(len(words) - length, 0)
    return {tuple(words[at : at + length]) for at in range(most + 1)} if words else set()
