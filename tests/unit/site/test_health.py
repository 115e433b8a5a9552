"""Alive without a database; not ready without one."""

from django.db import OperationalError

from monitor import health


def test_alive_asks_nothing_of_the_database(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer.headers["Cache-Control"]


def test_not_ready_without_a_database(client, monkeypatch):
    def broken(_connection):
        raise OperationalError("gone")

    monkeypatch.setattr(health, "MigrationExecutor", broken)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (
        503,
        b"not ready: the database does not answer\n",
    )
