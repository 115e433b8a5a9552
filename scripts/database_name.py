"""Prints the name and version of the database at a URL (SQLite without one); exit 1 when none answers."""

import sqlite3
import sys

import psycopg2


def postgres_name(url: str) -> str:
    """Such as ``PostgreSQL 15.20``; raises psycopg2.Error where no server answers."""
    connection = psycopg2.connect(url, connect_timeout=5)
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0].split()[0]
    connection.close()
    return f"PostgreSQL {version}"


def main(arguments: list[str]) -> int:
    if not arguments:
        print(f"SQLite {sqlite3.sqlite_version}")
        return 0
    try:
        print(postgres_name(arguments[0]))
    except psycopg2.Error as error:
        print(str(error).strip().splitlines()[0], file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
