"""Tells people what happened to the issues and items that concern them: who is told of what, each once."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.text import Truncator

from issues import mailing, newsroom
from issues.mentions import Names
from issues.models import (
    Assignment,
    Comment,
    Issue,
    Item,
    Notice,
    NoticeChoice,
    NoticeKind,
    StatusChange,
)
from issues.workflow import ASK_LIFT, LIFT, WORKING, Move

KIND_OF_MOVE: dict[str, NoticeKind] = {
    Move.SUBMIT: NoticeKind.SUBMITTED,
    Move.RETURN: NoticeKind.RETURNED,
    Move.APPROVE: NoticeKind.APPROVED,
    Move.PUBLISH: NoticeKind.PUBLISHED,
    Move.WITHDRAW: NoticeKind.WITHDRAWN,
    ASK_LIFT: NoticeKind.WITHDRAWN,
    LIFT: NoticeKind.WITHDRAWN,
    "schedule_failed": NoticeKind.SCHEDULE_FAILED,
}
"""Event of the ledger to what is told of it; nobody is told of the others."""

_WORDS = 200  # of a reason or comment, in characters: the rest is read in the desk


def tell(
    kind: NoticeKind,
    issue: Issue,
    people: Iterable[int] | QuerySet[Any],
    *,
    text: str,
    actor: Any = None,
    item_key: str = "",
) -> set[int]:
    """Record one notice for each of ``people`` (primary keys) and mail it after the commit; who was told.

    Not told: ``actor``, who did it; whoever cannot open the desk; whoever wants to hear of ``kind`` in no way.
    Call it inside the transaction of what happened: if that is rolled back, nobody is told. Two queries.
    """
    recipients = newsroom.members().filter(pk__in=people).order_by("pk")
    if actor is not None:
        recipients = recipients.exclude(pk=actor.pk)
    chosen = NoticeChoice.objects.filter(user=OuterRef("pk"), kind=kind)
    recipients = recipients.annotate(
        not_in_desk=Exists(chosen.filter(in_desk=False)),
        not_by_mail=Exists(chosen.filter(by_mail=False)),
    )
    rows, to_mail = [], []
    for person in recipients:
        notice = Notice(
            recipient=person,
            kind=kind,
            issue=issue,
            item_key=item_key,
            actor=actor,
            text=text,
            is_shown=not person.not_in_desk,
        )
        is_mailed = bool(person.email) and not person.not_by_mail
        if notice.is_shown or is_mailed:
            rows.append(notice)
        if is_mailed:
            to_mail.append(notice)
    Notice.objects.bulk_create(rows)
    if to_mail:
        _mail_after_commit([notice.pk for notice in to_mail])
    return {notice.recipient_id for notice in rows}


def tell_move(issue: Issue, move: Move, *, user: Any, reason: str, is_due: bool) -> None:
    """Tell those whom a move concerns: editors of what is submitted, else those who worked on the issue.

    With ``is_due`` the schedule made the move, so its ``user`` is told like the others.
    """
    kind = KIND_OF_MOVE.get(move)
    if kind is None:
        return
    people: Iterable[int] | QuerySet[Any] = _writers(issue)
    if kind == NoticeKind.SUBMITTED:
        people = newsroom.editors().values("pk")
    elif kind == NoticeKind.RETURNED and issue.submitted_by_id:
        people = {*_writers(issue), issue.submitted_by_id}
    elif kind == NoticeKind.WITHDRAWN:
        people = _writers(issue) | _workers(issue.slug)
    named = named_issue(issue)
    who = user.get_username()
    text = {
        NoticeKind.SUBMITTED: f"{who} submitted {named} for review.",
        NoticeKind.RETURNED: f"{who} returned {named} to draft: {quoted(reason)}",
        NoticeKind.APPROVED: f"{who} approved {named}.",
        NoticeKind.PUBLISHED: f"{who} published {named}."
        if not is_due
        else f"Published as scheduled: {named}.",
        NoticeKind.WITHDRAWN: f"{who} withdrew {named}: {quoted(reason)} Nothing of it is published until somebody else "
        "lifts the withdrawal.",
    }[kind]
    tell(kind, issue, people, text=text, actor=None if is_due else user)


def tell_schedule_failed(issue: Issue, reason: str) -> None:
    """Tell the editors, and whoever scheduled the issue, that it was taken off the schedule, and why."""
    people = {*newsroom.editors().values_list("pk", flat=True)}
    if issue.scheduled_by_id:
        people.add(issue.scheduled_by_id)
    text = f"Not published as scheduled: {named_issue(issue)}. {reason}"
    tell(NoticeKind.SCHEDULE_FAILED, issue, people, text=text)


def tell_asked_to_lift(issue: Issue, *, user: Any, reason: str) -> None:
    """Tell those who can confirm it that somebody wants his or her own withdrawal of ``issue`` lifted."""
    text = (
        f"{user.get_username()} asks for the withdrawal of {named_issue(issue)} to be lifted, and somebody else has to "
        f"confirm it: {quoted(reason)}"
    )
    people = newsroom.who_may("issues.change_issue").values("pk")
    tell(NoticeKind.WITHDRAWN, issue, people, text=text, actor=user)


def tell_lifted(issue: Issue, *, user: Any, reason: str, withdrawn_by: int) -> None:
    """Tell whoever withdrew ``issue``, and those who work on it, that it may be published again."""
    text = f"{user.get_username()} lifted the withdrawal of {named_issue(issue)}: {quoted(reason)}"
    people = {withdrawn_by, *_writers(issue), *_workers(issue.slug)}
    tell(NoticeKind.WITHDRAWN, issue, people, text=text, actor=user)


def tell_comment(comment: Comment) -> None:
    """Tell those whom a comment gives an item back to, those whom it names with @, and those whom it answers."""
    issue, who = comment.issue, comment.author.get_username()
    about = _about(issue, comment.item_key)
    said = quoted(comment.body)
    told: set[int] = set()

    def tell_rest(kind: NoticeKind, people: Collection[int], text: str) -> None:
        wanted = set(people) - told
        told.update(wanted)
        if wanted:
            tell(kind, issue, wanted, text=text, actor=comment.author, item_key=comment.item_key)

    if comment.is_return:
        writers = _writers(issue, comment.item_key)
        tell_rest(NoticeKind.RETURNED, writers, f"{who} returned {about}: {said}")
    mentioned = _mentioned(comment.body)
    tell_rest(NoticeKind.MENTIONED, mentioned, f"{who} mentioned you on {about}: {said}")
    if comment.thread_id:
        thread = Q(pk=comment.thread_id) | Q(thread=comment.thread_id)
        answered = set(issue.comments.filter(thread).values_list("author_id", flat=True))
        tell_rest(NoticeKind.MENTIONED, answered, f"{who} answered you on {about}: {said}")


def tell_assigned(issue: Issue, item_key: str, *, person: Any, user: Any) -> None:
    """Tell somebody what he or she has in hand now."""
    text = f"{user.get_username()} gave you {_about(issue, item_key)}."
    tell(NoticeKind.ASSIGNED, issue, [person.pk], text=text, actor=user, item_key=item_key)


def named_issue(issue: Issue) -> str:
    """``the issue of Oct. 31-Nov. 7, 2017``, with the edition if it is a later one."""
    edition = f" (edition {issue.edition})" if issue.edition > 1 else ""
    return f"the issue of {issue.period}{edition}"


def quoted(words: str) -> str:
    """The beginning of what somebody wrote, on one line, in quotation marks."""
    return f"“{Truncator(' '.join(words.split())).chars(_WORDS)}”"


def _mail_after_commit(pks: list[int]) -> None:
    def send() -> None:
        mailing.send(pks)

    # Whatever goes wrong with the mail, what happened has happened.
    transaction.on_commit(send, robust=True)


def _about(issue: Issue, item_key: str) -> str:
    item = issue.items.filter(key=item_key).first() if item_key else None
    if item is None:
        return named_issue(issue)
    return f"the item “{item.excerpt}” of {issue.period}"


def _writers(issue: Issue, item_key: str = "") -> set[int]:
    """Who wrote or last edited the items, or one of them: one query."""
    items = Item.objects.filter(issue=issue)
    if item_key:
        items = items.filter(key=item_key)
    pairs = items.order_by().values_list("author_id", "last_editor_id").distinct()
    return {pk for pair in pairs for pk in pair}


def _workers(slug: str) -> set[int]:
    """Who has a hand in the edition in work of an issue: began, wrote, moved or scheduled it, or has something of it to do."""
    working = Issue.objects.filter(slug=slug, status__in=WORKING)
    found = set(working.values_list("created_by_id", flat=True))
    found.update(StatusChange.objects.filter(issue__in=working).values_list("user_id", flat=True))
    found.update(Assignment.objects.filter(issue__in=working).values_list("user_id", flat=True))
    return found.union(*(_writers(issue) for issue in working))


def _mentioned(body: str) -> set[int]:
    if "@" not in body:
        return set()
    people = dict(newsroom.members().values_list("username", "pk"))
    return {people[name] for name in Names(people).mentioned(body)}


def choices_of(user: Any) -> dict[NoticeKind, tuple[bool, bool]]:
    """For each kind, whether ``user`` is told in the desk and by mail: both, unless chosen otherwise. One query."""
    chosen = {row.kind: (row.in_desk, row.by_mail) for row in user.notice_choices.all()}
    return {kind: chosen.get(kind.value, (True, True)) for kind in NoticeKind}


def choose(user: Any, wanted: Mapping[NoticeKind, tuple[bool, bool]]) -> None:
    """Save how ``user`` wants to be told of these kinds: in the desk, by mail. Only what differs from both is kept."""
    usual = [kind for kind, ways in wanted.items() if ways == (True, True)]
    rows = [
        NoticeChoice(user=user, kind=kind, in_desk=ways[0], by_mail=ways[1])
        for kind, ways in wanted.items()
        if ways != (True, True)
    ]
    with transaction.atomic():
        user.notice_choices.filter(kind__in=usual).delete()
        NoticeChoice.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["user", "kind"],
            update_fields=["in_desk", "by_mail"],
        )


def unread(user: Any) -> QuerySet[Notice]:
    """What ``user`` has not opened yet."""
    return Notice.objects.filter(recipient=user, seen_at=None, is_shown=True)


def mark_read(notices: QuerySet[Notice]) -> int:
    """Remember that they were read, if they were not; how many were not."""
    return notices.filter(seen_at=None).update(seen_at=timezone.now())
