"""What the desk shows of the people of the newsroom: who is mentioned, who was told, what is new for one."""

from collections.abc import Mapping
from typing import Any

from django import template

from issues import newsroom, notices
from issues.assignments import holders
from issues.mentions import Names

register = template.Library()


@register.filter
def mentions(text: str, names: Names | None) -> list[tuple[str, str]]:
    """The text in pieces, each with the user name that it mentions or an empty one; plain text, escaped where it is printed."""
    return names.split(text) if names else [(text, "")]


@register.filter
def at(table: Mapping[Any, Any] | None, key: Any) -> Any:
    """What stands in a table under that key; nothing if there is none."""
    return table.get(key, "") if table else ""


@register.simple_tag
def newsroom_names() -> Names:
    """Whom a comment can mention, for ``mentions``: one query."""
    return Names(newsroom.names())


@register.simple_tag
def unread_count(user: Any) -> int:
    """How many notices somebody has not opened yet: one query."""
    return notices.unread(user).count()


@register.simple_tag
def holder_of(issue: Any, item_key: str = "") -> str:
    """Who has the item, or with an empty key the issue, in hand; empty if nobody has. One query."""
    return holders(issue).get(item_key, "")
