"""The filters of the archive: one definition for the pages and formats of issues and of items."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from django.db.models import BigIntegerField, Case, Exists, F, OuterRef, Q, Value, When
from django.utils.http import urlencode
from django_filters import Filter, FilterSet

from issues.filter_form import (
    BY_RELEVANCE,
    ArchiveForm,
    DayFilter,
    ManyFilter,
    OrderFilter,
    WordsFilter,
)
from issues.filter_form import shown as _shown
from issues.models import Citation, Issue, Item
from issues.periods import ap_date
from issues.querysets import CitationQuerySet, IssueQuerySet, ItemQuerySet
from issues.search import RANKED_AT_MOST, count, search
from issues.search.query import parse
from issues.sections import Section
from sources.models import Outlet

if TYPE_CHECKING:
    from issues.contents import CitationNode


def reading_order(item: str = "") -> tuple[Any, ...]:
    """As a page prints items: the newest issue first, then each item right before those below it.

    ``item`` is the way to the item from what is ordered, such as ``item__``.
    """

    def by_depth(*keys: str) -> Case:
        """The key for depth 1, 2 and 3; an item without one goes before those that have one."""
        whens = (
            When(**{f"{item}depth": depth}, then=F(f"{item}{key}") if key else Value(-1))
            for depth, key in enumerate(keys, start=1)
        )
        return Case(*whens, output_field=BigIntegerField())

    return (
        f"-{item}issue__period_end",
        f"-{item}issue__slug",
        Case(*(When(**{f"{item}section": each}, then=Value(each.rank)) for each in Section)),
        by_depth("position", "parent__position", "parent__parent__position"),
        by_depth("pk", "parent_id", "parent__parent_id"),
        by_depth("", "position", "parent__position"),
        by_depth("", "pk", "parent_id"),
        by_depth("", "", "position"),
        f"{item}pk",
    )


READING_ORDER = reading_order()
CITED_ORDER = (*reading_order("item__"), "position", "pk")


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    """One condition in words, and the query string that leaves it out."""

    name: str
    label: str
    query_without: str


def _with_words(words: str) -> ItemQuerySet:
    """The published items that match the words, in no order."""
    return search(Item.objects.published().order_by(), words)


def _encoded(name: str, values: list[str]) -> str:
    return "&".join(f"{name}={quote_plus(value)}" for value in values)


class ArchiveFilter(FilterSet):
    """The parameters that issues and items share (``page`` belongs to pages, not to filters).

    Give it the address's parameters as a QueryDict; ask ``is_valid()``, then ``qs``, which starts from ``published()``.
    """

    from_ = DayFilter(label="From")
    to = DayFilter(label="To")
    outlet = ManyFilter(label="Outlet")
    section = ManyFilter(label="Section")
    q = WordsFilter(label="Words")

    class Meta:
        form = ArchiveForm

    @classmethod
    def get_filters(cls) -> dict[str, Filter]:
        """``from`` is a word of Python and cannot be an attribute: it is written ``from_`` above."""
        return {name.rstrip("_"): each for name, each in super().get_filters().items()}

    def problems(self) -> dict[str, list[str]]:
        """For each parameter that cannot be read, what is wrong and how to mend it; empty if all can be read."""
        return {} if self.is_valid() else {k: [*map(str, v)] for k, v in self.form.errors.items()}

    @property
    def chosen_outlets(self) -> list[Outlet]:
        """The outlets asked for, also where another parameter cannot be read."""
        return self.form.cleaned_data.get("outlet", [])

    @property
    def chosen_sections(self) -> list[Section]:
        """The sections asked for, also where another parameter cannot be read."""
        return self.form.cleaned_data.get("section", [])

    @property
    def words(self) -> str:
        """The words asked for, also where another parameter cannot be read; empty for none."""
        return self.form.cleaned_data.get("q", "")

    @property
    def is_best_first(self) -> bool:
        """Whether the best matches are asked for first."""
        return self.form.cleaned_data.get("order") == BY_RELEVANCE

    @property
    def has_words(self) -> bool:
        """Whether there is a word among the words."""
        return bool(parse(self.words))

    def _conditions(self) -> list[tuple[str, str, str]]:
        """Name, canonical value and words of each condition, in a fixed order."""
        asked = self.form.cleaned_data
        days = [(name, asked[name]) for name in ("from", "to") if asked[name]]
        return [
            *((name, day.isoformat(), f"{name.title()} {ap_date(day)}") for name, day in days),
            *(("outlet", outlet.slug, outlet.name) for outlet in asked["outlet"]),
            *(("section", section.value, section.short_label) for section in asked["section"]),
            *(("q", words, f"“{_shown(words)}”") for words in [asked["q"]] if words),
            *[("order", BY_RELEVANCE, "Best match first")] * self.is_best_first,
        ]

    @cached_property
    def _values(self) -> dict[str, list[str]]:
        values: dict[str, list[str]] = {name: [] for name in self.base_filters}
        for name, value, _ in self._conditions():
            values[name].append(value)
        return values

    @cached_property
    def _encoded(self) -> dict[str, str]:
        return {name: _encoded(name, values) for name, values in self._values.items()}

    def query_with(self, **instead: list[str]) -> str:
        """The conditions as a query string in one canonical form; empty, or begins with ``?``.

        ``instead`` are values that take the place of a parameter's own, none to drop it. Cheap enough for a page of links.
        """
        parts = self._encoded | {name: _encoded(name, values) for name, values in instead.items()}
        query = "&".join(filter(None, parts.values()))
        return f"?{query}" if query else ""

    def query(self, **more: Any) -> str:
        """The same with ``more`` behind the conditions, those that are not empty."""
        return self.query_with(**{name: [str(value)] for name, value in more.items() if value})

    def active(self) -> list[ActiveFilter]:
        """The conditions in words, each with the way to drop it."""
        conditions = self._conditions()
        return [
            ActiveFilter(
                name,
                words,
                "?" + urlencode([(n, v) for n, v, _ in conditions if (n, v) != (name, value)]),
            )
            for name, value, words in conditions
        ]

    def in_words(self) -> str:
        """The conditions in words, for a title; the order is none."""
        return ", ".join(each.label for each in self.active() if each.name != "order")

    def _citations(self) -> Q:
        """The conditions on one and the same citation."""
        asked, wanted = self.form.cleaned_data, Q()
        if asked["from"]:
            wanted &= Q(dated_to__gte=asked["from"])
        if asked["to"]:
            wanted &= Q(dated_from__lte=asked["to"])
        if asked["outlet"]:
            wanted &= Q(outlet__in=Outlet.objects.family(*asked["outlet"]))
        return wanted


class ItemFilter(ArchiveFilter):
    """Published items: one citation matches both outlet and dates, and the item stands in one of the sections.

    The words are looked for in all that `issues.search` indexes of the item. ``order=relevance`` puts the best matches
    first, as long as there are words and not too many matches to rank.
    """

    order = OrderFilter(label="Order")

    def __init__(self, data: Any, queryset: ItemQuerySet | None = None, **options: Any) -> None:
        if queryset is None:
            queryset = Item.objects.published().select_related("issue").order_by(*READING_ORDER)
        super().__init__(data, queryset, **options)

    def filter_queryset(self, queryset: ItemQuerySet) -> ItemQuerySet:
        """One subquery for outlet and dates together."""
        asked, wanted = self.form.cleaned_data, self._citations()
        matching = Citation.objects.filter(wanted).order_by()
        if asked["from"] or asked["to"]:
            # A week is in few items of many: the citations first, and then their items.
            queryset = queryset.filter(pk__in=matching.values("item"))
        elif wanted:
            queryset = queryset.filter(Exists(matching.filter(item=OuterRef("pk"))))
        if asked["section"]:
            queryset = queryset.filter(section__in=asked["section"])
        if not asked["q"]:
            return queryset
        found = search(queryset, asked["q"])
        return found.order_by(F("rank").desc(), *READING_ORDER) if self.is_ranked else found

    @cached_property
    def is_ranked(self) -> bool:
        """Whether the best matches come first. One query of the index if that was asked for."""
        return self.is_best_first and self.has_words and count(self.words) <= RANKED_AT_MOST

    def ranks(self) -> dict[int, float]:
        """How well each published item matches the words, by primary key, other filters aside. One query."""
        found = search(Item.objects.published().order_by(), self.words)
        return dict(found.annotate(score=F("rank")).values_list("pk", "score"))

    def matches(self, citation: CitationNode) -> bool:
        """Whether this citation is one that the item was found by. No query."""
        asked = self.form.cleaned_data
        if not (asked["from"] or asked["to"] or asked["outlet"]):
            return False
        if asked["outlet"] and citation.outlet not in asked["outlet"]:
            return False
        if not (asked["from"] or asked["to"]):
            return True
        first, last = citation.dated_from, citation.dated_to
        if first is None or last is None:
            return False
        return (asked["from"] or first) <= last and first <= (asked["to"] or last)


class CitationFilter(ArchiveFilter):
    """Citations in published items: each matches by itself, and its item stands in one of the sections."""

    def __init__(self, data: Any, queryset: CitationQuerySet | None = None, **options: Any) -> None:
        if queryset is None:
            queryset = Citation.objects.published().order_by(*CITED_ORDER)
        super().__init__(data, queryset, **options)

    def filter_queryset(self, queryset: CitationQuerySet) -> CitationQuerySet:
        """Those that items are found by with the same filter."""
        queryset = queryset.filter(self._citations())
        asked = self.form.cleaned_data
        if asked["section"]:
            queryset = queryset.filter(item__section__in=asked["section"])
        return queryset.filter(item__in=_with_words(asked["q"])) if asked["q"] else queryset


class IssueFilter(ArchiveFilter):
    """Published issues: the period overlaps the dates, an outlet is cited in them, a section has items, an item the words."""

    def __init__(self, data: Any, queryset: IssueQuerySet | None = None, **options: Any) -> None:
        if queryset is None:
            queryset = Issue.objects.published().order_by("-period_end", "-slug")
        super().__init__(data, queryset, **options)

    def filter_queryset(self, queryset: IssueQuerySet) -> IssueQuerySet:
        """Each condition holds for the issue as a whole."""
        asked = self.form.cleaned_data
        printed = Item.objects.filter(issue=OuterRef("pk"), held=False).order_by()
        if asked["from"]:
            queryset = queryset.filter(period_end__gte=asked["from"])
        if asked["to"]:
            queryset = queryset.filter(period_start__lte=asked["to"])
        if asked["outlet"]:
            family = Outlet.objects.family(*asked["outlet"])
            queryset = queryset.filter(Exists(printed.filter(citations__outlet__in=family)))
        if asked["section"]:
            queryset = queryset.filter(Exists(printed.filter(section__in=asked["section"])))
        if asked["q"]:
            queryset = queryset.filter(pk__in=_with_words(asked["q"]).values("issue"))
        return queryset
