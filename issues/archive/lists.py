"""The archive as lists of issues and of items: one filter each for pages and formats."""

from typing import Any

from django.conf import settings
from django.core.paginator import Page as Slice
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.urls import reverse

from issues.archive.caching import Page, public_page
from issues.archive.errors import error_page, wants_data
from issues.archive.found import issue_rows, item_rows
from issues.archive.narrowing import narrowing
from issues.archive.paging import page_links, page_number, take
from issues.contents import item_nodes
from issues.exports import FEED_FORMATS, LIST_FORMATS
from issues.filter_form import BY_RELEVANCE
from issues.filters import READING_ORDER, ArchiveFilter, IssueFilter, ItemFilter
from issues.models import Citation, Item
from issues.querysets import IssueQuerySet
from issues.refusals import unreadable
from issues.results import Result

ISSUES_A_PAGE = 25
ITEMS_A_PAGE = 25

Errors = dict[str, list[str]]
"""For each parameter that cannot be read, what is wrong and how to mend it."""


@public_page
def issues(request: HttpRequest) -> HttpResponseBase:
    """Published issues, newest first."""
    asked = IssueFilter(request.GET)
    if errors := _errors(asked, request.GET):
        return refused(request, errors, _form_context("issues", asked))
    result = Result(asked, with_opening(asked.queryset))
    found = take(result, page_number(request.GET), ISSUES_A_PAGE)

    def context() -> dict[str, Any]:
        rows = issue_rows(found.object_list, result, asked.words)
        return {**_context("issues", asked, found), **narrowing(result), "rows": rows}

    return Page(request, "issues/archive/issues.html", context)


@public_page
def items(request: HttpRequest) -> HttpResponseBase:
    """Published items in reading order, those of the newest issue first."""
    asked = ItemFilter(request.GET)
    if errors := _errors(asked, request.GET):
        return refused(request, errors, _form_context("items", asked))
    result = Result(asked, asked.queryset.with_contents())
    found = take(result, page_number(request.GET), ITEMS_A_PAGE)

    def context() -> dict[str, Any]:
        rows = item_rows(item_nodes(found.object_list), asked.words)
        orders = _orders(asked)
        return {
            **_context("items", asked, found),
            **narrowing(result),
            "orders": orders,
            "rows": rows,
        }

    return Page(request, "issues/archive/items.html", context)


@public_page
def issues_format(request: HttpRequest, format: str) -> HttpResponseBase:
    """Every issue that the filters let through, streamed."""
    return _streamed(request, "issues", IssueFilter(request.GET), format)


@public_page
def items_format(request: HttpRequest, format: str) -> HttpResponseBase:
    """Every item that the filters let through, streamed."""
    return _streamed(request, "items", ItemFilter(request.GET), format)


def with_opening(queryset: IssueQuerySet) -> IssueQuerySet:
    """Adds what a list shows of an issue: ``item_count``, ``outlet_count`` and the ``opening`` item's body. No query."""
    printed = Item.objects.filter(issue=OuterRef("pk"), held=False)
    cited = Citation.objects.filter(
        item__issue=OuterRef("pk"), item__held=False, outlet__isnull=False
    )
    outlet = Coalesce("outlet__merged_into_id", "outlet_id")
    item_count = printed.order_by().values("issue").annotate(n=Count("pk"))
    outlet_count = cited.order_by().values("item__issue").annotate(n=Count(outlet, distinct=True))
    return queryset.annotate(
        item_count=Coalesce(Subquery(item_count.values("n")), 0),
        outlet_count=Coalesce(Subquery(outlet_count.values("n")), 0),
        opening=Subquery(printed.order_by(*READING_ORDER).values("body")[:1]),
    )


def _context(kind: str, asked: ArchiveFilter, found: Slice) -> dict[str, Any]:
    page = found.number if found.number > 1 else None
    return {
        **_form_context(kind, asked),
        **page_links(found, asked.query),
        "canonical": reverse(f"archive:{kind}") + asked.query(page=page),
        "formats": [
            (name, reverse(f"archive:{kind}_format", args=[name]) + asked.query())
            for name in LIST_FORMATS
        ],
        "feeds": feeds_of(kind, asked),
        # The API has one order.
        "api_call": reverse(f"api:{kind}") + asked.query_with(order=[]),
    }


def feeds_of(kind: str, asked: ArchiveFilter) -> list[tuple[str, str, str]]:
    """Label, media type and address of each feed of what the filters let through, for the head of a page.

    None of all issues: every page names those.
    """
    words = asked.in_words()
    if kind == "issues" and not words:
        return []
    label = f"{kind.title()}: {words}" if words else kind.title()
    query = asked.query_with(order=[])
    return [
        (
            f"{label} ({name})",
            feed.content_type.partition(";")[0],
            reverse(f"archive:{kind}_feed", args=[name]) + query,
        )
        for name, feed in FEED_FORMATS.items()
    ]


def _orders(asked: ItemFilter) -> list[tuple[str, str, bool]]:
    """The ways to order what words have found: label, address, and whether it is this one. None without words."""
    if not asked.has_words:
        return []
    by_date = asked.query_with(order=[])
    by_relevance = asked.query_with(order=[BY_RELEVANCE])
    return [
        ("Newest first", by_date, not asked.is_ranked),
        ("Best match first", by_relevance, asked.is_ranked),
    ]


def _form_context(kind: str, asked: ArchiveFilter) -> dict[str, Any]:
    return {"kind": kind, "filter": asked, "action": reverse(f"archive:{kind}")}


def _errors(asked: ArchiveFilter, data: QueryDict) -> Errors:
    errors = asked.problems()
    try:
        page_number(data)
    except ValueError as error:
        errors["page"] = [str(error)]
    return errors


def refused(request: HttpRequest, errors: Errors, context: dict[str, Any]) -> HttpResponseBase:
    """400 that names each parameter that cannot be read: never a list of everything instead."""
    if wants_data(request):
        return error_page(request, 400, data=unreadable(errors))
    wrong = {**context, "errors": errors}
    return Page(request, "issues/archive/bad_filter.html", lambda: wrong, status=400)


def refused_filter(
    request: HttpRequest, kind: str, asked: ArchiveFilter
) -> HttpResponseBase | None:
    """400 for a filter of ``kind`` that cannot be read, None for one that can."""
    errors = asked.problems()
    return refused(request, errors, _form_context(kind, asked)) if errors else None


def _streamed(request: HttpRequest, kind: str, asked: ArchiveFilter, name: str) -> HttpResponseBase:
    listing = LIST_FORMATS.get(name)
    if listing is None:
        raise Http404
    if refusal := refused_filter(request, kind, asked):
        return refusal
    write = listing.items if kind == "items" else listing.issues
    address = settings.SITE_URL + request.path + asked.query()
    rows = write(asked.qs, settings.SITE_URL, address=address, about=asked.in_words())
    return StreamingHttpResponse(rows, listing.content_type)
