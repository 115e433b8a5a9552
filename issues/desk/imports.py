"""Importing a text: read first, with every finding shown, and then made a draft with one button."""

import base64
import binascii
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from issues.desk.access import desk_page
from issues.desk.import_forms import ImportForm
from issues.desk.pages import at_item, desk_render
from issues.desk.turns import content_length
from issues.imports import ImportRefused, ReadResult, import_issue, read_document
from issues.imports.formats import format_of
from issues.imports.source import SourceItem
from issues.limits import MAX_BYTES
from issues.models import Import, Issue
from issues.sections import Section

# The whole form; a document of the largest size fits in, packed for a field, with room for what is around it.
MAX_FORM_BYTES = MAX_BYTES * 4 // 3 + 1024 * 1024
TOO_LARGE = "That is larger than 5 MB: a digest is some pages of text, so check that this is the right file."
_PLACE = re.compile(r"^Line \d+[^:]*: ")
_TORN = "The document did not come back whole: choose the file again."
_MOST_LINES = 3000
_MOST_DRAINED = 64 * 1024 * 1024


def within_size(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answers 413 to a form that is too large before anything of it is read; the view still checks its token."""

    @csrf_exempt
    @wraps(view)
    def measured(request: HttpRequest, **arguments: Any) -> HttpResponse:
        length = content_length(request)
        if length <= MAX_FORM_BYTES:
            return view(request, **arguments)
        # A browser shows the answer only once it has sent all: let it, within reason.
        left = min(length, _MOST_DRAINED)
        while left > 0 and (chunk := request.read(min(left, 1024 * 1024))):
            left -= len(chunk)
        return _form(request, ImportForm(), error=TOO_LARGE, status=413)

    return measured


@within_size
@desk_page("issues.add_import")
def import_text(request: HttpRequest) -> HttpResponse:
    """A file or a pasted text; then what was read of it; then, with ``create``, the draft."""
    if request.method != "POST":
        return _form(request, ImportForm())
    if "document" in request.POST:
        return _second_step(request)
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form(request, form, status=400)
    document, filename = form.document()
    if len(document) > MAX_BYTES:
        return _form(request, form, error=TOO_LARGE, status=413)
    try:
        return _reading(request, document, filename)
    except ImportRefused as error:
        return _form(request, form, error=str(error), status=400)


def _second_step(request: HttpRequest) -> HttpResponse:
    filename = request.POST.get("filename", "")[-255:] or "document.txt"
    try:
        document = unpack(request.POST["document"])
        sections = _mapping(request)
        if "create" not in request.POST:
            return _reading(request, document, filename, sections)
        done = import_issue(
            document, filename, user=request.user, format=format_of(filename), sections=sections
        )
    except ImportRefused as error:
        return _form(request, ImportForm(), error=str(error), status=400)
    count = done.draft.items.count()
    messages.success(
        request, f"Made a draft of {count} items from {filename}. Go through what is marked."
    )
    return at_item(done.draft, "")


def _mapping(request: HttpRequest) -> dict[str, str]:
    pairs = zip(request.POST.getlist("heading"), request.POST.getlist("section"), strict=False)
    return {heading: code for heading, code in pairs if code}


def _reading(
    request: HttpRequest, document: bytes, filename: str, sections: dict[str, str] | None = None
) -> HttpResponse:
    """What would become of the document. Raises ImportRefused."""
    read = read_document(document, filename, format=format_of(filename), sections=sections)
    context = {
        "title": "What was read",
        "read": read,
        "result": read.to_dict(),
        "filename": filename,
        "packed": pack(document),
        "headings": _unknown_headings(read, sections or {}),
        "taken": next((each for each in read.remarks if each.code == "issue_exists"), None),
        "sections": Section,
        "keys": {item.key for item in read.plan.walk()},
        "plan": _plan(read),
        **_remarks(read.source.text, [each.to_dict() for each in read.remarks]),
    }
    return desk_render(request, "import_reading.html", context)


def _plan(read: ReadResult) -> list[tuple[Section, list[tuple[int, SourceItem, int]]]]:
    """The sections with their items in reading order, each with its level from 1 and the number of its findings."""
    found = Counter(each.key for each in read.remarks)

    def walk(items: list[SourceItem], depth: int) -> Iterator[tuple[int, SourceItem, int]]:
        for item in items:
            yield depth, item, found[item.key]
            yield from walk(item.children, depth + 1)

    return [(section, list(walk(items, 1))) for section, items in read.plan.sections.items()]


def _unknown_headings(read: ReadResult, given: dict[str, str]) -> list[tuple[str, str]]:
    """Each heading that is none of the five and has items, with the section that was chosen for it."""
    return [
        (section.heading, given.get(section.heading, ""))
        for section in read.source.sections
        if section.code is None and section.items and section.heading
    ]


def _remarks(text: str, findings: list[dict[str, Any]]) -> dict[str, Any]:
    """The lines of a document, each with the findings about it, and the findings about the whole.

    Of a very long document only the lines with findings.
    """
    by_line: dict[int, list[dict[str, Any]]] = {}
    for finding in findings:
        at = finding["line"]
        # The place need not be told beside it.
        message = _PLACE.sub("", finding["message"])
        by_line.setdefault(at, []).append({**finding, "message": message})
    lines = [(at, line, by_line.get(at, [])) for at, line in enumerate(text.splitlines(), start=1)]
    is_long = len(lines) > _MOST_LINES
    if is_long:
        lines = [each for each in lines if each[2]]
    return {"lines": lines, "general": by_line.get(0, []), "is_long": is_long}


def _form(
    request: HttpRequest, form: ImportForm, *, error: str = "", status: int = 200
) -> HttpResponse:
    context = {"title": "Import a text", "form": form, "error": error}
    return desk_render(request, "import_form.html", context, status=status)


@desk_page("issues.view_import")
def imported(request: HttpRequest, issue: Issue, pk: int) -> HttpResponse:
    """The source of an issue with what was found in it, line by line."""
    source = get_object_or_404(Import.objects.defer("document"), issue=issue, pk=pk)
    context = {
        "title": f"Source: {source.filename}",
        "issue": issue,
        "source": source,
        "items_at": reverse("desk:issue", args=[issue.slug, issue.edition]),
        "keys": set(issue.items.values_list("key", flat=True)),
        **_remarks(source.text, source.findings),
    }
    return desk_render(request, "imported.html", context)


def pack(document: bytes) -> str:
    """The document for a hidden field, so that nothing is stored before somebody says so."""
    return base64.b64encode(zlib.compress(document)).decode()


def unpack(text: str) -> bytes:
    """The document of a hidden field. Raises ImportRefused for what ``pack`` did not make."""
    try:
        inflate = zlib.decompressobj()
        document = inflate.decompress(base64.b64decode(text, validate=True), MAX_BYTES + 1)
    except (binascii.Error, ValueError, zlib.error) as error:
        raise ImportRefused(_TORN) from error
    if len(document) > MAX_BYTES:
        raise ImportRefused(TOO_LARGE)
    if not inflate.eof:
        raise ImportRefused(_TORN)
    return document
