"""Every format that an issue, or a list of items or issues, can leave the site in."""

from issues.exports import (
    atom,
    bibtex,
    issue_json,
    issue_text,
    json_feed,
    lists_json,
    mail,
    markdown,
    pdf,
    ris,
    rss,
    tables,
    word,
)
from issues.exports.formats import (
    ExportFormat,
    FeedFormat,
    FormatUnavailable,
    ListFormat,
    UnknownFormat,
    find,
    registry,
)

__all__ = [
    "FEED_FORMATS",
    "ISSUE_FORMATS",
    "LIST_FORMATS",
    "ExportFormat",
    "FeedFormat",
    "FormatUnavailable",
    "ListFormat",
    "UnknownFormat",
    "find_issue_format",
    "find_list_format",
]

ISSUE_FORMATS: dict[str, ExportFormat] = registry(
    [
        issue_text.FORMAT,
        markdown.ISSUE,
        mail.FORMAT,
        pdf.FORMAT,
        word.FORMAT,
        issue_json.FORMAT,
        tables.ISSUE,
        bibtex.ISSUE,
        ris.ISSUE,
    ]
)

LIST_FORMATS: dict[str, ListFormat] = registry(
    [lists_json.FORMAT, tables.LIST, markdown.LIST, bibtex.LIST, ris.LIST, atom.LIST, rss.LIST]
)

# Under the addresses of feeds, where json means JSON Feed.
FEED_FORMATS: dict[str, FeedFormat] = registry([atom.LIST, rss.LIST, json_feed.FEED])


def find_issue_format(name: str) -> ExportFormat:
    """The format for one issue. Raises UnknownFormat."""
    return find(ISSUE_FORMATS, name)


def find_list_format(name: str) -> ListFormat:
    """The format for lists. Raises UnknownFormat."""
    return find(LIST_FORMATS, name)
