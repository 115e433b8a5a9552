"""The index on PostgreSQL: a table of tsvectors with a GIN index.

A tsvector has the stems of the words, by Porter's algorithm as on SQLite and without stop words, and behind them the whole
words, for beginnings such as ``bombin*``. Punctuation is taken out before PostgreSQL's parser sees it, which would read
``RFE/RL`` as a file and ``gazeta.ru`` as a host.
"""

from collections.abc import Sequence

from issues.search.query import Query, Term

_TOKENS = "asciiword, word, numword, int, uint, float, sfloat, version"

VIEW_PARTS = {
    "stripped": r"""regexp_replace(regexp_replace({}, '<(?:[^<>"'']|"[^"]*"|''[^'']*'')*>', '', 'g'),
        '&#?[[:alnum:]]{{1,9}};', ' ', 'g')""",
    "joined": "COALESCE(string_agg({}, ' ' || chr(57344) || ' '), '')",
}

_FOLD = r"""
CREATE FUNCTION issues_search_fold(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT translate(
        CASE WHEN value ~ '[\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff]' THEN
            normalize(regexp_replace(normalize(value, NFD), '([A-Za-z])[\u0300-\u036f]+', '\1', 'g'), NFC)
        ELSE value END,
        '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', repeat(' ', 32))
$$"""

# Each part, as the view joins them, and the two forms of each are kept apart by a lexeme that no query can hold: phrases
# end there.
_LEXEMES = """
CREATE FUNCTION issues_search_lexemes(value text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    gap CONSTANT tsvector := '''.'':1';
    part text;
    result tsvector := '';
BEGIN
    FOREACH part IN ARRAY string_to_array(value, chr(57344)) LOOP
        part := issues_search_fold(part);
        result := result || gap || to_tsvector('issues_search_stems', part)
            || gap || to_tsvector('issues_search_words', part);
    END LOOP;
    RETURN result;
END $$"""

_DOCUMENT = """
CREATE FUNCTION issues_search_document(text, titles text, outlets text, notice text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT setweight(issues_search_lexemes($1), 'A') || setweight(issues_search_lexemes(titles), 'B')
        || setweight(issues_search_lexemes(outlets), 'B') || setweight(issues_search_lexemes(notice), 'D')
$$"""

_INSERT = """
INSERT INTO issues_search (item_id, document)
SELECT item_id, issues_search_document(text, titles, outlets, notice) FROM issues_searchable"""

# A merge of outlets locks the first of them (sources.merging): it and a publication wait for one another, so that neither
# misses the names that the other writes.
_STATUS = f"""
    IF (NEW.status = 'published') = (OLD.status = 'published') THEN RETURN NULL; END IF;
    PERFORM 1 FROM sources_outlet WHERE id = (SELECT min(id) FROM sources_outlet) FOR SHARE;
    IF NEW.status = 'published' THEN {_INSERT} WHERE issue_id = NEW.id;
    ELSE DELETE FROM issues_search WHERE item_id IN (SELECT id FROM issues_item WHERE issue_id = NEW.id);
    END IF;
    RETURN NULL;"""
_DELETED = "DELETE FROM issues_search WHERE item_id = OLD.id; RETURN NULL;"
_MERGED = """
    UPDATE issues_search SET document = issues_search_document(text, titles, outlets, notice)
    FROM issues_searchable
    WHERE issues_searchable.item_id = issues_search.item_id
        AND issues_search.item_id IN (SELECT item_id FROM issues_citation WHERE outlet_id = NEW.id);
    RETURN NULL;"""
_EMPTIED = "TRUNCATE issues_search; RETURN NULL;"

_TRIGGERS = {
    "issues_search_status": ("UPDATE OF status ON issues_issue FOR EACH ROW", _STATUS),
    "issues_search_deleted": ("DELETE ON issues_item FOR EACH ROW", _DELETED),
    "issues_search_emptied": ("TRUNCATE ON issues_item FOR EACH STATEMENT", _EMPTIED),
    "issues_search_merged": (
        "UPDATE OF merged_into_id ON sources_outlet FOR EACH ROW "
        "WHEN (NEW.merged_into_id IS DISTINCT FROM OLD.merged_into_id)",
        _MERGED,
    ),
}

TABLES = [
    "CREATE TEXT SEARCH DICTIONARY issues_search_porter (TEMPLATE = snowball, LANGUAGE = porter)",
    *(
        statement
        for name, dictionary in (("stems", "issues_search_porter"), ("words", "simple"))
        for statement in (
            f"CREATE TEXT SEARCH CONFIGURATION issues_search_{name} (PARSER = default)",
            f"ALTER TEXT SEARCH CONFIGURATION issues_search_{name} ADD MAPPING FOR {_TOKENS} WITH {dictionary}",
        )
    ),
    _FOLD,
    _LEXEMES,
    _DOCUMENT,
    "CREATE TABLE issues_search (item_id bigint PRIMARY KEY, document tsvector NOT NULL)",
]
FILL = [
    _INSERT,
    "CREATE INDEX issues_search_document ON issues_search USING gin (document)",
    # The planner chooses between rare and common words by these figures.
    "ANALYZE issues_search",
]
TRIGGERS = [
    statement
    for name, (event, body) in _TRIGGERS.items()
    for statement in (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
        f"CREATE TRIGGER {name} AFTER {event} EXECUTE FUNCTION {name}()",
    )
]
DROP = [
    *(f"DROP FUNCTION IF EXISTS {name}() CASCADE" for name in _TRIGGERS),
    "DROP VIEW IF EXISTS issues_searchable",
    "DROP TABLE IF EXISTS issues_search",
    "DROP FUNCTION IF EXISTS issues_search_document(text, text, text, text)",
    "DROP FUNCTION IF EXISTS issues_search_lexemes(text)",
    "DROP FUNCTION IF EXISTS issues_search_fold(text)",
    "DROP TEXT SEARCH CONFIGURATION IF EXISTS issues_search_stems",
    "DROP TEXT SEARCH CONFIGURATION IF EXISTS issues_search_words",
    "DROP TEXT SEARCH DICTIONARY IF EXISTS issues_search_porter",
]
NAMES = {"issues_search", "issues_search_document", "issues_searchable", *_TRIGGERS}
EXISTING = """
SELECT relname FROM pg_class WHERE pg_table_is_visible(oid)
UNION SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"""


def selection(query: Query) -> tuple[str, list[str]]:
    """SQL that selects the ids of the items which match, and its parameters."""
    sql, parameters = "SELECT item_id FROM issues_search WHERE TRUE", list[str]()
    if query.included:
        wanted, parameters = _all_of(query.included)
        sql += f" AND document @@ ({wanted})"
    for term in query.excluded:
        unwanted, values = _tsquery(term)
        sql += f" AND NOT document @@ ({unwanted})"
        parameters += values
    return sql, parameters


def ranking(terms: list[Term]) -> tuple[str, list[str]]:
    """SQL for the rank of the item whose id takes the place of ``{}``, the more the better, and its parameters."""
    wanted, parameters = _all_of(terms)
    # The 1 divides by the logarithm of the length.
    sql = (
        "(SELECT ts_rank('{{0.1, 0.2, 0.4, 1.0}}'::real[], document, "
        + wanted
        + ", 1)::double precision "
        "FROM issues_search WHERE item_id = {})"
    )
    return sql, parameters


def _all_of(terms: list[Term] | tuple[Term, ...]) -> tuple[str, list[str]]:
    parts = [_tsquery(term) for term in terms]
    return " && ".join(sql for sql, _ in parts), [value for _, values in parts for value in values]


def _tsquery(term: Term) -> tuple[str, list[str]]:
    """A tsquery whose parameters are words: letters, digits and marks alone."""
    if not term.is_prefix:
        form = "words" if len(term.words) == 1 and len(term.words[0]) < 3 else "stems"
        return f"phraseto_tsquery('issues_search_{form}', issues_search_fold(%s))", [
            " ".join(term.words)
        ]
    *before, last = term.words
    beginning = "to_tsquery('issues_search_words', '''' || issues_search_fold(%s) || ''':*')"
    if not before:
        return beginning, [last]
    phrase = "phraseto_tsquery('issues_search_words', issues_search_fold(%s))"
    return f"({phrase} <-> {beginning})", [" ".join(before), last]


def holding(words: Sequence[str], most: int) -> tuple[str, list[str]]:
    """SQL for rows of a word's number and the id of an item that has it, ``most`` a word, and its parameters.

    One row more, of number -1, has the number of all items.
    """
    terms = [_tsquery(Term((word,))) for word in words]
    found = (
        f" UNION ALL (SELECT {number}, item_id FROM issues_search WHERE document @@ {sql} LIMIT {most})"
        for number, (sql, _) in enumerate(terms)
    )
    every = "SELECT -1, COUNT(*) FROM issues_search"
    return every + "".join(found), [value for _, values in terms for value in values]
