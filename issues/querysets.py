"""What can be asked of issues, items and citations; ``published()`` alone says what the public sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.lookups import Exact

from issues.workflow import LIFT, WORKING, Move, Status

if TYPE_CHECKING:
    from issues.models import Citation, Issue, Item


class IssueQuerySet(models.QuerySet["Issue"]):
    """Editions of issues."""

    def published(self) -> IssueQuerySet:
        """The live editions: the one rule of what the public sees."""
        return self.filter(status=Status.PUBLISHED)

    def public_editions(self) -> IssueQuerySet:
        """The live editions, and the earlier ones of issues that have a live one: but none that a withdrawal took away.

        A withdrawal takes an issue away, so whatever stood before the edition that was withdrawn stays away with it.
        """
        editions = self.model._default_manager.filter(slug=OuterRef("slug")).order_by()
        live = editions.filter(status=Status.PUBLISHED)
        withdrawn = editions.filter(status=Status.WITHDRAWN, edition__gt=OuterRef("edition"))
        return self.filter(
            Q(status=Status.PUBLISHED)
            | (Q(status=Status.SUPERSEDED) & Exists(live) & ~Exists(withdrawn))
        )

    def with_publicity(self) -> IssueQuerySet:
        """Adds ``is_public``: whether readers find the edition, live or earlier. No query."""
        public = self.model._default_manager.public_editions().filter(pk=OuterRef("pk"))
        return self.annotate(is_public=Exists(public.order_by()))

    def withdrawn(self) -> IssueQuerySet:
        """Withdrawn editions of issues that have no live edition now."""
        live = self.model._default_manager.published().filter(slug=OuterRef("slug"))
        return self.filter(~Exists(live), status=Status.WITHDRAWN)

    def with_withdrawal(self) -> IssueQuerySet:
        """Adds ``is_withdrawn``: whether the issue was withdrawn, and neither lifted nor published since. No query.

        It is true of every edition of such an issue, also of those in work; see ``issues.departures.Withdrawal``.
        """
        from issues.models import StatusChange

        entries = StatusChange.objects.filter(
            issue__slug=OuterRef("slug"), event__in=(Move.WITHDRAW, LIFT, Move.PUBLISH)
        )
        last = entries.order_by("-pk").values("event")[:1]
        return self.annotate(is_withdrawn=Exact(Subquery(last), Value(Move.WITHDRAW.value)))

    def overlapping(self, slug: Any, start: Any, end: Any) -> IssueQuerySet:
        """Issues of other slugs that share more than a day with these days (or expressions): neighbours may share one."""
        return self.exclude(slug=slug).filter(period_start__lt=end, period_end__gt=start)

    def working(self) -> IssueQuerySet:
        """Editions on their way to publication."""
        return self.filter(status__in=WORKING)


class ItemQuerySet(models.QuerySet["Item"]):
    """Items of editions."""

    def published(self) -> ItemQuerySet:
        """Items that stand in a live edition and are not held back."""
        return self.filter(issue__status=Status.PUBLISHED, held=False)

    def with_contents(self) -> ItemQuerySet:
        """With parent, citations and their outlets: two queries for any number of items."""
        from issues.models import Citation

        citations = Citation.objects.select_related("outlet", "outlet__merged_into").order_by(
            "position", "pk"
        )
        return self.select_related("parent").prefetch_related(Prefetch("citations", citations))

    def with_followed(self) -> ItemQuerySet:
        """Adds ``followed_key``: the key of the item that each carries on, if readers can see that; else empty. No query."""
        target = self.model._default_manager.published().filter(key=OuterRef("follows"))
        known = Case(
            When(follows="", then=Value("")),
            When(Exists(target), then=F("follows")),
            default=Value(""),
        )
        return self.annotate(followed_key=known)


class CitationQuerySet(models.QuerySet["Citation"]):
    """Citations of items."""

    def published(self) -> CitationQuerySet:
        """Citations of items that the public sees."""
        return self.filter(item__issue__status=Status.PUBLISHED, item__held=False)
