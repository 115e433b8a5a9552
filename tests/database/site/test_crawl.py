"""Whatever a reader of the demo site presses, something is there, and it is nothing that was not published."""

import re
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, get_resolver

from tests.support.crawling import Answer, addresses_in, own, tree
from tests.support.demo_walk import WRONG, Walk, phrases_in, plain

pytestmark = pytest.mark.django_db

# A source of October is dated from the first to the last day, on which the draft's period ends.
A_MONTH = re.compile(r"2017-10-01\W+(\w+\W+)?2017-10-31")
# Addresses that lead to signing in.
NEWSROOM = "/admin/"


def test_every_link_leads_somewhere(walk: Walk):
    expected = {address: {410} for address in walk.withdrawn} | {NEWSROOM: {302}}
    wrong = [
        (answer.status, answer.address, f"linked from {answer.found_on}")
        for answer in walk.answers.values()
        if answer.status not in expected.get(answer.address, {200, 301})
    ]
    assert wrong == []


def test_what_is_wrong_is_refused(walk: Walk):
    assert {address: answer.status for address, answer in walk.refused.items()} == WRONG


def test_the_walk_meets_every_page_that_the_site_has(walk: Walk):
    """A page that nothing links to is lost to readers, and to the tests that go by this walk."""
    met = {answer.view for answer in [*walk.answers.values(), *walk.refused.values()]}
    assert public_views() - met == set()
    assert len(walk.answers) > 200


def test_every_place_on_a_page_that_is_linked_to_is_there(walk: Walk):
    places = {
        answer.address: {*tree(answer).xpath("//@id"), ""}
        for answer in walk.answers.values()
        if answer.is_html
    }
    lost = set()
    for answer in walk.answers.values():
        for address in addresses_in(answer):
            target, _, place = own(address), *address.partition("#")[1:]
            if target in places and place not in places[target]:
                lost.add((answer.address, target, place))
    assert lost == set()


def test_every_other_form_of_a_page_is_what_its_link_says(walk: Walk):
    wrong, seen = set(), 0
    for answer in walk.answers.values():
        for link in tree(answer).xpath("//*[@rel='alternate'][@type]") if answer.is_html else ():
            target = walk.answers.get(own(link.get("href")))
            seen += 1
            if target and target.media_type != link.get("type"):
                wrong.add((link.get("href"), link.get("type"), target.media_type))
    assert wrong == set()
    assert seen > 10


def test_the_address_that_a_page_calls_its_own_is_its_own(walk: Walk):
    canonical = {
        answer.address: own(tree(answer).xpath("//link[@rel='canonical']/@href")[0])
        for answer in walk.answers.values()
        if answer.is_html and tree(answer).xpath("//link[@rel='canonical']")
    }
    assert len(canonical) > 50
    wrong = {
        (address, target)
        for address, target in canonical.items()
        if target in walk.answers and canonical.get(target) != target
    }
    assert wrong == set()
    assert {target for target in canonical.values() if "?" not in target} <= set(walk.answers)


def test_nothing_of_a_draft_or_of_what_was_withdrawn_is_met(walk: Walk):
    met = {(each, word) for each in walk.answers for word in walk.secret_words if word in each}
    for answer in [*walk.answers.values(), *walk.refused.values()]:
        words = f"{answer.headers}\n{answer.text}\n{plain(answer)}"
        words = A_MONTH.sub("", words)
        met |= {(answer.address, word) for word in walk.secret_words if word in words}
        met |= {(answer.address, each) for each in phrases_in(words) & walk.secret_phrases}
    assert met == set()


def test_what_is_published_is_met_in_every_form(walk: Walk):
    """The same search finds what it should: so what it does not find is not there."""
    published = {
        phrase
        for answer in walk.answers.values()
        if answer.address.endswith(".txt")
        for phrase in phrases_in(answer.text)
    }
    blind = {
        answer.address
        for answer in walk.answers.values()
        if answer.view == "archive:issue_format" and answer.status == 200
        if len(phrases_in(plain(answer)) & published) < 100
    }
    assert {address.rpartition(".")[2] for address in blind} <= {"bib", "ris"}
    assert len(walk.secret_words) > 20
    assert len(walk.secret_phrases) > 500


def test_work_on_drafts_changes_no_answer(walk: Walk):
    assert len(walk.later) > 40
    changed = {
        address for address, now in walk.later.items() if seen(now) != seen(walk.answers[address])
    }
    assert changed == set()


def seen(answer: Answer) -> tuple:
    # What is never to be kept says so with the present second.
    headers = {name: value for name, value in answer.headers.items() if name != "Expires"}
    return answer.status, headers, answer.body


def public_views() -> set[str]:
    """The name of every address but those of the newsroom."""
    return {name for name in _names(get_resolver().url_patterns, "") if name}


def _names(patterns: list, prefix: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name or pattern.lookup_str}"
        elif not str(pattern.pattern).startswith("admin/"):
            within = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _names(pattern.url_patterns, within)
