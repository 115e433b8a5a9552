"""Lets browsers and proxies keep public pages for as long as nothing public has changed."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.template.response import SimpleTemplateResponse, TemplateResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt

from issues.archive.errors import not_allowed, not_found
from issues.exports import FormatUnavailable
from issues.freshness import State, cache_control, public_state, validators

View = Callable[..., HttpResponseBase]


class Page(TemplateResponse):
    """A page whose context is made, and which is rendered, only if the reader does not have it yet.

    ``varies_with`` is what the page shows besides published editions, merges and settings. Unless the context says
    otherwise, the page's canonical address is the one that was asked for, without its parameters.
    """

    def __init__(
        self,
        request: HttpRequest,
        template: str,
        context: Callable[[], dict[str, Any]],
        *,
        varies_with: Any = None,
        **options: Any,
    ) -> None:
        super().__init__(request, template, **options)
        self.make_context = context
        self.varies_with = varies_with

    def resolve_context(self, context: Any) -> dict[str, Any]:
        return {"canonical": self._request.path, **self.make_context()}


class Document(SimpleTemplateResponse):
    """A response whose content ``make()`` makes, only if the reader does not have it yet; 503 where it cannot."""

    def __init__(self, make: Callable[[], str | bytes], content_type: str) -> None:
        super().__init__("", content_type=content_type)
        self._make = make

    @property
    def rendered_content(self) -> Any:
        try:
            return self._make()
        except FormatUnavailable as error:
            self.status_code = 503
            self.headers["Content-Type"] = "text/plain; charset=utf-8"
            self.headers["Cache-Control"] = cache_control(503)
            del self.headers["ETag"], self.headers["Last-Modified"]
            return f"{error}\n"


def public_page(view: View) -> View:
    """Wraps a view: safe methods alone, caching headers, 304 where the reader has the page already, 404 for Http404.

    The validators are known before anything is rendered: a page of ``Page`` or ``Document`` that is not modified costs
    its look-ups and two queries.
    """

    # No form posts here: without the exemption a POST would hear of a missing token before 405.
    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return not_allowed(request)
        state = public_state()
        try:
            response = view(request, *args, **kwargs)
        except Http404 as error:
            return not_found(request, error)
        response.headers["Cache-Control"] = cache_control(response.status_code)
        return _validated(request, response, state) if response.status_code == 200 else response

    return answer


def _validated(request: HttpRequest, response: HttpResponseBase, state: State) -> HttpResponseBase:
    varies_with = getattr(response, "varies_with", None)
    etag, moment = validators(state, request.get_full_path(), varies_with)
    response.headers["ETag"] = etag
    if moment is not None:
        response.headers["Last-Modified"] = http_date(moment)
    if request.method == "HEAD" and isinstance(response, StreamingHttpResponse):
        response.streaming_content = ()
    answer = get_conditional_response(request, etag, moment, cast(HttpResponse, response))
    return answer or response
