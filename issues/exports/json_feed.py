"""Issues, items and corrections as feeds in JSON (JSON Feed 1.1)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings

from issues.exports import feeds


def _feed(channel: feeds.Channel, entries: Iterable[feeds.Entry]) -> Iterator[str]:
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.page,
        "feed_url": channel.address,
        "description": settings.MONITOR_DESCRIPTION,
        "language": settings.LANGUAGE_CODE,
        "authors": [{"name": settings.MONITOR_PUBLISHER or settings.MONITOR_TITLE}],
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "items": ['
    separator = "\n"
    for entry in entries:
        yield separator + json.dumps(_item(entry), ensure_ascii=False)
        separator = ",\n"
    yield "\n]}\n"


def _item(entry: feeds.Entry) -> dict[str, Any]:
    item = {
        "id": entry.id,
        "url": entry.address,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.html,
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "tags": list(entry.categories),
    }
    return {name: value for name, value in item.items() if value}


FEED = feeds.feed_format("json", "application/feed+json; charset=utf-8", _feed)
