"""The desk's preview: what readers, mail and print will get, before they do, for the newsroom alone."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from lxml import html

from issues.contents import load_contents
from issues.editing import change_item, hold_item
from issues.editions import start_correction
from issues.exports import ISSUE_FORMATS, FormatUnavailable, pdf
from issues.models import Issue, StatusChange
from issues.moves import apply_move
from issues.sections import Section
from issues.wording import change_wording, fingerprint
from issues.workflow import Move, Status
from tests.support import factories as make

pytestmark = pytest.mark.django_db

NEXT = make.END + timedelta(days=7)
SHELLS = ["preview", "preview_mail", "preview_print", "preview_text"]


@pytest.fixture(scope="module")
def issue(module_db):
    """An approved correction with all that a page can show."""
    first = make.published_issue(make.END, "Two convoys left.", "It stays.")
    draft = start_correction(first, user=make.editor(), note="It was <three> convoys.")
    notice = {"notice": "A holiday issue.\nIt is short."}
    draft = change_wording(draft, user=make.editor(), seen=fingerprint(draft), values=notice)
    item = draft.items.order_by("pk")[0]
    cited = [make.cite("TASS", url="https://tass.com/1", note="in Russian"), make.cite()]
    change_item(
        item,
        user=make.analyst(),
        version=1,
        body="Three <em>convoys</em> left & came.",
        citations=cited,
    )
    item.refresh_from_db()
    make.make_item(draft, "One of them came back.", parent=item)
    make.make_item(draft, "Elsewhere.", section=Section.OTHER_NEWS)
    held = make.make_item(draft, "A rumour.")
    hold_item(held, user=make.editor(), held=True)
    return make.approve(draft)


def where(issue, name, *more):
    return reverse(f"desk:{name}", args=[issue.slug, issue.edition, *more])


def publish(issue):
    """Published at the moment that the preview took for it."""
    apply_move(issue, Move.PUBLISH, user=make.editor())
    return Issue.objects.get(pk=issue.pk)


def frozen(monkeypatch):
    """One moment for the preview and for the publication, so that both print the same time."""
    moment = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return moment


@pytest.mark.parametrize("format", ISSUE_FORMATS)
def test_every_export_is_what_readers_then_get(client, issue, monkeypatch, format):
    frozen(monkeypatch)
    client.force_login(make.editor())
    previewed = client.get(where(issue, "preview_format", format))
    publish(issue)
    client.logout()
    public = client.get(reverse("archive:issue_format", args=[issue.slug, format]))
    assert (previewed.status_code, public.status_code) == (200, 200)
    assert previewed.content == public.content
    assert previewed.headers["Content-Type"] == public.headers["Content-Type"]
    assert b"rumour" not in previewed.content


def test_the_page_is_what_readers_then_get_below_a_bar(client, issue, monkeypatch):
    """Publication adds nothing to the page itself; the preview adds its bar and the style of the bar."""
    frozen(monkeypatch)
    client.force_login(make.editor())
    previewed = client.get(where(issue, "preview")).content.decode()
    publish(issue)
    client.logout()
    public = client.get(issue.get_absolute_url()).content.decode()
    bar = previewed[previewed.index('<nav class="preview-bar"') :].partition("</nav>\n")
    stripped = previewed.replace("".join(bar[:2]), "", 1)
    stripped = re.sub(r'\s*<link rel="stylesheet" href="[^"]*preview\.css">', "", stripped)
    assert lines(stripped) == lines(public)
    assert "Three <em>convoys</em> left &amp; came." in public


def lines(page):
    return [line.strip() for line in page.splitlines() if line.strip()]


def test_the_text_is_shown_as_it_is_exported(client, issue):
    client.force_login(make.analyst())
    page = html.document_fromstring(client.get(where(issue, "preview_text")).content.decode())
    [shown] = page.xpath("//pre")
    exported = client.get(where(issue, "preview_format", "txt")).content.decode()
    assert shown.text_content().lstrip("\n") == exported
    assert "Three convoys left & came." in exported


@pytest.mark.parametrize(("name", "format"), [("preview_mail", "html"), ("preview_print", "pdf")])
def test_mail_and_print_stand_in_a_frame_of_their_own(client, issue, name, format):
    client.force_login(make.analyst())
    response = client.get(where(issue, name))
    page = html.document_fromstring(response.content.decode())
    [frame] = page.xpath("//iframe")
    assert frame.get("src") == where(issue, "preview_format", format)
    assert "frame-src 'self'" in response.headers["Content-Security-Policy"]
    assert ("sandbox" in frame.attrib) == (format == "html")
    inner = client.get(frame.get("src"))
    assert "frame-ancestors 'self'" in inner.headers["Content-Security-Policy"]
    assert inner.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_styles_in_elements_are_let_through_for_the_letter_alone(client, issue):
    client.force_login(make.analyst())
    names = [*SHELLS, *(("preview_format", format) for format in ISSUE_FORMATS)]
    loose = set()
    for name in names:
        url = where(issue, name) if isinstance(name, str) else where(issue, *name)
        policy = client.get(url).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        if "unsafe-inline" in policy:
            loose.add(name)
            assert "script-src 'none'" in policy
    assert loose == {("preview_format", "html")}


@pytest.mark.parametrize("name", [*SHELLS, *ISSUE_FORMATS])
def test_nobody_keeps_or_indexes_a_preview(client, issue, name):
    client.force_login(make.analyst())
    url = where(issue, name) if name in SHELLS else where(issue, "preview_format", name)
    response = client.get(url)
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "ETag" not in response.headers


@pytest.mark.parametrize("name", [*SHELLS, *ISSUE_FORMATS])
def test_only_the_newsroom_sees_a_preview(client, issue, name):
    url = where(issue, name) if name in SHELLS else where(issue, "preview_format", name)
    assert client.get(url).headers["Location"].startswith("/admin/login/")
    client.force_login(make.make_user("guest"))
    response = client.get(url)
    assert response.status_code == 403
    assert "convoys" not in response.content.decode()


def test_the_bar_leads_to_every_form_and_back(client, issue):
    client.force_login(make.analyst())
    for name in SHELLS:
        page = html.document_fromstring(client.get(where(issue, name)).content.decode())
        [bar] = page.xpath('//nav[@class="preview-bar"]')
        links = [link.get("href") for link in bar.xpath(".//a")]
        assert links == [where(issue, "issue"), *(where(issue, each) for each in SHELLS)]
        assert [link.get("href") for link in bar.xpath('.//a[@aria-current="page"]')] == [
            where(issue, name)
        ]


def test_a_preview_changes_nothing(client, issue):
    client.force_login(make.analyst())
    before = list(Issue.objects.values())
    entries = StatusChange.objects.count()
    for name in SHELLS:
        client.get(where(issue, name))
    for format in ISSUE_FORMATS:
        client.get(where(issue, "preview_format", format))
    assert list(Issue.objects.values()) == before
    assert StatusChange.objects.count() == entries
    assert Issue.objects.get(pk=issue.pk).status == Status.APPROVED


def test_a_scheduled_issue_is_shown_with_its_moment(client):
    client.force_login(make.editor())
    issue = make.make_issue(NEXT)
    make.make_item(issue)
    issue = make.approve(issue)
    Issue.objects.filter(pk=issue.pk).update(publish_at="2031-03-04T09:00:00Z")
    text = client.get(where(issue, "preview")).content.decode()
    assert "March 4, 2031" in text
    assert (
        "on March 4, 2031." in client.get(where(issue, "preview_format", "html")).content.decode()
    )


def test_an_empty_draft_can_be_looked_at_too(client):
    client.force_login(make.analyst())
    issue = make.make_issue(NEXT)
    for name in SHELLS:
        assert client.get(where(issue, name)).status_code == 200
    for format in ISSUE_FORMATS:
        assert client.get(where(issue, "preview_format", format)).status_code == 200


def test_without_pango_print_says_what_is_missing(client, issue, monkeypatch):
    def missing(*args):
        raise FormatUnavailable("PDF needs the Pango library.")

    monkeypatch.setattr(pdf, "_weasyprint", missing)
    client.force_login(make.analyst())
    response = client.get(where(issue, "preview_print"))
    assert response.status_code == 503
    assert "PDF needs the Pango library." in response.content.decode()
    assert "<iframe" not in response.content.decode()
    response = client.get(where(issue, "preview_format", "pdf"))
    assert (response.status_code, response.content) == (503, b"PDF needs the Pango library.\n")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_a_format_that_there_is_not_is_404(client, issue):
    client.force_login(make.analyst())
    assert client.get(where(issue, "preview_format", "exe")).status_code == 404


def test_the_exports_themselves_are_unchanged_by_it(issue):
    """The draft, exported by a command, still says that it is none of the readers'."""
    text = ISSUE_FORMATS["html"].render(load_contents(issue), settings.SITE_URL)
    assert "Approved, not published." in text
