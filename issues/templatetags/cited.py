"""Prints the citations below an item: a page has hundreds, and a template takes several times as long for each."""

from html import escape
from typing import TYPE_CHECKING

from django import template
from django.utils.safestring import SafeString, mark_safe

from issues.templatetags.issue_text import citation_full_date

if TYPE_CHECKING:
    from issues.contents import CitationNode, ItemNode
    from issues.filters import ItemFilter

register = template.Library()


@register.filter
def citations(item: "ItemNode", asked: "ItemFilter | None" = None) -> SafeString:
    """The citations in parentheses, those that ``asked`` found the item by marked; empty without any. No query."""
    if not item.citations:
        return SafeString()
    # On one line, for a blank between two tags would be printed.
    printed = ", ".join(
        f'<span class="citation{" found" if asked and asked.matches(each) else ""}">{_linked(each)}</span>'
        for each in item.citations
    )
    return mark_safe(f"({printed})")  # noqa: S308 - all text in it is escaped below


def _linked(citation: "CitationNode") -> str:
    address, title = escape(citation.link), escape(citation.title)
    if not address:
        return _source(citation)
    heading = f' title="{title}"' if title else ""
    return f'<a href="{address}" rel="external"{heading}>{_source(citation)}</a>'


def _source(citation: "CitationNode") -> str:
    name, when = citation.printed_name or "source unknown", _date(citation)
    note = f", {escape(citation.note)}" if citation.note else ""
    return f"<bdi>{escape(name)}</bdi>{note}{when and f', {when}'}"


def _date(citation: "CitationNode") -> str:
    """For machines too where HTML's ``time`` takes it, which has no ranges."""
    span, text = citation.span, escape(citation.date_text)
    if not text or span is None or span.iso_end:
        return text
    return (
        f'<time datetime="{span.iso}" title="{escape(citation_full_date(citation))}">{text}</time>'
    )
