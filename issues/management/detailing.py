"""Adds to an imported draft what the text of a digest has no place for."""

from collections.abc import Iterable, Mapping
from typing import Any

from issues.editing import change_item
from issues.models import Issue, Item


def add_details(issue: Issue, details: Iterable[Mapping[str, Any]], *, user: Any) -> None:
    """Titles and addresses of articles, and what an item carries on, for items named by their first words.

    A detail has ``item``, the first words; ``articles``, of which each has the ``number`` of the citation it belongs to,
    from 1 on, a ``title`` and an ``address``; and ``follows``, the first words of a published item. The last two may be
    missing. Raises Item.DoesNotExist where no item begins so.
    """
    for detail in details:
        item = issue.items.with_contents().get(body__startswith=detail["item"])
        citations = list(item.citations.all())
        for article in detail.get("articles", ()):
            citation = citations[article["number"] - 1]
            citation.title, citation.url = article["title"], article["address"]
        former = detail.get("follows")
        change_item(
            item,
            user=user,
            version=item.version,
            body=item.body,
            citations=citations,
            follows=Item.objects.published().get(body__startswith=former).key if former else None,
        )
