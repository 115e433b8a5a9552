"""The feeds: the newest issues and items, of any filter, and every correction and withdrawal."""

from typing import TypeVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse

from issues.archive.caching import public_page
from issues.archive.corrections import public_events
from issues.archive.lists import refused_filter
from issues.exports import FEED_FORMATS, FeedFormat
from issues.exports.feeds import items_with_first_publication, with_first_publication
from issues.filters import READING_ORDER, IssueFilter, ItemFilter
from issues.querysets import IssueQuerySet, ItemQuerySet

NEWEST, NEWEST_ITEMS = 25, 50
_Rows = TypeVar("_Rows", IssueQuerySet, ItemQuerySet)


@public_page
def issues(request: HttpRequest, format: str) -> HttpResponseBase:
    """The newest issues in full, by when they were first published: a correction never moves an issue up."""
    feed, asked = _feed(format), IssueFilter(request.GET)
    if refusal := refused_filter(request, "issues", asked):
        return refusal
    # Issues of an archive may have been published together.
    order = ("-first_published_at", "-period_end", "-slug")
    rows = _newest(with_first_publication(asked.qs).order_by(*order), NEWEST)
    address = settings.SITE_URL + request.path + asked.query()
    text = feed.issues(rows, settings.SITE_URL, address=address, about=asked.in_words())
    return StreamingHttpResponse(text, feed.content_type)


@public_page
def items(request: HttpRequest, format: str) -> HttpResponseBase:
    """The newest items, by when they first were published, those of one day in reading order."""
    feed, asked = _feed(format), ItemFilter(request.GET)
    if refusal := refused_filter(request, "items", asked):
        return refusal
    order = ("-first_published_at", *READING_ORDER)
    rows = _newest(items_with_first_publication(asked.qs).order_by(*order), NEWEST_ITEMS)
    address = settings.SITE_URL + request.path + asked.query()
    text = feed.items(rows, settings.SITE_URL, address=address, about=asked.in_words())
    return StreamingHttpResponse(text, feed.content_type)


@public_page
def corrections(request: HttpRequest, format: str) -> HttpResponseBase:
    """The latest corrections and withdrawals, as on their page."""
    feed = _feed(format)
    address = settings.SITE_URL + request.path
    text = feed.corrections(public_events()[:NEWEST], settings.SITE_URL, address=address)
    return StreamingHttpResponse(text, feed.content_type)


def _feed(format: str) -> FeedFormat:
    feed = FEED_FORMATS.get(format)
    if feed is None:
        raise Http404
    return feed


def _newest(rows: _Rows, count: int) -> _Rows:
    """The first rows, in their order: a slice itself cannot be filtered any further, as the questions of a feed need it."""
    pks = list(rows.values_list("pk", flat=True)[:count])
    return rows.filter(pk__in=pks)
