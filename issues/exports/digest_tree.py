"""The tree of an issue as the digest format knows it: what the text writer prints and JSON is shaped after."""

from django.conf import settings

from issues import digest
from issues.contents import CitationNode, Contents, ItemNode, SectionNode


def digest_of(contents: Contents) -> digest.Document:
    """The document that reading the issue's text again would give. No query."""
    issue = contents.issue
    return digest.Document(
        title=issue.title,
        title_parts=digest.Title(settings.MONITOR_TITLE, issue.period_start, issue.period_end),
        notices=tuple(_folded(notice) for notice in contents.notices),
        sections=tuple(_block(node) for node in contents.sections),
    )


def _block(node: SectionNode) -> digest.SectionBlock:
    return digest.SectionBlock(
        heading=node.section.label,
        code=node.section.value,
        items=tuple(_item(item) for item in node.items),
        placeholders=() if node.items else (node.placeholder,),
    )


def _item(node: ItemNode) -> digest.ItemNode:
    return digest.ItemNode(
        text=_folded(node.text),
        references=tuple(_reference(citation) for citation in node.citations),
        children=tuple(_item(child) for child in node.children),
    )


def _reference(citation: CitationNode) -> digest.Reference:
    return digest.Reference(
        outlet=citation.printed_name or None,
        span=digest.DateSpan.between(citation.dated_from, citation.dated_to),
        date_text=citation.printed_date,
        note=citation.note,
    )


def _folded(text: str) -> str:
    """A paragraph is one line of text."""
    return " ".join(text.split())
