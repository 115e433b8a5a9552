"""Public pages may be kept by browsers and proxies until something public changes."""

from datetime import date, timedelta

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from django.utils.http import http_date, parse_http_date

from issues import freshness
from issues.archive import caching
from issues.editing import change_item
from issues.editions import start_correction
from issues.models import Comment
from issues.moves import apply_move, schedule
from issues.workflow import Move
from sources.merging import merge
from sources.models import Outlet, OutletAlias
from tests.support import factories as make
from tests.support.withdrawals import lift_it

pytestmark = pytest.mark.django_db

PAGES = [
    "/",
    "/issues/",
    "/items/",
    "/items/?outlet=reuters",
    "/issues/2017-11-07/",
    "/issues/2017-11-07/editions/1/",
    "/issues/2017-11-07.txt",
    "/issues/2017-11-07.json",
    "/issues.json",
    "/items.json",
    "/outlets/",
    "/outlets/reuters/",
    "/corrections/",
    "/sitemap.xml",
    "/robots.txt",
]


@pytest.fixture
def issue():
    return make.published_issue(date(2017, 11, 7))


def etags(client):
    return {address: client.get(address)["ETag"] for address in PAGES}


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_page_may_be_shared_and_sets_no_cookie(client, issue, signed_in):
    if signed_in:
        client.force_login(make.editor())
    for address in PAGES:
        response = client.get(address)
        assert response["Cache-Control"] == "public, max-age=0, s-maxage=60, must-revalidate"
        assert "Cookie" not in response.get("Vary", "")
        assert not response.cookies


def test_a_page_that_the_reader_has_is_304_without_a_body(client, issue):
    for address in PAGES:
        whole = client.get(address)
        for headers in (
            {"If-None-Match": whole["ETag"]},
            {"If-None-Match": f'W/{whole["ETag"]}, "other"'},
            *([{"If-Modified-Since": whole["Last-Modified"]}] if "Last-Modified" in whole else []),
        ):
            answer = client.get(address, headers=headers)
            assert (answer.status_code, answer.content) == (304, b""), address
            assert answer["ETag"] == whole["ETag"]
            assert answer["Cache-Control"] == whole["Cache-Control"]
        assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_no_page_is_rendered_for_a_reader_who_has_it(client, issue, monkeypatch):
    kept = etags(client)

    def never(self):
        raise AssertionError("rendered")

    monkeypatch.setattr(caching.Page, "rendered_content", property(never))
    monkeypatch.setattr(caching.Document, "rendered_content", property(never))
    for address in PAGES:
        assert client.get(address, headers={"If-None-Match": kept[address]}).status_code == 304


def test_what_is_wrong_or_missing_is_never_304_nor_kept(client, issue):
    later = http_date((timezone.now() + timedelta(days=1)).timestamp())
    for address in ("/issues/2017-11-08/", "/items/?from=x", "/items/?page=9", "/outlets/nope/"):
        for headers in ({"If-None-Match": "*"}, {"If-Modified-Since": later}):
            response = client.get(address, headers=headers)
            assert response.status_code in (400, 404)
            assert response["Cache-Control"] == "no-store"
            assert "ETag" not in response


def test_every_public_change_makes_every_page_new(client, issue):
    second = make.make_issue(date(2017, 11, 14))
    make.make_item(second, citations=[make.cite("Daily Post", date(2017, 11, 9))])
    make.approve(second)
    steps = [
        lambda: apply_move(second, Move.PUBLISH, user=make.editor()),
        lambda: make.publish(start_correction(second, user=make.editor(), note="A note.")),
        lambda: merge(make.make_outlet("Daily Post"), make.make_outlet("Evening Post")),
        lambda: merge(make.make_outlet("Evening Post"), make.make_outlet("Night Post")),
        lambda: apply_move(
            type(second).objects.published().get(slug=second.slug),
            Move.WITHDRAW,
            user=make.editor(),
            reason="A reason.",
        ),
        lambda: lift_it(second),
    ]
    before = etags(client)
    for step in steps:
        step()
        after = etags(client)
        assert all(before[address] != after[address] for address in PAGES)
        before = after


def test_work_on_drafts_changes_no_page(client, issue):
    before = {address: client.get(address) for address in PAGES}
    ana, ed = make.analyst(), make.editor()
    correction = start_correction(issue, user=ed, note="Not yet public.")
    item = correction.items.with_contents().get()
    change_item(item, user=ana, version=item.version, body="Secret.", citations=[make.cite("TASS")])
    draft = make.make_issue(date(2017, 11, 14))
    make.make_item(draft, "Secret too.", citations=[make.cite("Hidden Gazette")])
    Comment.objects.create(issue=issue, author=ana, body="Hm.")
    merge(make.make_outlet("Hidden Gazette"), make.make_outlet("Hidden Herald"))
    make.approve(draft)
    schedule(draft, timezone.now() + timedelta(days=1), user=ed)
    for address, former in before.items():
        now = client.get(address)
        assert now["ETag"] == former["ETag"]
        assert now.get("Last-Modified") == former.get("Last-Modified")
        assert now.getvalue() == former.getvalue() or now.streaming


def test_an_outlets_page_is_new_when_an_editor_describes_it_anew(client, issue):
    steps = [
        lambda: OutletAlias.objects.create(outlet=make.make_outlet(), name="Reuters News"),
        lambda: Outlet.objects.filter(slug="reuters").update(country="CA"),
        lambda: Outlet.objects.filter(slug="reuters").update(kind="magazine"),
    ]
    before, others = client.get("/outlets/reuters/"), etags(client)
    assert "Last-Modified" not in before
    for step in steps:
        step()
        after = client.get("/outlets/reuters/", headers={"If-None-Match": before["ETag"]})
        assert after.status_code == 200
        before = after
    assert client.get("/outlets/")["ETag"] == others["/outlets/"]


def test_last_modified_is_the_moment_of_the_last_public_change(client, issue, monkeypatch):
    monkeypatch.setattr(freshness, "_code_version", lambda: ("code", 0.0))
    moment = int(issue.published_at.timestamp())
    assert parse_http_date(client.get("/")["Last-Modified"]) == moment
    monkeypatch.setattr(freshness, "_code_version", lambda: ("code", moment + 100.0))
    assert parse_http_date(client.get("/")["Last-Modified"]) == moment + 100


def test_new_code_or_settings_make_every_page_new(client, issue, settings, monkeypatch):
    before = etags(client)
    settings.MONITOR_TITLE = "Another Monitor"
    monkeypatch.setattr(freshness, "_code_version", freshness._read_code_version)
    after = etags(client)
    assert all(before[address] != after[address] for address in PAGES)
    assert "Another Monitor" in client.get("/").content.decode()


def test_what_is_published_while_a_page_is_made_leaves_no_old_page_that_looks_new(issue):
    @caching.public_page
    def publishing(request):
        make.published_issue(date(2017, 11, 14))
        return HttpResponse("what stood there before")

    @caching.public_page
    def plain(request):
        return HttpResponse("what stands there now")

    request = RequestFactory().get("/")
    assert publishing(request)["ETag"] != plain(request)["ETag"]


def test_every_address_has_a_validator_of_its_own(client, issue):
    assert len(set(etags(client).values())) == len(PAGES)
