"""Issues, items and corrections as RSS 2.0 feeds, in the RSS Advisory Board's profile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from email.utils import format_datetime
from html import escape

from django.conf import settings

from issues.exports import feeds
from issues.exports.xml import DECLARATION, element, wrap

_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
}


def _feed(channel: feeds.Channel, entries: Iterable[feeds.Entry]) -> Iterator[str]:
    itself = {"rel": "self", "type": "application/rss+xml", "href": channel.address}
    head = [
        element("title", channel.title),
        element("link", channel.page),
        element("description", settings.MONITOR_DESCRIPTION or settings.MONITOR_TITLE),
        element("language", settings.LANGUAGE_CODE),
        element("lastBuildDate", format_datetime(channel.updated, usegmt=True)),
        element("atom:link", attributes=itself),
    ]
    spaces = "".join(f' xmlns:{name}="{address}"' for name, address in _NAMESPACES.items())
    yield f'{DECLARATION}<rss version="2.0"{spaces}>\n<channel>\n'
    yield "\n".join(head)
    for entry in entries:
        yield f"\n{_item(entry)}"
    yield "\n</channel>\n</rss>\n"


def _item(entry: feeds.Entry) -> str:
    """One item: its creator is no mail address, so it is in Dublin Core's element, as the profile recommends."""
    creator = settings.MONITOR_PUBLISHER
    parts = [
        element("title", entry.title),
        element("link", entry.address),
        element("guid", entry.id, {"isPermaLink": "false"}),
        element("pubDate", format_datetime(entry.published, usegmt=True)),
        *([element("dc:creator", creator)] if creator else []),
        *(element("category", category) for category in entry.categories),
        element("description", escape(entry.summary)),
        element("content:encoded", entry.html),
    ]
    return wrap("item", "\n".join(parts))


LIST = feeds.feed_format("rss", "application/rss+xml; charset=utf-8", _feed)
