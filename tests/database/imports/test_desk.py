"""Importing a text on the desk: read, looked through, then made a draft."""

import fcntl

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from issues.desk import turns
from issues.desk.imports import MAX_FORM_BYTES, pack, unpack
from issues.imports import ImportRefused
from issues.models import Import, Issue
from sources.models import Outlet
from tests.support import factories as make
from tests.support.desk_imports import DIGEST, file, hidden, send

pytestmark = pytest.mark.django_db


def test_a_file_is_read_first_and_nothing_is_made(client, ana):
    outlets = Outlet.objects.count()
    response = send(client, file=file())
    text = response.content.decode()
    assert response.status_code == 200
    assert not Issue.objects.exists()
    assert Outlet.objects.count() == outlets
    assert response.context["result"]["item_count"] == 3
    assert response.context["result"]["nested_count"] == 1
    assert "“Analysis” is none of the five sections" in text
    assert "Marsa Duwar Courier" in text
    assert "&lt;b&gt; narrow &amp; wet" in text


def test_each_finding_stands_at_its_line(client, ana):
    lines = send(client, file=file()).context["lines"]
    found = {
        number: [finding["code"] for finding in findings]
        for number, _, findings in lines
        if findings
    }
    heading = DIGEST.splitlines().index("Analysis:") + 1
    assert "unknown_heading" in found[heading]


def test_the_second_step_makes_the_draft_and_keeps_the_document(client, ana):
    first = send(client, file=file())
    page = client.post(reverse("desk:import"), {**hidden(first), "create": "1"}, follow=True)
    issue = Issue.objects.get()
    assert page.redirect_chain[-1][0] == reverse("desk:issue", args=["2017-11-07", 1])
    assert "Made a draft of 3 items from digest.txt." in page.content.decode()
    source = Import.objects.get()
    assert bytes(source.document) == DIGEST.encode()
    assert (source.filename, source.imported_by, issue.created_by) == ("digest.txt", ana, ana)
    assert issue.items.get(body__startswith="The road").section == "military_campaign"


def test_an_unknown_heading_is_mapped_by_a_select(client, ana):
    first = send(client, file=file())
    assert first.context["headings"] == [("Analysis", "")]
    mapped = {**hidden(first), "heading": ["Analysis"], "section": ["recommendations"]}
    again = send(client, **mapped)
    assert again.context["headings"] == [("Analysis", "recommendations")]
    assert "is none of the five sections" not in again.content.decode()
    assert not Issue.objects.exists()
    send(client, **mapped, create="1")
    assert Issue.objects.get().items.get(body__startswith="The road").section == "recommendations"


def test_a_text_can_be_pasted(client, ana):
    first = send(client, text=DIGEST.replace("\n", "\r\n"))
    assert first.context["result"]["item_count"] == 3
    send(client, **hidden(first), create="1")
    assert Import.objects.get().filename == "pasted text.txt"


def test_the_source_of_an_issue_is_shown_with_its_findings(client, ana):
    send(client, **hidden(send(client, file=file())), create="1")
    source = Import.objects.get()
    page = client.get(reverse("desk:issue", args=["2017-11-07", 1])).content.decode()
    url = reverse("desk:imported", args=["2017-11-07", 1, source.pk])
    assert url in page
    text = client.get(url).content.decode()
    assert "“Analysis” is none of the five sections" in text
    assert source.sha256 in text
    assert f"#item-{Issue.objects.get().items.get(body__startswith='One left').key}" in text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "There is neither a file nor a text: choose a file or paste a text."),
        ({"text": "  "}, "There is neither a file nor a text"),
        ({"text": "Just some words."}, "has no period"),
        ({"text": "Monitor, Nov. 7-1, 2017"}, "period"),
        ({"file": (b"", "empty.txt")}, "The file is empty"),
        ({"file": (b"\xff\xfe\x00\x00\xffx", "odd.txt")}, "odd.txt"),
        ({"file": (b"%PDF-1.4\x00\x01", "issue.pdf")}, "cannot be read here"),
        ({"file": (b"{", "issue.json")}, "issue.json"),
        ({"document": "!!!"}, "did not come back whole"),
        ({"document": "AAAA"}, "did not come back whole"),
        ({"document": ""}, "did not come back whole"),
        (
            {"document": pack(DIGEST.encode()), "heading": "Nowhere", "section": "response"},
            "no heading “Nowhere”",
        ),
        (
            {"document": pack(DIGEST.encode()), "heading": "Analysis", "section": "x"},
            "no section “x”",
        ),
    ],
)
@pytest.mark.parametrize("create", [{}, {"create": "1"}])
def test_what_cannot_be_read_is_refused_in_a_sentence(client, ana, data, sentence, create):
    if "file" in data:
        data = {"file": file(*data["file"])}
    response = send(client, **data, **create)
    assert response.status_code == 400
    assert sentence in response.content.decode()
    assert not Issue.objects.exists()


def test_a_pasted_text_that_was_refused_stays_in_its_field(client, ana):
    assert "Just some words.</textarea>" in send(client, text="Just some words.").content.decode()


def test_a_file_and_a_text_at_once_are_one_too_many(client, ana):
    assert "both a file and a text" in send(client, file=file(), text=DIGEST).content.decode()


def test_an_issue_that_is_there_already_is_not_imported_again(client, ana):
    make.make_issue()
    first = send(client, file=file())
    text = first.content.decode()
    assert "Issue 2017-11-07 is there already" in text
    assert 'name="create"' not in text
    response = send(client, **hidden(first), create="1")
    assert response.status_code == 400
    assert "Issue 2017-11-07 is there already" in response.content.decode()
    assert Issue.objects.count() == 1


def test_of_a_very_long_text_only_the_lines_with_findings_are_shown(client, ana):
    response = send(client, text=DIGEST + "\n" * 5000)
    assert "The document is long" in response.content.decode()
    assert all(findings for _, _, findings in response.context["lines"])
    assert response.context["lines"]


@pytest.fixture
def others_first(monkeypatch):
    """Another process reads, and nobody waits for it."""
    monkeypatch.setattr(turns, "MOST_WAIT", 0)
    with (settings.TURNS / turns.MEMBERS.name).open("a") as another:
        fcntl.flock(another, fcntl.LOCK_EX)
        yield


def test_a_text_that_comes_while_others_are_read_is_429_and_changes_nothing(
    client, ana, others_first
):
    told = send(client, document=pack(DIGEST.encode()), create="1")
    assert told.status_code == 429
    assert "send it again" in told.content.decode()
    assert "no-store" in told.headers["Cache-Control"]
    assert told.headers["Retry-After"] == "0"
    assert not Issue.objects.exists()


def test_a_stranger_waits_for_nobody_of_the_newsroom(client, others_first):
    assert send(client, text=DIGEST).status_code == 401


@pytest.mark.parametrize("size", [5 * 1024 * 1024 + 1, MAX_FORM_BYTES + 1])
def test_a_file_of_more_than_5_mb_is_413_with_a_sentence(client, ana, size):
    for data in ({"file": file(b"a" * size)}, {"text": "a" * size}):
        response = send(client, **data)
        assert response.status_code == 413
        assert "larger than 5 MB" in response.content.decode()
    assert not Issue.objects.exists()


def test_a_document_that_unfolds_to_more_than_5_mb_is_refused(client, ana):
    response = send(client, document=pack(b"a" * (5 * 1024 * 1024 + 1)))
    assert response.status_code == 400
    assert "larger than 5 MB" in response.content.decode()


def test_a_folded_document_comes_back_byte_for_byte():
    document = bytes(range(256)) * 100
    assert unpack(pack(document)) == document
    with pytest.raises(ImportRefused):
        unpack(pack(document)[:-8])


def test_the_form_is_still_guarded_by_its_token(ana):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)
    assert send(client, text=DIGEST).status_code == 403
    token = client.get(reverse("desk:import")).context["csrf_token"]
    assert send(client, text=DIGEST, csrfmiddlewaretoken=str(token)).status_code == 200
