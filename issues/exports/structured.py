"""Issues and items as schema.org data (JSON-LD), for search engines and reference managers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from issues.contents import CitationNode, Contents, ItemNode
from issues.exports.works import first_words
from issues.models import Issue

_CONTEXT = "https://schema.org"


def report(contents: Contents, site_url: str, *, first: datetime | None) -> dict[str, Any]:
    """An edition as a Report (schema.org/Report) with its items as parts, ``first`` published then. No query."""
    issue = contents.issue
    return {
        "@context": _CONTEXT,
        "@type": "Report",
        **_published(issue, site_url + issue.get_absolute_url(), first),
        "name": issue.title,
        "description": _counted(contents),
        "temporalCoverage": f"{issue.period_start}/{issue.period_end}",
        "image": site_url + reverse("archive:picture", args=[issue.slug]),
        "citation": [
            {"@id": _place(node, number), **_cited(each)}
            for node in contents.walk()
            for number, each in enumerate(node.citations)
        ],
        "hasPart": [
            {
                **_article(node, site_url),
                # Said once, above: a page shall be light.
                "citation": [{"@id": _place(node, n)} for n, _ in enumerate(node.citations)],
            }
            for node in contents.walk()
        ],
    }


def article(
    node: ItemNode, issue: Issue, site_url: str, *, first: datetime | None
) -> dict[str, Any]:
    """An item as an Article, part of its issue, ``first`` published then. No query."""
    address = site_url + node.item.get_absolute_url()
    return {
        "@context": _CONTEXT,
        **_article(node, site_url),
        "citation": [_cited(each) for each in node.citations],
        "description": first_words(node.text, 40),
        "articleBody": node.text,
        **_published(issue, address, first),
        "isPartOf": {
            "@type": "Report",
            "name": issue.title,
            "url": site_url + issue.get_absolute_url(),
        },
    }


def _counted(contents: Contents) -> str:
    items, citations = contents.item_count, contents.citation_count
    return (
        f"{contents.issue.title}: {items} item{'' if items == 1 else 's'} "
        f"from {citations} citation{'' if citations == 1 else 's'}."
    )


def _published(issue: Issue, address: str, first: datetime | None) -> dict[str, Any]:
    publisher = {"@type": "Organization", "name": settings.MONITOR_PUBLISHER}
    return {
        "url": address,
        "inLanguage": settings.LANGUAGE_CODE,
        "publisher": publisher,
        "author": publisher,
        "datePublished": first.isoformat(timespec="seconds") if first else None,
        "dateModified": issue.published_at.isoformat(timespec="seconds")
        if issue.published_at
        else None,
        "version": str(issue.edition),
    }


def _article(node: ItemNode, site_url: str) -> dict[str, Any]:
    return {
        "@type": "Article",
        "@id": site_url + node.item.get_absolute_url(),
        "headline": first_words(node.text),
        "articleSection": node.section.label,
    }


def _place(node: ItemNode, number: int) -> str:
    """Names a citation within the page."""
    return f"#{node.key}-{number + 1}"


def _cited(citation: CitationNode) -> dict[str, Any]:
    found = {
        "@type": "CreativeWork",
        "name": citation.title,
        "publisher": {"@type": "Organization", "name": citation.printed_name},
        "datePublished": citation.span.iso if citation.span else "",
        "url": citation.link,
    }
    return {name: value for name, value in found.items() if value}
