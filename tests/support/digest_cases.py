"""The cases of the digest format, and the names of outlets that they know."""

import csv
import json

from tests.support.paths import DATA, ROOT

CASES = json.loads((DATA / "cases.json").read_text("utf-8"))


def registry() -> list[str]:
    """Names and aliases of the initial outlets."""
    path = ROOT / "sources" / "data" / "outlets.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [name for row in rows for name in (row["name"], *row["aliases"].split("; ")) if name]
