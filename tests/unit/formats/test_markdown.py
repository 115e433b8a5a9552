"""Text and markup as Markdown: what a reader of CommonMark makes of it."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from issues import markup
from issues.exports import markdown
from issues.exports.inline import parse
from tests.support.commonmark import read


def inline(body: str) -> str:
    """A body through Markdown and back, in the one way to write its HTML."""
    return normal(
        re.fullmatch(r"<ul>\n<li>(.*)</li>\n</ul>\n", read(f"- {markdown.item_line(body)}"), re.S)[
            1
        ]
    )


def normal(source: str) -> str:
    for old, new in (("<b>", "<em2>"), ("<i>", "<em>"), ("</i>", "</em>")):
        source = source.replace(old, new)
    source = source.replace("<em2>", "<strong>").replace("</b>", "</strong>")
    element = lxml_html.fromstring(f"<div>{source}</div>")
    return " ".join(lxml_html.tostring(element, encoding="unicode").split(" "))


PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]))
TRICKY = st.text(st.sampled_from("\\`*_{}[]<>()#+-.!|~&=:'\"$%^/@a1 xЖ"), max_size=12)
WORDS = st.one_of(TRICKY, PLAIN).map(lambda text: " ".join(text.split()))


@given(WORDS.filter(str.strip))
def test_any_text_is_printed_as_it_is(text):
    body = html.escape(text, quote=False)
    assert inline(body) == normal(body)


@st.composite
def bodies(draw) -> str:
    """Inline HTML, nested as people and scripts nest it."""
    pieces = []
    for _ in range(draw(st.integers(1, 4))):
        inner = html.escape(draw(WORDS), quote=False) or "x"
        for tag in draw(st.lists(st.sampled_from(["b", "i", "em", "sub"]), max_size=2)):
            inner = f"<{tag}>{inner}</{tag}>"
        if draw(st.booleans()):
            inner = f'<a href="https://x.test/?a=(1)&amp;b_c=*">{inner}</a>'
        pieces.append(inner)
    return draw(st.sampled_from(["", " "])).join(pieces)


@given(bodies())
def test_any_markup_comes_back(body):
    body = " ".join(markup.clean(body).split())
    assert inline(body) == normal(body)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("It is <em>sure</em>.", "It is *sure*."),
        ("<b>All</b> of it", "**All** of it"),
        ("A <em>“quote”</em> here", "A <em>“quote”</em> here"),
        ("Look!<a href='https://x.test/'>x</a>", r"Look\![x](https://x.test/)"),
        ("<em>a</em><em>b</em>", "*a*<em>b</em>"),
        ("1. Not a list", r"1\. Not a list"),
        ("- Not one either", r"\- Not one either"),
        ("# No heading", r"\# No heading"),
        ("11.05.17 was quiet", "11.05.17 was quiet"),
        ("R&D and &amp;amp;", r"R&D and \&amp;"),
        ("<a href='https://x.test/a b'>x</a>", "[x](https://x.test/a%20b)"),
    ],
)
def test_markdown_is_as_plain_as_it_can_be(body, expected):
    assert markdown.item_line(body) == expected


def test_inline_html_is_cleaned_once_more():
    assert parse("<script>alert(1)</script>Words<br>") == ["Words"]
