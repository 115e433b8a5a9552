"""Gives the words of items another shape: one item becomes two, or two become one."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from issues import four_eyes, markup
from issues.editing import (
    Misplaced,
    Stale,
    fresh_item,
    lock_issue,
    move_item,
    save_version,
    write_citations,
)
from issues.limits import MAX_ITEM_CITATIONS, MAX_PARAGRAPH
from issues.models import Assignment, Citation, Comment, Issue, Item
from issues.models.item import MAX_DEPTH
from issues.places import items_below, renumber
from issues.sections import Section
from issues.versions import WRITTEN, citations_json, content_of_version, record, save_quietly


def split_item(
    item: Item,
    *,
    user: Any,
    version: int,
    first: str,
    second: str,
    citations: tuple[Sequence[Citation], Sequence[Citation]],
) -> tuple[Item, Item]:
    """Two items out of one: ``first`` stays in it, ``second`` becomes a new one right behind it.

    Both are inline HTML and are cleaned; ``citations`` are those of the first and of the second. Items below stay below
    the first. The new one has the same author, for they are that person's words, and ``user`` as its last editor; whoever
    may not approve the one may not approve the other.
    Raises Stale, Misplaced, NotAllowed or Conflict; then nothing was saved.
    """
    texts = [markup.clean(text).strip() for text in (first, second)]
    if not all(markup.to_text(text).strip() for text in texts):
        raise Misplaced("Each of the two items needs a text: choose another place to split.")
    with transaction.atomic():
        locked = lock_issue(item.issue_id, user, "issues.change_item")
        lock_issue(locked, user, "issues.add_item")
        row = fresh_item(item)
        if row.version != version:
            raise _stale_split(row, version, texts, citations)
        new = Item(
            issue=locked,
            section=row.section,
            parent=row.parent,
            depth=row.depth,
            held=row.held,
            body=texts[1],
            author=row.author,
            last_editor=user,
        )
        save_quietly(new)
        write_citations(new, citations[1])
        reason = f"Split off from item {row.key}"
        back = four_eyes.returning(row, texts[1], citations_json(citations[1]))
        unchecked = four_eyes.unchecked_items([row.pk])[row.pk]
        people = four_eyes.written({user.pk, *unchecked, *back})
        record(
            new,
            user=user,
            kind=WRITTEN,
            citations=citations[1],
            reason=reason,
            contributors=people,
        )
        reason = f"Split: the rest is item {new.key}"
        save_version(row, user, body=texts[0], citations=list(citations[0]), reason=reason)
        renumber(new, _next(row, new))
    return row, new


def _stale_split(
    row: Item, version: int, texts: list[str], citations: tuple[Sequence[Citation], ...]
) -> Stale:
    """What the two parts say, as one item, beside what the item says now."""
    base = content_of_version(row, version)
    cited = [citation.content() for part in citations for citation in part]
    mine = (base or row.content()) | {"body": " ".join(texts), "citations": cited}
    return Stale(row, mine=mine, base=base)


def merge_items(item: Item, into: Item, *, user: Any, versions: tuple[int, int]) -> Item:
    """One item out of two: ``item`` goes, ``into`` gets its words and citations, the items below it and its comments.

    ``versions`` are those of ``item`` and ``into`` that the user saw. The texts stand in reading order, and a citation
    that both have is there once. Whoever may not approve one of them may not approve the two. Raises Stale, Misplaced, NotAllowed or Conflict; then nothing was saved.
    """
    with transaction.atomic():
        locked = lock_issue(item.issue_id, user, "issues.change_item")
        lock_issue(locked, user, "issues.delete_item")
        gone, kept = fresh_item(item), fresh_item(into)
        for row, version in ((gone, versions[0]), (kept, versions[1])):
            if row.version != version:
                raise Stale(row)
        _check(gone, kept)
        text, citations = joined(gone, kept)
        if len(text) > MAX_PARAGRAPH:
            raise Misplaced("Together they are longer than 20,000 characters: shorten one first.")
        if len(citations) > MAX_ITEM_CITATIONS:
            raise Misplaced("Together they have more than 60 citations: take some out first.")
        for child in gone.children.order_by("position", "pk"):
            move_item(child, user=user, section=kept.section, parent=kept)
        kept = fresh_item(kept)
        follows = kept.follows or (gone.follows if gone.follows != kept.key else "")
        reason = f"Joined with item {gone.key}"
        save_version(
            kept,
            user,
            body=text,
            citations=citations,
            follows=follows,
            reason=reason,
            contributors=four_eyes.unchecked_items([gone.pk])[gone.pk],
        )
        _hand_over(locked, gone, kept)
        gone._change_reason = f"Joined into item {kept.key}"  # type: ignore[attr-defined]
        gone._history_user = user  # type: ignore[attr-defined]
        gone.delete()
    return kept


def joined(item: Item, into: Item) -> tuple[str, list[Citation]]:
    """The text and the citations of two items as one, in reading order; reads ``citations``."""
    pair = sorted((item, into), key=lambda each: _order(each, item, into))
    citations: list[Citation] = []
    said = set()
    for row in pair:
        for citation in row.citations.all():
            content = citations_json([citation])
            # Two equal ones in one item are two articles; the same one in both items is one.
            if row is pair[0] or content not in said:
                citations.append(citation)
        said |= {citations_json([citation]) for citation in row.citations.all()}
    return " ".join(row.body.strip() for row in pair), citations


def _order(row: Item, item: Item, into: Item) -> tuple[int, int, int]:
    sections = [section.value for section in Section]
    position = row.position if item.parent_id == into.parent_id else 0
    return sections.index(row.section), row.depth, position


def _check(gone: Item, kept: Item) -> None:
    if gone.issue_id != kept.issue_id:
        raise Misplaced("Only items of the same issue can be joined.")
    if gone.pk == kept.pk:
        raise Misplaced("An item cannot be joined with itself: choose another one.")
    below = items_below(gone)
    if kept.pk in {child.pk for child in below}:
        raise Misplaced("It stands below this item: join it the other way round.")
    if gone.held != kept.held:
        raise Misplaced("One of the two is held back: let it back in first, or hold back both.")
    if max((child.depth - gone.depth + kept.depth for child in below), default=0) > MAX_DEPTH:
        raise Misplaced("Items nest at most three levels deep: move those below it first.")


def _hand_over(issue: Issue, gone: Item, kept: Item) -> None:
    """What people said about the item that goes is about the other one now, and so is the work on it if nobody has that."""
    Comment.objects.filter(issue=issue, item_key=gone.key).update(item_key=kept.key)
    work = Assignment.objects.filter(issue=issue)
    if not work.filter(item_key=kept.key).exists():
        work.filter(item_key=gone.key).update(item_key=kept.key)


def _next(row: Item, new: Item) -> Item | None:
    siblings = Item.objects.filter(issue=row.issue_id, section=row.section, parent=row.parent)
    order = list(siblings.exclude(pk=new.pk).order_by("position", "pk"))
    at = order.index(row) + 1
    return order[at] if at < len(order) else None
