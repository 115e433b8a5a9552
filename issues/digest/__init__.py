"""The digest's text format: reading it, writing it, and what there is to say about it.

Pure functions on text: none of them raises on any string, runs a query or knows a request. A reader
never drops a word: what it does not understand is kept somewhere in its result.
"""

from .citations import read_citations
from .dates import DateSpan
from .findings import DIGEST_FINDINGS, SEVERITIES, Finding
from .headings import read_heading
from .items import read_item
from .outlets import KnownOutlets
from .reader import read_issue
from .titles import read_title
from .tree import (
    Attribution,
    Citations,
    Document,
    Heading,
    ItemNode,
    Reference,
    SectionBlock,
    Title,
)
from .writer import write_issue

__all__ = [
    "DIGEST_FINDINGS",
    "SEVERITIES",
    "Attribution",
    "Citations",
    "DateSpan",
    "Document",
    "Finding",
    "Heading",
    "ItemNode",
    "KnownOutlets",
    "Reference",
    "SectionBlock",
    "Title",
    "read_citations",
    "read_heading",
    "read_issue",
    "read_item",
    "read_title",
    "write_issue",
]
