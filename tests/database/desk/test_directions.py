"""Signs that turn the direction of writing are refused in names and addresses at every door, and shown in texts."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from issues import markup
from issues.imports import import_issue
from issues.models import Citation
from issues.templatetags.issue_text import inline_html, isolated, marked_html
from sources.models import Outlet, OutletAlias, OutletDomain
from tests.support import factories as make
from tests.support.desk import entry, new
from tests.support.digests import digest
from tests.support.outlets_admin import ADD, EVERYTHING, signed_in

pytestmark = pytest.mark.django_db

TURN = "\u202e"
NAME = f"Reu{TURN}ters"
ADDRESS = f"https://exa{TURN}mple.org/moc"
SAYS = "the sign U+202E, which turns the direction of writing"


@pytest.fixture
def issue(client):
    client.force_login(make.analyst("ana"))
    return make.make_issue()


@pytest.mark.parametrize(
    "row",
    [
        (NAME, "11.04.17"),
        ("Reuters", "11.04.17", ADDRESS),
        ("Reuters", "11.04.17", "https://example.org/%E2%80%AEmoc"),
        ("Reuters", "11.04.17", "https://xn--example-vl7c.org/"),
    ],
)
def test_a_row_of_the_form_is_refused(client, issue, row):
    response = client.post(new(issue), entry("One.", row))
    assert response.status_code == 400
    assert "which turns the direction of writing" in response.content.decode()
    assert not issue.items.exists()


@pytest.mark.parametrize("line", [f"{NAME}, Nov. 4", f"Reuters, Nov. 4, {ADDRESS}"])
def test_a_line_of_citations_is_refused(client, issue, line):
    response = client.post(new(issue), entry("One.") | {"quick": line})
    assert response.status_code == 400
    assert SAYS in response.content.decode()


@pytest.mark.parametrize(
    "text", [f"- One. ({NAME}, 11.04.17)", f"- One. (Reuters, 11.04.17, {ADDRESS})"]
)
def test_a_paste_is_refused(client, issue, text):
    for name in ("paste", "add_many"):
        address = reverse(f"desk:{name}", args=[issue.slug, issue.edition])
        response = client.post(address, {"text": text, "place": "military_campaign"})
        assert response.status_code == 400
        assert SAYS in response.content.decode()
    assert not issue.items.exists()


def test_an_outlet_of_the_admin_site_is_refused():
    editor = signed_in(EVERYTHING)
    sizes = {
        f"{name}-{size}_FORMS": 0
        for name in ("aliases", "domains")
        for size in ("TOTAL", "INITIAL")
    }
    data = {"name": NAME, "kind": "other", **sizes}
    assert SAYS in editor.post(reverse(ADD), data).content.decode()
    assert not Outlet.objects.filter(name=NAME).exists()


@pytest.mark.parametrize(
    "row", [Outlet(name=NAME), OutletAlias(name=NAME), OutletDomain(domain=f"a{TURN}b.org")]
)
def test_a_model_refuses_it_whatever_form_it_comes_by(row):
    with pytest.raises(ValidationError, match="turns the direction of writing"):
        row.clean()


def findings(imported, code):
    return [each for each in imported.findings if each["code"] == code]


def test_an_import_takes_it_out_of_a_name_and_says_so():
    imported = import_issue(digest(f"One. ({NAME}, 11.04.17)").encode(), "week.txt")
    (found,) = findings(imported, "turn_in_name")
    assert "“Reu⟨U+202E⟩ters” held a sign" in found["message"]
    assert found["severity"] == "block"
    assert found["key"] == imported.issue.items.get().key
    assert Citation.objects.get().outlet.name == "Reuters"


def test_an_import_leaves_an_address_to_the_source_and_says_so():
    page = digest("One. (Reuters, 11.04.17)").replace("Reuters", f'<a href="{ADDRESS}">Reuters</a>')
    html = "".join(f"<p>{line}</p>" for line in page.split("\n\n"))
    imported = import_issue(html.encode(), "week.html", format="html")
    (found,) = findings(imported, "turn_in_address")
    assert "https://exa⟨U+202E⟩mple.org/moc" in found["message"]
    assert Citation.objects.get().url == ""


def test_the_json_of_an_issue_too():
    data = {
        "period_start": "2017-10-31",
        "period_end": "2017-11-07",
        "sections": [
            {
                "heading": "Analysis",
                "code": "recommendations",
                "items": [{"text": "One.", "citations": [{"outlet": NAME, "url": ADDRESS}]}],
            }
        ],
    }
    imported = import_issue(json.dumps(data).encode(), "week.json", format="json")
    assert findings(imported, "turn_in_name")
    assert findings(imported, "turn_in_address")


def test_a_text_keeps_it_and_readers_are_not_led_astray():
    body = f'One <a href="https://x.test/{TURN}">link</a> {TURN}gnp.exe'
    shown = str(inline_html(body))
    assert shown.startswith('<bdi class="turning">One <a href="https://x.test/\u202e">')
    assert f'<span class="turn" title="U+202E">{TURN}</span>gnp.exe</bdi>' in shown
    assert "turn" in marked_html(body, "link")
    assert inline_html("Two <b>words</b>.") == "Two <b>words</b>."
    assert isolated("in Russian") == "in Russian"
    assert (
        isolated(f"<{TURN}")
        == f'<bdi class="turning">&lt;<span class="turn" title="U+202E">{TURN}</span></bdi>'
    )


@pytest.mark.parametrize("before", ["a>b", "'>", "&quot;>", "<b>"])
def test_nothing_is_put_into_an_address_whatever_stands_in_it(before):
    link = markup.clean(f'<a href="https://x.test/{before}{TURN}c">t</a>')
    assert inline_html(link) == f'<bdi class="turning">{link}</bdi>'
