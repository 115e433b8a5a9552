"""Finds the items of this and earlier issues that tell of the same event as a text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import NamedTuple

from django.db.models import Q

from issues import markup
from issues.models import Citation, Issue, Item
from issues.repeats.likeness import ALIKE, SAME_TEXT, Likeness, Source, Weights, likeness
from issues.repeats.reading import MOST_CHARACTERS, Text, Word, read
from issues.search import holders, matching
from issues.search.query import fold
from issues.search.query import words as searchable_words
from issues.workflow import WORKING, Status
from sources.models import Outlet

MOST_FOUND = 5
LONGEST_EVIDENCE = timedelta(days=31)
"""A citation of a longer time, such as a year, says nothing about which article it is."""
# Characters of HTML that are read, and words of the text that are looked for as a phrase.
_MOST_HTML, _MOST_PHRASE = 6000, 20
# Words that are looked up, the most telling ones; items that share a word, beyond which it tells little; items that are
# read and compared, of those published and of others; citations that are evidence; items of working editions that are
# looked through.
_MOST_WORDS, _MOST_HOLDERS, _MOST_READ, _MOST_SOURCES, _MOST_WORKING = 30, 400, 20, 12, 2000


@dataclass(frozen=True, slots=True)
class Similar:
    """An item that tells of much the same. ``item`` comes with its issue and ``with_contents()``."""

    item: Item
    likeness: Likeness
    pieces: tuple[tuple[str, bool], ...]
    """Its text, plain, in pieces that the other text has too or not."""
    citation: Citation | None
    """The citation of the item that the other text has too: outlet and day."""

    @property
    def is_same_text(self) -> bool:
        """Whether the texts are much the same."""
        return self.likeness.common >= SAME_TEXT

    @property
    def word_count(self) -> int:
        """Words that say something and stand in both."""
        return len(self.likeness.shared)

    @property
    def may_be_followed(self) -> bool:
        """Whether another item may be linked to it as its follow-up, when it stands in another issue."""
        return self.item.issue.status == Status.PUBLISHED and not self.item.held


def find_similar(
    body: str, citations: Iterable[Citation], issue: Issue, *, key: str = ""
) -> list[Similar]:
    """Items similar to a text, the most similar first, ``MOST_FOUND`` at most.

    ``body`` is inline HTML or plain text, anything at all (it is not cleaned: what is found comes without markup); ``citations`` are saved or not. Looked at are the items of
    this edition, held ones too, those that readers see in issues that end no later, and those of earlier issues that
    are still in the making. The item of that ``key`` is never found, nor is another edition of this issue looked at.
    At most nine queries, whatever the text.
    """
    text = read(markup.to_text(body[:_MOST_HTML]))
    if not text.words:
        return []
    merged = Outlet.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into")
    heads = {pk: head for pk, head in merged if head is not None}
    search = _Search(text, [*_sources(citations, heads)][:_MOST_SOURCES], heads, issue)
    results = search.compare({pk: it for pk, it in search.candidates() if it.key != key})
    alike = sorted(results, key=lambda each: (-each.likeness.score, -each.item.pk))
    return alike[:MOST_FOUND]


class _Candidate(NamedTuple):
    key: str
    text: Text


class _Search:
    """One text on its way through the archive."""

    def __init__(
        self, text: Text, sources: Sequence[Source], heads: Mapping[int, int], issue: Issue
    ) -> None:
        self.text, self.sources, self.heads, self.issue = text, sources, heads, issue
        self.telling = _telling(text)
        size, self.holders = holders([*self.telling], _MOST_HOLDERS)
        holding: Counter[str] = Counter()
        for word, pks in self.holders.items():
            holding[self.telling[word]] = max(holding[self.telling[word]], len(pks))
        self.weights = Weights(holding, size)

    def candidates(self) -> Iterator[tuple[int, _Candidate]]:
        """Items worth a comparison, by primary key."""
        for pk, key, plain in (*self._published(), *self._working()):
            yield pk, _Candidate(key, read(plain))

    def compare(self, candidates: Mapping[int, _Candidate]) -> Iterator[Similar]:
        """Those that are similar. Citations can only speak against: those of texts that are not similar are not read."""
        scores = {
            pk: likeness(self.text, each.text, self.weights).score
            for pk, each in candidates.items()
        }
        best = sorted(scores, key=lambda pk: (-scores[pk], -pk))[: 3 * MOST_FOUND]
        near = [pk for pk in best if scores[pk] >= ALIKE]
        for item in Item.objects.with_contents().select_related("issue").filter(pk__in=near):
            cited = [*item.citations.all()]
            theirs = [*_sources(cited, self.heads)]
            found = likeness(
                self.text, candidates[item.pk].text, self.weights, self.sources, theirs
            )
            if found.score >= ALIKE:
                yield Similar(
                    item,
                    found,
                    tuple(_pieces(candidates[item.pk].text, found.shared)),
                    _met(cited, found.source, self.heads),
                )

    def _published(self) -> Iterator[tuple[int, str, str]]:
        """Published items that have the rarest words in common with the text, or a citation."""
        pks = dict.fromkeys([*self._by_words(), *self._by_citation()])
        rows = (
            Item.objects.published()
            .filter(pk__in=list(pks), issue__period_end__lte=self.issue.period_end)
            .exclude(issue__slug=self.issue.slug)
        )
        found = {pk: (key, body) for pk, key, body in rows.values_list("pk", "key", "body")}
        for pk in [pk for pk in pks if pk in found][:_MOST_READ]:
            yield pk, found[pk][0], markup.to_text(found[pk][1])

    def _by_words(self) -> list[int]:
        scores: Counter[int] = Counter()
        for word, pks in self.holders.items():
            if len(pks) <= _MOST_HOLDERS:
                scores.update(dict.fromkeys(pks, self.weights.of(self.telling[word])))
        # More than are read, for some stand in later issues.
        best = sorted(scores, key=lambda pk: (-scores[pk], -pk))[: 6 * _MOST_READ]
        is_tie = len(best) > _MOST_READ and scores[best[0]] == scores[best[_MOST_READ]]
        if best and not is_tie:
            return best
        # Every word is common, or one formula stands everywhere: what is left to find is the same text.
        words = islice(searchable_words(self.text.plain), _MOST_PHRASE)
        phrase = " ".join(word.folded for word in words)
        return sorted(matching(f'"{phrase}"'), reverse=True)[:_MOST_READ] + best

    def _by_citation(self) -> list[int]:
        families: defaultdict[int, set[int]] = defaultdict(set)
        for pk, head in self.heads.items():
            families[head].add(pk)
        wanted = Q()
        for source in self.sources:
            wanted |= Q(
                outlet__in={source.outlet, *families[source.outlet]},
                dated_from__range=(source.first - LONGEST_EVIDENCE, source.last),
                dated_to__gte=source.first,
            )
        if not wanted:
            return []
        rows = Citation.objects.published().filter(wanted).order_by()
        return list(rows.values_list("item", flat=True)[:_MOST_READ])

    def _working(self) -> list[tuple[int, str, str]]:
        """Items of this edition and of earlier ones in the making that have some words in common with the text."""
        working = Issue.objects.filter(
            status__in=WORKING, period_end__lt=self.issue.period_end
        ).order_by("-period_end")
        issues = [self.issue.pk, *working.values_list("pk", flat=True)]
        # The newest issues first, as a rule.
        rows = Item.objects.filter(issue__in=issues).order_by("-issue")
        found = []
        beginnings = {word[:5] for word in self.telling}
        needed = min(len(beginnings), 2)
        for pk, key, body in rows.values_list("pk", "key", "body")[:_MOST_WORKING]:
            plain = markup.to_text(body)
            folded = fold(plain)
            common = sum(beginning in folded for beginning in beginnings)
            if common >= needed:
                found.append((common, pk, key, plain))
        found.sort(reverse=True)
        return [row[1:] for row in found[:_MOST_READ]]


def _telling(text: Text) -> dict[str, str]:
    """Words as the index knows them, with their keys; names and numbers first, ``_MOST_WORDS`` at most."""
    found: dict[str, Word] = {}
    for word in text.words:
        if word.key in text.keys:
            for part in searchable_words(text.plain[word.start : word.end]):
                found.setdefault(part.folded, word)
    best = sorted(
        found, key=lambda part: (-found[part].is_name, -found[part].is_number, -len(part))
    )
    return {part: found[part].key for part in best[:_MOST_WORDS]}


def _sources(citations: Iterable[Citation], heads: Mapping[int, int]) -> Iterator[Source]:
    """What citations tell: those with an outlet and a day, or a month at the longest."""
    for citation in citations:
        if source := _source(citation, heads):
            yield source


def _source(citation: Citation, heads: Mapping[int, int]) -> Source | None:
    outlet, first, last = citation.outlet_id, citation.dated_from, citation.dated_to
    if outlet is None or first is None or last is None or last - first > LONGEST_EVIDENCE:
        return None
    return Source(heads.get(outlet, outlet), first, last)


def _met(
    citations: Iterable[Citation], source: Source | None, heads: Mapping[int, int]
) -> Citation | None:
    """The first citation that tells the same as the source."""
    for citation in citations:
        mine = _source(citation, heads)
        if source and mine and mine.meets(source):
            return citation
    return None


def _pieces(text: Text, shared: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """The text in pieces, those that are shared apart."""
    here = 0
    for word in text.words:
        if word.key in shared:
            if word.start > here:
                yield text.plain[here : word.start], False
            yield text.plain[word.start : word.end], True
            here = word.end
    if rest := text.plain[here:MOST_CHARACTERS]:
        yield rest, False
