"""The API is read-only, for everybody, cacheable, slow to tire, and shows nothing of a draft."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.http import http_date
from rest_framework.throttling import AnonRateThrottle

from issues.api import urls, views
from issues.editing import change_item
from issues.editions import start_correction
from issues.models import Comment, Issue, Item
from issues.moves import apply_move
from issues.workflow import Move
from sources.merging import merge
from sources.models import Outlet, OutletAlias
from tests.support import factories as make
from tests.support.api import UNLIMITED, small_archive
from tests.support.many import many_published

pytestmark = pytest.mark.django_db

SECRETS = ["Zanzibar", "hidden-gazette", "Hidden Gazette", "2017-12-05", "Dec. 5"]


@pytest.fixture(autouse=True)
def _unlimited(settings):
    settings.CACHES = UNLIMITED


@pytest.fixture(scope="module")
def archive(module_db):
    return small_archive()


def addresses():
    """One or more for every pattern of the API; fails for a pattern that it does not know."""
    key = Item.objects.published().get(body__contains="convoys").key
    known = {
        "root": [""],
        "issues": ["issues/", "issues/?from=2017-12-01", "issues/?section=response"],
        "issue": ["issues/2017-11-07/", "issues/2017-11-14/"],
        "items": ["items/", "items/?page_size=1", "items/?from=2017-11-03&to=2017-11-03"],
        "item": [f"items/{key}/"],
        "citations": ["citations/", "citations/?page_size=1", "citations/?from=2017-11-03"],
        "citation": [f"citations/{key}-1/"],
        "outlets": ["outlets/", "outlets/?page_size=1"],
        "outlet": ["outlets/reuters/", "outlets/interfax/"],
        "openapi": ["openapi.json"],
        "docs": ["docs/"],
        "nothing": [],
    }
    assert {pattern.name for pattern in urls.urlpatterns} == set(known)
    return [f"/api/v1/{address}" for group in known.values() for address in group]


def work_on_drafts():
    """Every kind of unpublished work, each with a secret word; the keys of its items."""
    secret = [make.cite("Hidden Gazette", date(2017, 11, 3))]
    correction = start_correction(
        Issue.objects.published().get(slug="2017-11-14"), user=make.editor(), note="Zanzibar."
    )
    item = correction.items.with_contents().first()
    change_item(item, user=make.analyst(), version=item.version, body="Zanzibar.", citations=secret)
    draft = make.make_issue(date(2017, 12, 5), notice="Zanzibar.")
    drafted = make.make_item(draft, "Zanzibar, drafted.", citations=secret)
    held = make.make_item(draft, "Zanzibar, held.", citations=secret, held=True)
    Comment.objects.create(issue=draft, author=make.editor(), body="Zanzibar.")
    Outlet.objects.filter(slug="hidden-gazette").update(kind="wire")
    make.approve(draft)
    return [drafted.key, held.key]


def answer(client, address, **headers):
    """All that can be seen of an answer, and the number of queries behind it."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address, headers=headers)
        body = response.getvalue()
    return response.status_code, dict(response.headers), body, len(captured)


# What may be done


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_nothing_can_be_changed(client, archive, method):
    for address in addresses():
        response = getattr(Client(enforce_csrf_checks=True), method)(address)
        assert response.status_code == 405
        assert response["Allow"] == "GET, HEAD, OPTIONS"
        assert response.json()["error"]["status"] == 405
        assert response["Cache-Control"] == "no-store"


def test_head_says_what_get_would(client, archive):
    for address in addresses():
        got, head = client.get(address), client.head(address)
        assert (head.status_code, head.content) == (200, b"")
        assert head["ETag"] == got["ETag"]
        assert head["Content-Type"] == got["Content-Type"]


def test_options_says_what_may_be_done(client, archive):
    for address in addresses():
        response = client.options(address)
        assert (response.status_code, response.content) == (204, b"")
        assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_json_is_given_whatever_is_asked_for(client, archive):
    for accepted in ("text/html", "application/xml", "nonsense", ""):
        response = client.get("/api/v1/items/?format=html", headers={"Accept": accepted})
        assert response.status_code == 400
        response = client.get("/api/v1/items/", headers={"Accept": accepted})
        assert (response.status_code, response["Content-Type"]) == (200, "application/json")


def test_scripts_of_any_site_may_read(client, archive):
    for address in (*addresses(), "/api/v1/items/?from=x", "/api/v1/nothing/", "/api/v1/items"):
        response = client.get(address, headers={"Origin": "https://elsewhere.example"})
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response
        assert "ETag" in response["Access-Control-Expose-Headers"]


def test_a_script_may_send_validators_and_nothing_else(client, archive):
    response = client.options(
        "/api/v1/items/",
        headers={
            "Origin": "https://elsewhere.example",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "if-none-match",
        },
    )
    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "if-none-match" in response["Access-Control-Allow-Headers"]
    assert "authorization" not in response["Access-Control-Allow-Headers"]


def test_other_addresses_open_to_no_other_site(client, archive):
    for address in ("/", "/items.json", "/admin/login/"):
        response = client.get(address, headers={"Origin": "https://elsewhere.example"})
        assert "Access-Control-Allow-Origin" not in response


@pytest.mark.parametrize("signed_in", [False, True])
def test_it_knows_nobody_and_sets_no_cookie(client, archive, signed_in):
    anonymous = {address: answer(Client(), address)[:3] for address in addresses()}
    if signed_in:
        client.force_login(make.editor())
    for address in addresses():
        response = client.get(address)
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
        assert (200, dict(response.headers), response.content) == anonymous[address]


# How long it may be kept


def test_who_has_the_answer_gets_304_and_costs_nothing(client, archive, monkeypatch):
    kept = {address: client.get(address) for address in addresses()}

    def never(*args, **kwargs):
        raise AssertionError("fetched")

    monkeypatch.setattr(views.IssueDetail, "get_object", never)
    monkeypatch.setattr(views.ListView, "list", never)
    for address, whole in kept.items():
        assert whole["Cache-Control"] == "public, max-age=0, s-maxage=60, must-revalidate"
        for etag in (whole["ETag"], f'W/{whole["ETag"]}, "other"'):
            response = client.get(address, headers={"If-None-Match": etag})
            assert (response.status_code, response.content) == (304, b""), address
            for name in ("ETag", "Cache-Control", "Last-Modified"):
                assert response.get(name) == whole.get(name)


def test_who_has_it_by_its_date_gets_304_too(client, archive):
    for address in addresses():
        whole = client.get(address)
        if "Last-Modified" in whole:
            response = client.get(address, headers={"If-Modified-Since": whole["Last-Modified"]})
            assert (response.status_code, response.content) == (304, b"")
        assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_what_is_wrong_or_missing_is_never_304_nor_kept(client, archive):
    later = http_date((timezone.now() + timedelta(days=1)).timestamp())
    for address in ("issues/2017-11-08/", "items/?from=x", "items/?cursor=x", "outlets/nope/"):
        for headers in ({"If-None-Match": "*"}, {"If-Modified-Since": later}):
            response = client.get(f"/api/v1/{address}", headers=headers)
            assert response.status_code in (400, 404)
            assert response["Cache-Control"] == "no-store"
            assert "ETag" not in response


def test_every_public_change_makes_every_answer_new(client, archive):
    steps = [
        lambda: make.published_issue(date(2017, 12, 12)),
        lambda: make.publish(
            start_correction(
                Issue.objects.published().get(slug="2017-12-12"), user=make.editor(), note="Wrong."
            )
        ),
        lambda: merge(make.make_outlet("AP"), make.make_outlet("AFP")),
        lambda: apply_move(
            Issue.objects.published().get(slug="2017-12-12"),
            Move.WITHDRAW,
            user=make.editor(),
            reason="Wrong.",
        ),
    ]
    walked = addresses()
    before = {address: client.get(address)["ETag"] for address in walked}
    for step in steps:
        step()
        after = {address: client.get(address)["ETag"] for address in walked}
        assert all(before[address] != after[address] for address in walked)
        before = after


def test_what_is_published_while_an_answer_is_made_leaves_no_old_one_that_looks_new(
    client, archive, monkeypatch
):
    whole = views.IssueList.get_queryset

    def publishing(view):
        rows = list(whole(view))
        make.published_issue(date(2017, 12, 12))
        return whole(view).filter(pk__in=[row.pk for row in rows])

    with monkeypatch.context() as patch:
        patch.setattr(views.IssueList, "get_queryset", publishing)
        old = client.get("/api/v1/issues/")
    now = client.get("/api/v1/issues/", headers={"If-None-Match": old["ETag"]})
    assert now.status_code == 200
    assert len(now.json()["issues"]) == len(old.json()["issues"]) + 1


def test_outlets_are_new_when_an_editor_describes_one_anew(client, archive):
    both = ["/api/v1/outlets/", "/api/v1/outlets/reuters/"]
    before = {address: client.get(address) for address in both}
    assert not any("Last-Modified" in response for response in before.values())
    Outlet.objects.filter(slug="reuters").update(country="CA")
    for address in both:
        response = client.get(address, headers={"If-None-Match": before[address]["ETag"]})
        assert response.status_code == 200
        assert b'"country":"CA"' in response.content
    etag = client.get(both[1])["ETag"]
    OutletAlias.objects.create(outlet=make.make_outlet(), name="Reuters News")
    assert client.get(both[1], headers={"If-None-Match": etag}).status_code == 200


# How much one address may ask for


@pytest.fixture
def three_a_minute(settings, monkeypatch):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "few"}
    }
    monkeypatch.setattr(AnonRateThrottle, "THROTTLE_RATES", {"anon": "3/min"})


def test_too_many_requests_are_429_with_the_time_to_wait(client, three_a_minute):
    proxied = {"X-Forwarded-For": "made up, 203.0.113.9"}
    for _ in range(3):
        assert client.get("/api/v1/issues/", headers=proxied).status_code == 200
    response = client.get("/api/v1/items/", headers={"X-Forwarded-For": "other, 203.0.113.9"})
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 60
    assert response.json()["error"]["status"] == 429
    assert response["Cache-Control"] == "no-store"
    other = {"X-Forwarded-For": "made up, 203.0.113.10"}
    assert client.get("/api/v1/items/", headers=other).status_code == 200
    assert client.get("/items/").status_code == 200


def test_counting_requests_touches_no_database(client, three_a_minute):
    with CaptureQueriesContext(connection) as captured:
        client.get("/api/v1/issues/")
    assert not [q for q in captured.captured_queries if not q["sql"].startswith("SELECT")]


# Drafts


def test_work_on_drafts_changes_no_answer(client, archive):
    walked = addresses()
    before = {address: answer(client, address)[:3] for address in walked}
    keys = work_on_drafts()
    for address in walked:
        now = answer(client, address)[:3]
        assert now == before[address], address
        for secret in (*SECRETS, *keys):
            assert secret not in now[2].decode(), (address, secret)


def test_what_only_a_draft_has_answers_like_what_never_was(client, archive):
    keys = work_on_drafts()
    pairs = [
        *((f"items/{key}/", "items/bbbbbbbbbb/") for key in keys),
        *((f"citations/{key}-1/", "citations/bbbbbbbbbb-1/") for key in keys),
        ("outlets/hidden-gazette/", "outlets/no-such-outlet/"),
        ("issues/2017-12-05/", "issues/2017-12-06/"),
    ]
    client.get("/api/v1/outlets/")  # The first request makes the index, whatever it asks for.
    for drafted, unknown in pairs:
        for headers in ({}, {"If-None-Match": "*"}):
            seen = answer(client, f"/api/v1/{drafted}", **headers)
            assert seen == answer(client, f"/api/v1/{unknown}", **headers), drafted
            assert seen[0] == 404


def test_an_outlet_that_only_drafts_cite_is_refused_like_one_that_never_was(client, archive):
    work_on_drafts()
    for kind in ("issues", "items", "citations"):
        drafted = answer(client, f"/api/v1/{kind}/?outlet=hidden-gazette")
        unknown = answer(client, f"/api/v1/{kind}/?outlet=no-such-outlet")
        assert drafted[0] == unknown[0] == 400
        assert drafted[2].replace(b"hidden-gazette", b"no-such-outlet") == unknown[2]
        assert drafted[3] == unknown[3]


def test_publication_shows_all_of_it(client, archive):
    """The secrets are what a leak would show: once public, each is met."""
    work_on_drafts()
    apply_move(Issue.objects.get(slug="2017-12-05"), Move.PUBLISH, user=make.editor())
    text = "".join(client.get(address).content.decode() for address in addresses())
    for secret in SECRETS:
        assert secret in text


def test_a_fault_is_500_in_json_without_its_cause(monkeypatch):
    def broken(self):
        raise RuntimeError("secret words")

    many_published(1, 1, ["Outlet A"])
    monkeypatch.setattr(views.IssueList, "get_queryset", broken)
    response = Client(raise_request_exception=False).get("/api/v1/issues/")
    assert response.status_code == 500
    assert response.json() == {
        "error": {"status": 500, "message": "Something went wrong on our side."}
    }
