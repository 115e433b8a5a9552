"""Prints the citations of an item, to readers and on the desk: a template takes several times as long for each."""

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from issues.templatetags.issue_text import (
    citation_date,
    citation_full_date,
    isolated,
    web_address,
)

if TYPE_CHECKING:
    from issues.contents import CitationNode, ItemNode
    from issues.filters import ItemFilter
    from issues.models import Citation
    from sources.models import Outlet

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
    note = f", {isolated(citation.note)}" if citation.note else ""
    return f"<bdi>{escape(name)}</bdi>{note}{when and f', {when}'}"


def _date(citation: "CitationNode") -> str:
    """For machines too where HTML's ``time`` takes it, which has no ranges."""
    span, text = citation.span, escape(citation.date_text)
    if not text or span is None or span.iso_end:
        return text
    return (
        f'<time datetime="{span.iso}" title="{escape(citation_full_date(citation))}">{text}</time>'
    )


@register.filter
def desk_citations(cited: "Iterable[CitationNode | Citation]", perms: Any) -> SafeString:
    """The citations as the newsroom sees them: what is lost or not confirmed stands out, with the way to confirm it.

    ``perms`` is that of the template. No query, but for the permissions of a user who has not been asked for any yet.
    """
    printed = ", ".join(_on_the_desk(each, perms) for each in cited)
    return mark_safe(f' <span class="cites">({printed})</span>' if printed else "")  # noqa: S308 - escaped below


def _on_the_desk(citation: "CitationNode | Citation", perms: Any) -> str:
    name, address = (
        escape(citation.printed_name or "outlet lost"),
        escape(web_address(citation.url)),
    )
    linked = f'<a href="{address}" rel="external">{name}</a>' if address else name
    note = f' <span class="quiet">{isolated(citation.note)}</span>' if citation.note else ""
    date = escape(citation_date(citation) or "no date")
    return f"{_flagged(linked, citation.outlet, perms)}, {date}{note}"


def _flagged(name: str, outlet: "Outlet | None", perms: Any) -> str:
    if outlet is None:
        return f'<span class="cite is-lost">{name}</span>'
    if outlet.confirmed:
        return name
    flag = '<span class="flag">not confirmed</span>'
    if "sources.change_outlet" in perms:
        address = reverse("admin:sources_outlet_change", args=[outlet.pk])
        flag = f'<a class="flag" href="{address}">confirm</a>'
    return f'<span class="cite is-new">{name} {flag}</span>'
