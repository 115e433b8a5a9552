"""The sentence with which a document is refused."""

import pytest

from issues.imports import ImportRefused
from issues.imports.formats import find_reader

TITLE = "Russia in Syria Monitor, Oct. 31-Nov. 7, 2017"


def refusal(document: bytes, format: str = "docx") -> str:
    """The sentence."""
    with pytest.raises(ImportRefused) as refused:
        find_reader(format)(document, f"week.{format}", ())
    sentence = str(refused.value)
    assert sentence.count("week.") == 1 or not sentence.startswith("week.")
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence
