"""Four people do whatever they may, in any order: each approved word was written by one and checked by another.

Every word is written once, by one person, so that it can be followed wherever it goes: through moves, splits, merges,
deletions, former versions that come back, imports and corrections.
"""

import json
from collections import defaultdict
from datetime import date

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from issues import ledger
from issues.editing import (
    add_item,
    approve_item,
    change_item,
    delete_item,
    hold_item,
    move_item,
    vouch_for_item,
)
from issues.editions import start_correction
from issues.four_eyes import unchecked_items
from issues.imports import import_issue
from issues.models import Issue, Item
from issues.moves import MoveError, apply_move
from issues.reviewing import approve_clean, return_item
from issues.sections import Section
from issues.shaping import merge_items, split_item
from issues.versions import as_citations
from issues.wording import change_wording, fingerprint, vouch_for_wording
from issues.workflow import Move, Status
from tests.support import factories as make
from tests.support.examples import examples

PEOPLE = {
    "ana": make.analyst,
    "bea": lambda: make.analyst("bea"),
    "ed": make.editor,
    "eve": lambda: make.editor("eve"),
}


class Newsroom:
    """What is known of each word: who wrote it, and who has approved or vouched for a text that had it."""

    def __init__(self):
        self.people = {name: make_one() for name, make_one in PEOPLE.items()}
        self.writer = {}
        self.checked = defaultdict(set)
        self.story = []

    def word(self, user):
        word = f"w{len(self.writer)}x"
        self.writer[word] = user.pk
        return word

    def source(self, user):
        return make.cite(url=f"https://reuters.example/{self.word(user)}")

    def check(self, item, user):
        for word in self.words_of(item):
            self.checked[word].add(user.pk)

    def words_of(self, item):
        said = f"{item.text} {' '.join(each.url for each in item.citations.all())}"
        return {word for word in self.writer if word in said.replace("/", " ").split()}


def pick(rows, number):
    rows = list(rows)
    return rows[number % len(rows)] if rows else None


def working_items():
    editable = [Status.DRAFT, Status.IN_REVIEW]
    return Item.objects.with_contents().filter(issue__status__in=editable).order_by("pk")


def add(room, user, n):
    issue = pick(Issue.objects.working(), n)
    if issue:
        add_item(
            issue,
            user=user,
            section=pick(Section.values, n % 2),
            body=f"{room.word(user)} {room.word(user)}",
            citations=[room.source(user)],
        )


def on_item(act):
    def action(room, user, n):
        item = pick(working_items(), n)
        if item:
            act(room, item, user, n)

    return action


def save(item, user, words, citations):
    body = " ".join(words)
    change_item(item, user=user, version=item.version, body=body, citations=citations)


def write(room, item, user, n):
    save(item, user, [*item.text.split(), room.word(user)], list(item.citations.all()))


def rewrite(room, item, user, n):
    save(item, user, [room.word(user)], [room.source(user)])


def strike(room, item, user, n):
    """A word less."""
    words = item.text.split()
    if len(words) > 1:
        save(item, user, words[1:], list(item.citations.all()))


def put_back(room, item, user, n):
    """A former text, with another word or without, and its citations."""
    row = pick(Item.history.filter(key=item.key, history_type="~").order_by("pk"), n)
    if row and row.citations:
        words = [*row.body.split(), *([room.word(user)] if n % 2 else [])]
        save(item, user, words, as_citations(json.loads(row.citations)))


def write_again(room, user, n):
    """What was deleted."""
    row = pick(Item.history.filter(history_type="-").order_by("pk"), n)
    issue = row and Issue.objects.working().filter(slug=row.issue.slug).first()
    if issue:
        add_item(
            issue,
            user=user,
            section=row.section,
            body=row.body,
            citations=as_citations(json.loads(row.citations)),
        )


def move(room, item, user, n):
    move_item(item, user=user, section=pick(Section.values, n % 3))


def merge(room, item, user, n):
    other = pick(item.issue.items.exclude(pk=item.pk).order_by("pk"), n)
    if other:
        merge_items(item, other, user=user, versions=(item.version, other.version))


def split(room, item, user, n):
    words, cited = item.text.split(), list(item.citations.all())
    if len(words) > 1:
        half = {"first": words[0], "second": " ".join(words[1:])}
        split_item(item, user=user, version=item.version, citations=(cited, cited), **half)


def vouch(room, item, user, n):
    vouch_for_item(item, user=user, version=item.version)
    room.check(item, user)


def approve(room, item, user, n):
    room.check(approve_item(item, user=user), user)


def approve_all(room, user, n):
    for issue in Issue.objects.filter(status=Status.IN_REVIEW):
        read = dict(issue.items.values_list("key", "version"))
        for item in approve_clean(issue, user=user, read=read).approved:
            room.check(item, user)


def give_back(room, item, user, n):
    return_item(item, user=user, reason="Which road?")


def notice(room, user, n):
    issue = pick(Issue.objects.working(), n)
    if issue:
        values = {"notice": room.word(user)}
        change_wording(issue, user=user, seen=fingerprint(issue), values=values)


def vouch_for_words(room, user, n):
    issue = pick(Issue.objects.working(), n)
    if issue:
        vouch_for_wording(issue, user=user, seen=fingerprint(issue))
        room.checked[issue.notice].add(user.pk)


def move_issue(which):
    def action(room, user, n):
        issue = pick(Issue.objects.order_by("pk"), n)
        if issue:
            apply_move(issue, which, user=user, reason="Because.")
            if which == Move.APPROVE:
                room.checked[issue.notice].add(user.pk)

    return action


def correct(room, user, n):
    issue = pick(Issue.objects.order_by("-pk"), n)
    if issue:
        start_correction(issue, user=user, note="A number is corrected.")


def bring_in(room, user, n):
    end = date(2017, 11, 7 + 7 * (n % 2))
    if not Issue.objects.filter(slug=end.isoformat()).exists():
        text = (
            f"Russia in Syria Monitor, Nov. {end.day - 7 or 1}-{end.day}, 2017\n\n"
            "Details of Russia’s military campaign in Syria:\n\n"
            f"* {room.word(user)} (Reuters, 11.06.17)\n* {room.word(user)} (Reuters, 11.05.17)\n"
        )
        import_issue(text.encode(), "digest.txt", user=user)


ACTIONS = {
    "import": bring_in,
    "add": add,
    "write": on_item(write),
    "rewrite": on_item(rewrite),
    "strike": on_item(strike),
    "put back": on_item(put_back),
    "write again": write_again,
    "move": on_item(move),
    "merge": on_item(merge),
    "split": on_item(split),
    "hold": on_item(lambda room, item, user, n: hold_item(item, user=user, held=n % 2 == 0)),
    "delete": on_item(lambda room, item, user, n: delete_item(item, user=user)),
    "give back": on_item(give_back),
    "vouch": on_item(vouch),
    "approve": on_item(approve),
    "approve all": approve_all,
    "notice": notice,
    "vouch for words": vouch_for_words,
    "correct": correct,
    **{each.value: move_issue(each) for each in Move},
}
OFTEN = ["rewrite", "write", "put back", "merge", "split", "approve", "approve", "approve all"]
STEPS = st.tuples(
    st.sampled_from([*ACTIONS, *OFTEN, "submit", "publish", "correct"]),
    st.sampled_from(sorted(PEOPLE)),
    st.integers(0, 5),
)


class Broken(Exception):
    """Undoes an example."""


def check(room):
    items = list(Item.objects.with_contents())
    unchecked = unchecked_items([item.pk for item in items])
    for item in items:
        if not item.is_approved:
            continue
        assert item.approved_by_id not in unchecked[item.pk]
        for word in room.words_of(item):
            assert room.checked[word] - {room.writer[word]}, (word, item.text, room.story)
    for issue in Issue.objects.exclude(status__in=[Status.DRAFT, Status.IN_REVIEW]):
        if issue.notice:
            assert room.checked[issue.notice] - {room.writer[issue.notice]}
        # What is public has been approved as it stands.
        assert all(
            item.is_approved for item in items if item.issue_id == issue.pk and not item.held
        )


@pytest.mark.django_db
@given(steps=st.lists(STEPS, min_size=15, max_size=60))
@examples(80)
def test_each_approved_word_was_written_by_one_person_and_checked_by_another(steps):
    room = Newsroom()
    with pytest.raises(Broken), transaction.atomic():
        for name, who, number in [("import", "ana", 0), ("submit", "ana", 0), *steps]:
            try:
                with transaction.atomic():
                    ACTIONS[name](room, room.people[who], number)
                    room.story.append(f"{who}: {name} {number}")
            except MoveError as refusal:
                assert str(refusal)
            check(room)
        assert ledger.verify() == []
        raise Broken
