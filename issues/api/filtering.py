"""The filters of the pages as filters of the API, with the same names, rules and sentences."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request

from issues.api.errors import Unreadable

_DAY = {"type": "string", "format": "date"}
_PARAMETERS: dict[str, tuple[dict[str, Any], str]] = {
    "from": (_DAY, "The first day, inclusive: 2017-11-01."),
    "to": (_DAY, "The last day, inclusive: 2017-11-07."),
    "outlet": (
        {"type": "array", "items": {"$ref": "#/components/schemas/OutletSlug"}},
        "An outlet: reuters. Repeat it for any of several. Outlets that were merged count as one.",
    ),
    "section": (
        {"type": "array", "items": {"$ref": "#/components/schemas/Section"}},
        "A section. Repeat it for any of several.",
    ),
    "q": ({"type": "string"}, "Words to look for; any text will do."),
}


class ArchiveFilters(BaseFilterBackend):
    """Filters by the view's ``filterset_class``."""

    def filter_queryset(self, request: Request, queryset: QuerySet, view: Any) -> QuerySet:
        """What the filters let through. Raises Unreadable."""
        asked = view.filterset_class(request.query_params, queryset)
        if errors := asked.problems():
            raise Unreadable(errors)
        found: QuerySet = asked.qs
        return found

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The parameters for the description of the API: every filter has to be told of above."""
        return [
            {"name": name, "in": "query", "schema": schema, "description": text}
            for name in view.filterset_class.get_filters()
            for schema, text in [_PARAMETERS[name]]
        ]


def check_names(given: QueryDict, known: Collection[str], repeatable: Collection[str]) -> None:
    """Raises Unreadable for a parameter that is unknown, empty or given twice.

    A program that slips so would otherwise get everything in place of what it asked for, and not notice. Words may be
    empty: any text is a query.
    """
    errors = {}
    for name, values in given.lists():
        if name not in known:
            errors[name[:60]] = [f"is not a parameter of this list: use {', '.join(known)}."]
        elif name != "q" and not all(value.strip() for value in values):
            errors[name] = ["is empty: give it a value, or leave it out."]
        elif len(values) > 1 and name not in repeatable:
            errors[name] = [f"given {len(values)} times: give it once."]
    if errors:
        raise Unreadable(errors)
