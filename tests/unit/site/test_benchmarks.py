"""Where benchmarks work when nobody says: in a database of their own, whatever the site's variables are."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from benchmarks._environment import FOLDER, own_environment
from tests.support.paths import ROOT

SITE = "postgres://monitor:secret@db.example/monitor"


@pytest.fixture(autouse=True)
def environ(monkeypatch):
    for name in ("BENCHMARK_DATABASE_URL", "DATABASE_URL", "DATA_DIR"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"DATABASE_URL": ""},
        {"DATABASE_URL": " ", "BENCHMARK_DATABASE_URL": " "},
        {"DATABASE_URL": SITE},
        {"DATABASE_URL": "no address"},
        {"DATABASE_URL": f"sqlite:///{ROOT}/var/monitor.sqlite3"},
        {"DATA_DIR": str(ROOT / "var")},
        {"DATA_DIR": str(FOLDER), "DATABASE_URL": ""},
        {"DJANGO_SETTINGS_MODULE": "site.settings", "CACHE_URL": "db://kept"},
        {"EMAIL_URL": "smtp://mail.example"},
    ],
)
def test_no_variable_of_the_site_matters(environ, given):
    for name, value in given.items():
        environ.setenv(name, value)
    assert own_environment() == {
        "DJANGO_SETTINGS_MODULE": "monitor.settings",
        "DATABASE_URL": f"sqlite:///{FOLDER}/archive.sqlite3",
        "DATA_DIR": str(FOLDER),
        "CACHE_URL": "",
        "EMAIL_URL": "",
    }


@pytest.mark.parametrize(
    ("site", "named"),
    [
        (SITE, "postgresql://somebody@db.example:5432/monitor"),
        ("sqlite:////data/monitor.sqlite3", "sqlite:////data/other/../monitor.sqlite3"),
        ("", f"sqlite:///{ROOT}/var/monitor.sqlite3"),
    ],
)
def test_the_database_of_the_site_is_refused(environ, site, named):
    environ.setenv("DATABASE_URL", site)
    environ.setenv("BENCHMARK_DATABASE_URL", named)
    with pytest.raises(ImproperlyConfigured, match="names the database of the site"):
        own_environment()


def test_another_on_the_same_server_is_taken(environ):
    environ.setenv("DATABASE_URL", SITE)
    environ.setenv("BENCHMARK_DATABASE_URL", f"{SITE}_measured")
    assert own_environment()["DATABASE_URL"] == f"{SITE}_measured"
