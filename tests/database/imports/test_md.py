"""Digests in Markdown: lists, links and emphasis survive, and no word is lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.imports import ReadResult, read_document
from issues.sections import Section
from tests.support.digests import TITLE
from tests.support.examples import examples
from tests.support.imported import cited, codes, outline
from tests.support.words import lost

pytestmark = pytest.mark.django_db

HEAD = f"# {TITLE}\n\n## {Section.MILITARY_CAMPAIGN.label}\n\n"


def read(text: str) -> ReadResult:
    return read_document((HEAD + text).encode(), "week.md", format="md")


def test_nested_lists_links_and_emphasis():
    result = read(
        '- One *goes* **on**. ([Reuters](https://a.example/1 "Its title"), 11.04.17)\n'
        "  1. Two with a [link](https://a.example/2).\n     - Three.\n\n* Four\n  on two lines. (AP, 11.04.17)\n"
    )
    assert outline(result) == [
        (1, "One <em>goes</em> <strong>on</strong>."),
        (2, 'Two with a <a href="https://a.example/2">link</a>.'),
        (3, "Three."),
        (1, "Four on two lines."),
    ]
    assert cited(result) == [("Reuters", "https://a.example/1"), ("AP", "")]
    assert [each.title for item in result.plan.walk() for each in item.citations] == [
        "Its title",
        "",
    ]


def test_links_by_reference_and_in_angle_brackets():
    result = read("- One. ([AP][a], 11.04.17) <https://a.example/2>\n\n[a]: https://a.example/1\n")
    assert cited(result) == [("AP", "https://a.example/1")]
    assert not any(each.code == "text_left_out" for each in result.remarks)


def test_an_address_that_no_link_uses_is_reported():
    result = read("- One.\n\n[a]: https://a.example/1 'w1q w2q'\n")
    assert not lost("w1q w2q", result)


def test_html_in_markdown_is_text_but_for_emphasis():
    page = "- a <b>bold</b> x<sub>2</sub> <div>b</div> <script>c</script> <b onclick=x>d</b>\n"
    assert outline(read(page)) == [
        (
            1,
            "a <b>bold</b> x<sub>2</sub> &lt;div&gt;b&lt;/div&gt; &lt;script&gt;c&lt;/script&gt; &lt;b onclick=x&gt;d",
        )
    ]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "/rel", "vbscript:x"]
)
def test_an_address_that_leads_nowhere_good_goes_with_a_finding(address):
    result = read(f"- One [two]({address}).\n")
    assert outline(result) == [(1, "One two.")]
    assert "link_left_out" in codes(result)


def test_tables_pictures_and_struck_words_are_reported():
    result = read("- One ~~w1q~~ ![w2q](x.png).\n\n| w3q | w4q |\n|---|---|\n| w5q | w6q |\n")
    assert {"struck_out", "picture_left_out", "table_row"} <= codes(result)
    assert not lost("w1q w2q w3q w4q w5q w6q", result)


def test_code_keeps_its_words():
    result = read("- One.\n\n```w1q\nw2q\n```\n\n    w3q\n")
    assert not lost("w1q w2q w3q", result)


# Any text

WORD = st.integers(0, 999).map(lambda number: f"w{number}q")
SIGNS = "* ** _ ` ~~ [ ]( ) ![ > - + 1. # ## \n \n\n | < > <b> </b> \\ : = === --- ``` ~~~ & &amp; ( , 11.04.17) !"
BLANKS = ["    ", "  ", " ", "\t", "\n- ", "\n  - ", "\n|-|-|\n", "[a]: ", '"']
MARKS = st.sampled_from([*SIGNS.split(" "), *BLANKS])
TEXTS = st.lists(st.one_of(WORD, MARKS), max_size=30).map("".join)


@given(TEXTS)
@examples(200)
def test_no_word_of_any_markdown_is_lost(text):
    # An address is no word: it is kept by the link that uses it.
    words = re.sub(r"\]\(<?[^)\s>]*|\]:\s*\S*", " ", text)
    result = read(text)
    assert not lost(words, result), result.source.text
