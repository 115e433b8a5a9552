"""Feeds are valid by schemas and programs that know nothing of ours: RFC 4287, RSS 2.0, JSON Feed 1.1."""

from datetime import date

import pytest

from issues.editions import start_correction
from issues.moves import apply_move
from issues.sections import Section
from issues.workflow import Move
from tests.support import factories as make
from tests.support.feed_rules import SITE, assert_atom, assert_json_feed, assert_rss

pytestmark = pytest.mark.django_db
FEEDS = [
    "/issues.{}",
    "/issues.{}?from=2017-11-14&outlet=ap",
    "/items.{}",
    "/items.{}?section=response&q=%22boats%22&order=relevance",
    "/feeds/issues.{}",
    "/feeds/issues.{}?outlet=reuters",
    "/feeds/items.{}",
    "/feeds/items.{}?from=2017-11-01&outlet=ap&outlet=reuters&q=boats",
    "/corrections.{}",
]
# Under these json means data, not a feed.
JSON_FEEDS = [each for each in FEEDS if each.startswith(("/feeds/", "/corrections"))]


@pytest.fixture(autouse=True)
def _names(settings):
    settings.SITE_URL = SITE
    settings.MONITOR_TITLE, settings.MONITOR_PUBLISHER = 'Ships & <Boats> "daily"', "R&D <x>"


@pytest.fixture(scope="module")
def archive(module_db):
    """Issues with all that may trip a reader of feeds: odd signs, a correction, a withdrawal."""
    issue = make.make_issue(date(2017, 11, 7), notice="Mind <this> & ]]> that.\nTwice.")
    source = make.cite("AP", date(2017, 11, 4), url="https://x.test/?a=1&b=[2]", title="]]> & <T>")
    top = make.make_item(issue, "Boats <em>&lt;b&gt; ]]&gt;</em> &amp; ships.", citations=[source])
    make.make_item(issue, "Ω мир 平和 😀.", parent=top)
    make.make_item(issue, "No boats.", section=Section.RESPONSE)
    other = make.published_issue(date(2017, 11, 14), "More boats.")
    corrected = start_correction(make.publish(issue), user=make.editor(), note="It was <240> & 1.")
    make.make_item(corrected, "New boats.")
    make.publish(corrected)
    apply_move(other, Move.WITHDRAW, user=make.editor(), reason="Made up: a < b & c.")
    make.published_issue(date(2017, 11, 21), "Boats again.")


def read(client, address, kind):
    response = client.get(address)
    assert response.status_code == 200, address
    assert response["Content-Type"] == f"application/{kind}; charset=utf-8"
    return response.getvalue()


@pytest.mark.parametrize("address", [each.format("atom") for each in FEEDS])
def test_atom_is_valid_by_rfc_4287(client, archive, address):
    assert_atom(read(client, address, "atom+xml"), address)


@pytest.mark.parametrize("address", [each.format("rss") for each in FEEDS])
def test_rss_is_valid_by_the_specification_and_the_profile(client, archive, address):
    assert_rss(read(client, address, "rss+xml"), address)


@pytest.mark.parametrize("address", [each.format("json") for each in JSON_FEEDS])
def test_json_feed_is_valid_by_version_1_1(client, archive, address):
    assert_json_feed(read(client, address, "feed+json"), address)
