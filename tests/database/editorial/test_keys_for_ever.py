"""An item's address, once published, answers for ever: whatever is edited, moved, corrected or withdrawn after it."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils.html import escape

from issues.editing import add_item, change_item, delete_item, hold_item, move_item
from issues.editions import start_correction
from issues.models import Issue, Item
from issues.moves import MoveError, apply_move
from issues.sections import Section
from issues.workflow import Move
from tests.support import factories as make
from tests.support.examples import seeds, some_of
from tests.support.withdrawals import lift_it

STEPS = some_of(400)
# Few, so that the same items are met again and again.
SLUGS, ITEMS = 3, 8


class Newsroom:
    """People at work for a long time, and what readers are to find after each publication and withdrawal."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.client = Client()
        self.drafted: set[str] = set()
        """Every key that there ever was."""
        self.live: dict[str, set[str]] = {}
        """Slug to the keys that its live edition shows."""
        self.reasons: dict[str, str] = {}
        """Every key that left, with what readers were told."""
        self.home: dict[str, str] = {}
        """Every key that was ever published, with its issue's slug."""
        self.withdrawn: dict[str, str] = {}
        """Slug to the reason for which nothing of it is live."""
        self.met: Counter[int] = Counter()

    def walk(self) -> None:
        """Steps of the kinds below, in any order that the rules allow."""
        kinds = {
            self.begin: 2,
            self.add: 4,
            self.change: 4,
            self.move: 4,
            self.hold: 2,
            self.delete: 2,
            self.correct: 8,
            self.publish: 6,
            self.withdraw: 1,
            self.lift: 4,
        }
        done = 0
        while done < STEPS:
            step = self.chance.choices([*kinds], [*kinds.values()])[0]
            try:
                done += step()
            except MoveError as refusal:
                assert str(refusal)

    def begin(self) -> bool:
        end = date(2017, 11, 7) + timedelta(weeks=self.chance.randrange(SLUGS))
        if Issue.objects.filter(slug=end.isoformat()).exists():
            return False
        make.make_issue(end)
        return True

    def draft(self) -> Issue | None:
        return self.pick(Issue.objects.working())

    def pick(self, rows):
        """One of them, the same for the same seed."""
        rows = list(rows.order_by("pk"))
        return self.chance.choice(rows) if rows else None

    def item(self) -> Item | None:
        """Of any edition, so that refusals are met too."""
        issue = self.draft() if self.chance.random() < 0.9 else self.pick(Issue.objects)
        return self.pick(issue.items.with_contents()) if issue else None

    def add(self) -> bool:
        issue = self.draft()
        if not issue or issue.items.count() >= ITEMS:
            return False
        parent = self.chance.choice([None, *issue.items.order_by("pk")])
        item = add_item(
            issue,
            user=make.analyst(),
            section=parent.section if parent else self.chance.choice(Section.values),
            body=f"Report {len(self.drafted)}.",
            citations=[make.cite(on=issue.period_end)],
            parent=parent,
        )
        self.drafted.add(item.key)
        return True

    def change(self) -> bool:
        if item := self.item():
            body = f"Changed {self.chance.random()}."
            cited = [make.cite(on=item.issue.period_end)]
            user = make.analyst()
            change_item(item, user=user, version=item.version, body=body, citations=cited)
        return bool(item)

    def move(self) -> bool:
        if item := self.item():
            parent = self.chance.choice([None, *item.issue.items.order_by("pk")])
            section = parent.section if parent else self.chance.choice(Section.values)
            move_item(item, user=make.analyst(), section=section, parent=parent)
        return bool(item)

    def hold(self) -> bool:
        if item := self.item():
            hold_item(item, user=make.editor(), held=not item.held)
        return bool(item)

    def delete(self) -> bool:
        if item := self.item():
            delete_item(item, user=make.editor())
        return bool(item)

    def correct(self) -> bool:
        if issue := self.pick(Issue.objects):
            start_correction(issue, user=make.editor(), note=f"Note {self.chance.random()}.")
        return bool(issue)

    def publish(self) -> bool:
        issue = self.draft()
        if not issue:
            return False
        issue = make.publish(issue)
        shown = set(issue.items.filter(held=False).values_list("key", flat=True))
        for key in self.live.get(issue.slug, set()) - shown:
            self.reasons[key] = issue.correction_note
        self.live[issue.slug] = shown
        self.withdrawn.pop(issue.slug, None)
        self.home.update(dict.fromkeys(shown, issue.slug))
        self.check()
        return True

    def withdraw(self) -> bool:
        issue = self.pick(Issue.objects.published())
        if issue:
            reason = f"Reason {self.chance.random()}."
            apply_move(issue, Move.WITHDRAW, user=make.editor(), reason=reason)
            for key in self.live.pop(issue.slug):
                self.reasons[key] = reason
            self.withdrawn[issue.slug] = reason
            self.check()
        return bool(issue)

    def lift(self) -> bool:
        issue = self.pick(Issue.objects.withdrawn())
        if issue:
            lift_it(issue)
            self.check()
        return bool(issue)

    def expected(self, key: str) -> int:
        if key not in self.home:
            return 404
        return 200 if key in self.live.get(self.home[key], ()) else 410

    def check(self) -> None:
        """Every key there ever was. A reader who has the page is told so (304), which spares its rendering."""
        for key in self.drafted:
            answer = self.client.get(f"/items/{key}/", headers={"If-None-Match": "*"})
            status = {304: 200}.get(answer.status_code, answer.status_code)
            assert status == self.expected(key), (key, self.home.get(key))
            self.met[status] += 1

    def check_pages(self) -> None:
        """Each page whole: that of what is gone says why."""
        for key in self.drafted:
            answer = self.client.get(f"/items/{key}/")
            assert answer.status_code == self.expected(key), key
            if answer.status_code == 410:
                reason = self.withdrawn.get(self.home[key]) or self.reasons[key]
                assert escape(reason) in answer.content.decode(), key


@pytest.mark.django_db
@pytest.mark.parametrize("seed", seeds(1))
def test_a_key_once_published_answers_for_ever_and_no_other_does(seed):
    newsroom = Newsroom(seed)
    newsroom.walk()
    newsroom.check_pages()
    # It met enough of each: a walk that publishes nothing would prove nothing.
    assert min(newsroom.met[status] for status in (200, 404, 410)) > STEPS // 10
    assert sum(newsroom.met.values()) > STEPS * 2
