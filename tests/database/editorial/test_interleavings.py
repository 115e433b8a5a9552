"""Hundreds of random meetings of three people at one issue, through the real views: no word is ever lost."""

import random
import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from issues.desk.citing import row_of
from issues.desk.entry import place_of
from issues.models import Item
from issues.sections import Section
from tests.support import factories as make
from tests.support.desk import entry, new
from tests.support.examples import seeds

RUNS, AT_ONCE, STEPS = [*enumerate(seeds(300))], 25, 4
SECTIONS = [Section.MILITARY_CAMPAIGN, Section.RESPONSE]
WORD = re.compile(r"[a-z]+\d+")


def words(*texts):
    return {word for text in texts for word in WORD.findall(text)}


def said(item):
    """Every word of an item that is there now."""
    return words(item.body, *(citation.title for citation in item.citations.all()))


class Meeting:
    """One issue, three people with forms that grow old, and what must still be there."""

    def __init__(self, number, seed, clients):
        self.dice = random.Random(seed)
        self.clients = clients
        self.count = 0
        self.saved, self.live = set(), set()
        self.log = []
        self.issue = make.make_issue(date(2000, 1, 4) + timedelta(days=number))
        top = make.make_item(self.issue, self.text(8), citations=[make.cite(title=self.word())])
        make.make_item(
            self.issue, self.text(8), parent=top, citations=[make.cite(title=self.word())]
        )
        make.make_item(self.issue, self.text(8), section=Section.RESPONSE)
        make.submit(self.issue)
        self.live = set().union(*(said(item) for item in self.items()))
        self.saved = set(self.live)
        # Everybody has looked at everything before anybody begins.
        self.open = {name: [self.opened(item) for item in self.items()] for name in clients}

    def word(self, who="w"):
        self.count += 1
        return f"{who}{self.count}"

    def text(self, length):
        return " ".join(self.word() for _ in range(length))

    def items(self):
        return list(self.issue.items.with_contents().order_by("pk"))

    def step(self):
        who = self.dice.choice(list(self.clients))
        often = [self.save] * 8 + [self.see] * 2
        seldom = [self.add, self.place, self.delete, self.split, self.merge, self.approve]
        action = self.dice.choice(often + seldom)
        action(who)

    def see(self, who):
        """Somebody opens a form, and it stays open for a while."""
        if items := self.items():
            self.open[who].append(self.opened(self.dice.choice(items)))

    def opened(self, item):
        return item, [row_of(citation) for citation in item.citations.all()], place_of(item)

    def form(self, who):
        if not self.open[who]:
            self.see(who)
        return self.dice.choice(self.open[who]) if self.open[who] else None

    def address(self, name, item):
        return reverse(f"desk:{name}", args=[self.issue.slug, 1, item.key])

    def post(self, who, action, url, data, *allowed):
        response = self.clients[who].post(url, data)
        self.log.append((who, action, url, response.status_code))
        assert response.status_code in (302, *allowed), response.content.decode()[:3000]
        return response

    # What people do

    def save(self, who):
        if (seen := self.form(who)) is None:
            return
        item, rows, place = seen
        body, rows, place = self.change(who, item.body.split(), [dict(row) for row in rows], place)
        data = entry(body, *self.typed(rows), place=place, item=item)
        before = words(item.body, *(row["title"] for row in seen[1]))
        self.send(who, item, data, before)

    def change(self, who, body, rows, place):
        what = self.dice.choice(
            "insert insert replace replace cite cite retitle uncite move".split()
        )
        at = self.dice.randrange(len(body) + 1)
        if what == "insert":
            body.insert(at, self.word(who))
        elif what == "replace":
            body[min(at, len(body) - 1)] = self.word(who)
        elif what == "cite":
            rows.append({"outlet": "Reuters", "date": "11.04.17", "title": self.word(who)})
        elif what == "retitle" and rows:
            self.dice.choice(rows)["title"] = self.word(who)
        elif what == "uncite" and rows:
            rows.remove(self.dice.choice(rows))
        elif what == "move":
            place = str(self.dice.choice(SECTIONS))
            body.append(self.word(who))
        return " ".join(body), rows, place

    @staticmethod
    def typed(rows):
        names = ("outlet", "date", "url", "title", "note")
        return [[row.get(name, "") for name in names] for row in rows]

    def send(self, who, item, data, before, *, chosen=False):
        """One save: it is done, or both texts are on the page."""
        mine = words(
            data["body"], *(str(text) for name, text in data.items() if name.endswith("-title"))
        )
        now = Item.objects.with_contents().filter(pk=item.pk).first()
        response = self.post(
            who, "choose" if chosen else "save", self.address("item", item), data, 400, 409
        )
        if response.status_code == 302:
            self.live = (self.live - (before - mine)) | (mine - before)
            self.saved |= mine - before
            return
        text = response.content.decode()
        assert mine <= words(text)
        assert now is None or response.status_code == 400 or said(now) <= words(text)
        self.choose(who, item, response, now)

    def choose(self, who, item, response, now):
        """The refused save is looked at: kept as the form has it now, or dropped."""
        if self.dice.random() < 0.5 or response.status_code == 400:
            return
        form = response.context["entry"]
        data = {name: form._data[name] for name in form._data}
        if now is None:
            answer = self.post(who, "save anew", new(self.issue), data | {"place": SECTIONS[0]})
            kept = words(*data.values())
            assert answer.status_code == 302
            self.live |= kept & words(data["body"])
            self.saved |= kept & words(data["body"])
        else:
            self.send(who, item, data, said(now), chosen=True)

    def add(self, who):
        word = self.word(who)
        data = entry(f"{word} alone", place=self.dice.choice(SECTIONS))
        self.post(who, "add", new(self.issue), data)
        self.live.add(word)
        self.saved.add(word)

    def place(self, who):
        if items := self.items():
            to = self.dice.choice("up down in out section".split())
            data = {"to": to, "section": self.dice.choice(SECTIONS)}
            self.post(who, to, self.address("place", self.dice.choice(items)), data, 409)

    def delete(self, who):
        if (seen := self.form(who)) is None:
            return
        item = seen[0]
        there = {row.pk: row for row in self.items()}
        data = {"version": item.version}
        response = self.post(who, "delete", self.address("delete", item), data, 404, 409)
        if response.status_code == 302:
            left = {row.pk for row in self.items()}
            for pk, row in there.items():
                self.live -= set() if pk in left else said(row)
        elif item.pk in there and response.status_code == 409:
            assert words(there[item.pk].body) <= words(response.content.decode())

    def split(self, who):
        if (seen := self.form(who)) is None:
            return
        item, rows, _ = seen
        body, word = item.body.split(), self.word(who)
        half = len(body) // 2
        data = {
            "version": item.version,
            "first": " ".join([*body[:half], word]),
            "second": " ".join(body[half:]) or "rest",
        } | {f"source-{at}": self.dice.choice(["1", "2", "both"]) for at in range(len(rows))}
        now = Item.objects.with_contents().filter(pk=item.pk).first()
        response = self.post(who, "split", self.address("split", item), data, 404, 409)
        if response.status_code == 302:
            self.live.add(word)
            self.saved.add(word)
        elif now:
            text = response.content.decode()
            assert words(data["first"], data["second"]) | words(now.body) <= words(text)

    def merge(self, who):
        one, other = self.form(who), self.form(who)
        if one and other:
            data = {"into": other[0].key, "own": one[0].version, "other": other[0].version}
            self.post(who, "merge", self.address("merge", one[0]), data, 409)

    def approve(self, who):
        if (seen := self.form(who)) is None:
            return
        item = Item.objects.filter(pk=seen[0].pk).select_related("author", "last_editor").first()
        data = {"version": seen[0].version}
        response = self.post(who, "approve", self.address("approve", seen[0]), data, 403, 404, 409)
        if response.status_code == 302:
            assert who not in (item.author.username, item.last_editor.username)
            assert who.startswith("ed")

    # What must hold

    def check(self):
        items = self.items()
        assert self.live <= set().union(set(), *(said(item) for item in items))
        rows = Item.history.filter(issue=self.issue).values_list("body", "citations")
        former = words(*(text for row in rows for text in row))
        assert self.saved <= former
        for item in items:
            assert item.approved_by_id not in (item.author_id, item.last_editor_id)
            # Whatever moved, the tree is whole.
            assert item.parent is None or item.parent.section == item.section


@pytest.mark.django_db
@pytest.mark.parametrize("first", range(0, len(RUNS), AT_ONCE))
def test_no_word_is_lost_whoever_meets_whom(first):
    clients = {}
    for user in (make.analyst("ana"), make.editor("edna"), make.editor("edgar")):
        clients[user.username] = Client()
        clients[user.username].force_login(user)
    for number, seed in RUNS[first : first + AT_ONCE]:
        meeting = Meeting(number, seed, clients)
        try:
            for _ in range(STEPS):
                meeting.step()
            meeting.check()
        except AssertionError:
            print(f"Seed {seed}:", *meeting.log, sep="\n  ")  # noqa: T201  # the way to the failure
            raise
