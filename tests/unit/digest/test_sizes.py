"""Large and hostile texts are read in one pass: work that grew with the square of a size would not end here."""

import pytest

from issues.digest import (
    KnownOutlets,
    read_citations,
    read_heading,
    read_issue,
    read_item,
    read_title,
    write_issue,
)

MANY = 20_000
HEAD = "Russia in Syria Monitor, Oct. 31-Nov. 7, 2017\n\nOther important news:\n\n"
OUTLETS = KnownOutlets(["Reuters", "AP", "Novaya Gazeta, Europe"])

ITEMS = {
    "parentheses in each other": "(" * MANY + ")" * MANY,
    "parentheses never closed": "(" * MANY,
    "parentheses never opened": "word)" * MANY,
    "citations in each other": "(AP, 11.04.17 " * MANY + ")" * MANY,
    "commas": "(" + "," * MANY + " 11.04.17)",
    "names": "(" + "AP, " * MANY + "11.04.17)",
    "dates": "(AP" + ", 11.04.17" * MANY + ")",
    "dates with commas": "(AP" + ", 11,04,17" * MANY + ")",
    "slashes": "(" + "AP/" * MANY + "AP, 11.04.17)",
    "digits": "(" + "11." * MANY + ")",
    "months": "(" + "Nov. 3, " * MANY + "2017)",
    "blanks": "(AP," + " " * MANY + "11.04.17)",
    "citations side by side": "(AP, 11.04.17) " * MANY,
    "citations in the text": "word (AP, 11.04.17). " * MANY,
    "prose in a parenthesis": "(a " + "(b) " * MANY + "11.04.17)",
    "words": "word " * 5 * MANY,
    "said": "A said " * MANY + ": “x”",
}
DOCUMENTS = {
    "bullets": HEAD + "• x\n" * 5 * MANY,
    "items": HEAD + "• x. (AP, 11.04.17)\n" * MANY,
    "deeper and deeper": HEAD + "".join(f"{' ' * depth}• x\n" for depth in range(2000)),
    "an item of many lines": HEAD + "• x\n" + "(AP, 11.04.17)\n" * MANY,
    "lines": "a line with words\n" * MANY,
    "long lines": "a line that is longer than sixty characters and has no end so that it goes on\n"
    * MANY,
    "headings": "Analysis:\n" * MANY,
    "headings with a slip": "Other importnt newz\n" * MANY,
    "footnotes": HEAD + "• x\n" + "[1] x\n" * MANY,
    "emphasis": "*" * MANY + "a" + " " * MANY + "b\n• x",
    "rules": "- " * MANY + "a\n• x",
    "a title of dates": "Monitor, " + "Nov. 7 " * MANY + "2017",
    "blank lines": "\r\n" * MANY + "x",
}


@pytest.mark.parametrize("text", ITEMS.values(), ids=ITEMS)
def test_an_item_of_any_size_is_read(text):
    item = read_item(f"• {text}", outlets=OUTLETS)
    assert len(item.text) + len(item.references) >= 1
    assert read_citations(text, outlets=OUTLETS).leftover == item.text


@pytest.mark.parametrize("text", DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document_of_any_size_is_read_and_written(text):
    written = write_issue(read_issue(text, outlets=OUTLETS))
    assert written.split()[-1] in text or written.endswith("No significant developments.\n")


@pytest.mark.parametrize("text", [*ITEMS.values(), *DOCUMENTS.values()], ids=[*ITEMS, *DOCUMENTS])
def test_a_title_and_a_heading_of_any_size_are_read(text):
    assert read_title(text).findings
    assert read_heading(text).code is None
