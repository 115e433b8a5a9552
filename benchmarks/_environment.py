"""The environment of the measurements: nothing of the site's own, whatever the variables say that they were started with."""

from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.core.exceptions import ImproperlyConfigured

from monitor import env

NAME = "BENCHMARK_DATABASE_URL"
ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "benchmarks"


def own_environment() -> dict[str, str]:
    """The variables that take the place of the site's: its settings, database, folder, cache and mail server.

    Raises ImproperlyConfigured where BENCHMARK_DATABASE_URL cannot be read, or names the database of the site.
    """
    address = env.text(NAME, _file(FOLDER / "archive.sqlite3"))
    place = _place(env.database(NAME, address))
    # What cannot be read is the site's own trouble, and is not taken over.
    with suppress(ImproperlyConfigured):
        folder = Path(env.text("DATA_DIR", str(ROOT / "var")))
        if place == _place(env.database("DATABASE_URL", _file(folder / "monitor.sqlite3"))):
            place = None
    if place is None:
        raise ImproperlyConfigured(
            f"{NAME} names the database of the site: name another, which is for measuring alone."
        )
    return {
        "DJANGO_SETTINGS_MODULE": "monitor.settings",
        "DATABASE_URL": address,
        "DATA_DIR": str(FOLDER),
        "CACHE_URL": "",
        "EMAIL_URL": "",
    }


def _file(path: Path) -> str:
    return f"sqlite:///{quote(str(path))}"


def _place(database: dict[str, Any]) -> tuple[Any, ...] | None:
    """The same for two addresses of one database, as far as addresses tell."""
    if database["ENGINE"].endswith("sqlite3"):
        return (Path(database["NAME"]).resolve(),)
    return (database["HOST"], int(database["PORT"] or 5432), database["NAME"])
