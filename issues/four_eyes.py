"""Four eyes: who changed an item, or what an issue says itself, and has not been checked by somebody else since.

Whoever approves must not be one of them. A check is an approval, or a vouching: somebody read the words and says that they
are right. The database holds the same rule, over the same rows: ``issues.guards.history``.
"""

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Q

from issues.guards.history import ISSUES, ITEMS, History
from issues.models import Issue, Item

# A word, or a sign by itself.
_TOKEN = re.compile(r"\w+|[^\w\s]")
_RUN = 4
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
    """Who wrote what a change brings back, as far as nobody else had checked it when it went.

    ``item`` is as it stands before the change, with its contents; ``body`` and ``citations`` (as the history keeps them) are
    what it shall say. Whatever a former version had, in any edition, and the item has not now, came from those who wrote
    that version: words and signs, what stands beside what, citations. If the item does not say what its history says,
    somebody changed it past the desk, and nobody knows who: that may be any account. One query, and another one where
    something comes back.
    """
    rows = Item.history.filter(
        Q(issue__slug=item.issue.slug, key=item.key) | Q(id__in=_gone(item.issue))
    ).exclude(history_type="-")
    said, cited, last, gone = [], dict[int, str](), None, []
    columns = ("key", "id", "history_id", "body", "citations", "section", "parent_id", "version")
    for key, *row in rows.order_by("history_id").values_list(*columns):
        pk, number, text, sources, *place = row
        if key != item.key:
            gone.append((pk, text, sources))
            continue
        cited[pk] = sources or cited.get(pk, "[]")
        said.append((pk, number, _said(text, cited[pk])))
        last = (pk, text, cited[pk], *place) if pk == item.pk else last
    now = (item.body, item.citations_json())
    people = _who_said(ITEMS, said, _said(body, citations) - _said(*now))
    people |= _of_gone(gone, (body, citations), now)
    place = [item.section, item.parent_id, item.version]
    return people if last == (item.pk, *now, *place) else people | _anybody()


def _anybody() -> set[int]:
    return set(get_user_model()._default_manager.values_list("pk", flat=True))


def returning_words(issue: Issue, values: Mapping[str, Any]) -> set[int]:
    """The same of what an issue says itself: ``values`` are the fields that it shall have. One query or two."""
    names = ("notice", "correction_note")
    shall = _said_by([values.get(name, "") for name in names])
    new = shall - _said_by([issue.notice, issue.correction_note])
    rows = Issue.history.filter(slug=issue.slug).exclude(history_type="-").order_by("history_id")
    said = [
        (pk, number, _said_by(texts))
        for pk, number, *texts in rows.values_list("id", "history_id", *names)
    ]
    return _who_said(ISSUES, said, new)


def _who_said(
    history: History, said: Sequence[tuple[int, int, set[str]]], new: set[str]
) -> set[int]:
    """Who is unchecked in a state that had some of ``new``; ``said`` has primary key, number and what was said of each row."""
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
    """What a text says, and its citations: each whole and in its fields, and which stands behind which."""
    said = _said_by([body])
    whole = [json.dumps(citation, sort_keys=True) for citation in json.loads(citations)]
    for citation in json.loads(citations):
        said |= {f"{name}={value}" for name, value in citation.items() if value}
    return said | {*whole} | _neighbours(["", *whole, ""])


def _said_by(texts: Iterable[str]) -> set[str]:
    """Each word and sign of some texts, and each with the one behind it: what was taken out or exchanged shows there."""
    said: set[str] = set()
    for text in texts:
        tokens = _TOKEN.findall(text)
        said |= {*tokens} | _neighbours(["", *tokens, ""] if tokens else [])
    return said


def _neighbours(tokens: Sequence[str]) -> set[str]:
    return {f"{one}\0{other}" for one, other in pairwise(tokens)}


def of_deleted(issue: Issue, body: str, citations: str) -> set[int]:
    """Who wrote what was deleted from this issue, or joined with another item, and comes back with a new item.

    Every former version of such an item counts: it comes back if a run of four of its words is there, or all of a shorter
    one, or one of its citations that has an address or a title. One query, and another one where something comes back.
    """
    rows = Item.history.filter(id__in=_gone(issue)).values_list("id", "body", "citations")
    return _of_gone(rows, (body, citations), ("", "[]"))


def _gone(issue: Issue) -> Any:
    return Item.history.filter(issue__slug=issue.slug, history_type="-").order_by().values("id")


def _of_gone(
    rows: Iterable[tuple[int, str, str]], shall: tuple[str, str], now: tuple[str, str]
) -> set[int]:
    """Whose words of ``rows`` (primary key, body and citations) stand in what shall be said, and not in what is said now."""
    tokens, before = (_TOKEN.findall(text.casefold()) for text in (shall[0], now[0]))
    runs = {length: _runs(tokens, length) - _runs(before, length) for length in range(1, _RUN + 1)}
    cited = _articles(shall[1]) - _articles(now[1])
    found = set()
    for pk, former, sources in rows:
        words = _TOKEN.findall(former.casefold())
        length = min(len(words), _RUN)
        if (length and runs[length] & _runs(words, length)) or cited & _articles(sources or "[]"):
            found.add(pk)
    return {person for rows in _rows(ITEMS, found).values() for person in _ever_unchecked(rows)}


def _ever_unchecked(rows: Sequence[_Row]) -> set[int]:
    """Whoever was unchecked in any version: which of them comes back is not asked."""
    return {person for at in range(len(rows)) for person in _unchecked(rows[: at + 1])}


def _articles(citations: str) -> set[str]:
    return {
        json.dumps(citation, sort_keys=True)
        for citation in json.loads(citations)
        if citation["url"] or citation["title"]
    }


def _runs(words: Sequence[str], length: int) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}
