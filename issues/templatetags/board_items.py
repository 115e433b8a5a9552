"""Prints what each item on the desk has around it: forty items have a thousand lines, and a template takes several times as long.

Whatever is text or an address is escaped here, piece by piece.
"""

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING

from django import template
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from issues.desk.rows import Row

register = template.Library()


@register.filter
def toolbar(row: "Row", may: Mapping[str, bool]) -> SafeString:
    """What this user may do with an item, as buttons of the form ``act`` and links that open in place. No query."""
    return mark_safe(f'<div class="toolbar">{" ".join(_buttons(row, may))}</div>')  # noqa: S308 - escaped below


@register.filter
def standing(row: "Row") -> SafeString:
    """Where an item stands, who has it in hand or open, and who wrote and approved it."""
    state = row.state
    chips = [f'<span class="chip state-{state.value}">{escape(state.label)}</span>']
    if row.holder:
        chips.append(f'<span class="chip">For {escape(row.holder)}</span>')
    if row.reader:
        chips.append(
            f'<span class="chip is-open-elsewhere">{escape(row.reader)} has it open</span>'
        )
    byline = f'<p class="quiet">{escape(row.byline)}</p>'
    return mark_safe(f'<p class="chips">{" ".join(chips)}</p>{byline}')  # noqa: S308 - escaped above


@register.filter
def links_to_items(rows: "Iterable[Row]") -> SafeString:
    """A line for each item with the way to it on the board."""
    lines = (
        f'<li><a href="#item-{escape(row.node.key)}">{escape(row.name)}</a></li>' for row in rows
    )
    return mark_safe("".join(lines))  # noqa: S308 - escaped above


def _buttons(row: "Row", may: Mapping[str, bool]) -> Iterator[str]:
    at, name = escape(row.address), escape(row.name)
    if row.may_approve:
        yield (
            f'<button class="approve" form="act" formaction="{at}approve/" name="version"'
            f' value="{row.node.item.version:d}" aria-label="Approve: {name}">Approve</button>'
        )
    if row.vouch_for:
        yield (
            f'<button class="vouch" form="act" formaction="{at}vouch/" name="version"'
            f' value="{row.node.item.version:d}" title="{escape(f"I have read what {row.vouch_for} changed, and it is right")}"'
            f' aria-label="Vouch for {escape(row.vouch_for)}: {name}">Vouch for {escape(row.vouch_for)}</button>'
        )
        yield f'<a href="{at}history/" aria-label="What was changed: {name}">What was changed</a>'
    if may["write"]:
        yield f'<a data-opens href="{at}" aria-label="Edit: {name}">Edit</a>'
        yield f'<span class="steps">{"".join(_steps(row))}</span>'
    if may["comment"]:
        yield f'<a data-opens="below" href="{at}remark/">Comment</a>'
    yield f'<a data-opens="below" href="{at}menu/">More</a>'


def _steps(row: "Row") -> Iterator[str]:
    address = escape(row.place_address)
    for step, title in row.steps:
        yield f'<button form="act" formaction="{address}" name="to" value="{step}" title="{escape(title)}"></button>'
