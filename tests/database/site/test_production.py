"""With DEBUG off: safe headers, a throttled sign-in, health."""

import os

import dj_database_url
import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from tests.support import factories as make


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/items/", "/items.json", "/outlets/", "/healthz"])
def test_a_public_page_takes_no_post(address):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/issues/", "/items/", "/admin/login/", "/nowhere/"])
def test_every_page_carries_the_protecting_headers(client, address):
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.django_db
def test_on_https_cookies_are_secure_and_the_browser_is_told_to_stay_there(client, settings):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 31536000
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/").status_code == 301
    assert client.get("/healthz").status_code == 200
    page = client.get("/admin/login/", secure=True)
    assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert page.cookies["csrftoken"]["secure"]


@pytest.mark.django_db
def test_sign_in_is_throttled_with_a_page_of_our_own(client):
    make.editor()
    wrong = {"username": "ed", "password": "wrong"}
    codes = [client.post("/admin/login/", wrong).status_code for _ in range(6)]
    assert codes[:4] == [200] * 4
    assert codes[-1] == 429
    right = {"username": "ed", "password": make.PASSWORD}
    locked = client.post("/admin/login/", right)
    assert locked.status_code == 429
    assert b"Traceback" not in locked.content
    assert "quarter of an hour" in locked.content.decode()
    make.analyst()
    other = client.post("/admin/login/", {"username": "ana", "password": make.PASSWORD})
    assert other.status_code == 302


@pytest.mark.django_db
def test_ready_when_every_migration_is_applied(client):
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_not_ready_with_a_migration_to_apply(client):
    newest = MigrationLoader(connection).graph.leaf_nodes("issues")[0]
    MigrationRecorder(connection).record_unapplied(*newest)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert b"run manage.py migrate" in answer.content


@pytest.mark.django_db
def test_the_migrations_are_those_of_the_models():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.django_db
def test_the_suite_runs_on_the_database_that_was_asked_for():
    asked = dj_database_url.parse(os.environ.get("DATABASE_URL") or "sqlite://")
    assert connection.settings_dict["ENGINE"] == asked["ENGINE"]
