"""Full-text search of published items, on SQLite (FTS5) and PostgreSQL (tsvector) alike.

The index holds the items that readers see and no others; triggers keep it so, in the transaction of the change.
"""

from issues.search.excerpts import snippets
from issues.search.finding import RANKED_AT_MOST, count, holders, matching, search
from issues.search.index import install, missing, remove
from issues.search.marking import has_words, marked
from issues.search.query import Query, Term, parse

__all__ = [
    "RANKED_AT_MOST",
    "Query",
    "Term",
    "count",
    "has_words",
    "holders",
    "install",
    "marked",
    "matching",
    "missing",
    "parse",
    "remove",
    "search",
    "snippets",
]
