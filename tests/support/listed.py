"""Which issues or items a list in any format holds."""

import csv
import io
import itertools
import json
import re

from issues.exports import FEED_FORMATS, LIST_FORMATS
from tests.support.exported import SITE

FORMATS = {**LIST_FORMATS, "feed json": FEED_FORMATS["json"]}


def found(pattern: str, text: str) -> list[str]:
    return re.findall(pattern, text, re.MULTILINE)


def json_ids(text: str, kind: str) -> list[str]:
    return [entry["key" if kind == "items" else "slug"] for entry in json.loads(text)[kind]]


def csv_ids(text: str, kind: str) -> list[str]:
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    return [row[kind.removesuffix("s")] for row in rows]


# How the key of an item, or the slug of an issue, is found again; a row or record for each citation repeats it.
READ_IDS = {
    "json": json_ids,
    "csv": csv_ids,
    "md": lambda text, kind: found(
        rf"^- .*\({SITE}/{kind}/([^/]+)/\)" if kind == "items" else rf"^- .*{SITE}/{kind}/([^/]+)/",
        text,
    ),
    "bib": lambda text, kind: found(
        r"^@\w+\{(\w+?)(?:-\d+)?,$" if kind == "items" else r"^@\w+\{.*(\d{4}-\d\d-\d\d),$", text
    ),
    "ris": lambda text, kind: found(
        r"^ID  - (\w+?)(?:-\d+)?\r$" if kind == "items" else r"^ID  - .*(\d{4}-\d\d-\d\d)\r$", text
    ),
    "atom": lambda text, kind: found(rf"<entry><id>tag:monitor\.test,2026:{kind}/(.*)</id>", text),
    "rss": lambda text, kind: found(rf"<guid .*>tag:monitor\.test,2026:{kind}/(.*)</guid>", text),
    "feed json": lambda text, kind: [
        entry["id"].removeprefix(f"tag:monitor.test,2026:{kind}/")
        for entry in json.loads(text)["items"]
    ],
}


def ids(format: str, kind: str, text: str) -> list[str]:
    return [key for key, _ in itertools.groupby(READ_IDS[format](text, kind))]
