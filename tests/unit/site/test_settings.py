"""Settings that are missing, empty or wrong: one sentence, and nothing starts."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.support.paths import ROOT

PRODUCTION = {
    "SECRET_KEY": "k3yW1thFiftyCharactersAndMoreSoThatDjangoIsContent-0123456789",
    "SITE_URL": "https://monitor.example",
    "ALLOWED_HOSTS": "monitor.example",
}


def manage(*arguments, stdout=subprocess.PIPE, **variables):
    """Runs a command with the environment of a new machine and *variables*."""
    bare = {
        name: value
        for name, value in os.environ.items()
        if name in {"PATH", "HOME", "LANG", "DATA_DIR", "VIRTUAL_ENV"}
    }
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**bare, **variables},
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        timeout=120,
        check=False,
    )


def test_an_empty_setting_is_its_default(tmp_path):
    names = ("DEBUG", "TIME_ZONE", "SITE_URL", "DATABASE_URL", "EMAIL_URL", "CACHE_URL")
    run = manage("check", SECRET_KEY="x", DATA_DIR=str(tmp_path), **dict.fromkeys(names, ""))
    assert run.returncode == 0, run.stderr


def test_a_server_without_its_settings_says_why_in_a_sentence_and_gives_up(tmp_path):
    run = subprocess.run(
        [sys.executable, "-c", "import monitor.wsgi"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 3
    assert run.stderr.startswith("SECRET_KEY is not set: ")
    assert len(run.stderr.splitlines()) == 1


def test_the_deployment_check_is_clean(tmp_path):
    run = manage(
        "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION, DATA_DIR=str(tmp_path)
    )
    assert run.returncode == 0, run.stderr
    assert "no issues" in run.stdout


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "  "}, "SECRET_KEY is not set"),
        ({"DEBUG": "perhaps"}, "DEBUG is 'perhaps'; write 1 or 0."),
        (
            {"DEBUG": "1", "DATA_DIR": "/dev/null/x"},
            "DATA_DIR is /dev/null/x, a folder that cannot",
        ),
        ({"DEBUG": "1", "TIME_ZONE": "Moon/Tycho"}, "TIME_ZONE is 'Moon/Tycho'"),
        ({"DEBUG": "1", "TIME_ZONE": "Europe"}, "TIME_ZONE is 'Europe'"),
        ({"DEBUG": "1", "DATABASE_URL": "mango://x"}, "DATABASE_URL begins with 'mango'; write"),
        (
            {"DEBUG": "1", "DATABASE_URL": "oracle://x/y"},
            "DATABASE_URL begins with 'oracle'; write",
        ),
        (
            {"DEBUG": "1", "DATABASE_URL": "postgres://h:port/x"},
            "DATABASE_URL is no address; write",
        ),
        ({"DEBUG": "1", "DATABASE_URL": "postgres://h"}, "DATABASE_URL names no database; write"),
        ({"DEBUG": "1", "DATABASE_URL": "sqlite://"}, "DATABASE_URL names no database; write"),
        ({"DEBUG": "1", "SITE_URL": "monitor.example"}, "SITE_URL is 'monitor.example'; write"),
        ({"DEBUG": "1", "SITE_URL": "https://"}, "SITE_URL is 'https:'; write an address such as"),
        ({"DEBUG": "1", "SITE_URL": "https://h:99999"}, "SITE_URL is no address; write"),
        ({"DEBUG": "1", "SITE_URL": "https://h/path"}, "SITE_URL is 'https://h/path'; write"),
        ({"DEBUG": "1", "SITE_URL": "https://a b"}, "SITE_URL has no host that can be read"),
        ({"DEBUG": "1", "EMAIL_URL": "smtp://h:99999"}, "EMAIL_URL is no address; write"),
        ({"DEBUG": "1", "EMAIL_URL": "smtp://[h"}, "EMAIL_URL is no address; write"),
        ({"DEBUG": "1", "EMAIL_URL": "smtp://"}, "EMAIL_URL names no host; write"),
        ({"DEBUG": "1", "EMAIL_URL": "smtp://h?tls=perhaps"}, "tls in EMAIL_URL is 'perhaps'"),
        ({"DEBUG": "1", "EMAIL_URL": "smtp://h?tls=1&ssl=1"}, "EMAIL_URL has both tls=1 and ssl=1"),
        ({"DEBUG": "1", "EMAIL_URL": "smtp://h?starttls=1"}, "EMAIL_URL has the option 'starttls'"),
        ({"DEBUG": "1", "CACHE_URL": "file://"}, "CACHE_URL names no place; write"),
        ({"DEBUG": "1", "CACHE_URL": "db://"}, "CACHE_URL names no place; write"),
        ({"DEBUG": "1", "CACHE_URL": "file:///dev/null/x"}, "CACHE_URL is /dev/null/x, a folder"),
        ({"DEBUG": "1", "EMAIL_URL": "pigeon://x"}, "EMAIL_URL begins with 'pigeon'"),
        ({"DEBUG": "1", "CACHE_URL": "sock://x"}, "CACHE_URL begins with 'sock'"),
    ],
)
def test_a_setting_that_cannot_be_used_is_one_sentence(variables, words, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "environ", {"DATA_DIR": str(tmp_path), **variables})
    with pytest.raises(ImproperlyConfigured) as refused:
        runpy.run_path(str(ROOT / "monitor" / "settings.py"))
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


def test_nothing_starts_with_a_setting_that_cannot_be_used(tmp_path):
    run = manage("check", DEBUG="perhaps", DATA_DIR=str(tmp_path))
    assert (run.returncode, run.stderr) == (1, "DEBUG is 'perhaps'; write 1 or 0.\n")


@pytest.mark.parametrize("command", [("migrate",), ("check",), ("verify_ledger",)])
def test_a_database_that_does_not_answer_is_one_sentence(command, tmp_path):
    arguments = (*command, "--database", "default") if command == ("check",) else command
    away = "postgres://nobody@127.0.0.1:1/nothing"
    run = manage(*arguments, DEBUG="1", DATA_DIR=str(tmp_path), DATABASE_URL=away)
    assert run.returncode == 1
    assert "check DATABASE_URL" in run.stderr
    assert len(run.stderr.strip().splitlines()) == 1


def test_a_result_that_cannot_be_printed_is_one_sentence(tmp_path):
    full = Path("/dev/full")
    settings = {"DEBUG": "1", "DATA_DIR": str(tmp_path)}
    assert manage("migrate", "-v0", **settings).returncode == 0
    with full.open("w") as nowhere:
        run = manage("verify_ledger", stdout=nowhere, **settings)
    assert run.returncode == 1
    assert "The result cannot be printed: No space left on device." in run.stderr
    assert "Traceback" not in run.stderr


def test_mail_settings_are_read_from_one_address(tmp_path):
    script = (
        "from django.conf import settings as s;"
        "print(s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_HOST_USER, s.EMAIL_HOST_PASSWORD, s.EMAIL_USE_TLS)"
    )
    run = manage(
        "shell", "-v0", "-c", script,
        DEBUG="1", DATA_DIR=str(tmp_path), EMAIL_URL="smtp://desk:p%40ss@mail.example:587/?tls=1",
    )  # fmt: skip
    assert run.stdout.split() == ["mail.example", "587", "desk", "p@ss", "True"], run.stderr
