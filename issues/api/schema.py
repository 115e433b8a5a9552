"""The description of the API in OpenAPI 3.1, made from the views, their filters and their serializers."""

from __future__ import annotations

import inspect
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from issues.api.serializers import ErrorSerializer

_ANSWERS = {
    301: OpenApiResponse(description="It goes by another slug now: follow Location."),
    304: OpenApiResponse(description="Nothing has changed since the answer with that ETag."),
    400: OpenApiResponse(
        ErrorSerializer, "A parameter cannot be read; “fields” says which and why."
    ),
    404: OpenApiResponse(
        ErrorSerializer, "There is none, or none that is public; a cursor leads nowhere."
    ),
    410: OpenApiResponse(ErrorSerializer, "It was withdrawn or removed; “reason” says why."),
    429: OpenApiResponse(ErrorSerializer, "Too many requests; wait as long as Retry-After says."),
}

_SLUG = "^[-a-zA-Z0-9_]+$"


class ViewSchema(AutoSchema):
    """Describes a view by its docstring, its ``path_parameters`` and its ``statuses``."""

    def get_summary(self) -> str:
        """The docstring's first line."""
        return _doc(self.view).partition("\n")[0]

    def get_description(self) -> str:
        """What follows it."""
        rest = _doc(self.view).partition("\n")[2]
        return " ".join(rest.split())

    def get_override_parameters(self) -> list[Any]:
        """What stands in the path."""
        return [
            OpenApiParameter(name, str, OpenApiParameter.PATH, description=text, pattern=_SLUG)
            for name, text in self.view.path_parameters.items()
        ]

    def get_response_serializers(self) -> dict[int, Any]:
        """200 and the statuses of the view."""
        answer = OpenApiResponse(self.view.serializer_class, "What was asked for.")
        return {200: answer, **{status: _ANSWERS[status] for status in self.view.statuses}}

    def get_paginated_name(self, serializer_name: str) -> str:
        """What a page of a list is called."""
        return f"{serializer_name}Page"


def _doc(view: Any) -> str:
    return inspect.getdoc(type(view)) or ""


@cache
def openapi() -> dict[str, Any]:
    """The whole description but for the outlets that can be asked for. It depends on code and settings alone."""
    schema: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    schemas = schema["components"]["schemas"]
    schemas["OutletSlug"] = {"type": "string", "description": "The slug of an outlet in the list."}
    return schema


def openapi_with(outlets: list[str]) -> dict[str, Any]:
    """The same with the slugs of those outlets."""
    schema = openapi()
    schemas = schema["components"]["schemas"]
    if outlets:
        schemas = {**schemas, "OutletSlug": {**schemas["OutletSlug"], "enum": outlets}}
    return {**schema, "components": {**schema["components"], "schemas": schemas}}
