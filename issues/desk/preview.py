"""An edition as readers, their mail and a printer will get it, before they do; for members of the newsroom alone."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin

from issues.contents import load_contents
from issues.desk.access import desk_page
from issues.exports import (
    ISSUE_FORMATS,
    ExportFormat,
    FormatUnavailable,
    issue_text,
    mail,
    pdf,
)
from issues.models import Issue
from issues.reading import read_issue
from issues.workflow import Status

View = Callable[..., HttpResponseBase]

_WITH_FRAME = {"frame-src": [SELF]}
_FRAMED = {"frame-ancestors": [SELF]}
# What mail programs get has its styles in its elements, and nothing else: no script, no form, no address of its own.
_MAIL = {
    **_FRAMED,
    "style-src": [UNSAFE_INLINE],
    "script-src": [NONE],
    "connect-src": [NONE],
    "form-action": [NONE],
    "img-src": ["data:"],
}


def _unindexed(view: View) -> View:
    """Says that the answer is not to be indexed; the admin site says already that it is not to be stored."""

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(*args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return answer


@_unindexed
@desk_page()
def preview(request: HttpRequest, issue: Issue) -> HttpResponse:
    """The readers’ own page of the issue, below a bar that leads to the other forms."""
    context = read_issue(_as_published(issue))
    return render(request, "issues/desk/preview.html", {**context, "shown": "page"})


@_unindexed
@csp_replace(_WITH_FRAME)
@desk_page()
def preview_mail(request: HttpRequest, issue: Issue) -> HttpResponse:
    """The letter, in a frame of its own where its styles hold."""
    return _framed(request, issue, mail.FORMAT, shown="mail")


@_unindexed
@csp_replace(_WITH_FRAME)
@desk_page()
def preview_print(request: HttpRequest, issue: Issue) -> HttpResponse:
    """The PDF in a frame; 503 with the reason where none can be made."""
    error = ""
    try:
        pdf.check_available()
    except FormatUnavailable as missing:
        error = str(missing)
    return _framed(request, issue, pdf.FORMAT, shown="print", error=error)


@_unindexed
@desk_page()
def preview_text(request: HttpRequest, issue: Issue) -> HttpResponse:
    """The plain text."""
    context = {"shown": "text", "issue": issue, "text": _exported(issue, issue_text.FORMAT)}
    return render(request, "issues/desk/preview_text.html", context)


def preview_format(request: HttpRequest, **where: Any) -> HttpResponseBase:
    """Exactly what an export of the published edition will hold, in any format that there is."""
    show = _show_mail if where["format"] == mail.FORMAT.name else _show
    return show(request, **where)


def _framed(
    request: HttpRequest, issue: Issue, exporter: ExportFormat, **context: Any
) -> HttpResponse:
    shown = {"issue": issue, "format": exporter.name, **context}
    return render(
        request,
        "issues/desk/preview_frame.html",
        shown,
        status=503 if context.get("error") else 200,
    )


@_unindexed
@xframe_options_sameorigin
@desk_page()
def _export(request: HttpRequest, issue: Issue, format: str) -> HttpResponse:
    exporter = ISSUE_FORMATS.get(format)
    if exporter is None:
        raise Http404
    try:
        document = _exported(issue, exporter)
    except FormatUnavailable as error:
        return HttpResponse(f"{error}\n", content_type="text/plain; charset=utf-8", status=503)
    response = HttpResponse(document, content_type=exporter.content_type)
    response.headers["Content-Disposition"] = f'inline; filename="{issue.slug}.{format}"'
    return response


_show = csp_replace(_FRAMED)(_export)
_show_mail = csp_replace(_MAIL)(_export)


def _exported(issue: Issue, exporter: ExportFormat) -> str | bytes:
    """The export of the edition as it will be. Raises FormatUnavailable."""
    return exporter.render(load_contents(_as_published(issue)), settings.SITE_URL)


def _as_published(issue: Issue) -> Issue:
    """The edition as it will be on publication: on this object alone, which nothing saves."""
    issue.status = Status.PUBLISHED
    issue.published_at = issue.published_at or issue.publish_at or timezone.now()
    return issue
