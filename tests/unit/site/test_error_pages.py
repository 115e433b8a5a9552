"""What fails before the database is asked: a page of ours, or JSON or a sentence where a program asked."""

import json

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import path

from issues.archive import errors

STATUSES = [400, 403, 404, 410, 429, 500]


def _raise(error):
    def view(request, name=""):
        raise error

    return view


urlpatterns = [
    path("refused/<path:name>", _raise(PermissionDenied("secret words"))),
    path("odd/<path:name>", _raise(SuspiciousOperation("secret words"))),
    path("broken/<path:name>", _raise(RuntimeError("secret words"))),
]


@pytest.fixture
def broken_views(settings):
    """The site's addresses, and some that always fail."""
    from monitor import urls

    class Addresses:
        urlpatterns = [*globals()["urlpatterns"], *urls.urlpatterns]
        handler400, handler403 = urls.handler400, urls.handler403
        handler404, handler500 = urls.handler404, urls.handler500

    settings.ROOT_URLCONF = Addresses


@pytest.mark.parametrize("status", STATUSES)
def test_every_error_page_needs_neither_context_nor_database(status):
    page = render_to_string(f"{status}.html")
    assert page.startswith("<!doctype html>")
    assert f'<p class="kicker">{status}' in page
    assert "<h1>" in page


@pytest.mark.parametrize(
    ("address", "status"), [("refused", 403), ("odd", 400), ("broken", 500), ("nowhere", 404)]
)
def test_what_fails_is_a_page_of_ours_without_the_cause(broken_views, address, status):
    client = Client(raise_request_exception=False)
    response = client.get(f"/{address}/page")
    page = response.content.decode()
    assert response.status_code == status
    assert f'<p class="kicker">{status}</p>' in page
    assert "secret words" not in page
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


@pytest.mark.parametrize(
    ("address", "status"), [("refused", 403), ("odd", 400), ("broken", 500), ("nowhere", 404)]
)
def test_what_fails_is_json_where_json_was_asked_for(broken_views, address, status):
    client = Client(raise_request_exception=False)
    response = client.get(f"/{address}/list.json")
    assert response.status_code == status
    assert response["Content-Type"] == "application/json"
    error = json.loads(response.content)["error"]
    assert error["status"] == status
    assert error["message"].endswith(".")
    assert "secret words" not in error["message"]


@pytest.mark.parametrize("ending", ["atom", "bib", "csv", "md", "ris", "rss", "txt"])
@pytest.mark.parametrize(
    ("address", "status"), [("refused", 403), ("odd", 400), ("broken", 500), ("nowhere", 404)]
)
def test_what_fails_is_a_sentence_where_a_program_asked(broken_views, address, status, ending):
    response = Client(raise_request_exception=False).get(f"/{address}/list.{ending}")
    words = response.content.decode()
    assert response.status_code == status
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert words.endswith(".\n")
    assert "<" not in words
    assert "secret words" not in words


def test_a_host_that_is_not_ours_is_400():
    response = Client(raise_request_exception=False).get("/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()


def test_the_page_of_a_fault_is_rendered_without_the_request():
    request = RequestFactory().get("/")
    assert not hasattr(request, "user")
    assert errors.server_error(request).status_code == 500
