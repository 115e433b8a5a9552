"""What the history of items keeps: every version with its text, its place and its citations."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain, repeat
from typing import Any

from django.db.models import Max
from django.utils import timezone

from issues.models import Citation, Issue, Item
from issues.models.item import canonical_json
from sources.models import Outlet

WRITTEN, CHANGED = "+", "~"
_MOST_REASON = 100


def citations_json(citations: Iterable[Citation]) -> str:
    """Citations as the column ``citations`` of a historical row keeps them."""
    return canonical_json([citation.content() for citation in citations])


def record(
    item: Item,
    *,
    user: Any,
    kind: str,
    citations: Iterable[Citation],
    reason: str = "",
    **people: Any,
) -> None:
    """Write one row of history, with citations. The item must be saved by ``save_quietly``, or its history is doubled.

    ``people`` are the columns of ``issues.models.history.WithPeople``, where they say something.
    """
    record_many([(item, citations)], user=user, kind=kind, reason=reason, people=[people])


def record_many(
    items: Iterable[tuple[Item, Iterable[Citation]]],
    *,
    user: Any,
    kind: str,
    reason: str = "",
    people: Iterable[Mapping[str, Any]] = (),
) -> None:
    """The same for many new items: one query. ``reason`` is cut at 100 characters; ``people`` has those columns of each."""
    rows = []
    for (item, citations), each in zip(items, chain(people, repeat({})), strict=False):
        # One by one, for each has citations of its own; the rows are made here and saved together.
        fields = {field.attname: getattr(item, field.attname) for field in _tracked()}
        rows.append(
            Item.history.model(
                history_date=item.changed_at,
                history_user=user,
                history_type=kind,
                history_change_reason=reason[:_MOST_REASON] or None,
                citations=citations_json(citations),
                **each,
                **fields,
            )
        )
    Item.history.bulk_create(rows)


def record_words(issue: Issue, *, user: Any, **people: Any) -> None:
    """Write a row of the history of what an issue says itself; ``people`` as above."""
    history = Issue.history.model
    fields = {field.attname: getattr(issue, field.attname) for field in history.tracked_fields}
    history.objects.create(
        history_date=timezone.now(), history_type=CHANGED, history_user=user, **people, **fields
    )


def save_quietly(item: Item) -> None:
    """Save an item without the row of history that every save writes: ``record`` writes it, with citations."""
    item.skip_history_when_saving = True  # type: ignore[attr-defined]
    try:
        item.save()
    finally:
        del item.skip_history_when_saving  # type: ignore[attr-defined]


def _tracked() -> Sequence[Any]:
    fields: Sequence[Any] = Item.history.model.tracked_fields
    return fields


def content_of_version(item: Item, version: int) -> dict[str, Any] | None:
    """``Item.content()`` as it was in a version of this item; None if the history does not know it. Three queries."""
    row = Item.history.filter(id=item.pk, version=version).order_by("-history_id").first()
    return content_of(row) if row else None


def content_of(row: Any) -> dict[str, Any] | None:
    """A historical row in the shape of ``Item.content()``; None if nobody knows its citations. Up to two queries."""
    citations = citations_of(row)
    if citations is None:
        return None
    content = {
        "body": row.body,
        "section": row.section,
        "parent": _key_of(row.parent_id) if row.parent_id else None,
        "citations": citations,
    }
    return {**content, "follows": row.follows} if row.follows else content


def citations_of(row: Any) -> list[dict[str, Any]] | None:
    """The citations that came with a historical row, as ``Citation.content()`` each; None if nobody knows them."""
    text = row.citations
    if not text:
        before = Item.history.filter(id=row.id, history_id__lt=row.history_id).exclude(citations="")
        text = before.order_by("-history_id").values_list("citations", flat=True).first()
    found: list[dict[str, Any]] | None = json.loads(text) if text else None
    return found


def _key_of(pk: int) -> str | None:
    """The key of an item, also of one that is gone."""
    keys = Item.history.filter(id=pk).values_list("key", flat=True)
    key: str | None = keys.first()
    return key


def as_citations(contents: Iterable[dict[str, Any]]) -> list[Citation]:
    """Unsaved citations from ``Citation.content()`` each. An outlet that is gone stays as the printed name. One query."""
    contents = list(contents)
    slugs = {each["outlet"] for each in contents if each["outlet"]}
    found = Outlet.objects.filter(slug__in=slugs) if slugs else ()
    outlets = {outlet.slug: outlet for outlet in found}
    return [_as_citation(each, outlets.get(each["outlet"])) for each in contents]


def _as_citation(content: dict[str, Any], outlet: Outlet | None) -> Citation:
    return Citation(
        outlet=outlet,
        printed_as="" if outlet and outlet.name == content["printed"] else content["printed"],
        dated_from=_day(content["from"]),
        dated_to=_day(content["to"]),
        **{name: content[name] for name in ("printed_date", "url", "title", "note")},
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def editors_since(item: Item, version: int) -> list[str]:
    """The names of those who made the versions after ``version``, the item's own included, in order. One query."""
    rows = Item.history.filter(id=item.pk, version__gt=version, version__lte=item.version)
    names = rows.values("last_editor__username").annotate(last=Max("history_id")).order_by("last")
    return [row["last_editor__username"] for row in names]


def meeting(item: Item, version: int, user: Any) -> str:
    """A sentence for the user whose change of ``version`` was saved as ``item`` together with others'; empty if alone.

    One query, if anybody was there at all.
    """
    names = editors_since(item, version) if item.version > version else []
    others = [name for name in names if name != user.get_username()]
    if not others:
        return ""
    return f"{' and '.join(others)} changed this item meanwhile; both changes are in."


def citation_saying(content: Mapping[str, Any], citations: Iterable[Citation]) -> Citation:
    """The citation that says just this, made anew if none of these does."""
    return (
        next((each for each in citations if each.content() == content), None)
        or as_citations([dict(content)])[0]
    )
