"""Pages of a long list: reading the parameter ``page``, taking the rows, linking the neighbours."""

import re
from collections.abc import Callable
from typing import Any, cast

from django.core.paginator import Page as Slice
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, QueryDict

from issues.results import Result

_NUMBER = re.compile(r"0*([1-9][0-9]*)")


def page_number(data: QueryDict) -> int:
    """The parameter ``page``, 1 if it is not there. Raises ValueError with a sentence for the reader."""
    given = data.getlist("page")
    if len(given) > 1:
        raise ValueError(f"given {len(given)} times: give it once.")
    text = given[0].strip() if given else ""
    if not text:
        return 1
    match = _NUMBER.fullmatch(text)
    if not match:
        raise ValueError(f"“{text[:60]}” is not a page: pages are counted from 1.")
    # Past any end there is; longer numbers would only take time to read.
    return int(match[1]) if len(match[1]) < 19 else 10**18


def take(rows: QuerySet | Result, number: int, size: int) -> Slice:
    """The rows of page ``number``, not fetched yet. One query, none of a result. Raises Http404 past the end."""
    # A paginator does no more than count and slice.
    paginator = Paginator(cast(Any, rows), size)
    if number > paginator.num_pages:
        raise Http404
    return paginator.page(number)


def page_links(found: Slice, query: Callable[..., str]) -> dict[str, Any]:
    """What ``_pagination.html`` and the head need; ``query(page=n)`` is the query string of page n.

    An address of the first page has no ``page`` in it, so that every page has one address.
    """

    def link(number: int | str) -> str:
        if not isinstance(number, int):
            return ""
        return query(page=number if number > 1 else None) or "?"

    numbers = found.paginator.get_elided_page_range(found.number, on_each_side=1, on_ends=1)
    return {
        "found": found,
        "count": found.paginator.count,
        "pages": [(number, link(number)) for number in numbers],
        "previous_page": link(found.number - 1) if found.has_previous() else "",
        "next_page": link(found.number + 1) if found.has_next() else "",
    }
