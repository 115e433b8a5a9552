"""Pages of a list by cursor: it names the row after which to go on, so that new issues shift nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.core import signing
from django.db.models import F, Q, QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from issues.api.errors import NoSuchPage, Unreadable

DEFAULT_SIZE, LARGEST_SIZE = 50, 200

_PARAMETERS: dict[str, tuple[dict[str, Any], str]] = {
    "cursor": (
        {"type": "string", "pattern": "^[-_A-Za-z0-9]+:[-_A-Za-z0-9]+$"},
        "Where to go on. There is no need to write one: “next” is the whole address of the next page.",
    ),
    "page_size": (
        {"type": "integer", "minimum": 1, "maximum": LARGEST_SIZE, "default": DEFAULT_SIZE},
        f"How many entries a page has at most, 1 to {LARGEST_SIZE}.",
    ),
}


class CursorPagination(BasePagination):
    """``{"next", <name>: […]}``: a page of rows in a fixed order, and the address of the next page or null.

    A list has a subclass with its ``name``, and its ``order``: fields and expressions as for ``order_by``, none of them
    null, which together are never the same in two rows. A cursor holds their values for the last row of a page, signed:
    nobody can make one up, and one of another list is refused. Two queries, whatever the size.
    """

    name: str
    order: Sequence[Any]
    parameters = tuple(_PARAMETERS)

    def paginate_queryset(self, queryset: QuerySet, request: Request, view: Any = None) -> list:
        """The rows of the page. Raises Unreadable for a size that is none, and NoSuchPage for a cursor."""
        self.request = request
        given = request.query_params
        size = _size(given["page_size"]) if "page_size" in given else DEFAULT_SIZE
        after = self._row(given["cursor"]) if "cursor" in given else None
        keys = [f"order_{number}" for number in range(len(self.order))]
        falling = [isinstance(each, str) and each.startswith("-") for each in self.order]
        values = [F(each.lstrip("-")) if isinstance(each, str) else each for each in self.order]
        ordered = queryset.annotate(**dict(zip(keys, values, strict=True))).order_by(
            *(f"-{key}" if falls else key for key, falls in zip(keys, falling, strict=True))
        )
        if after is not None:
            ordered = ordered.filter(_beyond(keys, falling, after))
        # First where the page ends, then what stands on it: no other row is read in full, or annotated.
        places = list(ordered.values_list("pk", *keys)[: size + 1])
        self.last = places[size - 1][1:] if len(places) > size else None
        rows = queryset.order_by().in_bulk([pk for pk, *_ in places[:size]])
        return [rows[pk] for pk, *_ in places[:size] if pk in rows]

    def get_paginated_response(self, data: Any) -> Response:
        """The page with what stands around it."""
        return Response({"next": self._next(), self.name: data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The same for the description of the API."""
        following = {
            "type": ["string", "null"],
            "format": "uri",
            "description": "The address of the next page; null on the last one.",
        }
        return {
            "type": "object",
            "required": ["next", self.name],
            "properties": {"next": following, self.name: schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The parameters for the description of the API."""
        return [
            {"name": name, "in": "query", "schema": schema, "description": text}
            for name, (schema, text) in _PARAMETERS.items()
        ]

    def _next(self) -> str | None:
        if self.last is None:
            return None
        query = self.request.query_params.copy()
        plain = [each.isoformat() if isinstance(each, date) else each for each in self.last]
        query["cursor"] = self._signer.sign_object(plain)
        return f"{settings.SITE_URL}{self.request.path}?{query.urlencode()}"

    @property
    def _signer(self) -> signing.Signer:
        return signing.Signer(salt=f"issues.api.pagination.{self.name}")

    def _row(self, cursor: str) -> list[Any]:
        """The values of the row after which the page begins."""
        try:
            values: list[Any] = self._signer.unsign_object(cursor)
        except signing.BadSignature:
            values = []
        if len(values) != len(self.order):
            raise NoSuchPage(
                f"cursor: “{cursor[:60]}” leads to no page of this list: take it from “next”, or begin anew without it."
            )
        return values


def _size(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 9 and 1 <= int(text) <= LARGEST_SIZE):
        sentence = f"“{text[:60]}” is not a size: write a number from 1 to {LARGEST_SIZE}."
        raise Unreadable({"page_size": [sentence]})
    return int(text)


def _beyond(keys: list[str], falling: list[bool], after: list[Any]) -> Q:
    """The rows after that one: beyond it by the first key, or equal by that and beyond it by the second, and so on."""
    beyond = Q()
    for key, falls, value in reversed(list(zip(keys, falling, after, strict=True))):
        further = Q(**{f"{key}__lt" if falls else f"{key}__gt": value})
        beyond = further | (Q(**{key: value}) & beyond) if beyond else further
    # Says nothing new, but lets the database begin at the first key.
    return Q(**{f"{keys[0]}__lte" if falling[0] else f"{keys[0]}__gte": after[0]}) & beyond
