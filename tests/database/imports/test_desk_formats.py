"""Importing Word, HTML and Markdown on the desk: side by side with the source, which is kept as it came."""

import random
import zlib

import pytest
from django.urls import reverse

from issues.desk.imports import MAX_FORM_BYTES
from issues.models import Import, Issue
from tests.support.desk_imports import file, hidden, send
from tests.support.digests import TITLE
from tests.support.documents import paragraph, word

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ana")]

PAGE = (
    f"<h1>{TITLE}</h1><h2>Other important news</h2><ul><li>One <b>bold</b> word. "
    '(<a href="https://a.example/1" title="It’s &lt;b&gt;">Reuters</a>, 11.04.17)<ul><li>Two.</ul></ul>'
    "<h3>Analysis</h3><ul><li>Three <a href=../x>here</a>.</ul><script>alert(1)</script><footer>Unsubscribe</footer>"
)


def test_a_word_document_becomes_a_draft_and_is_given_back_as_it_came(client):
    document = word(
        paragraph("One. (AP, 11.04.17)", "ListBullet") + paragraph("Two.", "ListBullet2")
    )
    first = send(client, file=file(document, "Week 45.docx"))
    assert first.context["result"]["item_count"] == 2
    send(client, **hidden(first), create="1")
    source = Import.objects.get()
    assert (source.format, bytes(source.document)) == ("docx", document)
    response = client.get(reverse("admin:issues_import_document", args=[source.pk]))
    assert response.content == document
    assert response["Content-Disposition"] == 'attachment; filename="Week 45.docx"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"] == "application/octet-stream"


def test_a_page_that_came_in_is_never_shown_as_one(client):
    send(client, **hidden(send(client, file=file(PAGE, "week.html"))), create="1")
    source = Import.objects.get()
    response = client.get(reverse("admin:issues_import_document", args=[source.pk]))
    assert response.content == PAGE.encode()
    assert response["Content-Disposition"].startswith("attachment")
    assert "html" not in response["Content-Type"]


def test_findings_and_items_lead_to_each_other(client):
    response = send(client, file=file(PAGE, "week.html"))
    text = response.content.decode()
    (section, items) = response.context["plan"][-1]
    assert section.value == "other_news"
    assert [(depth, item.body, found) for depth, item, found in items] == [
        (1, "One <b>bold</b> word.", 0),
        (2, "Two.", 0),
        (1, "Three here.", 1),
    ]
    three = items[-1][1]
    assert f'id="item-{three.key}"' in text
    assert f'href="#item-{three.key}">to the item</a>' in text
    assert f'href="#line-{three.line}">line {three.line}, 1 finding</a>' in text
    assert f'id="line-{three.line}"' in text
    assert (
        '<a href="https://a.example/1" rel="noreferrer" title="It’s &lt;b&gt;">Reuters</a>' in text
    )
    assert "[a page’s footer] Unsubscribe" in text
    assert "alert(1)" not in text


def test_unknown_headings_of_a_page_are_mapped(client):
    first = send(client, file=file(PAGE, "week.html"))
    assert first.context["headings"] == [("Analysis", "")]
    mapped = {"heading": ["Analysis"], "section": ["recommendations"]}
    send(client, **hidden(first), **mapped, create="1")
    item = Issue.objects.get().items.get(section="recommendations")
    assert item.body == "Three here."


def test_what_the_clipboard_held_is_read_instead_of_its_plain_text(client):
    first = send(client, text="One bold word.", html=PAGE)
    assert first.context["result"]["item_count"] == 3
    send(client, **hidden(first), create="1")
    source = Import.objects.get()
    assert (source.filename, source.format) == ("pasted text.html", "html")
    assert source.issue.items.filter(citations__url="https://a.example/1").count() == 1


@pytest.mark.parametrize(
    ("kind", "text", "format"),
    [
        ("md", f"# {TITLE}\n\n## Other important news\n\n- One *fine* word.\n", "md"),
        (
            "html",
            f"<h1>{TITLE}</h1><h2>Other important news</h2><ul><li>One <em>fine</em> word.</ul>",
            "html",
        ),
        ("", f"{TITLE}\n\nOther important news:\n\n  • One fine word.\n", "txt"),
    ],
)
def test_a_pasted_source_is_read_as_what_it_is(client, kind, text, format):
    first = send(client, text=text, kind=kind)
    send(client, **hidden(first), create="1")
    assert Import.objects.get().format == format
    expected = "One fine word." if format == "txt" else "One <em>fine</em> word."
    assert [item.body for item in Issue.objects.get().items.all()] == [expected]


@pytest.mark.parametrize(
    ("document", "name", "sentence"),
    [
        (b"%PDF-1.7", "week.pdf", "cannot be read here"),
        (b"%PDF-1.7", "week.docx", "is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "week.doc", "cannot be read here"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "week.docx", "Word 97-2003"),
        (word()[:300], "week.docx", "is broken"),
        (word(parts={"word/vbaProject.bin": "x"}), "week.docx", "macros"),
        (b"<div>" * 1000 + b"x", "week.html", "nested"),
    ],
)
def test_a_file_that_cannot_be_read_is_400_with_its_sentence(client, document, name, sentence):
    response = send(client, file=file(document, name))
    assert response.status_code == 400
    assert sentence in response.content.decode()
    assert not Import.objects.exists()


def test_a_document_of_nearly_5_mb_comes_through_both_steps(client):
    noise = random.Random(1).randbytes(5 * 1024 * 1024 - 20_000)
    document = word(paragraph("One.", "ListBullet"), parts={"word/media/image1.png": noise})
    assert len(zlib.compress(document)) > 5_000_000
    first = send(client, file=file(document, "week.docx"))
    assert len(first.context["packed"]) < MAX_FORM_BYTES
    assert send(client, **hidden(first), create="1").status_code == 302
    assert bytes(Import.objects.get().document) == document
