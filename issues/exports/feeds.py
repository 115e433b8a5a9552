"""What feeds tell of issues, items and corrections, whatever the format: entries with ids that never change.

An entry's id is a ``tag:`` URI (RFC 4151) of the site's host and the issue's slug or the item's key, and its date of
publication is that of the first edition: a correction never makes an old entry look new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Case, Max, OuterRef, QuerySet, Subquery, When
from django.template.loader import render_to_string
from django.urls import reverse

from issues.contents import Contents, ItemNode
from issues.exports.formats import FeedFormat
from issues.exports.imprint import remarks
from issues.exports.streams import listed_items, whole_issues
from issues.exports.works import first_words
from issues.models import Issue, Item
from issues.workflow import SEALED, Status

if TYPE_CHECKING:
    from issues.querysets import IssueQuerySet, ItemQuerySet

# RFC 4151 wants a date on which the host was the publisher's. It is part of every id: changed, all entries are new.
_MINTED = "2026"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Channel:
    """The feed itself: ``address`` is its own, ``page`` the same for people."""

    id: str
    title: str
    address: str
    page: str
    updated: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One issue, item or correction; ``html`` is clean and whole, ``summary`` plain text, moments are in UTC."""

    id: str
    title: str
    address: str
    published: datetime
    updated: datetime
    summary: str
    html: str
    categories: tuple[str, ...] = ()


def feed_format(
    name: str, content_type: str, write: Callable[[Channel, Iterable[Entry]], Iterator[str]]
) -> FeedFormat:
    """The format of that name, given how it writes a channel with its entries."""

    def items(
        queryset: ItemQuerySet, site_url: str, *, address: str = "", about: str = ""
    ) -> Iterator[str]:
        itself = channel("items", name, items_updated(queryset), site_url, address, about)
        return write(itself, item_entries(queryset, site_url))

    def issues(
        queryset: IssueQuerySet, site_url: str, *, address: str = "", about: str = ""
    ) -> Iterator[str]:
        itself = channel("issues", name, issues_updated(queryset), site_url, address, about)
        return write(itself, issue_entries(queryset, site_url))

    def corrections(
        queryset: IssueQuerySet, site_url: str, *, address: str = "", about: str = ""
    ) -> Iterator[str]:
        entries = list(correction_entries(queryset, site_url))
        updated = max((entry.updated for entry in entries), default=None)
        return write(channel("corrections", name, updated, site_url, address, about), entries)

    return FeedFormat(name, content_type, items, issues, corrections)


def channel(
    kind: str, suffix: str, updated: datetime | None, site_url: str, address: str, about: str
) -> Channel:
    """The feed of ``kind`` (issues, items or corrections); without an ``address`` that of everything."""
    page = reverse(f"archive:{kind}")
    address = address or f"{site_url}{page.rstrip('/')}.{suffix}"
    parts = urlsplit(address)
    query = f"?{parts.query}" if parts.query else ""
    return Channel(
        id=_tag(site_url, f"{parts.path.lstrip('/')}{query}"),
        title=f"{settings.MONITOR_TITLE}: {kind}{f' ({about})' if about else ''}",
        address=address,
        page=f"{site_url}{page}{query}",
        updated=_utc(updated),
    )


def items_updated(queryset: ItemQuerySet) -> datetime | None:
    """When the newest edition among those of the items was published. One query."""
    found: datetime | None = queryset.aggregate(at=Max("issue__published_at"))["at"]
    return found


def issues_updated(queryset: IssueQuerySet) -> datetime | None:
    """When the newest of the editions was published. One query."""
    found: datetime | None = queryset.aggregate(at=Max("published_at"))["at"]
    return found


def item_entries(queryset: ItemQuerySet, site_url: str) -> Iterator[Entry]:
    """Items: published when they first were, updated when they first stood as they do now."""
    as_now = _publications_of_item().filter(approved_seal=OuterRef("approved_seal"))
    rows = items_with_first_publication(queryset).annotate(text_published_at=_first(as_now))
    return (_item_entry(node, site_url) for node in listed_items(rows))


def items_with_first_publication(queryset: ItemQuerySet) -> ItemQuerySet:
    """Adds ``first_published_at``, when the first edition with the item was published. No query."""
    return queryset.annotate(first_published_at=_first(_publications_of_item()))


def _first(publications: QuerySet[Item, Any]) -> Case:
    """The first of them; what stands in a first edition was never published before, and most does."""
    return Case(
        When(issue__edition=1, then="issue__published_at"), default=Subquery(publications[:1])
    )


def _publications_of_item() -> QuerySet[Item, Any]:
    public = Item.objects.filter(key=OuterRef("key"), held=False, issue__status__in=SEALED)
    return public.order_by("issue__published_at").values("issue__published_at")


def issue_entries(queryset: IssueQuerySet, site_url: str) -> Iterator[Entry]:
    """Issues: published when the first edition was, updated when the live one was."""
    rows = with_first_publication(queryset)
    return (_issue_entry(contents, site_url) for contents in whole_issues(rows))


def with_first_publication(queryset: IssueQuerySet) -> IssueQuerySet:
    """Adds ``first_published_at``, when the first edition of the issue was published. No query."""
    public = Issue.objects.filter(slug=OuterRef("slug"), status__in=SEALED)
    moments = public.order_by("published_at").values("published_at")
    return queryset.annotate(first_published_at=Subquery(moments[:1]))


def correction_entries(queryset: IssueQuerySet, site_url: str) -> Iterator[Entry]:
    """Corrected and withdrawn editions, by the day on which that happened, with the word to the readers.

    One with ``lifting``, a reason, and ``happened_at`` tells that its withdrawal was lifted.
    """
    return (_correction_entry(issue, site_url) for issue in queryset.iterator())


def _item_entry(node: ItemNode, site_url: str) -> Entry:
    issue = node.item.issue
    context = {"item": node, "issue_url": site_url + issue.get_absolute_url()}
    return Entry(
        id=_tag(site_url, f"items/{node.key}"),
        title=first_words(node.text, 14),
        address=site_url + node.item.get_absolute_url(),
        published=_utc(_annotated(node.item, "first_published_at")),
        updated=_utc(_annotated(node.item, "text_published_at")),
        summary=node.text,
        html=_rendered("item_entry", context),
        categories=(node.section.short_label,),
    )


def _issue_entry(contents: Contents, site_url: str) -> Entry:
    issue = contents.issue
    return Entry(
        id=_tag(site_url, f"issues/{issue.slug}"),
        title=issue.title,
        address=site_url + issue.get_absolute_url(),
        published=_utc(_annotated(issue, "first_published_at")),
        updated=_utc(issue.published_at),
        summary=f"Items: {contents.item_count}. Citations: {contents.citation_count}.",
        html=_rendered("issue_entry", {"contents": contents, "remarks": remarks(issue)}),
    )


def _correction_entry(issue: Issue, site_url: str) -> Entry:
    if lifting := getattr(issue, "lifting", ""):
        kind, at, note = "Withdrawal lifted", _annotated(issue, "happened_at"), lifting
        address = reverse("archive:issue", args=[issue.slug])
    elif issue.status == Status.WITHDRAWN:
        kind, at, note = "Withdrawn", issue.withdrawn_at, issue.withdrawal_reason
        address = reverse("archive:issue", args=[issue.slug])
    else:
        kind, at, note = "Corrected", issue.published_at, issue.correction_note
        address = reverse("archive:edition", args=[issue.slug, issue.edition])
    return Entry(
        id=_tag(
            site_url, f"corrections/{issue.slug}/{issue.edition}/{kind.lower().replace(' ', '-')}"
        ),
        title=f"{kind}: {issue.title}",
        address=site_url + address,
        published=_utc(at),
        updated=_utc(at),
        summary=note,
        html=_rendered("correction_entry", {"note": note}),
        categories=(kind,),
    )


def _tag(site_url: str, specific: str) -> str:
    return f"tag:{urlsplit(site_url).hostname or 'localhost'},{_MINTED}:{specific}"


def _rendered(template: str, context: dict[str, object]) -> str:
    lines = render_to_string(f"issues/exports/{template}.html", context).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())


def _annotated(row: Issue | Item, name: str) -> datetime | None:
    moment: datetime | None = getattr(row, name)
    return moment


def _utc(moment: datetime | None) -> datetime:
    return (moment or _NEVER).astimezone(UTC).replace(microsecond=0)
