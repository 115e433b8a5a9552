"""Changes the items of a working edition: each function is one transaction that locks the issue first."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from issues import four_eyes, markup
from issues.following import check_followed
from issues.merging import merge_contents
from issues.models import Citation, Issue, Item
from issues.models.item import canonical_json
from issues.moves import Conflict, MoveError, NotAllowed
from issues.places import (
    Misplaced,
    fresh_item,
    items_below,
    last_position,
    lock_issue,
    move_item,
    put,
    touch,
)
from issues.versions import (
    CHANGED,
    WRITTEN,
    citation_saying,
    citations_json,
    content_of_version,
    meeting,
    record,
    save_quietly,
)
from issues.workflow import Status

__all__ = [
    "Misplaced",
    "Place",
    "Stale",
    "add_item",
    "approve_item",
    "change_item",
    "delete_issue",
    "delete_item",
    "fresh_item",
    "hold_item",
    "lock_for_review",
    "lock_issue",
    "meeting",
    "move_item",
    "save_version",
    "seal_approval",
    "write_citations",
]

Place = tuple[str, Item | None]
"""A section, and the item of it to stand below."""


class Stale(MoveError):
    """Somebody else saved the item since the form was opened; ``theirs`` is the item as it is now.

    ``mine`` is what was to be saved, ``base`` what both began with (None if nobody knows it), and ``merged`` both
    together as far as they go, with mine where they do not; all in the shape of ``Item.content()``. ``overlapping``
    names the parts that were changed on both sides: ``body``, ``citations``, ``place``, ``follows``.
    """

    def __init__(
        self,
        theirs: Item,
        *,
        mine: dict[str, Any] | None = None,
        base: dict[str, Any] | None = None,
        merged: dict[str, Any] | None = None,
        overlapping: Sequence[str] = (),
    ) -> None:
        self.theirs = theirs
        self.mine, self.base, self.merged = mine, base, merged or mine
        self.overlapping = tuple(overlapping)
        super().__init__(
            f"{theirs.last_editor.get_username()} changed this item while you were writing. "
            "Both texts are below: keep what is right and save again."
        )


def add_item(  # noqa: PLR0913  # what an item is made of
    issue: Issue,
    *,
    user: Any,
    section: str,
    body: str,
    citations: Iterable[Citation] = (),
    parent: Item | None = None,
    held: bool = False,
    follows: str = "",
) -> Item:
    """Add an item at the end of its siblings. ``body`` is inline HTML and is cleaned; ``citations`` are unsaved rows.

    ``follows`` is the key of the item that it carries on. Raises NotAllowed, Conflict or Misplaced.
    """
    with transaction.atomic():
        locked = lock_issue(issue, user, "issues.add_item")
        parent = fresh_item(parent) if parent else None
        item = Item(issue=locked, section=section, body=markup.clean(body), author=user, held=held)
        put(item, section, parent)
        item.position = last_position(locked, section, parent) + 1
        item.last_editor = user
        check_followed(locked, item.key, follows)
        item.follows = follows
        citations = list(citations)
        save_quietly(item)
        write_citations(item, citations)
        people = four_eyes.written(
            {user.pk, *four_eyes.of_deleted(locked, item.body, citations_json(citations))}
        )
        record(item, user=user, kind=WRITTEN, citations=citations, contributors=people)
    return item


def change_item(
    item: Item,
    *,
    user: Any,
    version: int,
    body: str,
    citations: Sequence[Citation],
    place: Place | None = None,
    follows: str | None = None,
) -> Item:
    """Replace text and citations, and, where given, the place and the key of the item that this one follows.

    ``version`` is the version that the user started from. If somebody saved another one since, both changes are brought
    together where they do not overlap; ``meeting`` says so. Nothing is saved when nothing differs, so an approval is
    not lost to an idle save. Raises Stale if the changes overlap, Misplaced, NotAllowed, Conflict; then nothing was saved.
    """
    with transaction.atomic():
        locked = lock_issue(item.issue_id, user, "issues.change_item")
        row = fresh_item(item)
        now = row.content()
        mine = now | {"body": markup.clean(body), "citations": [c.content() for c in citations]}
        if row.version == version:
            base = now
        else:
            base = content_of_version(row, version) or {}
            # What the form does not hold stays as the user saw it.
            mine |= {name: base.get(name) for name in ("section", "parent")} if base else {}
            mine = _following(mine, base.get("follows", ""))
        if place:
            mine |= {"section": place[0], "parent": place[1].key if place[1] else None}
        if follows is not None:
            mine = _following(mine, follows)
        after = mine if row.version == version else _met(row, mine, base)
        if (followed := after.get("follows", "")) != row.follows:
            check_followed(locked, row.key, followed)
        known = [*citations, *row.citations.all()]
        _write(row, after, user, [citation_saying(each, known) for each in after["citations"]])
        if (row.section, now["parent"]) != (after["section"], after["parent"]):
            parent = locked.items.filter(key=after["parent"]).first() if after["parent"] else None
            if after["parent"] and not parent:
                raise Misplaced("The item above is gone: choose where this one stands.")
            row = move_item(row, user=user, section=after["section"], parent=parent)
    return row


def _following(content: dict[str, Any], key: str) -> dict[str, Any]:
    """As in ``Item.content()``: the field is there only if it says something."""
    rest = {name: value for name, value in content.items() if name != "follows"}
    return {**rest, "follows": key} if key else rest


def _met(row: Item, mine: dict[str, Any], base: dict[str, Any]) -> dict[str, Any]:
    """Both changes together. Raises Stale where that cannot be."""
    theirs = row.content()
    if not base:
        if mine == theirs:
            return mine
        raise Stale(row, mine=mine)
    merged = merge_contents(base, mine, theirs)
    if merged.overlapping:
        raise Stale(
            row, mine=mine, base=base, merged=merged.content, overlapping=merged.overlapping
        )
    return merged.content


def _write(row: Item, content: Mapping[str, Any], user: Any, citations: list[Citation]) -> None:
    """Save text, citations and what the item follows, as one version, if any of it differs."""
    follows = content.get("follows", "")
    same_citations = content["citations"] == [c.content() for c in row.citations.all()]
    if (row.body, row.follows) == (content["body"], follows) and same_citations:
        return
    save_version(row, user, body=content["body"], follows=follows, citations=citations)


def save_version(
    row: Item,
    user: Any,
    *,
    body: str,
    citations: list[Citation],
    follows: str | None = None,
    reason: str = "",
    contributors: Collection[int] = (),
) -> None:
    """Save a locked item as its next version, with these citations, and record it. Voids the approval.

    ``contributors`` are those whose words the change brings in, beside ``user``; those of former versions are found.
    """
    people = {user.pk, *contributors, *four_eyes.returning(row, body, citations_json(citations))}
    row.body = body
    row.follows = row.follows if follows is None else follows
    touch(row, user)
    save_quietly(row)
    if citations_json(citations) != citations_json(row.citations.all()):
        # Copies, for what is kept of the old ones is written anew.
        citations = [copy(citation) for citation in citations]
        row.citations.all().delete()
        write_citations(row, citations)
        _forget_prefetched(row)
    written = four_eyes.written(people)
    record(row, user=user, kind=CHANGED, citations=citations, reason=reason, contributors=written)


def _forget_prefetched(row: Item) -> None:
    getattr(row, "_prefetched_objects_cache", {}).pop("citations", None)


def delete_item(item: Item, *, user: Any, version: int | None = None) -> None:
    """Delete an item and all below it; history and comments keep their words.

    ``version`` is the version that the user saw; one changed since is refused. Raises NotAllowed, Conflict or Stale.
    """
    with transaction.atomic():
        lock_issue(item.issue_id, user, "issues.delete_item")
        row = fresh_item(item)
        if version is not None and row.version != version:
            raise Stale(row)
        row.delete()


def delete_issue(issue: Issue, *, user: Any) -> None:
    """Delete a draft that never moved, with all in it; what the ledger names stays. Raises NotAllowed or Conflict."""
    with transaction.atomic():
        locked = lock_issue(issue, user, "issues.delete_issue")
        if locked.status_changes.exists():
            raise Conflict(
                f"{locked} stands in the ledger already: it can be changed, but not deleted."
            )
        locked.delete()


def hold_item(item: Item, *, user: Any, held: bool) -> Item:
    """Keep an item and all below it out of this issue, or let it back in. Raises NotAllowed, Conflict or Misplaced."""
    with transaction.atomic():
        lock_issue(item.issue_id, user, "issues.hold_item")
        row = fresh_item(item)
        if not held and row.parent and row.parent.held:
            raise Misplaced("The item above it is held back: let that one in first.")
        for each in (row, *items_below(row)):
            each.held = held
            each.save()
    return row


def approve_item(item: Item, *, user: Any, version: int | None = None) -> Item:
    """Seal ``user``'s approval to the item as it stands.

    ``version`` is the version that was read; an item changed since is refused. Nobody approves what he or she wrote or
    changed and nobody else has checked since (the database says so too). Raises NotAllowed, Conflict or Stale.
    """
    with transaction.atomic():
        locked = lock_for_review(item.issue_id, user)
        row = fresh_item(item)
        if version is not None and row.version != version:
            raise Stale(row)
        if user.pk in four_eyes.unchecked_items([row.pk])[row.pk]:
            raise NotAllowed(
                f"You {hand_in(row, user)} this item, so somebody else has to approve it or vouch for what you did."
            )
        seal_approval(row, user)
        with as_history_has_it():
            row.save()
        _settle_returns(locked, row.key, user)
    return row


def vouch_for_item(item: Item, *, user: Any, version: int) -> Item:
    """Record that ``user`` read the item as it stands and says that it is right, so that others who changed it may approve it.

    ``version`` is the version that was read. Raises NotAllowed, Conflict (nothing to vouch for) or Stale.
    """
    with transaction.atomic():
        lock_issue(item.issue_id, user, "issues.change_item")
        row = fresh_item(item)
        if row.version != version:
            raise Stale(row)
        if content_of_version(row, version) != row.content():
            raise Conflict(_UNLIKE_HISTORY)
        if not four_eyes.unchecked_items([row.pk])[row.pk] - {user.pk}:
            raise Conflict(
                f"“{row.excerpt}” has no change by somebody else that nobody has read yet: there is nothing to vouch for."
            )
        record(row, user=user, kind=CHANGED, citations=row.citations.all(), vouched_by=user)
    return row


_UNLIKE_HISTORY = (
    "An item says something that its history does not know: it was changed past the desk. Open it, look at its words and "
    "citations, and save it with a change; then somebody else can approve it."
)


@contextmanager
def as_history_has_it() -> Iterator[None]:
    """Raises Conflict where the database refuses an approval of what no history has. Ends its transaction then."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "item_approval_is_of_history" in str(error):
            raise Conflict(_UNLIKE_HISTORY) from error
        raise


def hand_in(row: Item, user: Any) -> str:
    """What a user did to an item, as a verb: ``wrote``, ``last edited`` or ``changed``."""
    if user.pk == row.author_id:
        return "wrote"
    return "last edited" if user.pk == row.last_editor_id else "changed"


def lock_for_review(issue: Issue | int, user: Any) -> Issue:
    """The edition in review, locked for somebody who approves items. Raises NotAllowed or Conflict."""
    locked = lock_issue(issue, user, "issues.approve_item")
    if locked.status != Status.IN_REVIEW:
        raise Conflict(f"{locked} is not in review: submit it first, then approve its items.")
    return locked


def _settle_returns(issue: Issue, key: str, user: Any) -> None:
    """An item that is approved is no longer given back: settle the remarks that returned it."""
    returns = issue.comments.filter(item_key=key, is_return=True, resolved_at=None)
    returns.update(resolved_at=timezone.now(), resolved_by=user)


def seal_approval(row: Item, user: Any) -> None:
    """Put ``user``'s approval of what the row holds now into it, without saving it; the row is from ``with_contents()``."""
    row.approved_by, row.approved_at = user, timezone.now()
    row.approved_seal, row.approved_content = row.seal(), canonical_json(row.content())


def write_citations(item: Item, citations: Iterable[Citation]) -> None:
    """Save these as the citations of an item that has none."""
    rows = list(citations)
    for position, citation in enumerate(rows, start=1):
        citation.pk, citation.item, citation.position = None, item, position
        citation._state.adding = True
    Citation.objects.bulk_create(rows)
