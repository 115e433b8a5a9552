"""The index on SQLite: two FTS5 tables, one of stems and one of whole words.

Words are looked for among the stems, beginnings of words among the whole words (``bombin*`` is no beginning of ``bomb``, the
stem of bombing). See the documentation of FTS5: sqlite.org/fts5.html.
"""

from collections.abc import Sequence

from issues.search.query import Query, Term

_STEMS, _WORDS = "issues_search_stems", "issues_search_words"
_TOKENS = "unicode61 remove_diacritics 2"
_COLUMNS = "text, titles, outlets, notice"

# A step for each tag, which ends where the quotation mark of its address ends, if there is one; then a step for each
# character reference.
_TAG = "substr(rest, instr(rest, '<'))"
_REFERENCE = "substr(rest, instr(rest, '&'))"
_STRIPPED = f"""(
    WITH RECURSIVE strip (done, rest) AS (
        SELECT '', {{}}
        UNION ALL
        SELECT done || substr(rest, 1, instr(rest, '<') - 1),
            substr({_TAG}, 1 + COALESCE(CASE
                WHEN {_TAG} LIKE '<a href="%' THEN NULLIF(instr({_TAG}, '">'), 0) + 1
                WHEN {_TAG} LIKE '<a href=''%' THEN NULLIF(instr({_TAG}, '''>'), 0) + 1
                ELSE NULLIF(instr({_TAG}, '>'), 0)
            END, 1))
        FROM strip WHERE instr(rest, '<') > 0
    ), read (done, rest) AS (
        SELECT '', done || rest FROM strip WHERE instr(rest, '<') = 0
        UNION ALL
        SELECT done || substr(rest, 1, instr(rest, '&') - 1) || ' ',
            substr({_REFERENCE}, 1 + COALESCE(NULLIF(instr(substr({_REFERENCE}, 1, 12), ';'), 0), 1))
        FROM read WHERE instr(rest, '&') > 0
    )
    SELECT done || rest FROM read WHERE instr(rest, '&') = 0
)"""

VIEW_PARTS = {
    "stripped": _STRIPPED,
    # A private character is a word to FTS5, and one that no query can hold: phrases end there.
    "joined": "COALESCE(group_concat({}, ' ' || char(57344) || ' '), '')",
}

_INSERT = "".join(
    f"INSERT INTO {table} (rowid, {_COLUMNS}) SELECT item_id, {_COLUMNS} FROM issues_searchable {{0}}; "
    for table in (_STEMS, _WORDS)
)
# The words go first: their table reads what it must forget from the other.
_DELETE = "".join(f"DELETE FROM {table} WHERE rowid {{0}}; " for table in (_WORDS, _STEMS))
_UPDATE = "".join(
    f"UPDATE {table} SET outlets = (SELECT outlets FROM issues_searchable WHERE item_id = {table}.rowid) "
    f"WHERE rowid IN (SELECT item_id FROM issues_citation WHERE outlet_id = NEW.id); "
    for table in (_WORDS, _STEMS)
)
_OF_ISSUE = "IN (SELECT id FROM issues_item WHERE issue_id = NEW.id)"

_TRIGGERS = {
    "issues_search_published": f"""AFTER UPDATE OF status ON issues_issue
        WHEN NEW.status = 'published' AND OLD.status <> 'published'
        BEGIN {_INSERT.format("WHERE issue_id = NEW.id")} END""",
    "issues_search_unpublished": f"""AFTER UPDATE OF status ON issues_issue
        WHEN NEW.status <> 'published' AND OLD.status = 'published'
        BEGIN {_DELETE.format(_OF_ISSUE)} END""",
    "issues_search_deleted": f"AFTER DELETE ON issues_item BEGIN {_DELETE.format('= OLD.id')} END",
    "issues_search_merged": f"""AFTER UPDATE OF merged_into_id ON sources_outlet
        WHEN NEW.merged_into_id IS NOT OLD.merged_into_id BEGIN {_UPDATE} END""",
}

TABLES = [
    f"CREATE VIRTUAL TABLE {_STEMS} USING fts5({_COLUMNS}, tokenize = 'porter {_TOKENS}')",
    f"CREATE VIRTUAL TABLE {_WORDS} USING fts5({_COLUMNS}, tokenize = '{_TOKENS}', "
    f"content = '{_STEMS}', columnsize = 0, prefix = '2 3')",
    f"INSERT INTO {_STEMS} ({_STEMS}, rank) VALUES ('rank', 'bm25(10.0, 4.0, 4.0, 1.0)')",
]
FILL = [statement for statement in _INSERT.format("").split("; ") if statement.strip()]
TRIGGERS = [f"CREATE TRIGGER {name} {body}" for name, body in _TRIGGERS.items()]
DROP = [
    *(f"DROP TRIGGER IF EXISTS {name}" for name in _TRIGGERS),
    "DROP VIEW IF EXISTS issues_searchable",
    *(f"DROP TABLE IF EXISTS {table}" for table in (_WORDS, _STEMS)),
]
NAMES = {_STEMS, _WORDS, "issues_searchable", *_TRIGGERS}
EXISTING = "SELECT name FROM sqlite_master"


def selection(query: Query) -> tuple[str, list[str]]:
    """SQL that selects the ids of the items which match, and its parameters."""
    parts = [_found(term) for term in query.included] or [(f"SELECT id FROM {_STEMS}_docsize", [])]
    sets = [sql for sql, _ in parts]
    parameters = [value for _, values in parts for value in values]
    sql = " INTERSECT ".join(sets)
    for term in query.excluded:
        found, values = _found(term)
        sql += f" EXCEPT {found}"
        parameters += values
    return sql, parameters


def _found(term: Term) -> tuple[str, list[str]]:
    table = _WORDS if term.is_prefix else _STEMS
    return f"SELECT rowid FROM {table} WHERE {table} MATCH %s", [_quoted(term)]


def _quoted(term: Term) -> str:
    """A string of FTS5: its words stand between quotation marks, and hold letters, digits and marks alone."""
    return f'"{" ".join(term.words)}"' + ("*" if term.is_prefix else "")


def ranking(terms: list[Term]) -> tuple[str, list[str]]:
    """SQL for the rank of the item whose id takes the place of ``{}``: BM25, the more the better, and its parameters.

    The matches are ranked once for the whole statement, whatever else it joins or filters.
    """
    sql = (
        f"(WITH ranks (id, rank) AS MATERIALIZED (SELECT rowid, -rank FROM {_STEMS} WHERE {_STEMS} MATCH %s) "
        "SELECT rank FROM ranks WHERE ranks.id = {})"
    )
    return sql, [" AND ".join(_quoted(term) for term in terms)]


def holding(words: Sequence[str], most: int) -> tuple[str, list[str]]:
    """SQL for rows of a word's number and the id of an item that has it, ``most`` a word, and its parameters.

    One row more, of number -1, has the number of all items.
    """
    found = (
        f" UNION ALL SELECT {number}, rowid FROM "
        f"(SELECT rowid FROM {_STEMS} WHERE {_STEMS} MATCH %s ORDER BY rowid DESC LIMIT {most})"
        for number in range(len(words))
    )
    every = f"SELECT -1, COUNT(*) FROM {_STEMS}_docsize"
    return every + "".join(found), [f'"{word}"' for word in words]
