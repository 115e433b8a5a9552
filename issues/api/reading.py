"""What all views of the API share: they only read, say how fresh the answer is, and refuse in one form."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_etags
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request

from issues.api.filtering import ArchiveFilters, check_names
from issues.api.schema import ViewSchema
from issues.filter_form import ManyFilter
from issues.freshness import cache_control, public_state, validators


class OnlyJSON(BaseContentNegotiation):
    """JSON, whatever is asked for: RFC 9110 (12.4.1) lets a server answer with what it has."""

    def select_parser(self, request: Request, parsers: list[Any]) -> Any:
        return None

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class ReadView(GenericAPIView):
    """GET, HEAD and OPTIONS. A subclass has ``answer``, and what else its data depends on in ``varies_with``."""

    http_method_names = ["get", "head", "options"]
    content_negotiation_class = OnlyJSON
    schema: Any = ViewSchema()
    path_parameters: dict[str, str] = {}
    statuses: tuple[int, ...] = (304, 429)

    def varies_with(self) -> Any:
        """What the answer shows besides published editions, merges and settings."""
        return None

    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """304 before anything is fetched if the client has the answer already, else the answer."""
        etag, moment = validators(public_state(), request.get_full_path(), self.varies_with())
        headers = {"ETag": etag}
        if moment is not None:
            headers["Last-Modified"] = http_date(moment)
        kept = parse_etags(request.headers.get("If-None-Match", ""))
        if etag in (each.removeprefix("W/") for each in kept):
            return HttpResponseNotModified(headers=headers)
        response = self.answer(request, *args, **kwargs)
        if response.status_code != 200:
            return response
        for name, value in headers.items():
            response[name] = value
        return get_conditional_response(request, etag, moment, response) or response

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """What GET gives to a client that has not got it yet."""
        raise NotImplementedError

    def options(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Nothing but what may be done here, in the header Allow."""
        return HttpResponse(status=204, headers={"Allow": ", ".join(self.allowed_methods)})

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Says how long the answer may be kept."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response.setdefault("Cache-Control", cache_control(response.status_code))
        return response


class Nothing(ReadView):
    """Any other address: 404 in the form of the API, also where Django would explain itself (``DEBUG``)."""

    schema = None

    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        raise Http404


class ListView(ListModelMixin, ReadView):
    """A list by pages, with the filters of ``filterset_class`` if there is one."""

    filterset_class: Any = None
    filter_backends = [ArchiveFilters]
    statuses = (304, 400, 404, 429)

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """One page of the list. Raises Unreadable for a parameter that cannot be read."""
        filters = self.filterset_class.get_filters() if self.filterset_class else {}
        repeatable = [name for name, each in filters.items() if isinstance(each, ManyFilter)]
        known = [*filters, *self.pagination_class.parameters]
        check_names(request.query_params, known, repeatable)
        return self.list(request, *args, **kwargs)


class DetailView(RetrieveModelMixin, ReadView):
    """One entry, from ``get_object``."""

    statuses = (304, 404, 410, 429)

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """The entry."""
        return self.retrieve(request, *args, **kwargs)
