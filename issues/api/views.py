"""The lists and single entries of the API: what the pages show, as data, and by the same rule of what is public."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from issues.api.errors import Gone
from issues.api.pagination import CursorPagination
from issues.api.reading import DetailView, ListView
from issues.api.serializers import (
    IssueDocument,
    IssueSerializer,
    ItemSerializer,
    ListedCitationSerializer,
    OutletDetailSerializer,
    OutletSerializer,
)
from issues.cited import CitedOutlet, cited_among, cited_outlets, find_cited
from issues.contents import Contents, load_contents
from issues.departures import Departure, removed_item, withdrawn_issue
from issues.exports.streams import with_item_count
from issues.filters import CITED_ORDER, READING_ORDER, CitationFilter, IssueFilter, ItemFilter
from issues.models import Citation, Issue, Item
from sources.models import Outlet


class IssuePages(CursorPagination):
    name, order = "issues", ("-period_end", "-slug")


class ItemPages(CursorPagination):
    name, order = "items", READING_ORDER


class CitationPages(CursorPagination):
    name, order = "citations", CITED_ORDER


class OutletPages(CursorPagination):
    name, order = "outlets", ("key", "pk")


class IssueList(ListView):
    """Published issues, the newest first.

    “from” and “to” find those whose period overlaps the days, “outlet” those that cite it, “section” those with items in it.
    """

    filterset_class = IssueFilter
    pagination_class = IssuePages
    serializer_class = IssueSerializer

    def get_queryset(self) -> QuerySet:
        return with_item_count(Issue.objects.published())


class IssueDetail(DetailView):
    """The live edition of an issue, with all that stands in it; 410 with the reason once it was withdrawn."""

    serializer_class = IssueDocument
    path_parameters = {"slug": "The last day of the period: 2017-11-07."}

    def get_object(self) -> Contents:
        slug = self.kwargs["slug"]
        found = Issue.objects.published().filter(slug=slug).first()
        return load_contents(found) if found else _gone(withdrawn_issue(slug))


class ItemListFilter(ItemFilter):
    """The filter of the pages, without the order: a cursor goes through the items in one alone."""

    order = None  # type: ignore[assignment]  # how django-filter drops an inherited filter


class ItemList(ListView):
    """Published items in reading order, those of the newest issue first.

    “from”, “to” and “outlet” are about citations: one and the same citation must match them all.
    """

    filterset_class = ItemListFilter
    pagination_class = ItemPages
    serializer_class = ItemSerializer

    def get_queryset(self) -> QuerySet:
        items = Item.objects.published().with_contents().with_followed()
        return items.select_related("parent", "issue")


class ItemDetail(DetailView):
    """An item as it stands in the live edition; 410 with the reason once it was removed or withdrawn."""

    serializer_class = ItemSerializer
    path_parameters = {"key": "The key of the item."}

    def get_object(self) -> Item:
        return _item(self.kwargs["key"])


class CitationList(ListView):
    """Citations in published items, in reading order.

    “from”, “to” and “outlet” are about the citation itself, “section” about the item that it stands in.
    """

    filterset_class = CitationFilter
    pagination_class = CitationPages
    serializer_class = ListedCitationSerializer

    def get_queryset(self) -> QuerySet:
        return _numbered(Citation.objects.published())


class CitationDetail(DetailView):
    """One citation; 410 with the reason once its item was removed or withdrawn."""

    serializer_class = ListedCitationSerializer
    path_parameters = {"id": "The item’s key, a hyphen, and the citation’s number in it, from 1."}

    def get_object(self) -> Citation:
        key, _, number = self.kwargs["id"].rpartition("-")
        cited = _numbered(Citation.objects.published().filter(item__key=key))
        found = next((each for each in cited if str(each.number) == number), None)
        if found is None:
            _item(key)
            raise Http404
        return found


class OutletList(ListView):
    """The outlets that published items cite, by name."""

    filter_backends = []
    pagination_class = OutletPages
    serializer_class = OutletSerializer

    def get_queryset(self) -> QuerySet:
        return cited_outlets()

    def paginate_queryset(self, queryset: QuerySet) -> list[CitedOutlet]:
        return cited_among(super().paginate_queryset(queryset))

    def varies_with(self) -> Any:
        """An editor may change these at any time, without a publication."""
        return list(self.get_queryset().order_by("pk").values_list("pk", "kind", "country"))


class OutletDetail(DetailView):
    """One outlet; the slug of a merged one leads to what it became."""

    serializer_class = OutletDetailSerializer
    path_parameters = {"slug": "The slug of the outlet: reuters."}
    statuses = (301, 304, 404, 429)

    def get_object(self) -> CitedOutlet:
        found = find_cited(self.kwargs["slug"])
        if found is None:
            raise Http404
        return found

    def varies_with(self) -> Any:
        """An editor may change these at any time, without a publication."""
        rows = Outlet.objects.filter(slug=self.kwargs["slug"]).order_by("aliases__key")
        return list(rows.values_list("kind", "country", "aliases__name"))

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        found = self.get_object()
        if found.outlet.slug != self.kwargs["slug"]:
            return HttpResponsePermanentRedirect(reverse("api:outlet", args=[found.outlet.slug]))
        return Response(self.get_serializer(found).data)


def _numbered(citations: QuerySet) -> QuerySet:
    """With outlet, item and issue, and ``number``: the citation's place in its item, from 1."""
    before = Q(position__lt=OuterRef("position"))
    same = Q(position=OuterRef("position"), pk__lte=OuterRef("pk"))
    earlier = Citation.objects.filter(before | same, item=OuterRef("item")).order_by()
    number = earlier.values("item").values(n=Count("pk"))
    return citations.select_related("item__issue", "outlet", "outlet__merged_into").annotate(
        number=Subquery(number)
    )


def _item(key: str) -> Item:
    items = Item.objects.published().with_contents().with_followed()
    found = items.filter(key=key).select_related("issue").first()
    return found or _gone(removed_item(key))


def _gone(departure: Departure | None) -> Any:
    """Raises Gone with the reason for what readers could see once, Http404 for what they never could."""
    if departure is None:
        raise Http404
    raise Gone(departure.in_words())
