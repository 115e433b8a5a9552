"""Brings two changes of one content together over the content that both began with (no query, no request).

The idea is that of diff3 (Khanna, Kunal and Pierce, "A Formal Investigation of Diff3", 2007), with words and tags in
place of lines.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from issues import markup
from issues.diffs import MOST_WORDS, Matcher, TooManySteps, tokens_of
from issues.limits import MAX_ITEM_CITATIONS

Content = Mapping[str, Any]
# As many as an item of before there was a limit may have. Each is compared with each.
_MOST_CITATIONS = 4 * MAX_ITEM_CITATIONS


@dataclass(frozen=True, slots=True)
class Overlap:
    """A place that both sides changed, each in another way. Texts are inline HTML or, of citations, JSON; empty: gone."""

    base: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class MergedText:
    """``text`` has every change that does not overlap, and at the overlaps what ``mine`` has."""

    text: str
    overlaps: tuple[Overlap, ...] = ()


@dataclass(frozen=True, slots=True)
class MergedCitations:
    """``citations`` as ``Citation.content()`` each, all out of ``mine`` or ``theirs``; at the overlaps those of ``mine``."""

    citations: tuple[Content, ...]
    overlaps: tuple[Overlap, ...] = ()


@dataclass(frozen=True, slots=True)
class Merged:
    """A whole content, in the shape of ``Item.content()``, and the names of the parts in which both sides overlap."""

    content: dict[str, Any]
    overlapping: tuple[str, ...]


def merge_contents(base: Content, mine: Content, theirs: Content) -> Merged:
    """Three values of ``Item.content()`` into one. Section and parent are one part, ``place``; never raises."""
    text = merge_texts(base["body"], mine["body"], theirs["body"])
    cited = merge_citations(base["citations"], mine["citations"], theirs["citations"])
    overlapping = [name for name, part in (("body", text), ("citations", cited)) if part.overlaps]
    place, is_torn = _merge_values(*(_place(side) for side in (base, mine, theirs)))
    follows, is_forked = _merge_values(*(side.get("follows", "") for side in (base, mine, theirs)))
    overlapping += ["place"] * is_torn + ["follows"] * is_forked
    content = {
        "body": text.text,
        "section": place[0],
        "parent": place[1],
        "citations": [dict(citation) for citation in cited.citations],
    }
    # As in Item.content(): only where there is one.
    return Merged({**content, "follows": follows} if follows else content, tuple(overlapping))


def merge_texts(base: str, mine: str, theirs: str) -> MergedText:
    """Clean inline HTML, by word and tag. Changes of neighbouring words overlap; the same change on both sides counts once.

    If the tags of the result would not fit together, the whole text is one overlap. Never raises.
    """
    whole = MergedText(mine, (Overlap(base, mine, theirs),))
    if theirs in (mine, base):
        return MergedText(mine)
    if mine == base:
        return MergedText(theirs)
    sides = _Words(base), _Words(mine), _Words(theirs)
    if max(len(side.words) for side in sides) > MOST_WORDS:
        return whole
    try:
        merged = _merge_words(*sides)
    except TooManySteps:
        return whole
    return merged if markup.clean(merged.text) == merged.text else whole


class _Words:
    """A text in its words and tags, bare, and each with the blanks behind it."""

    def __init__(self, text: str) -> None:
        self.tokens = tokens_of(text)
        self.words = [token.strip() for token in self.tokens]

    def blanks(self, at: int) -> str | None:
        """What stands behind a word; the last one has no say about what may come behind it."""
        is_last = at == len(self.words) - 1
        return None if is_last else self.tokens[at][len(self.words[at]) :]


@dataclass(slots=True)
class _Region:
    """A run of the base, from ``first`` to before ``last``, that a side changed; ``spans`` are the words in its place."""

    first: int
    last: int
    spans: list[tuple[int, int] | None]


def _merge_words(base: _Words, mine: _Words, theirs: _Words) -> MergedText:
    changes = [_changes(base, mine), _changes(base, theirs)]
    offsets = [0, 0]
    at, out, overlaps = 0, list[str](), list[Overlap]()
    for region in _regions(changes):
        out += _stable(base, mine, theirs, range(at, region.first), offsets)
        text, overlap = _settle(region, base, mine, theirs)
        out.append(text)
        overlaps += [overlap] if overlap else []
        at = region.last
        for side, span in enumerate(region.spans):
            if span:
                offsets[side] = span[1] - region.last
    out += _stable(base, mine, theirs, range(at, len(base.words)), offsets)
    return MergedText("".join(out), tuple(overlaps))


def _changes(base: _Words, side: _Words) -> list[tuple[int, int, int, int]]:
    changes = Matcher(base.words, side.words).get_opcodes()
    return [(i1, i2, j1, j2) for tag, i1, i2, j1, j2 in changes if tag != "equal"]


def _regions(changes: Sequence[Sequence[tuple[int, int, int, int]]]) -> list[_Region]:
    """The changes of both sides, those that touch each other taken together, from left to right."""
    regions: list[_Region] = []
    touching: list[list[tuple[int, int, int, int]]] = [[], []]
    everything = [(change, side) for side, own in enumerate(changes) for change in own]
    for change, side in sorted(everything):
        first, last = change[:2]
        if not regions or first > regions[-1].last:
            regions.append(_Region(first, last, [None, None]))
            touching = [[], []]
        region = regions[-1]
        region.last = max(region.last, last)
        touching[side].append(change)
        region.spans = [
            (
                own[0][2] - (own[0][0] - region.first),
                own[-1][3] + (region.last - own[-1][1]),
            )
            if own
            else None
            for own in touching
        ]
    return regions


def _settle(
    region: _Region, base: _Words, mine: _Words, theirs: _Words
) -> tuple[str, Overlap | None]:
    """The text for a region, and the overlap if the sides disagree."""
    was = "".join(base.tokens[region.first : region.last])
    texts, words = [], []
    for side, span in zip((mine, theirs), region.spans, strict=True):
        texts.append("".join(side.tokens[slice(*span)]) if span else was)
        words.append(side.words[slice(*span)] if span else None)
    if words[0] is None:
        return texts[1], None
    if words[1] is None or words[0] == words[1]:
        # The longer of two that say the same, for a word at the end of a text has no blank behind it.
        return (
            texts[0] if words[1] is None else max(texts, key=lambda text: (len(text), text))
        ), None
    return texts[0], Overlap(was, *texts)


def _stable(
    base: _Words, mine: _Words, theirs: _Words, run: range, offsets: Sequence[int]
) -> Iterator[str]:
    """Words that both sides kept; the blanks behind each are merged like any other value."""
    for at in run:
        was = base.blanks(at)
        here, there = mine.blanks(at + offsets[0]), theirs.blanks(at + offsets[1])
        now = {blanks for blanks in (here, there) if blanks is not None}
        kept = now - {was} if len(now) > 1 else now
        yield base.words[at] + max(kept, default="")


def merge_citations(
    base: Sequence[Content], mine: Sequence[Content], theirs: Sequence[Content]
) -> MergedCitations:
    """Lists of ``Citation.content()``. What either side added is there, what one removed and the other left alone is not.

    A citation that both changed, or one changed and the other removed, is an overlap, and so are two new orders. What
    both added is there once. Never raises.
    """
    old, here, there = ([_frozen(each) for each in side] for side in (base, mine, theirs))
    if there in (here, old):
        return MergedCitations(tuple(mine))
    if here == old:
        return MergedCitations(tuple(theirs))
    if max(map(len, (old, here, there))) > _MOST_CITATIONS:
        sides = ("\n".join(side) for side in (old, here, there))
        return MergedCitations(tuple(mine), (Overlap(*sides),))
    ours, others = _Fates(old, here), _Fates(old, there)
    kept: dict[int, str] = {}
    overlaps: list[Overlap] = []
    for at, was in enumerate(old):
        now, is_torn = _merge_values(was, ours.now(at), others.now(at))
        if is_torn:
            overlaps.append(Overlap(was, ours.now(at), others.now(at)))
        if now:
            kept[at] = now
    order, is_torn = _merge_order(ours, others, set(kept))
    if is_torn:
        overlaps.append(Overlap(*("\n".join(side) for side in (old, here, there))))
    result = _with_added(order, kept, ours, others)
    return MergedCitations(tuple(json.loads(each) for each in result), tuple(overlaps))


class _Fates:
    """What one side made of the citations of the base: ``place`` has, for each of its own, the one that it was."""

    def __init__(self, base: Sequence[str], side: Sequence[str]) -> None:
        self.side = side
        self.place: dict[int, int] = {}
        free = dict(enumerate(base))
        # One written over another in its row is that one changed, not one gone and one added.
        is_row_for_row = len(base) == len(side)
        for likeness in (_same, _same_outlet_or_address):
            for at, each in enumerate(side):
                if at in self.place:
                    continue
                was = next((i for i, old in free.items() if likeness(old, each)), None)
                if was is not None:
                    self.place[at] = was
                    del free[was]
        for at in range(len(side)):
            if is_row_for_row and at in free and at not in self.place:
                self.place[at] = at
                del free[at]
        self._at = {was: at for at, was in self.place.items()}

    def now(self, was: int) -> str:
        """The citation now, or nothing if it was removed."""
        return self.side[self._at[was]] if was in self._at else ""

    def order(self, kept: set[int]) -> list[int]:
        return [self.place[at] for at in sorted(self.place) if self.place[at] in kept]

    def added(self) -> list[tuple[int | None, str]]:
        """New citations, each with the one of the base that stands before it."""
        result: list[tuple[int | None, str]] = []
        anchor = None
        for at, each in enumerate(self.side):
            if at in self.place:
                anchor = self.place[at]
            else:
                result.append((anchor, each))
        return result


def _merge_order(ours: _Fates, others: _Fates, kept: set[int]) -> tuple[list[int], bool]:
    """The order of what is left of the base, and whether both sides made a new one of it."""
    orders = []
    for side in (ours, others):
        placed = side.order(kept)
        # One that this side removed and the other side's change brings back goes where it was.
        for each in sorted(kept - set(placed)):
            placed.insert(sum(1 for other in placed if other < each), each)
        orders.append(placed)
    order, is_torn = _merge_values(sorted(kept), *orders)
    return order, is_torn


def _with_added(
    order: Sequence[int], kept: Mapping[int, str], ours: _Fates, others: _Fates
) -> list[str]:
    """Behind each citation what was added there, theirs first; what both added counts once."""
    theirs, mine = others.added(), ours.added()
    doubles = Counter(each for _, each in theirs) & Counter(each for _, each in mine)
    fresh = list(theirs)
    for anchor, each in mine:
        if doubles[each]:
            doubles[each] -= 1
        else:
            fresh.append((anchor, each))
    result = [each for anchor, each in fresh if anchor is None]
    for at in order:
        result += [kept[at], *(each for anchor, each in fresh if anchor == at)]
    lost = [each for anchor, each in fresh if anchor is not None and anchor not in kept]
    return result + lost


def _merge_values(base: Any, mine: Any, theirs: Any) -> tuple[Any, bool]:
    """One of three values, and whether the sides disagree; then it is mine."""
    if mine == base:
        return theirs, False
    return mine, theirs not in (base, mine)


def _place(content: Content) -> tuple[str, str | None]:
    return content["section"], content["parent"]


def _frozen(citation: Content) -> str:
    return json.dumps(citation, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _same(one: str, other: str) -> bool:
    return one == other


def _same_outlet_or_address(one: str, other: str) -> bool:
    a, b = json.loads(one), json.loads(other)
    return bool((a["outlet"] and a["outlet"] == b["outlet"]) or (a["url"] and a["url"] == b["url"]))
