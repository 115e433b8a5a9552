"""Pages for what is wrong, missing, gone or refused: HTML, or JSON or a sentence where the address is one of data."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from issues.freshness import cache_control
from issues.refusals import refusal, sentences

# What programs read. Whoever wants a page, a PDF or a Word document looks at a browser's window: that one gets a page.
_TEXTS = tuple(f".{name}" for name in "atom bib csv md ris rss txt".split())


def error_page(
    request: HttpRequest, status: int, context: dict[str, Any] | None = None, *, data: Any = None
) -> HttpResponse:
    """The page ``<status>.html``, or for an address of data ``data``, without which the object of ``refusal``.

    An address that is no JSON has its sentences instead: a program that asked for a table can do nothing with a page.
    It is rendered without the request, so that nothing odd in it can break this page too. No query.
    """
    data = data or refusal(status)
    response: HttpResponse
    if _wants_json(request):
        response = JsonResponse(data, status=status)
    elif wants_data(request):
        text = f"{sentences(data)}\n"
        response = HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    else:
        response = HttpResponse(render_to_string(f"{status}.html", context), status=status)
    response.headers["Cache-Control"] = cache_control(status)
    return response


def wants_data(request: HttpRequest) -> bool:
    """Whether the address is one that programs read."""
    return _wants_json(request) or request.path.endswith(_TEXTS)


def _wants_json(request: HttpRequest) -> bool:
    return request.path.endswith(".json") or request.path.startswith("/api/")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 for a request that Django itself refused."""
    return error_page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: the same page, word for word, for what never was and for what is not public."""
    return error_page(request, 404)


def not_allowed(request: HttpRequest) -> HttpResponse:
    """405 for what would change something; ``Allow`` says what can be asked (RFC 9110, 15.5.6)."""
    response = error_page(request, 405)
    response.headers["Allow"] = "GET, HEAD"
    return response


def too_many_tries(request: HttpRequest, *about: Any) -> HttpResponse:
    """429 for somebody whose password was wrong too often; ``Retry-After`` in seconds (RFC 6585, 4)."""
    response = error_page(request, 429)
    response.headers["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME * 3600))
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return error_page(request, 500)


def gone(request: HttpRequest, context: dict[str, Any], words: dict[str, str]) -> HttpResponse:
    """410 for what readers could see once; ``words`` are those of data: the reason, and what lifted the withdrawal."""
    return error_page(request, 410, {**context, **words}, data=refusal(410, **words))
