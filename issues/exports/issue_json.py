"""One issue as JSON: the tree of the digest format with keys, codes, markup and addresses added."""

import json
from typing import Any

from django.urls import reverse

from issues import markup
from issues.contents import CitationNode, Contents, ItemNode
from issues.exports.digest_tree import digest_of
from issues.exports.formats import ExportFormat


def render(contents: Contents, site_url: str) -> str:
    """The issue as an object; the import reads it back."""
    return json.dumps(issue_document(contents, site_url), ensure_ascii=False, indent=2) + "\n"


def issue_document(contents: Contents, site_url: str) -> dict[str, Any]:
    """The same as plain data. No query."""
    data = digest_of(contents).to_dict()
    issue = contents.issue
    for section, node in zip(data["sections"], contents.sections, strict=True):
        section["code"] = node.section.value
        _add_to_items(section["items"], node.items, site_url)
    return data | {
        "slug": issue.slug,
        "edition": issue.edition,
        "status": issue.status,
        "correction_note": issue.correction_note,
        "published_at": issue.published_at.isoformat() if issue.published_at else None,
        "url": site_url + issue.get_absolute_url(),
    }


def _add_to_items(items: list[dict[str, Any]], nodes: tuple[ItemNode, ...], site_url: str) -> None:
    for item, node in zip(items, nodes, strict=True):
        item.update(
            key=node.key,
            html=markup.clean(node.body),
            url=site_url + node.item.get_absolute_url(),
        )
        if node.follows:
            item["follows"] = node.follows
        for citation, source in zip(item["citations"], node.citations, strict=True):
            citation.update(_added(source, site_url))
        _add_to_items(item["children"], node.children, site_url)


def _added(source: CitationNode, site_url: str) -> dict[str, str]:
    """What the digest format has no place for, where there is something."""
    outlet = source.outlet
    added = {
        "printed_date": "" if source.dated_from else source.printed_date,
        "url": source.url,
        "title": source.title,
        "outlet_slug": outlet.slug if outlet else "",
        "outlet_name": outlet.name if outlet else "",
        "outlet_url": site_url + reverse("archive:outlet", args=[outlet.slug]) if outlet else "",
    }
    return {name: value for name, value in added.items() if value}


FORMAT = ExportFormat("json", "application/json", render)
