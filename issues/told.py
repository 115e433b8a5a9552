"""Who was told of what happened to an issue: for its log and its comments."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from issues.mailing import pending
from issues.models import Comment, Issue, Notice, NoticeKind, StatusChange
from issues.notices import KIND_OF_MOVE

# A notice is written right after what it tells of, in one transaction: so it is about the last such thing before it.
_Happened = StatusChange | Comment


@dataclass(frozen=True, slots=True)
class Told:
    """Names by primary key of the ledger's entry or of the comment; ``eva (mail)`` was told by mail too."""

    entries: Mapping[int, list[str]]
    comments: Mapping[int, list[str]]


def load_told(issue: Issue, log: Iterable[StatusChange], comments: Iterable[Comment]) -> Told:
    """Who was told of each of these: one query, whatever their number."""
    moves: dict[Any, list[_Happened]] = defaultdict(list)
    for entry in sorted(log, key=lambda entry: entry.pk):
        if kind := KIND_OF_MOVE.get(entry.event):
            moves[kind.value].append(entry)
    talk: dict[Any, list[_Happened]] = defaultdict(list)
    for comment in sorted(comments, key=lambda comment: comment.pk):
        talk[comment.item_key, comment.author_id].append(comment)
    entries: dict[int, list[str]] = defaultdict(list)
    said: dict[int, list[str]] = defaultdict(list)
    for notice in _notices(issue):
        is_move = notice.kind in moves and not notice.item_key
        source = moves[notice.kind] if is_move else talk.get((notice.item_key, notice.actor_id), [])
        about = _last_before(source, notice)
        if about is not None and notice.kind != NoticeKind.ASSIGNED:
            (entries if is_move else said)[about.pk].append(_name(notice))
    return Told(dict(entries), dict(said))


def _notices(issue: Issue) -> Iterable[Any]:
    is_pending = Exists(pending().filter(pk=OuterRef("pk")).select_related(None))
    return (
        Notice.objects.filter(issue=issue)
        .select_related("recipient")
        .annotate(is_pending=is_pending)
        .order_by("recipient__username")
    )


def _last_before(things: list[_Happened], notice: Notice) -> _Happened | None:
    found = None
    for thing in things:
        at = thing.at if isinstance(thing, StatusChange) else thing.created_at
        if at > notice.created_at:
            break
        found = thing
    return found


def _name(notice: Any) -> str:
    how = " (mail)" if notice.mailed_at else " (not mailed yet)" if notice.is_pending else ""
    return f"{notice.recipient.get_username()}{how}"
