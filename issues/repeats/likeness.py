"""Says how likely two texts tell of the same event: a number, and what it rests on (no query)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from issues.diffs import Matcher, TooManySteps
from issues.repeats.reading import Text, skeleton
from issues.repeats.vocabulary import EVERYDAY, OF_THE_SUBJECT

ALIKE = 0.45
"""From here on two items are similar. One too many costs a glance, one too few may be printed twice."""
SAME_TEXT = 0.8
"""From here on, of the weight of the longer, the texts are much the same."""


class Evidence(NamedTuple):
    """What speaks for and against one event, each 0 to 1."""

    words: float
    """How much of the shorter text the other has too: a summary repeats what it sums up."""
    particulars: float
    """How much of the names and numbers of both they share: who, where and how many, which a rewording leaves alone."""
    formula: float
    """1 if one puts another name or number into the very words of the other, as a weekly bulletin does."""
    days: float
    """How far the days that they cite are apart; 1 is a week and all that is longer, 0 also where none is known."""


BIAS = -5.8
WEIGHTS = Evidence(words=5.8, particulars=5.4, formula=-2.5, days=-2.3)
"""What each counts for, in logits (logistic regression): fitted by ``python -m benchmarks.likeness``, and rounded."""

# The weight of two rare words, in nats. So much is taken to speak for nothing before a share is computed: a word or two
# that agree, or a name that does not, prove little in a short text.
_DOUBT = 12.0
_WEEK = 7
# Words that fit into the blank of a formula.
_SLOT = 4

# How common a word is before any archive has told: what a small archive says of it counts for little.
_USUAL, _COMMON, _RARE = 0.2, 0.05, 0.004
_BELIEF = 500


@dataclass(frozen=True, slots=True)
class Source:
    """One citation as evidence: the outlet that counts today (its primary key), and inclusive days."""

    outlet: int
    first: date
    last: date

    def meets(self, other: Source) -> bool:
        """The same outlet, and days that overlap."""
        return self.outlet == other.outlet and self.first <= other.last and other.first <= self.last


@dataclass(frozen=True)
class Weights:
    """What a word weighs: the rarer, the more (inverse document frequency, K. Spärck Jones 1972).

    ``holding`` counts the texts that have a word, of ``size`` texts.
    """

    holding: Mapping[str, int]
    size: int
    _known: dict[str, float] = field(default_factory=dict)

    def of(self, key: str) -> float:
        """The weight of a word, in nats of surprise."""
        if key not in self._known:
            self._known[key] = self._weighed(key)
        return self._known[key]

    def _weighed(self, key: str) -> float:
        usual = _USUAL if key in EVERYDAY else _COMMON if key in OF_THE_SUBJECT else _RARE
        holding = self.holding.get(key, usual * self.size)
        return -math.log(min((holding + _BELIEF * usual) / (self.size + _BELIEF), 0.9))

    def total(self, keys: frozenset[str]) -> float:
        """The weight of all of them."""
        return sum(map(self.of, keys))


@dataclass(frozen=True, slots=True)
class Likeness:
    """``score`` is 0 to 1; ``shared`` are the keys of the second text that the first has too."""

    score: float
    shared: frozenset[str]
    common: float = 0.0
    """How much of the longer text the other has too, 0 to 1."""
    source: Source | None = None
    """The outlet and day that both cite."""


def likeness(
    one: Text,
    other: Text,
    weights: Weights,
    sources: Sequence[Source] = (),
    other_sources: Sequence[Source] = (),
) -> Likeness:
    """Compare two texts and their citations; equal texts (but for punctuation and markup) score 1.

    Citations can only speak against: without them the score is never lower.
    """
    if not one.words or not other.words:
        return Likeness(0.0, frozenset())
    pair = Pair(one, other, weights)
    met = next((mine for mine in sources for other in other_sources if mine.meets(other)), None)
    if one.sequence == other.sequence:
        return Likeness(1.0, pair.shared, 1.0, met)
    evidence = pair.evidence(days_apart(sources, other_sources))
    # The costliest to know, and it can only speak against.
    if probability(evidence) >= ALIKE and pair.is_formula():
        evidence = evidence._replace(formula=1.0)
    return Likeness(min(probability(evidence), 0.99), pair.shared, pair.common, met)


def probability(evidence: Evidence) -> float:
    """How likely it is that texts of this evidence tell of the same event."""
    logit = BIAS + sum(weight * value for weight, value in zip(WEIGHTS, evidence, strict=True))
    return 1 / (1 + math.exp(-logit))


class Pair:
    """Two texts side by side, with names of the first spelled as the second spells them."""

    def __init__(self, one: Text, other: Text, weights: Weights) -> None:
        self.one, self.other, self._weights = one, other, weights
        self._spelled = _spelled(one, other)
        self._mine = frozenset(self._spelled.get(key, key) for key in one.keys)
        self.shared = self._mine & other.keys
        names = frozenset(self._spelled.get(key, key) for key in one.names)
        self._less, self._more = sorted((weights.total(self._mine), weights.total(other.keys)))
        self._particulars = names | other.names | one.numbers | other.numbers

    def evidence(self, days: float) -> Evidence:
        """What they tell together; ``days`` as `days_apart` gives them. The formula is not looked for."""
        total = self._weights.total
        mine, theirs = self._mine & self._particulars, self.other.keys & self._particulars
        return Evidence(
            words=total(self.shared) / (self._less + _DOUBT),
            # Half of the doubt above as well: texts without any tell nothing here.
            particulars=(total(mine & theirs) + _DOUBT / 2)
            / ((total(mine) + total(theirs)) / 2 + _DOUBT),
            formula=0.0,
            days=days,
        )

    @property
    def common(self) -> float:
        """How much of the longer text the other has too, 0 to 1."""
        return self._weights.total(self.shared) / self._more

    def is_formula(self) -> bool:
        """Whether one tells of another place, person or number in the very words in which the other tells of its own.

        Such are the sentences that come every week. Who words the same news anew seldom puts another name in a name's
        place.
        """
        mine = [self._spelled.get(word.key, word.key) for word in self.one.words]
        theirs = [word.key for word in self.other.words]
        only_mine = self._particulars & {*mine} - {*theirs}
        only_theirs = self._particulars & {*theirs} - {*mine}
        if not only_mine or not only_theirs:
            return False
        try:
            changes = Matcher(mine, theirs).get_opcodes()
        except TooManySteps:
            return False
        return any(
            only_mine & {*mine[i1:i2]} and only_theirs & {*theirs[j1:j2]}
            for tag, i1, i2, j1, j2 in changes
            if tag == "replace" and max(i2 - i1, j2 - j1) <= _SLOT
        )


def days_apart(sources: Sequence[Source], other_sources: Sequence[Source]) -> float:
    """How far the nearest days are apart that two items cite: 0 to 1, which is a week or more; 0 if one cites none."""
    days = [
        max((two.first - one.last).days, (one.first - two.last).days, 0)
        for one in sources
        for two in other_sources
    ]
    return min(min(days, default=0) / _WEEK, 1.0)


def _spelled(one: Text, other: Text) -> dict[str, str]:
    """Names of the first text that are names of the second in another spelling."""
    known = {skeleton(key): key for key in other.names - one.keys}
    if not known:
        return {}
    return {key: known[skeleton(key)] for key in one.names - other.keys if skeleton(key) in known}
