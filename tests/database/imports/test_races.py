"""Imports at the same time, with connections of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.db import connection

from issues.imports import ImportRefused, import_issue
from issues.models import Citation, Import, Issue, Item
from sources.models import Outlet
from tests.support.digests import SLUG, digest
from tests.support.factories import analyst

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(texts: list[str]) -> list[str]:
    """Import all of them at the same moment; the refusals' sentences, empty for a success."""
    user = analyst()
    start = Barrier(len(texts))

    def take(text: str) -> str:
        start.wait()
        try:
            import_issue(text.encode(), "week.txt", user=user)
        except ImportRefused as refused:
            return str(refused)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(texts)) as pool:
        return list(pool.map(take, texts))


def test_the_same_slug_at_once_gives_one_issue_and_a_sentence_for_the_others():
    text = digest("One. (Harbor Gazette, 11.04.17)", "  Two. (AP, 11.04.17)")
    refusals = sorted(at_once([text] * 6))
    assert refusals[0] == ""
    assert all(sentence.startswith(f"Issue {SLUG} is there already") for sentence in refusals[1:])
    assert Issue.objects.count() == Import.objects.count() == 1
    assert Item.objects.count() == Citation.objects.count() == 2
    assert Outlet.objects.filter(key="harbor gazette").count() == 1


def test_different_issues_at_once_share_their_new_outlets():
    names = [f"Harbor Gazette {letter}" for letter in "ABCDEF"]
    texts = []
    for number in range(4):
        order = names if number % 2 else names[::-1]
        references = ", ".join(f"{name}, 11.04.17" for name in order)
        title = f"Russia in Syria Monitor, Oct. 31-Nov. 7, {2017 + number}"
        texts.append(digest(f"One. ({references})", title=title))
    assert at_once(texts) == [""] * 4
    assert Issue.objects.count() == 4
    assert Outlet.objects.filter(key__startswith="harbor gazette").count() == 6


def test_the_service_account_is_made_once():
    start = Barrier(4)

    def take(number: int) -> None:
        start.wait()
        title = f"Russia in Syria Monitor, Oct. 31-Nov. 7, {2017 + number}"
        import_issue(digest("One. (AP, 11.04.17)", title=title).encode(), "week.txt")
        connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(take, range(4)))
    assert User.objects.filter(username="import").count() == 1
    assert Issue.objects.count() == 4
