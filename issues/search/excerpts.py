"""Shows where a reader's words stand: excerpts as plain text, in pieces that match or do not."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from django.db import connections

from issues.models import Item
from issues.search.query import Query, Term, Word, parse, words

Segment = tuple[str, bool]
"""Plain text, and whether it matches. Never HTML: whoever prints it escapes it."""

Spans = list[tuple[int, int]]
"""Where something begins and ends in a text, in order, none touching another."""

LENGTH = 280
"""Characters of an excerpt, about."""
_BEFORE = 80


def snippets(items: Iterable[Item], q: str) -> dict[int, tuple[Segment, ...]]:
    """For each item, by primary key, an excerpt with the words of ``q`` (see ``parse``) marked.

    From the item's text; where that has none of the words, from the titles, the outlets or the notice they were found in.
    One query, and none if every text has a word.
    """
    query, found = parse(q), dict[int, tuple[Segment, ...]]()
    others = list[Item]()
    for item in items:
        text = item.text
        spans = spans_of(text, query)
        found[item.pk] = _excerpt(text, spans)
        if query.included and not spans:
            others.append(item)
    for pk, texts in _other_texts(others):
        for text in texts:
            if spans := spans_of(text, query):
                found[pk] = _excerpt(text, spans)
                break
    return found


def _other_texts(items: list[Item]) -> Iterator[tuple[int, list[str]]]:
    """Titles, outlets and notice of each item: one query, none for no items."""
    if not items:
        return
    places = ", ".join(["%s"] * len(items))
    sql = f"SELECT item_id, titles, outlets, notice FROM issues_searchable WHERE item_id IN ({places})"
    with connections[Item.objects.db].cursor() as cursor:
        cursor.execute(sql, [item.pk for item in items])
        for pk, *texts in cursor.fetchall():
            yield pk, [text.replace(" \ue000 ", " · ") for text in texts]


def spans_of(text: str, query: Query) -> Spans:
    """Where the terms of a query stand in the text."""
    standing = list(words(text))
    spans = sorted(
        (standing[place].start, standing[place + len(term.words) - 1].end)
        for term in query.included
        for place in _places(term, standing)
    )
    merged: Spans = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _places(term: Term, standing: list[Word]) -> Iterator[int]:
    """The numbers of the words that the term begins at."""
    wanted = [word for text in term.words for word in words(text)]
    last = len(wanted) - 1
    begins = wanted[0].folded[0]

    def fits(number: int, word: Word) -> bool:
        if term.is_prefix:
            folded = wanted[number].folded
            return word.folded.startswith(folded) if number == last else word.folded == folded
        return word.folded[0] == wanted[number].folded[0] and word.stem == wanted[number].stem

    for place in range(len(standing) - last):
        # A stem begins as its word does: of most words the first letter is enough to know.
        if standing[place].folded[0] == begins and all(
            fits(number, standing[place + number]) for number in range(last + 1)
        ):
            yield place


def _excerpt(text: str, spans: Spans) -> tuple[Segment, ...]:
    """The stretch of the text with the most matches in it, cut between words."""
    start, end = _stretch(text, spans)
    edges = [start]
    for first, last in spans:
        if start <= first and last <= end:
            edges += [first, last]
    edges.append(end)
    pieces = [(text[a:b], number % 2 == 1) for number, (a, b) in enumerate(pairwise(edges))]
    whole = [("…", False)] if start else []
    whole += [(piece, is_match) for piece, is_match in pieces if piece]
    whole += [("…", False)] if end < len(text) else []
    return tuple(whole)


def _stretch(text: str, spans: Spans) -> tuple[int, int]:
    if len(text) <= LENGTH:
        return 0, len(text)
    best, most = 0, 0
    for first, _ in spans:
        start = max(0, first - _BEFORE)
        inside = sum(1 for a, b in spans if first <= a and b <= start + LENGTH)
        if inside > most:
            best, most = start, inside
    start, end = best, best + LENGTH
    if start:
        start = text.find(" ", start) + 1
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + 1)
    return start, min(end, len(text))
