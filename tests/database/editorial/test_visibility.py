"""Nothing of a draft is to be seen without signing in: not in a page, a count, a filter, a header or a 404."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from issues.archive import urls
from issues.editing import change_item
from issues.editions import start_correction
from issues.exports import FEED_FORMATS, ISSUE_FORMATS, LIST_FORMATS
from issues.models import Comment, Issue, Item
from issues.moves import apply_move
from issues.sections import Section
from issues.workflow import Move
from tests.support import factories as make

pytestmark = pytest.mark.django_db

SECRETS = ["Zanzibar", "hidden-gazette", "Hidden Gazette", "2017-12-05", "Dec. 5"]
DRAFT, LIVE = "2017-12-05", "2017-11-07"
NO_SLUG, NO_KEY = "2017-12-06", "bbbbbbbbbb"


@pytest.fixture(scope="module")
def public(module_db):
    """A corrected issue, a withdrawn one and a plain one."""
    corrected = make.published_issue(date(2017, 11, 7), "A convoy came.", "Another left.")
    make.publish(start_correction(corrected, user=make.editor(), note="A number was wrong."))
    apply_move(
        make.published_issue(date(2017, 11, 14)),
        Move.WITHDRAW,
        user=make.editor(),
        reason="It was wrong.",
    )
    return make.published_issue(date(2017, 11, 21))


def work_on_drafts():
    """Every kind of unpublished work, each with a secret word; the keys of its items."""
    correction = start_correction(
        Issue.objects.published().get(slug=LIVE), user=make.editor(), note="Zanzibar, a note."
    )
    item = correction.items.with_contents().first()
    secret = [make.cite("Hidden Gazette", date(2017, 11, 3))]
    change_item(item, user=make.analyst(), version=item.version, body="Zanzibar.", citations=secret)
    added = make.make_item(correction, "Zanzibar, added.", citations=secret, held=True)
    draft = make.make_issue(date(2017, 12, 5), notice="Zanzibar, a notice.")
    drafted = make.make_item(
        draft, "Zanzibar, drafted.", section=Section.RESPONSE, citations=secret
    )
    Comment.objects.create(issue=draft, author=make.editor(), body="Zanzibar, a comment.")
    make.approve(draft)
    return [added.key, drafted.key]


def addresses():
    """One or more for every pattern of the readers' pages; fails for a pattern that it does not know."""
    published, gone = LIVE, "2017-11-14"
    key = Item.objects.published().filter(issue__slug=LIVE).first().key
    known = {
        "home": ["/"],
        "issues": ["/issues/", "/issues/?from=2017-12-01", "/issues/?section=response"],
        "items": ["/items/", "/items/?section=response", "/items/?from=2017-11-03&to=2017-11-03"],
        "issue": [f"/issues/{published}/", f"/issues/{gone}/"],
        "edition": [f"/issues/{published}/editions/{number}/" for number in (1, 2)],
        "changes": [f"/issues/{published}/editions/2/changes/"],
        "item": [f"/items/{key}/"],
        "outlets": ["/outlets/"],
        "outlet": ["/outlets/reuters/"],
        "corrections": ["/corrections/"],
        "corrections_feed": [f"/corrections.{name}" for name in FEED_FORMATS],
        "issues_feed": [f"/feeds/issues.{name}" for name in FEED_FORMATS],
        "items_feed": [f"/feeds/items.{name}?section=response" for name in FEED_FORMATS],
        "picture": [f"/issues/{published}/picture.png"],
        "issue_format": [f"/issues/{published}.{name}" for name in ISSUE_FORMATS],
        "issues_format": [f"/issues.{name}" for name in LIST_FORMATS],
        "items_format": [f"/items.{name}" for name in LIST_FORMATS],
        "sitemap": ["/sitemap.xml"],
        "robots": ["/robots.txt"],
    }
    names = {pattern.name or pattern.callback.__name__ for pattern in urls.urlpatterns}
    assert names == set(known)
    return [address for group in known.values() for address in group]


def answer(client: Client, address: str, **headers: str):
    """All that a reader can see of an answer, and the number of queries behind it."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address, headers=headers)
        body = response.getvalue()
    return response.status_code, dict(response.headers), body, len(captured)


def test_work_on_drafts_changes_no_answer_of_any_public_address(client, public):
    walked = addresses()
    before = {address: answer(client, address) for address in walked}
    work_on_drafts()
    for address in walked:
        now = answer(client, address)
        assert now[:3] == before[address][:3], address
        for secret in SECRETS:
            assert secret.encode() not in now[2], (address, secret)


def test_a_walk_along_every_link_meets_nothing_of_a_draft(client, public):
    keys = work_on_drafts()
    met, waiting = {}, addresses()
    while waiting:
        address = waiting.pop()
        # Filters can be combined without end; one at a time shows what each of them finds.
        if address in met or address.startswith("/admin/") or "&" in address:
            continue
        status, _, body, _ = answer(client, address)
        assert status in (200, 410), address
        page = met[address] = body.decode(errors="replace")
        for href in re.findall(r'href="([/?][^"#]*)', page):
            link = href.replace("&amp;", "&")
            path = address.partition("?")[0] if link.startswith("?") else ""
            if not link.startswith("/static/"):
                waiting.append(path + link)
    assert len(met) > 40
    for address, page in met.items():
        for secret in [*SECRETS, *keys]:
            assert secret not in page, (address, secret)


def test_what_only_a_draft_has_answers_like_what_never_was(client, public):
    keys = work_on_drafts()
    pairs = [
        *((f"/items/{key}/", f"/items/{NO_KEY}/") for key in keys),
        ("/outlets/hidden-gazette/", "/outlets/no-such-outlet/"),
        (f"/issues/{DRAFT}/", f"/issues/{NO_SLUG}/"),
        (f"/issues/{DRAFT}/editions/1/", f"/issues/{NO_SLUG}/editions/1/"),
        (f"/issues/{DRAFT}/editions/1/changes/", f"/issues/{NO_SLUG}/editions/1/changes/"),
        (f"/issues/{LIVE}/editions/3/", f"/issues/{LIVE}/editions/4/"),
        (f"/issues/{LIVE}/editions/3/changes/", f"/issues/{LIVE}/editions/4/changes/"),
        *((f"/issues/{DRAFT}.{name}", f"/issues/{NO_SLUG}.{name}") for name in ISSUE_FORMATS),
    ]
    # The first request after a publication makes the index of what is published.
    client.get("/outlets/")
    for drafted, unknown in pairs:
        assert answer(client, drafted) == answer(client, unknown), drafted
        assert answer(client, drafted)[0] == 404
        kept = {"If-None-Match": "*"}
        assert answer(client, drafted, **kept) == answer(client, unknown, **kept), drafted


def test_an_outlet_that_only_drafts_cite_is_refused_like_one_that_never_was(client, public):
    work_on_drafts()
    for kind in ("/issues/", "/items/", "/issues.json", "/items.json"):
        drafted = answer(client, f"{kind}?outlet=hidden-gazette")
        unknown = answer(client, f"{kind}?outlet=no-such-outlet")
        assert drafted[0] == unknown[0] == 400
        assert (
            drafted[2].decode().replace("hidden-gazette", "no-such-outlet") == unknown[2].decode()
        )
        assert drafted[3] == unknown[3]


def test_readers_and_newsroom_see_the_same_public_pages(client, public):
    work_on_drafts()
    newsroom = Client()
    newsroom.force_login(make.editor())
    for address in addresses():
        assert answer(newsroom, address)[:3] == answer(client, address)[:3], address


def test_publication_shows_all_of_it(client, public):
    """The secrets are what a leak would show: once public, each is met."""
    work_on_drafts()
    apply_move(Issue.objects.get(slug=DRAFT), Move.PUBLISH, user=make.editor())
    text = "".join(
        client.get(address).content.decode() for address in ("/", "/outlets/", "/sitemap.xml")
    )
    for secret in SECRETS:
        assert secret in text
