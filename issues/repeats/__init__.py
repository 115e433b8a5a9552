"""Items that tell of the same event: restated, shortened, carried on.

Candidates come from the full-text index by their rarest words, and by their citations; then the texts are compared, and the
rare words, names and numbers that they share or differ in are weighed (`likeness`).
"""

from issues.repeats.finding import MOST_FOUND, Similar, find_similar

__all__ = ["MOST_FOUND", "Similar", "find_similar"]
