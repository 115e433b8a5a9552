"""One issue as text, in the canonical form of the digest format."""

from issues.contents import Contents
from issues.digest import write_issue
from issues.exports.digest_tree import digest_of
from issues.exports.formats import ExportFormat


def render(contents: Contents, site_url: str) -> str:
    """The text, without markup and addresses: the form that readers of mail and the import know."""
    return write_issue(digest_of(contents))


FORMAT = ExportFormat("txt", "text/plain; charset=utf-8", render)
