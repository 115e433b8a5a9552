"""Reads the parameters of the archive's addresses; what cannot be read gets a sentence that says how to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django_filters import Filter

from issues.models import Citation
from issues.search.query import MAX_LENGTH
from issues.sections import Section
from sources.models import Outlet

if TYPE_CHECKING:
    from sources.querysets import OutletQuerySet

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SLUG = re.compile(r"[-a-zA-Z0-9_]{1,200}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
BY_DATE, BY_RELEVANCE = "date", "relevance"


def _cited() -> OutletQuerySet:
    """The outlets that published items cite by one of their own names."""
    return Outlet.objects.filter(Exists(Citation.objects.published().filter(outlet=OuterRef("pk"))))


def public_outlets() -> list[Outlet]:
    """The canonical outlets that published items cite, by name. One query."""
    return sorted(
        {row.canonical for row in _cited().with_canonical()}, key=lambda outlet: outlet.key
    )


def _public_outlets_by_slug(slugs: Iterable[str]) -> dict[str, Outlet]:
    """The same for some slugs, also for those of merged outlets. One query, whoever cites them."""
    head = Coalesce(OuterRef("merged_into"), OuterRef("pk"))
    family = _cited().filter(Q(pk=head) | Q(merged_into=head))
    named = Outlet.objects.filter(Exists(family), slug__in=[*filter(_SLUG.fullmatch, slugs)])
    return {outlet.slug: outlet.canonical for outlet in named.with_canonical()}


def shown(text: str) -> str:
    """A reader's own words, fit to be said back."""
    return text if len(text) <= 60 else f"{text[:59]}…"


class DayField(forms.Field):
    """A calendar date, written ``YYYY-MM-DD`` and in no other way; blank is None."""

    widget = forms.DateInput

    def to_python(self, value: Any) -> date | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            if not _DAY.fullmatch(text):
                raise ValueError
            return date.fromisoformat(text)
        except ValueError as error:
            raise forms.ValidationError(
                f"“{shown(text)}” is not a date: write year, month and day as in 2017-11-07."
            ) from error


class ManyField(forms.Field):
    """A parameter that may be repeated: a list of the values that are not blank, each once."""

    widget = forms.SelectMultiple

    def to_python(self, value: Any) -> list[str]:
        return [text for text in dict.fromkeys(value or ()) if text.strip()]


class WordsField(forms.Field):
    """What a reader typed into the search box: any text is right, and what is no text (control characters) is a blank."""

    def to_python(self, value: Any) -> str:
        return " ".join(_CONTROL.sub(" ", str(value or "")).split())[:MAX_LENGTH].rstrip()


class OrderField(forms.Field):
    """``date`` (the newest first, as without it) or ``relevance``."""

    def to_python(self, value: Any) -> str:
        text = str(value or "").strip() or BY_DATE
        if text not in (BY_DATE, BY_RELEVANCE):
            raise forms.ValidationError(
                f"“{shown(text)}” is not an order: use {BY_DATE} or {BY_RELEVANCE}."
            )
        return text


class DayFilter(Filter):
    """A date in the address."""

    field_class = DayField


class ManyFilter(Filter):
    """A repeatable parameter in the address: any of its values."""

    field_class = ManyField


class WordsFilter(Filter):
    """Words in the address, as `issues.search` reads them."""

    field_class = WordsField


class OrderFilter(Filter):
    """The order of what is found."""

    field_class = OrderField


class ArchiveForm(forms.Form):
    """Reads the parameters. What cannot be read is an error of its field, with a sentence that says how to mend it."""

    SINGLE = ("from", "to", "q", "order")

    @cached_property
    def public_outlets(self) -> list[Outlet]:
        """What ``outlet`` can be. One query."""
        return public_outlets()

    def clean_outlet(self) -> list[Outlet]:
        """The canonical outlets meant; a merged outlet's slug counts as that of the one it became. One query."""
        slugs = self.cleaned_data["outlet"]
        if not slugs:
            return []
        known = _public_outlets_by_slug(slugs)
        for slug in slugs:
            if slug not in known:
                raise forms.ValidationError(
                    f"“{shown(slug)}” is not an outlet that the archive cites: "
                    "take one from the list of outlets."
                )
        return list(dict.fromkeys(known[slug] for slug in slugs))

    def clean_section(self) -> list[Section]:
        """The sections meant, in their own order."""
        codes = self.cleaned_data["section"]
        for code in codes:
            if code not in Section.values:
                raise forms.ValidationError(
                    f"“{shown(code)}” is not a section: use one of {', '.join(Section.values)}."
                )
        return [section for section in Section if section in codes]

    def clean(self) -> None:
        """What concerns several parameters, or one that is given several times."""
        for name in self.SINGLE:
            if name not in self.fields:
                continue
            given = self.data.getlist(name) if hasattr(self.data, "getlist") else []
            if len(given) > 1:
                self.add_error(name, f"given {len(given)} times: give it once.")
        start, end = self.cleaned_data.get("from"), self.cleaned_data.get("to")
        if start and end and start > end:
            self.add_error("from", f"{start} is after “to”, {end}: swap the two dates.")
