"""Shows, while an item is written, what was said before, and links the item to what it carries on."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from issues.desk.access import desk_page
from issues.desk.citing import typed_rows
from issues.desk.dating import read_day
from issues.desk.entry import Entry, folded
from issues.desk.lifting import Row, lift_citations, quick_rows
from issues.desk.pages import at_item
from issues.following import follow_item, followed_item
from issues.limits import MAX_ITEM_CITATIONS
from issues.models import Citation, Issue, Item
from issues.periods import ap_date
from issues.repeats import Similar, find_similar
from issues.workflow import Status
from sources.names import MAX_NAME
from sources.resolving import known_names, resolve_many

# Of a longer text nothing is compared behind these, so that nothing is read either.
_MOST_READ = 6000


@dataclass(frozen=True, slots=True)
class Choice:
    """An item that the one in the form may carry on. ``pieces`` are its text, with what both have marked."""

    item: Item
    address: str
    why: str
    pieces: tuple[tuple[str, bool], ...]
    may_be_followed: bool
    is_followed: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form offers; ``was_looked``: somebody asked for similar items, and these are all there are."""

    found: tuple[Choice, ...]
    followed: str = ""
    was_looked: bool = False

    @property
    def is_linked(self) -> bool:
        """Whether one of them is chosen."""
        return any(choice.is_followed for choice in self.found)


@desk_page(posts_only=True)
def similar(request: HttpRequest, issue: Issue) -> HttpResponse:
    """The part of an item’s form with the items that are like it; ``?item=`` is its key, empty for a new one."""
    key = request.GET.get("item", "")
    context = {
        "issue": issue,
        "slot": request.GET.get("slot", ""),
        "choices": look(issue, key, request.POST),
    }
    return render(request, "issues/desk/_similar.html", context)


@desk_page("issues.change_item", posts_only=True)
def follow(request: HttpRequest, issue: Issue, key: str) -> HttpResponse:
    """Links an item to the one of the key ``follows``, or unlinks it."""
    item = get_object_or_404(issue.items, key=key)
    follow_item(item, user=request.user, key=request.POST.get("follows", ""))
    return at_item(issue, key)


def choices_in(entry: Entry, sent: QueryDict) -> Choices:
    """What the form begins with: the item that is followed, and, where ``sent`` asks for ``similar``, those like it."""
    if "similar" in sent:
        return look(entry.issue, entry.item.key if entry.item else "", sent)
    return linked(entry.issue, entry.follows)


def look(issue: Issue, key: str, data: QueryDict) -> Choices:
    """Items similar to what stands in the form of the item ``key``, and the one that it is linked to."""
    period, names = (issue.period_start, issue.period_end), known_names()
    body, rows = lift_citations(folded(data.get("body", "")[:_MOST_READ]), period, names)
    rows = [
        *typed_rows(data)[:MAX_ITEM_CITATIONS],
        *rows,
        *quick_rows(data.get("quick", ""), period, names),
    ]
    followed = data.get("follows", "")
    found = find_similar(body, _citations(rows, issue), issue, key=key)
    choices = [_choice(each, issue, followed) for each in found]
    if followed not in {each.item.key for each in found}:
        choices = [*linked(issue, followed).found, *choices]
    return Choices(tuple(choices), followed, was_looked=True)


def linked(issue: Issue, followed: str) -> Choices:
    """The item that is followed alone. A query, or none."""
    item = followed_item(issue, followed) if followed else None
    if item is None:
        return Choices((), followed)
    choice = Choice(item, address_of(item, issue), "linked now", ((item.text, False),), True, True)
    return Choices((choice,), followed)


def address_of(item: Item, issue: Issue) -> str:
    """Where somebody at the desk of ``issue`` reads an item; reads ``item.issue``."""
    if item.issue.status == Status.PUBLISHED and item.issue_id != issue.pk:
        return item.get_absolute_url()
    page = reverse("desk:issue", args=[item.issue.slug, item.issue.edition])
    return f"{page}#item-{item.key}"


def _choice(similar: Similar, issue: Issue, followed: str) -> Choice:
    item = similar.item
    return Choice(
        item,
        address_of(item, issue),
        _why(similar),
        similar.pieces,
        similar.may_be_followed or item.issue_id == issue.pk,
        item.key == followed,
    )


def _why(similar: Similar) -> str:
    """What speaks for it, in words."""
    count = similar.word_count
    words = f"{count} word{'s' if count != 1 else ''} in common"
    cited = similar.citation
    if cited and cited.dated_from:
        words = f"{cited.printed_name}, {ap_date(cited.dated_from)} and {words}"
    return f"much the same text; {words}" if similar.is_same_text else words


def _citations(rows: Sequence[Row], issue: Issue) -> list[Citation]:
    """Unsaved citations of the rows whose outlet is known and whose date can be read. Two queries."""
    period = (issue.period_start, issue.period_end)
    names = [" ".join(row["outlet"][:MAX_NAME].split()) for row in rows]
    outlets = resolve_many({name for name in names if name.isprintable() and name})
    return [
        Citation(outlet=outlet, dated_from=span.first, dated_to=span.last)
        for name, row in zip(names, rows, strict=True)
        if (outlet := outlets.get(name)) and (span := read_day(row["date"], period))
    ]
