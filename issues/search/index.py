"""Makes the index and its triggers, and says whether they are there.

What is searched is written once, in the view ``issues_searchable``: a row for each item that readers see. An item enters the index
when its edition is published and leaves it when that is superseded or withdrawn; between the two the guards of published
editions keep it from changing, so only a merge of outlets is left to follow.

A migration that remakes ``issues_issue``, ``issues_item``, ``issues_citation`` or ``sources_outlet`` on SQLite must call ``remove``
before and ``install`` after it: SQLite refuses to rename a table that a view or trigger names. So must whatever changes
published rows with the guards off, such as restoring a backup.
"""

from types import ModuleType
from typing import Any

from issues.search import postgresql, sqlite

# A tsvector holds at most a megabyte, so this many characters of each text are searched.
_MOST = 50_000

_VIEW = """
CREATE VIEW issues_searchable AS
SELECT i.id AS item_id, i.issue_id AS issue_id,
    -- Without tags; a character reference, nearly always of punctuation, is a blank.
    {text} AS text,
    substr((
        SELECT {joined_titles} FROM issues_citation c WHERE c.item_id = i.id AND c.title <> ''
    ), 1, {most}) AS titles,
    substr((
        SELECT {joined_names} FROM (
            SELECT COALESCE(NULLIF(c.printed_as, ''), o.name) AS name
            FROM issues_citation c LEFT JOIN sources_outlet o ON o.id = c.outlet_id
            WHERE c.item_id = i.id
            UNION SELECT COALESCE(m.name, o.name)
            FROM issues_citation c JOIN sources_outlet o ON o.id = c.outlet_id
            LEFT JOIN sources_outlet m ON m.id = o.merged_into_id
            WHERE c.item_id = i.id
        ) AS names WHERE name IS NOT NULL
    ), 1, {most}) AS outlets,
    substr(s.notice, 1, {most}) AS notice
FROM issues_item i JOIN issues_issue s ON s.id = i.issue_id
WHERE s.status = 'published' AND NOT i.held"""


def engine(connection: Any) -> ModuleType:
    """The module of the connection's database."""
    return sqlite if connection.vendor == "sqlite" else postgresql


def _view(parts: dict[str, str]) -> str:
    return _VIEW.format(
        text=parts["stripped"].format(f"substr(i.body, 1, {_MOST})"),
        joined_titles=parts["joined"].format("c.title"),
        joined_names=parts["joined"].format("name"),
        most=_MOST,
    )


def install(connection: Any) -> None:
    """Make the index anew and fill it with what is published: a minute for 100,000 items."""
    remove(connection)
    made = engine(connection)
    with connection.cursor() as cursor:
        for statement in (*made.TABLES, _view(made.VIEW_PARTS), *made.FILL, *made.TRIGGERS):
            cursor.execute(statement)


def remove(connection: Any) -> None:
    """Drop the index with all that belongs to it."""
    with connection.cursor() as cursor:
        for statement in engine(connection).DROP:
            cursor.execute(statement)


def missing(connection: Any) -> set[str]:
    """The tables, views and triggers of the index that the database lacks. One query."""
    made = engine(connection)
    with connection.cursor() as cursor:
        cursor.execute(made.EXISTING)
        return made.NAMES - {row[0] for row in cursor.fetchall()}
