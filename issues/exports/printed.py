"""How documents print the sources of an item: parentheses of names, notes and dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from issues.contents import CitationNode

UNKNOWN = "source unknown"


@dataclass(frozen=True, slots=True)
class Source:
    """One source as printed: ``name``, which carries the ``link`` if there is one, then ``details`` after a comma."""

    name: str
    details: str
    link: str
    title: str


def parentheses(citations: Sequence[CitationNode]) -> list[list[Source]]:
    """The sources in their order, in one parenthesis or more, as the digest format has them.

    A new one begins where a date could be read as that of an undated source before it.
    """
    printed: list[list[Source]] = [[]] if citations else []
    for before, citation in pairwise([None, *citations]):
        if before and citation and citation.date_text and not before.date_text:
            printed.append([])
        if citation:
            printed[-1].append(_source(citation))
    return printed


def _source(citation: CitationNode) -> Source:
    details = ", ".join(filter(None, (citation.note, citation.date_text)))
    return Source(citation.printed_name or UNKNOWN, details, citation.link, citation.title)
