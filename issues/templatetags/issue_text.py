"""Filters that print the text, citations and dates of issues."""

import json
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django import template
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from issues import markup, periods
from issues.digest import DateSpan
from issues.search import marked
from sources.directions import find_turn

if TYPE_CHECKING:
    from issues.contents import CitationNode
    from issues.models import Citation

register = template.Library()

# A tag, in which nothing is put, or a sign that turns the direction of writing.
_TURN = re.compile(f"{markup.TAG.pattern}|(?P<sign>[\u202a-\u202e\u2066-\u2069])")
_NOT_IN_SCRIPTS = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


@register.filter
def inline_html(body: str) -> SafeString:
    """The body of an item as HTML: cleaned once more on its way out, and the only HTML that is not escaped."""
    return mark_safe(_isolated(markup.clean(body)))  # noqa: S308


@register.filter
def marked_html(body: str, words: str) -> SafeString:
    """The same with the reader's words in ``mark`` elements, which are put around text that is escaped."""
    return mark_safe(_isolated(marked(markup.clean(body), words)))  # noqa: S308


@register.filter
def isolated(text: str) -> SafeString:
    """A plain text, of a citation say, escaped; one that turns its direction is set apart as ``inline_html`` does it."""
    return mark_safe(_isolated(escape(text)))  # noqa: S308


def _isolated(body: str) -> str:
    """Clean HTML that turns its direction of writing, apart from what stands around it, each sign in an element of its own."""
    if not find_turn(body):
        return body
    signs = _TURN.sub(_as_element, body)
    return f'<bdi class="turning">{signs}</bdi>'


def _as_element(found: re.Match[str]) -> str:
    sign = found["sign"]
    return f'<span class="turn" title="U+{ord(sign):04X}">{sign}</span>' if sign else found[0]


@register.filter
def json_ld(data: dict[str, Any]) -> SafeString:
    """Data for a script element of the type application/ld+json; no text in it can end that element (HTML, 4.12.1.3)."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_NOT_IN_SCRIPTS))  # noqa: S308


@register.filter
def plain_text(body: str) -> str:
    """The body of an item without markup."""
    return markup.to_text(body)


@register.filter
def citation_date(citation: "CitationNode | Citation") -> str:
    """The date as digests print it: ``11.04.17``, ``May 2017``; a season, or what is no date, as the source had it."""
    span = DateSpan.between(citation.dated_from, citation.dated_to)
    if span is None or (span.unit == "year" and citation.printed_date):
        return citation.printed_date
    return span.text


@register.filter
def citation_datetime(citation: "CitationNode") -> str:
    """The date for machines, in a form that HTML's ``time`` takes; empty for ranges, which it does not."""
    span = DateSpan.between(citation.dated_from, citation.dated_to)
    return span.iso if span and not span.iso_end else ""


@register.filter
def citation_full_date(citation: "CitationNode") -> str:
    """The date in words: ``Nov. 4, 2017``."""
    if citation.dated_from and citation.dated_from == citation.dated_to:
        return periods.ap_date(citation.dated_from)
    return citation_date(citation)


@register.filter
def ap_date(day: date | datetime | None) -> str:
    """A date in AP style; a moment is the day that it falls on in the site's time zone."""
    if day is None:
        return ""
    return periods.ap_date(timezone.localdate(day) if isinstance(day, datetime) else day)


@register.filter
def web_address(address: str) -> str:
    """The address if a browser may be sent there, else nothing: no form checked those that came by import."""
    return address if address.lower().startswith(("https://", "http://")) else ""
