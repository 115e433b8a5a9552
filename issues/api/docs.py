"""What the API says of itself: where it begins, its description for programs, and the same as a page for people."""

import re
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from issues.api.reading import ReadView
from issues.api.schema import openapi, openapi_with
from issues.filter_form import public_outlets

Json = dict[str, Any]
_LISTS = ("issues", "items", "citations", "outlets")
_WORDS = {
    "boolean": "true or false",
    "date": "date",
    "date-time": "moment",
    "integer": "number",
    "null": "null",
    "object": "object",
    "string": "text",
    "uri": "address",
}


class Root(ReadView):
    """The addresses of the lists, and of the two descriptions."""

    schema = None

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        names = (*_LISTS, "openapi", "docs")
        return Response({name: settings.SITE_URL + reverse(f"api:{name}") for name in names})


class OpenAPI(ReadView):
    """The description in OpenAPI 3.1."""

    schema = None

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        return Response(openapi_with([outlet.slug for outlet in public_outlets()]))


class Docs(ReadView):
    """The description as a page."""

    schema = None

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        described = openapi()
        context = {
            "canonical": request.path,
            "operations": [_operation(path, each) for path, each in described["paths"].items()],
            "shapes": [_shape(*each) for each in described["components"]["schemas"].items()],
        }
        return TemplateResponse(request, "issues/api/docs.html", context)


def _operation(path: str, methods: Json) -> Json:
    """An address: ``answers`` are status, description, kind; ``parameters`` name, kind, description."""
    operation = methods["get"]
    return {
        "path": path,
        "summary": operation["summary"],
        "description": operation.get("description", ""),
        "parameters": [
            (each["name"], *_kind(each["schema"]), each["description"])
            for each in operation["parameters"]
        ],
        "answers": [
            (status, *_kind(_content(answer)), answer["description"])
            for status, answer in operation["responses"].items()
        ],
    }


def _content(answer: Json) -> Json:
    found: Json = answer.get("content", {}).get("application/json", {}).get("schema", {})
    return found


def _shape(name: str, schema: Json) -> Json:
    """An object with its fields, or a code with its values."""
    text = schema.get("description", "")
    always = schema.get("required", [])
    return {
        "name": name,
        "description": "" if "enum" in schema else text,
        "values": re.findall(r"`(\w+)` - (.*)", text) if "enum" in schema else [],
        "fields": [
            (field, *_kind(each), each.get("description", ""), field in always)
            for field, each in schema.get("properties", {}).items()
        ],
    }


def _kind(schema: Json) -> tuple[str, str]:
    """What a value is, in words such as ``list of`` or ``date or null``, and the name of the shape if it has one."""
    if "$ref" in schema:
        return "", schema["$ref"].rpartition("/")[2]
    if "oneOf" in schema:
        return "null or", _kind(schema["oneOf"][0])[1]
    if schema.get("type") == "array":
        words, shape = _kind(schema["items"])
        return f"list of {words}".strip(), shape
    types = schema.get("type", [])
    names = [types] if isinstance(types, str) else types
    return " or ".join(
        _WORDS[schema.get("format", name) if name == "string" else name] for name in names
    ), ""
