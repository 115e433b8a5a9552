"""Fits what each piece of evidence counts for in `issues.repeats.likeness`, and tries it on pairs that it has not seen.

    python -m benchmarks.likeness

Reads the labelled pairs of ``tests/data/repeats.json`` that are not held out, and those of ``likeness.json``, which are
retold more freely. Each later text is compared with all the earlier ones: a text and its partner are the same event or
not, as the label says; any other two are not.
"""

import json
import math
import random
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from issues.markup import to_text
from issues.repeats.likeness import (
    ALIKE,
    BIAS,
    WEIGHTS,
    Evidence,
    Pair,
    Source,
    Weights,
    days_apart,
)
from issues.repeats.reading import read

HERE = Path(__file__).parent
PAIRS = (HERE.parent / "tests" / "data" / "repeats.json", HERE / "likeness.json")
FOLDS, SHUFFLES = 8, 5
RIDGE = Evidence(words=0.3, particulars=0.3, formula=0.3, days=2.0)
"""How strongly the weights are held back (L2), so that a few pairs do not decide them. Days are held back the most: the
look-alikes of the labelled pairs are weeks apart more often than those that an editor meets, and so are true follow-ups."""
FEWEST_SHARED = 5.0
"""Texts that share less, in nats, teach nothing."""

Row = tuple[float, ...]


class Labelled:
    """The pairs, read: ``rows[later, earlier]`` is their evidence, with a 1 before it for the bias."""

    def __init__(self, pairs: Sequence[dict[str, Any]]) -> None:
        earlier = [read(to_text(pair["earlier"]["text"])) for pair in pairs]
        holding = Counter(key for text in earlier for key in text.keys)
        weights = Weights(holding, len(pairs))
        self.similar = [pair["similar"] for pair in pairs]
        self.rows: dict[tuple[int, int], Row] = {}
        for number, pair in enumerate(pairs):
            later = read(to_text(pair["later"]["text"]))
            for partner, text in enumerate(earlier):
                both = Pair(later, text, weights)
                if number == partner or weights.total(both.shared) >= FEWEST_SHARED:
                    days = days_apart(
                        [_source(pair["later"])], [_source(pairs[partner]["earlier"])]
                    )
                    formula = float(both.is_formula())
                    self.rows[number, partner] = (
                        1.0,
                        *both.evidence(days)._replace(formula=formula),
                    )

    def fitted(self, numbers: Collection[int]) -> Row:
        """Bias and weights, from the pairs of those numbers."""
        known = [pair for pair in self.rows if pair[0] in numbers and pair[1] in numbers]
        return fit(
            [self.rows[pair] for pair in known],
            [pair[0] == pair[1] and self.similar[pair[0]] for pair in known],
        )

    def tried(self, numbers: Collection[int], weights: Row) -> Counter[str]:
        """What is found for the later texts of those numbers among all the earlier ones."""
        count: Counter[str] = Counter()
        for (number, partner), row in self.rows.items():
            if number not in numbers:
                continue
            is_found = expected(weights, row) >= ALIKE
            if number != partner:
                count["strays"] += is_found
            elif self.similar[number]:
                count["right" if is_found else "missed"] += 1
            else:
                count["wrong"] += is_found
        return count


def _source(side: dict[str, Any]) -> Source:
    """The outlet plays no part here."""
    day = date.fromisoformat(side["date"])
    return Source(0, day, day)


def expected(weights: Row, row: Row) -> float:
    """The probability of one event."""
    logit = sum(weight * value for weight, value in zip(weights, row, strict=True))
    return 1 / (1 + math.exp(-logit))


def fit(rows: Sequence[Row], labels: Sequence[bool]) -> Row:
    """Logistic regression with a ridge, by Newton's method; the bias is not held back."""
    size = len(rows[0])
    ridge = [0.0, *RIDGE]
    weights = [0.0] * size
    for _ in range(30):
        gradient = [-held * weight for held, weight in zip(ridge, weights, strict=True)]
        hessian = [[ridge[i] * (i == j) for j in range(size)] for i in range(size)]
        for row, label in zip(rows, labels, strict=True):
            chance = expected(tuple(weights), row)
            for i in range(size):
                gradient[i] += (label - chance) * row[i]
                for j in range(size):
                    hessian[i][j] += chance * (1 - chance) * row[i] * row[j]
        step = solve(hessian, gradient)
        weights = [weight + change for weight, change in zip(weights, step, strict=True)]
        if max(map(abs, step)) < 1e-6:
            break
    return tuple(weights)


def solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Gauss and Jordan's elimination; the matrix is positive definite, so that no pivot is zero."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for i, pivot in enumerate(rows):
        pivot[:] = [value / pivot[i] for value in pivot]
        for other in rows:
            if other is not pivot:
                factor = other[i]
                other[:] = [mine - factor * value for mine, value in zip(other, pivot, strict=True)]
    return [row[-1] for row in rows]


def told(name: str, count: Counter[str]) -> str:
    """One line of the table."""
    found = count["right"] + count["wrong"] + count["strays"]
    precision = count["right"] / found if found else 0.0
    recall = count["right"] / (count["right"] + count["missed"])
    return f"| {name} | {precision:.2f} | {recall:.2f} | {dict(count)} |"


def main() -> None:
    """From the command line."""
    pairs = [
        pair
        for path in PAIRS
        for pair in json.loads(path.read_text())["pairs"]
        if not pair["hold_out"]
    ]
    labelled = Labelled(pairs)
    everything = range(len(pairs))
    unseen: Counter[str] = Counter()
    for shuffle in range(SHUFFLES):
        order = [*everything]
        random.Random(shuffle).shuffle(order)
        for fold in range(FOLDS):
            left_out = {*order[fold::FOLDS]}
            unseen.update(labelled.tried(left_out, labelled.fitted({*everything} - left_out)))
    weights = labelled.fitted(everything)
    print(f"{len(pairs)} pairs, {FOLDS} folds, {SHUFFLES} shuffles\n")
    print("| weights | precision | recall | count |\n|---|--:|--:|---|")
    print(told("fitted on the other folds", unseen))
    print(told("fitted on all", labelled.tried(everything, weights)))
    print(told("as the code has them", labelled.tried(everything, (BIAS, *WEIGHTS))))
    print(f"\nBIAS = {weights[0]:.2f}\n{Evidence(*(round(weight, 2) for weight in weights[1:]))}")


if __name__ == "__main__":
    main()
