"""Prints the long lists around a result. A template takes ten times as long for hundreds of lines as this does.

Whatever is text is escaped here, line by line; all else is a number or an address made of encoded parts.
"""

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from django import template
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from issues.archive.drawing import Bar, Drawing
    from issues.archive.narrowing import Way

register = template.Library()


def _printed(lines: Iterable[str]) -> SafeString:
    return mark_safe("".join(lines))  # noqa: S308 - escaped by those who call it


@register.filter
def ways(found: "Sequence[Way]") -> SafeString:
    """The lines of a facet: links with their counts; those that are active say what they remove."""
    return _printed(f"<li>{_link(way)}{_count(way)}</li>" for way in found)


def _link(way: "Way") -> str:
    address, label = escape(way.address), escape(way.label)
    if not way.is_active:
        return f'<a href="{address}">{label}</a>'
    removes = '<span class="hidden">Remove the filter </span>'
    return f'<a href="{address}" class="active">{removes}<bdi>{label}</bdi> <span aria-hidden="true">×</span></a>'


def _count(way: "Way") -> str:
    return "" if way.count is None else f' <span class="count">{way.count:d}</span>'


@register.filter
def bar_links(drawing: "Drawing") -> SafeString:
    """What can be pointed at in the drawing: each bucket that is not empty, over its whole height."""
    size = f'width="{escape(drawing.width)}" height="{drawing.height:d}"'
    return _printed(
        f'<a href="{escape(bar.address)}" tabindex="-1"><title>{escape(bar.bucket.label)}: {bar.bucket.count:d}</title>'
        f'<rect x="{escape(bar.x)}" {size}/></a>'
        for bar in drawing.bars
        if bar.address
    )


@register.filter
def bar_rows(drawing: "Drawing") -> SafeString:
    """The rows of the table behind the drawing: the bucket, all, and each section."""
    return _printed(
        f'<tr data-from="{bar.bucket.start.isoformat()}" data-to="{bar.bucket.end.isoformat()}">'
        f'<th scope="row">{_bucket(bar)}</th><td>{bar.bucket.count:d}</td>{_cells(bar)}</tr>\n'
        for bar in drawing.bars
    )


def _bucket(bar: "Bar") -> str:
    label = escape(bar.bucket.label)
    return f'<a href="{escape(bar.address)}">{label}</a>' if bar.address else label


def _cells(bar: "Bar") -> str:
    return "".join(f"<td>{count:d}</td>" for count in bar.bucket.sections.values())
