"""The reader gives, for every case of the format, exactly what the case expects."""

from datetime import date
from typing import Any

import pytest

from issues.digest import read_citations, read_heading, read_issue, read_item, read_title
from tests.support.digest_cases import CASES, registry


def read(case: dict[str, Any]) -> dict[str, Any]:
    text, outlets = case["input"], registry()
    period = None
    if context := case.get("context"):
        period = tuple(date.fromisoformat(context[key]) for key in ("period_start", "period_end"))
    if case["kind"] == "citation":
        return read_citations(text, period=period, outlets=outlets).to_dict()
    if case["kind"] == "item":
        return read_item(text, period=period, outlets=outlets).to_dict()
    if case["kind"] == "document":
        return read_issue(text, outlets=outlets).to_dict()
    return {"title": read_title, "heading": read_heading}[case["kind"]](text).to_dict()


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_it_reads_the_case_as_expected(case):
    assert read(case) == case["expect"]
