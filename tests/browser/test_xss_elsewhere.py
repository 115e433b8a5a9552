"""The same attempts on the desk, where the words of an issue and what is said about them are worked on."""

from copy import copy
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.test import Client

from issues.models import Citation, Comment, Issue, Item
from issues.versions import CHANGED, record_many
from tests.support import factories as make
from tests.support.attacks import (
    citation_of,
    look,
    storable_payloads,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("cleaned_once")]

AT_ONCE = 900
"""Items of a draft: more are slow to lay out."""
VERSIONS = 49
"""Of one item: a page of them."""


def draft_as_it_is(end: date, texts: list[str]) -> Issue:
    """A draft whose rows hold the texts uncleaned, with a comment on each; its first item had some of them before its own."""
    ana = make.analyst()
    reuters = make.make_outlet()
    issue = make.make_issue(end, notice="\n".join(texts[:20]))
    items = Item.objects.bulk_create(
        Item(
            issue=issue, section="response", position=place, body=text, author=ana, last_editor=ana
        )
        for place, text in enumerate(texts, 1)
    )
    citations = [citation_of(item, reuters) for item in items]
    Citation.objects.bulk_create(citations)
    former = []
    for version, text in enumerate(texts[:VERSIONS], 1):
        former.append(copy(items[0]))
        former[-1].body, former[-1].version = text, version
    record_many(((item, citations[:1]) for item in former), user=ana, kind=CHANGED)
    Comment.objects.bulk_create(
        Comment(issue=issue, item_key=item.key, author=ana, body=item.body) for item in items
    )
    return issue


def test_nothing_runs_on_the_desk(unprotected, live_server):
    texts = storable_payloads()
    client = Client()
    client.force_login(make.editor())
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
    unprotected.context.add_cookies([cookie])
    found = {}
    for number, start in enumerate(range(0, len(texts), AT_ONCE)):
        issue = draft_as_it_is(make.END + timedelta(number), texts[start : start + AT_ONCE])
        address = f"/admin/desk/issues/{issue.slug}/1/"
        found[address] = look(unprotected, live_server.url + address)
    key = issue.items.get(position=1).key
    for page in ("preview/", "preview/mail/", f"items/{key}/history/"):
        found[page] = look(unprotected, f"{live_server.url}{address}{page}", ".preview-frame")
    assert {place: what for place, what in found.items() if what} == {}
