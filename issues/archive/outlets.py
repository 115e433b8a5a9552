"""Pages of outlets: who is cited in published items, how often and when."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from issues.archive.caching import Page, public_page
from issues.archive.drawing import draw
from issues.archive.lists import feeds_of
from issues.cited import all_cited, find_cited
from issues.contents import item_nodes
from issues.facets import facets
from issues.filters import ItemFilter
from issues.results import Result
from issues.sections import Section
from issues.source_mix import of_result
from issues.timeline import timeline

RECENT = 10


@public_page
def outlets(request: HttpRequest) -> HttpResponseBase:
    """Every outlet that is cited, the most cited first."""
    return Page(
        request,
        "issues/archive/outlets.html",
        lambda: {"rows": all_cited(), "api_call": reverse("api:outlets")},
    )


@public_page
def outlet(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One outlet with all that was merged into it; a merged one's address leads here."""
    totals = find_cited(slug)
    if totals is None:
        raise Http404
    found = totals.outlet
    if found.slug != slug:
        return redirect("archive:outlet", found.slug, permanent=True)
    aliases = [alias.name for alias in found.aliases.all()]

    def context() -> dict[str, Any]:
        asked = ItemFilter(QueryDict(urlencode([("outlet", found.slug)])))
        asked.is_valid()
        result = Result(asked, asked.queryset.with_contents())
        return {
            "outlet": found,
            "aliases": aliases,
            "totals": totals,
            "kind": "items",
            "api_call": reverse("api:outlet", args=[found.slug]),
            "feeds": feeds_of("items", asked),
            "sections": _sections(result),
            "drawing": draw(timeline(result), asked.query_with(), page=reverse("archive:items")),
            "alone": of_result(result).single_sourced,
            "nodes": item_nodes(result[:RECENT]),
        }

    # An editor may change these at any time, without a publication.
    shown = (found.kind, found.country, aliases)
    return Page(request, "issues/archive/outlet.html", context, varies_with=shown)


def _sections(result: Result) -> list[tuple[Section, int]]:
    """All five, with the number of items."""
    counts = {choice.value: choice.count for choice in facets(result).sections}
    return [(section, counts.get(section.value, 0)) for section in Section]
