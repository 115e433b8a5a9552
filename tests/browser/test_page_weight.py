"""Public pages are light, whole without anybody else's server, and leave no cookie."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import urljoin

import pytest
from django.test import Client

from issues.editions import start_correction
from issues.sections import Section
from tests.support import factories as make
from tests.support.crawling import Answer, ask, own, tree
from tests.support.demo_walk import Walk

pytestmark = pytest.mark.django_db

ISSUE_PAGE = 60_000
STYLESHEETS = 30_000
STYLE = "//link[contains(@rel, 'stylesheet')]/@href"
SCRIPT = "//script/@src | //link[contains(@rel, 'modulepreload')]/@href"
# What a browser asks for by itself, without anybody pressing anything.
LOADED = """//@src | //@srcset | //@poster | //object/@data | //form/@action | //link[not(
    contains(@rel, 'canonical') or contains(@rel, 'alternate') or contains(@rel, 'prev')
    or contains(@rel, 'next') or contains(@rel, 'license'))]/@href"""
IN_STYLE = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s*["']([^"']+)""")
IN_SCRIPT = re.compile(r"""(?:from|import)\s*\(?\s*["']([^"']+)["']""")
OUTLETS = ["Reuters", "The Washington Post", "RFE/RL", "TASS", "Novaya Gazeta"]


@pytest.fixture
def address():
    """A corrected issue of 16 items and 25 citations, each with its title and link, between two others."""
    end = date(2017, 11, 7)
    for days in (-7, 7):
        make.published_issue(end + timedelta(days=days))
    issue = make.make_issue(end, notice="A word to the readers about the holidays.")
    parents = {}
    for number in range(16):
        section = list(Section)[number % 4]
        cited = [cite(number + place, end) for place in range(1 + (number % 16 < 9))]
        text = f"Report {number}: two convoys reached the town after a night on the road, " * 3
        parents[section] = make.make_item(
            issue,
            text + "and left again.",
            section=section,
            citations=cited,
            parent=parents.get(section) if number % 5 == 4 else None,
        )
    note = "It was 240 tons, not 340."
    make.publish(start_correction(make.publish(issue), user=make.editor(), note=note))
    return f"/issues/{end}/"


def cite(number: int, end: date):
    title = f"Convoys reach a town in the east of the country for the {number}th time"
    url = f"https://www.news.example/world/middle-east/2017/11/{number}/convoys-reach-town.html"
    return make.cite(OUTLETS[number % 5], end - timedelta(days=number % 7), title=title, url=url)


def resources(page: Answer, client: Client) -> Iterator[Answer]:
    """Stylesheets and scripts of a page, with those that they import, once each."""
    waiting = [urljoin(page.address, href) for href in tree(page).xpath(f"{STYLE} | {SCRIPT}")]
    seen: set[str] = set()
    while waiting:
        target = own(waiting.pop())
        if target not in seen:
            seen.add(target)
            found = ask(client, target)
            assert found.status == 200, target
            yield found
            waiting += [urljoin(target, each) for each in imported(found)]


def imported(resource: Answer) -> list[str]:
    if resource.media_type == "text/css":
        return [second for _, second in IN_STYLE.findall(resource.text) if second]
    return IN_SCRIPT.findall(resource.text)


def test_an_issue_of_16_items_is_under_60_kb_with_its_styles_and_scripts(client, address):
    page = ask(client, address)
    assert page.text.count('class="item"') >= 16
    weights = {each.address: len(each.body) for each in [page, *resources(page, client)]}
    assert sum(weights.values()) < ISSUE_PAGE, weights
    assert len(weights) > 3


def test_the_styles_of_a_page_are_under_30_kb(walk: Walk, client):
    heavy = {}
    for page in walk.pages(1):
        found = [each for each in resources(page, client) if each.media_type == "text/css"]
        weight = sum(len(each.body) for each in found)
        assert found or page.view == "archive:issue_format", page.address
        if weight >= STYLESHEETS:
            heavy[page.address] = weight
    assert heavy == {}


def test_no_page_asks_another_server_for_anything(walk: Walk):
    asked = set()
    for answer in walk.answers.values():
        if answer.is_html:
            wanted = [each.split()[0] for each in tree(answer).xpath(LOADED) if each]
            wanted += [first or second for first, second in IN_STYLE.findall(answer.text)]
        elif answer.view == "static" and answer.is_text:
            wanted = [first or second for first, second in IN_STYLE.findall(answer.text)]
            wanted += IN_SCRIPT.findall(answer.text)
        else:
            continue
        asked |= {(answer.address, each) for each in wanted if not is_ours(answer.address, each)}
    assert asked == set()


def is_ours(base: str, address: str) -> bool:
    return address.startswith("data:") or bool(own(urljoin(base, address)))


def test_no_answer_sets_a_cookie_or_depends_on_one(walk: Walk):
    wrong = [
        answer.address
        for answer in [*walk.answers.values(), *walk.refused.values()]
        if answer.cookies or "cookie" in answer.headers.get("Vary", "").casefold()
        if answer.address != "/admin/"
    ]
    assert wrong == []
