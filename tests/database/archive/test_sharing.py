"""What an issue and an item tell other programs, and how readers cite them."""

import html
import json
import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image

from issues.editions import start_correction
from issues.exports import ISSUE_FORMATS, ExportFormat, FormatUnavailable
from issues.exports.citing import STYLES
from issues.moves import apply_move
from issues.workflow import Move
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def issue(module_db):
    draft = make.make_issue(notice="A word.")
    parent = make.make_item(draft, "The ferry <b>reopens</b> & stays.", citations=[make.cite("AP")])
    make.make_item(draft, "Its captain has doubts.", parent=parent)
    make.make_item(
        draft,
        "An end: </script><b>x",
        citations=[
            make.cite("Reuters", url="https://example.org/a", title="A </script> title"),
            make.cite("AP", date(2017, 11, 3)),
        ],
    )
    return make.publish(draft)


def structured(page):
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(found) == 1
    return json.loads(found[0])


def meta(page):
    return dict(re.findall(r'<meta property="(og:[^"]+)" content="([^"]*)">', page))


def test_an_issue_is_a_report_with_its_items_and_their_sources(client, issue):
    report = structured(client.get("/issues/2017-11-07/").text)
    assert (report["@context"], report["@type"]) == ("https://schema.org", "Report")
    assert report["name"] == issue.title
    assert report["temporalCoverage"] == "2017-10-31/2017-11-07"
    assert [part["headline"] for part in report["hasPart"]] == [
        "The ferry reopens & stays.",
        "Its captain has doubts.",
        "An end: x",
    ]
    key = issue.items.order_by("pk").last().key
    assert report["hasPart"][2]["citation"] == [{"@id": f"#{key}-1"}, {"@id": f"#{key}-2"}]
    assert len(report["citation"]) == 4
    assert report["citation"][2] == {
        "@id": f"#{key}-1",
        "@type": "CreativeWork",
        "name": "A </script> title",
        "publisher": {"@type": "Organization", "name": "Reuters"},
        "datePublished": "2017-11-07",
        "url": "https://example.org/a",
    }


def test_an_item_is_an_article_of_its_issue(client, issue):
    item = issue.items.order_by("pk").first()
    article = structured(client.get(item.get_absolute_url()).text)
    assert article["@type"] == "Article"
    assert article["articleBody"] == "The ferry reopens & stays."
    assert article["isPartOf"]["name"] == issue.title
    assert [each["publisher"]["name"] for each in article["citation"]] == ["AP"]


def test_a_correction_changes_the_day_of_the_last_change_and_not_that_of_publication(
    client, issue, monkeypatch
):
    item = issue.items.order_by("pk").first()
    later = timezone.now() + timedelta(days=30)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    first = issue.published_at.isoformat(timespec="seconds")
    last = make.publish(start_correction(issue, user=make.editor(), note="A number is corrected."))
    for address in (issue.get_absolute_url(), item.get_absolute_url()):
        page = client.get(address).text
        found = structured(page)
        assert found["datePublished"] == first
        assert found["dateModified"] == last.published_at.isoformat(timespec="seconds")
        assert f'"article:published_time" content="{first}"' in page


@pytest.mark.parametrize(
    ("address", "call"),
    [
        ("/", "/api/v1/issues/2017-11-07/"),
        ("/issues/2017-11-07/", "/api/v1/issues/2017-11-07/"),
        ("/issues/?outlet=ap&page=1", "/api/v1/issues/?outlet=ap"),
        ("/items/?q=ferry&order=relevance", "/api/v1/items/?q=ferry"),
        ("/items/{key}/", "/api/v1/items/{key}/"),
        ("/outlets/", "/api/v1/outlets/"),
        ("/outlets/ap/", "/api/v1/outlets/ap/"),
    ],
)
def test_every_view_of_data_links_to_the_same_as_an_api_call(client, issue, address, call):
    key = issue.items.order_by("pk").first().key
    links = re.findall(
        r'<a href="([^"]+)">This view as an API call</a>',
        client.get(address.format(key=key)).text,
    )
    assert [html.unescape(link) for link in links] == [call.format(key=key)]
    assert client.get(call.format(key=key)).status_code == 200


def test_a_link_to_an_issue_comes_with_title_and_picture(client, issue, settings):
    settings.SITE_URL = "https://monitor.example"
    found = meta(client.get("/issues/2017-11-07/").text)
    assert found["og:title"] == issue.title
    assert found["og:description"] == f"{issue.title}: 3 items from 4 citations."
    assert found["og:url"] == "https://monitor.example/issues/2017-11-07/"
    assert found["og:image"] == "https://monitor.example/issues/2017-11-07/picture.png"


def test_the_picture_is_made_for_each_issue_and_kept_by_the_browser(client, issue):
    answer = client.get("/issues/2017-11-07/picture.png")
    assert answer.headers["Content-Type"] == "image/png"
    assert Image.open(BytesIO(answer.content)).size == (1200, 630)
    again = client.get(
        "/issues/2017-11-07/picture.png", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_a_long_title_still_fits_the_picture(client, issue, settings):
    settings.MONITOR_TITLE = "A very long title of a monitor " * 8
    assert client.get("/issues/2017-11-07/picture.png").status_code == 200


def test_a_withdrawn_issue_has_no_picture_and_a_draft_neither(client, issue):
    apply_move(issue, Move.WITHDRAW, user=make.editor(), reason="It was wrong.")
    make.make_issue(date(2017, 11, 14))
    assert client.get("/issues/2017-11-07/picture.png").status_code == 410
    assert client.get("/issues/2017-11-14/picture.png").status_code == 404


@pytest.mark.parametrize("style", STYLES)
def test_issue_and_item_can_be_cited_in_every_style(client, issue, style):
    item = issue.items.order_by("pk").first()
    for address in (issue.get_absolute_url(), item.get_absolute_url()):
        page = client.get(address).text
        text = re.search(rf'id="cite-{style}">(.*?)</pre>', page, re.DOTALL)
        assert text
        assert address.strip("/") in text[1]


def test_the_sources_of_an_issue_are_shown_by_their_share(client, issue):
    page = client.get("/issues/2017-11-07/").text
    mix = page[page.index('id="mix-heading"') :]
    assert re.findall(r"(\w+)</a> <span class=\"count\">(\d+)%", mix) == [
        ("AP", "50"),
        ("Reuters", "50"),
    ]
    assert "2 of 3 items rest on one outlet." in mix


def test_an_item_page_leads_to_the_item_in_every_edition(client, issue):
    key = issue.items.order_by("pk").first().key
    assert "In each edition" not in client.get(f"/items/{key}/").text
    make.publish(start_correction(issue, user=make.editor(), note="A number is corrected."))
    page = client.get(f"/items/{key}/").text
    for number in (1, 2):
        assert f'href="/issues/2017-11-07/editions/{number}/#{key}"' in page


def test_a_format_that_the_machine_cannot_make_says_how_to_mend_it(client, issue, monkeypatch):
    def render(contents, site_url):
        raise FormatUnavailable("PDF needs Pango: install it.")

    monkeypatch.setitem(ISSUE_FORMATS, "pdf", ExportFormat("pdf", "application/pdf", render))
    answer = client.get("/issues/2017-11-07.pdf")
    assert (answer.status_code, answer.text) == (503, "PDF needs Pango: install it.\n")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert "ETag" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get("/issues/2017-11-07.txt").status_code == 200


@pytest.mark.parametrize(
    ("format", "how"),
    [("html", "attachment"), ("docx", "attachment"), ("pdf", "inline"), ("txt", "inline")],
)
def test_a_file_has_a_name_and_what_a_browser_cannot_show_is_saved(client, issue, format, how):
    answer = client.get(f"/issues/2017-11-07.{format}")
    assert answer.headers["Content-Disposition"] == f'{how}; filename="2017-11-07.{format}"'
