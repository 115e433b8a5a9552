"""Issues, items and corrections as Atom feeds (RFC 4287)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.conf import settings

from issues.exports import feeds
from issues.exports.xml import DECLARATION, element, wrap


def _feed(channel: feeds.Channel, entries: Iterable[feeds.Entry]) -> Iterator[str]:
    head = [
        element("id", channel.id),
        element("title", channel.title),
        element("subtitle", settings.MONITOR_DESCRIPTION),
        element("updated", _moment(channel.updated)),
        wrap("author", element("name", settings.MONITOR_PUBLISHER or settings.MONITOR_TITLE)),
        _link("self", "application/atom+xml", channel.address),
        _link("alternate", "text/html", channel.page),
    ]
    yield DECLARATION
    yield f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{settings.LANGUAGE_CODE}">\n'
    yield "\n".join(head)
    for entry in entries:
        yield f"\n{_entry(entry)}"
    yield "\n</feed>\n"


def _entry(entry: feeds.Entry) -> str:
    parts = [
        element("id", entry.id),
        element("title", entry.title),
        _link("alternate", "text/html", entry.address),
        element("published", _moment(entry.published)),
        element("updated", _moment(entry.updated)),
        *(element("category", attributes={"term": term}) for term in entry.categories),
        element("content", entry.html, {"type": "html"}),
    ]
    return wrap("entry", "\n".join(parts))


def _link(rel: str, type: str, address: str) -> str:
    return element("link", attributes={"rel": rel, "type": type, "href": address})


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


LIST = feeds.feed_format("atom", "application/atom+xml; charset=utf-8", _feed)
