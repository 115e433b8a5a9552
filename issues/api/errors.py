"""What the API says when it has no answer: the same object as the site's own JSON errors."""

from math import ceil
from typing import Any

from django.http import Http404
from rest_framework.exceptions import APIException, Throttled
from rest_framework.response import Response

from issues.refusals import refusal, unreadable


class Unreadable(Exception):
    """Parameters that cannot be read: for each one, what is wrong and how to mend it."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__(errors)
        self.errors = errors


class NoSuchPage(Exception):
    """A cursor that leads nowhere; the text says so, and what to do."""


class Gone(Exception):
    """Readers could see it once; ``words`` are the reason why they no longer can, and what lifted the withdrawal."""

    def __init__(self, words: dict[str, str]) -> None:
        super().__init__(words)
        self.words = words


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """The response for what a view raised; None for a fault, which is the site's to answer."""
    match error:
        case Unreadable():
            body = unreadable(error.errors)
        case NoSuchPage():
            body = refusal(404, message=str(error))
        case Gone():
            body = refusal(410, **error.words)
        case Http404():
            body = refusal(404)
        case APIException():
            body = refusal(error.status_code)
        case _:
            return None
    headers = {}
    if isinstance(error, Throttled):
        headers["Retry-After"] = str(ceil(error.wait or 1))
    return Response(body, status=body["error"]["status"], headers=headers)
