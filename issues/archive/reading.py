"""Pages to read: the newest issue, each issue by its address, its editions and what they changed, single items."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from issues.archive.caching import Document, Page, public_page
from issues.archive.comparing import compare
from issues.archive.errors import gone
from issues.archive.lists import with_opening
from issues.contents import Contents, ItemNode, load_contents
from issues.departures import Departure, removed_item, withdrawn_edition, withdrawn_issue
from issues.exports import ISSUE_FORMATS, structured
from issues.exports import picture as issue_picture
from issues.exports.citing import cite_in_every_style
from issues.filters import ItemFilter
from issues.models import Issue, Item
from issues.reading import read_issue

RECENT = 6

TO_KEEP = ("html", "docx", "csv")
"""Formats that a browser saves instead of showing them."""


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """The newest issue, and the ways into the archive."""

    def context() -> dict[str, Any]:
        newest = Issue.objects.published().order_by("-period_end", "-slug")
        issue = newest.first()
        around = {"recent": with_opening(newest[1 : RECENT + 1]), "filter": ItemFilter({})}
        return {**(read_issue(issue) if issue else {}), **around, "canonical": request.path}

    return Page(request, "issues/archive/home.html", context)


@public_page
def issue(request: HttpRequest, slug: str) -> HttpResponse:
    """The live edition; 410 once the issue was withdrawn."""
    found = Issue.objects.published().filter(slug=slug).first()
    if found is None:
        return _gone(request, withdrawn_issue(slug))
    return Page(request, "issues/archive/issue.html", partial(read_issue, found))


@public_page
def issue_format(request: HttpRequest, slug: str, format: str) -> HttpResponse:
    """The live edition in another format."""
    exporter = ISSUE_FORMATS.get(format)
    if exporter is None:
        raise Http404
    found = Issue.objects.published().filter(slug=slug).first()
    if found is None:
        return _gone(request, withdrawn_issue(slug))
    answer = Document(
        lambda: exporter.render(load_contents(found), settings.SITE_URL), exporter.content_type
    )
    # RFC 6266. Mail’s HTML carries styles of its own, which the site’s content security policy would drop.
    shown = "attachment" if format in TO_KEEP else "inline"
    answer.headers["Content-Disposition"] = f'{shown}; filename="{slug}.{format}"'
    return answer


@public_page
def picture(request: HttpRequest, slug: str) -> HttpResponse:
    """The live edition’s picture, for links on other sites."""
    found = Issue.objects.published().filter(slug=slug).first()
    if found is None:
        return _gone(request, withdrawn_issue(slug))
    return Document(lambda: issue_picture.render(load_contents(found)), issue_picture.CONTENT_TYPE)


@public_page
def edition(request: HttpRequest, slug: str, edition: int) -> HttpResponse:
    """Edition n, marked as what it is; the live one too, so that the address means the same text for ever."""
    found = Issue.objects.public_editions().filter(slug=slug, edition=edition).first()
    if found is None:
        return _gone(request, withdrawn_edition(slug, edition))
    return Page(request, "issues/archive/edition.html", partial(read_issue, found))


@public_page
def changes(request: HttpRequest, slug: str, edition: int) -> HttpResponse:
    """What edition n changed in the one before it, item by item; 410 once edition n was withdrawn."""
    editions = Issue.objects.public_editions().filter(slug=slug)
    found = editions.filter(edition=edition).first()
    if found is None:
        return _gone(request, withdrawn_edition(slug, edition) if edition > 1 else None)
    former = get_object_or_404(editions, edition=edition - 1)

    def context() -> dict[str, Any]:
        comparison = compare(load_contents(former), load_contents(found))
        return {"issue": found, "former": former, "comparison": comparison}

    return Page(request, "issues/archive/changes.html", context)


@public_page
def item(request: HttpRequest, key: str) -> HttpResponse:
    """One item, for ever: as it stands in the live edition, or 410 with the reason why it no longer does."""
    found = Item.objects.published().filter(key=key).select_related("issue").first()
    if found is None:
        return _gone(request, removed_item(key))

    def context() -> dict[str, Any]:
        *above, item = next(_trails(load_contents(found.issue), key))
        address = settings.SITE_URL + found.get_absolute_url()
        texts = _texts_of(found)
        return {
            "issue": found.issue,
            "item": item,
            "above": above,
            "followers": _followers_of(found),
            "texts": texts,
            "cite": cite_in_every_style(item, address),
            "structured": structured.article(
                item, found.issue, settings.SITE_URL, first=texts[-1].issue.published_at
            ),
            "api_call": reverse("api:item", args=[key]),
        }

    return Page(request, "issues/archive/item.html", context)


def _texts_of(item: Item) -> list[Item]:
    """The item in every edition that readers can see, the newest first; each with its edition. One query."""
    editions = Issue.objects.public_editions().filter(slug=item.issue.slug)
    same = Item.objects.filter(key=item.key, held=False, issue__in=editions)
    return list(same.select_related("issue").order_by("-issue__edition"))


def _followers_of(item: Item) -> list[Item]:
    """The items that carry this one on, as readers see them, the oldest first; each with its issue. One query."""
    found = Item.objects.published().filter(follows=item.key).select_related("issue")
    return list(found.order_by("issue__period_end", "issue__slug", "position", "pk"))


def _trails(contents: Contents, key: str) -> Any:
    """The way to the item of that key from the top: the items above it, then itself."""

    def below(nodes: tuple[ItemNode, ...], trail: list[ItemNode]) -> Any:
        for node in nodes:
            if node.key == key:
                yield [*trail, node]
            yield from below(node.children, [*trail, node])

    for section in contents.sections:
        yield from below(section.items, [])


def _gone(request: HttpRequest, departure: Departure | None) -> HttpResponse:
    """410 with the reason for what readers could see once, 404 for what they never could."""
    if departure is None:
        raise Http404
    context = {
        "issue": departure.issue,
        "item": departure.item,
        "live": departure.live,
        "lifting": departure.lifted,
    }
    return gone(request, context, departure.in_words())
