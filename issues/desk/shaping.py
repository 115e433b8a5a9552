"""Splitting an item in two, and joining two into one."""

import re
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from issues.contents import ItemNode, load_contents
from issues.desk.access import desk_page
from issues.desk.diffs import citation_line
from issues.desk.entry import TOO_LONG_A_TEXT, folded
from issues.desk.meeting import columns
from issues.desk.pages import Unreadable, at_item, desk_render, is_htmx, status_of
from issues.editing import Stale
from issues.limits import MAX_PARAGRAPH
from issues.models import Citation, Issue, Item
from issues.moves import Conflict, MoveError
from issues.shaping import joined, merge_items, split_item

# A small letter or a number goes on with the sentence: “on Oct. 28”.
_END_OF_SENTENCE = re.compile(
    r"[.!?…][\"”’)\]]*(?:</[a-z]+>)*\s+(?=(?:<[^<>]*>|[\"“‘(\[])*[^\W\d_a-z])"
)
_TAG = re.compile(r"<[^<>]*>")
FIRST, SECOND, BOTH = "1", "2", "both"


@dataclass(frozen=True, slots=True)
class Source:
    """A citation of the item that is split: its number from 0, what it says, and which part it goes with."""

    number: int
    line: str
    goes: str


@dataclass(frozen=True, slots=True)
class Halves:
    """The form of a split: the version that it began with, both texts, the citations."""

    version: str
    first: str
    second: str
    sources: tuple[Source, ...]


def sentences(body: str) -> list[str]:
    """Clean inline HTML in its sentences, none of them within a tag that is still open; joined by blanks it is the text."""
    parts, start, seen, open_tags = [], 0, 0, 0
    for end in _END_OF_SENTENCE.finditer(body):
        # The text is clean, so its tags are well nested: those that are open can be counted.
        for tag in _TAG.finditer(body, seen, end.end()):
            open_tags += -1 if tag[0].startswith("</") else 1
        seen = end.end()
        if not open_tags:
            parts.append(body[start:seen].strip())
            start = seen
    rest = body[start:].strip()
    return [*parts, rest] if rest else parts


@desk_page("issues.change_item")
def split(request: HttpRequest, issue: Issue, key: str) -> HttpResponse:
    """Two texts to begin with, ``?after=`` so many sentences; then both are saved as two items."""
    item = get_object_or_404(issue.items.with_contents(), key=key)
    _refuse_if_fixed(issue)
    if request.method != "POST":
        return _split_form(request, item, _halves(item, request.GET.get("after", "")))
    halves = _typed(request, item)
    if not halves.version.isdecimal() or len(halves.version) > 9:
        raise Unreadable("The form came without its version: open the item again.")
    if max(len(halves.first), len(halves.second)) > MAX_PARAGRAPH:
        raise Unreadable(TOO_LONG_A_TEXT)
    try:
        _, new = split_item(
            item,
            user=request.user,
            version=int(halves.version),
            first=folded(halves.first),
            second=folded(halves.second),
            citations=(_chosen(item, halves, FIRST), _chosen(item, halves, SECOND)),
        )
    except MoveError as error:
        return _split_form(request, item, halves, error)
    messages.success(request, f"Split in two: the second begins “{new.excerpt}”.")
    return at_item(issue, new.key, "saved")


def _halves(item: Item, after: str) -> Halves:
    parts = sentences(item.body)
    at = int(after) if after.isdecimal() and len(after) < 5 else (len(parts) + 1) // 2
    sources = tuple(
        Source(number, citation_line(citation.content()), FIRST)
        for number, citation in enumerate(item.citations.all())
    )
    return Halves(str(item.version), " ".join(parts[:at]), " ".join(parts[at:]), sources)


def _typed(request: HttpRequest, item: Item) -> Halves:
    sent = request.POST
    sources = tuple(
        Source(number, citation_line(citation.content()), sent.get(f"source-{number}", BOTH))
        for number, citation in enumerate(item.citations.all())
    )
    return Halves(sent.get("version", ""), sent.get("first", ""), sent.get("second", ""), sources)


def _chosen(item: Item, halves: Halves, part: str) -> list[Citation]:
    rows = list(item.citations.all())
    # One that was given to neither part is kept in both: nothing goes by being forgotten.
    other = SECOND if part == FIRST else FIRST
    return [rows[source.number] for source in halves.sources if source.goes != other]


def _split_form(
    request: HttpRequest, item: Item, halves: Halves, error: MoveError | None = None
) -> HttpResponse:
    is_stale = isinstance(error, Stale)
    context = {
        "title": "Split an item",
        "issue": item.issue,
        "item": item,
        "halves": halves,
        "version": item.version if is_stale else halves.version,
        "breaks": list(enumerate(sentences(item.body)[:-1], start=1)),
        "stale": columns(error) if isinstance(error, Stale) else None,
        "error": error,
    }
    return _page_or_part(request, "split", context, error)


@desk_page("issues.change_item")
def merge(request: HttpRequest, issue: Issue, key: str) -> HttpResponse:
    """Shows the item joined with ``into`` (its key, by ``?into=``; else the one above or below), then joins them."""
    nodes = list(load_contents(issue, with_held=True).walk())
    node = next((each for each in nodes if each.key == key), None)
    if node is None:
        raise Conflict("This item was deleted meanwhile: it cannot be joined any more.")
    _refuse_if_fixed(issue)
    below = {each.key for each in node.walk()}
    others = [each for each in nodes if each.key not in below]
    wanted = (request.POST if request.method == "POST" else request.GET).get("into", "")
    into = next((each for each in others if each.key == wanted), None)
    if wanted and into is None:
        raise Conflict("That item is gone, or stands below this one: choose another to join with.")
    into = into or _neighbour(node, nodes, others)
    if request.method != "POST" or into is None:
        return _merge_form(request, issue, node, into, others)
    try:
        kept = merge_items(
            node.item, into.item, user=request.user, versions=_versions(request, "own", "other")
        )
    except MoveError as error:
        return _merge_form(request, issue, node, into, others, error)
    messages.success(request, "Joined: one item has the words and citations of both now.")
    return at_item(issue, kept.key, "saved")


def _neighbour(node: ItemNode, nodes: list[ItemNode], others: list[ItemNode]) -> ItemNode | None:
    """The item above in reading order, else the one below."""
    above = [each for each in nodes[: nodes.index(node)] if each in others]
    return above[-1] if above else next(iter(others), None)


def _versions(request: HttpRequest, *names: str) -> tuple[int, int]:
    sent = [request.POST.get(name, "") for name in names]
    if not all(each.isdecimal() and len(each) < 10 for each in sent):
        raise Unreadable("The form came without its versions: open the item again.")
    return int(sent[0]), int(sent[1])


def _merge_form(
    request: HttpRequest,
    issue: Issue,
    node: ItemNode,
    into: ItemNode | None,
    others: list[ItemNode],
    error: MoveError | None = None,
) -> HttpResponse:
    if isinstance(error, Stale):
        theirs = error.theirs
        error = Conflict(
            f"{theirs.last_editor.get_username()} changed “{theirs.excerpt}” after you opened this: "
            "read what both say together now, then join them."
        )
    text, citations = joined(node.item, into.item) if into else ("", [])
    context = {
        "title": "Join two items",
        "issue": issue,
        "node": node,
        "into": into,
        "others": others,
        "text": text,
        "citations": [citation_line(citation.content()) for citation in citations],
        "error": error,
    }
    return _page_or_part(request, "merge", context, error)


def _refuse_if_fixed(issue: Issue) -> None:
    if not issue.is_editable:
        raise Conflict(
            f"{issue} cannot be changed now: it is {issue.get_status_display().lower()}."
        )


def _page_or_part(
    request: HttpRequest, name: str, context: dict[str, Any], error: MoveError | None
) -> HttpResponse:
    part = f"issues/desk/_{name}.html"
    status = status_of(error) if error else 200
    context["part"] = part
    if is_htmx(request):
        return render(request, part, context, status=status)
    return desk_render(request, "shaping.html", context, status=status)
