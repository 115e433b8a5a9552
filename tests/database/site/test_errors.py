"""What readers see when something is wrong: a page of ours, or JSON or a sentence where they asked for data."""

from datetime import date

import pytest
from django.test import Client

from issues.exports import ISSUE_FORMATS
from issues.moves import apply_move
from issues.workflow import Move
from tests.support import factories as make


@pytest.mark.django_db
def test_what_was_withdrawn_tells_a_program_why_and_a_reader_on_a_page():
    issue = make.published_issue(date(2017, 11, 7))
    apply_move(issue, Move.WITHDRAW, user=make.editor(), reason="It was made up.")
    for name in ISSUE_FORMATS:
        response = Client().get(f"/issues/2017-11-07.{name}")
        assert response.status_code == 410
        is_page = response["Content-Type"].startswith("text/html")
        assert is_page == (name in ("html", "pdf", "docx")), name
        assert "It was made up." in response.content.decode()


@pytest.mark.django_db
def test_a_form_that_is_too_old_says_what_to_do():
    client = Client(enforce_csrf_checks=True)
    response = client.post("/admin/login/", {"username": "ana", "password": "x"})
    assert response.status_code == 403
    assert "This form is too old" in response.content.decode()


@pytest.mark.django_db
def test_a_name_that_fails_too_often_is_429(client):
    make.analyst()
    for _ in range(6):
        response = client.post("/admin/login/", {"username": "ana", "password": "wrong"})
    assert response.status_code == 429
    assert "Too many tries" in response.content.decode()
    assert response.headers["Retry-After"] == "900"
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/issues/", "/items.json", "/issues/2017-11-07/"])
def test_public_pages_take_safe_methods_alone(client, address):
    make.published_issue(date(2017, 11, 7))
    for method in ("post", "put", "patch", "delete", "options"):
        answer = getattr(client, method)(address)
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
        if address.endswith(".json"):
            assert answer.json()["error"]["status"] == 405
        else:
            assert "This page can only be read" in answer.content.decode()
    head = client.head(address)
    assert (head.status_code, head.getvalue()) == (200, b"")
    assert head["ETag"] == client.get(address)["ETag"]
