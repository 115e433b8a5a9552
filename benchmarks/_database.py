"""The database of the synthetic archive: no other is written to."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import OperationalError, connection

from benchmarks._environment import NAME

AUTHOR, EDITOR = "synthetic-author", "synthetic-editor"
_OWN = f"('{AUTHOR}', '{EDITOR}')"
_STRANGERS = {
    "account": f"SELECT count(*) FROM auth_user WHERE username NOT IN {_OWN}",
    "issue": "SELECT count(*) FROM issues_issue WHERE created_by_id IS NULL OR created_by_id NOT IN "
    f"(SELECT id FROM auth_user WHERE username IN {_OWN})",
}


def prepare() -> None:
    """Migrate the database; exits with a sentence, and leaves it as it is, where it is not the archive's or does not answer."""
    try:
        if found := strangers():
            sys.exit(
                f"The database has {found}, not of the synthetic archive: name an empty one with {NAME}."
            )
        call_command("migrate", verbosity=0)
    except (OperationalError, sqlite3.Error) as error:
        reason = " ".join(str(error).split())
        sys.exit(f"The database does not answer ({reason}): check {NAME}.")


def strangers() -> str:
    """What the database has that the archive has not, such as “3 accounts”; empty if nothing. Only reads."""
    with _reading() as cursor:
        if cursor is None:
            return ""
        tables = set(connection.introspection.table_names(cursor))
        if not tables:
            return ""
        if not {"auth_user", "issues_issue"} <= tables:
            return "tables of something else"
        counts = {}
        for name, query in _STRANGERS.items():
            cursor.execute(query)
            counts[name] = cursor.fetchone()[0]
    return " and ".join(
        f"{count} {name}{'' if count == 1 else 's'}" for name, count in counts.items() if count
    )


@contextmanager
def _reading() -> Iterator[Any]:
    """A cursor; none where there is no file yet. Django's own connection to SQLite would write into the head of a file."""
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            yield cursor
        return
    path = Path(connection.settings_dict["NAME"])
    if not path.exists():
        yield None
        return
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as reader:
        yield reader.cursor()
