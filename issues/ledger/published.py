"""Compares every edition with the ledger: what was published, its history and its source documents."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from issues.four_eyes import unchecked_issues, unchecked_items
from issues.ledger.chain import differing_fields, readable
from issues.ledger.evidence import HISTORIES, Facts, histories, import_facts
from issues.ledger.recording import content_hash
from issues.ledger.snapshots import name_of, snapshot
from issues.models import Import, Issue, StatusChange
from issues.models.ledger import COVER, FORMER_SCHEME
from issues.workflow import SEALED, Move

_ITEMS = ("items", "held_back")
_EVIDENCE = ("history", "imports", "outlets", "people")

Documents = dict[int, list[Facts]]
"""The facts of source documents by the primary key of their edition."""


def verify_imports(documents: Documents) -> Iterator[str]:
    """Every difference of a source document from its own SHA-256; fills ``documents``. One document in memory."""
    for row, facts in import_facts(Import.objects.all()):
        if facts["sha256"] != row.sha256:
            yield f"Import {row.pk} ({row.filename}): its document is not that of its SHA-256 (document, sha256)."
        if row.issue_id:
            documents[row.issue_id].append(facts)


def verify_editions() -> Iterator[str]:
    """Every difference of editions and source documents: about eight queries an edition, one edition in memory."""
    documents: Documents = defaultdict(list)
    yield from readable("Imports", verify_imports(documents))
    rows = Issue.objects.order_by("slug", "edition")
    for pk, slug, edition, status in rows.values_list("pk", "slug", "edition", "status"):
        name = name_of(slug, edition)
        differences = _verify_edition(pk, status, documents.get(pk, []))
        yield from readable(name, (f"{name}: {difference}." for difference in differences))


def _verify_edition(pk: int, status: str, documents: list[Facts]) -> Iterator[str]:
    entries = list(StatusChange.objects.chained().filter(issue=pk).order_by("pk"))
    publications = [entry for entry in entries if entry.event == Move.PUBLISH]
    if status not in SEALED:
        if publications:
            yield f"the ledger has its publication, but its status is {status}"
        elif entries and entries[-1].to_status != status:
            yield f"status is {status}, the ledger says {entries[-1].to_status}"
        return
    if not publications:
        yield f"status is {status}, but the ledger has no publication of it"
        return
    if len(publications) > 1:
        yield f"the ledger has {len(publications)} publications of it; the first counts"
    if entries[-1].to_status != status:
        yield f"status is {status}, the ledger says {entries[-1].to_status}"
    issue = Issue.objects.get(pk=pk)
    for field in _closing_differences(issue, entries):
        yield f"field {field} differs from the ledger"
    covering = _covering(entries, publications[0])
    found = [
        *_content_differences(issue, publications[0]),
        *_evidence_differences(pk, covering, documents),
    ]
    yield from found
    if not found and publications[0].scheme != FORMER_SCHEME:
        yield from _approval_differences(issue)


def _closing_differences(issue: Issue, entries: Iterable[StatusChange]) -> Iterator[str]:
    """The columns that a closing move writes, where they are not what its entry says, or say something without one."""
    expected: dict[str, Any] = {
        "superseded_at": None,
        "withdrawn_at": None,
        "withdrawn_by_id": None,
        "withdrawal_reason": "",
    }
    for entry in entries:
        if entry.event == Move.SUPERSEDE:
            expected["superseded_at"] = entry.at
        elif entry.event == Move.WITHDRAW:
            expected |= {
                "withdrawn_at": entry.at,
                "withdrawn_by_id": entry.user_id,
                "withdrawal_reason": entry.reason,
            }
    yield from (field for field, value in expected.items() if getattr(issue, field) != value)


def _content_differences(issue: Issue, publication: StatusChange) -> Iterator[str]:
    if publication.content_hash == content_hash(publication):
        then, now = json.loads(publication.content), snapshot(issue)
        for field in sorted(then.keys() - {*_ITEMS, *_EVIDENCE}):
            if then[field] != now.get(field):
                yield f"field {field} differs from what was published"
        yield from _item_differences(_by_key(then), _by_key(now))


def _approval_differences(issue: Issue) -> Iterator[str]:
    """Where four eyes did not see what readers see, whatever the ledger says."""
    items = list(issue.items.filter(held=False).with_contents())
    unchecked = unchecked_items([item.pk for item in items])
    for item in items:
        if not item.is_approved:
            yield f"item {item.key} is not approved as it stands"
        elif item.approved_by_id in unchecked[item.pk]:
            yield f"item {item.key} was approved by somebody who had a hand in it"
    if issue.approved_by_id in unchecked_issues([issue.pk])[issue.pk]:
        yield "it was approved by somebody who wrote its period, notice or correction note"


def _item_differences(before: dict[str, Facts], after: dict[str, Facts]) -> Iterator[str]:
    yield from (f"item {key} is missing" for key in before if key not in after)
    yield from (f"item {key} was not published with it" for key in after if key not in before)
    for key in (key for key in before if key in after):
        for field in differing_fields(before[key], after[key]):
            yield f"item {key}, field {field} differs from what was published"
    if before.keys() == after.keys() and list(before) != list(after):
        yield "field items (their order) differs from what was published"


def _by_key(content: Facts) -> dict[str, Facts]:
    return {item["key"]: item for item in (*content["items"], *content["held_back"])}


def _covering(entries: list[StatusChange], publication: StatusChange) -> StatusChange | None:
    """The entry that keeps the edition's evidence: its publication, or what an upgrade added to it."""
    if publication.scheme != FORMER_SCHEME:
        return publication
    return next((entry for entry in entries if entry.event == COVER), None)


def _evidence_differences(
    pk: int, covering: StatusChange | None, documents: list[Facts]
) -> Iterator[str]:
    if covering is None:
        yield "its history and its source documents are not covered: run manage.py migrate"
        return
    if covering.content_hash != content_hash(covering):
        return  # said of the entry
    then = json.loads(covering.content)
    now, _ = histories(pk)
    for each in HISTORIES:
        for about in differing_fields(then["history"].get(each.name, {}), now[each.name]):
            yield f"the history of {each.name} {about} differs from the ledger"
    before, after = ({each["id"]: each for each in rows} for rows in (then["imports"], documents))
    for import_pk in sorted(before.keys() | after.keys()):
        yield from _import_differences(import_pk, before.get(import_pk), after.get(import_pk))


def _import_differences(pk: int, then: Facts | None, now: Facts | None) -> Iterator[str]:
    if now is None:
        yield f"import {pk} is missing"
    elif then is None:
        yield f"import {pk} was not there when it was published"
    else:
        for field in differing_fields(then, now):
            yield f"import {pk}, field {field} differs from the ledger"
