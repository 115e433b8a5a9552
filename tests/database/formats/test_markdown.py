"""Issues and items as Markdown: what a reader of CommonMark makes of it."""

import html
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html
from markdown_it import MarkdownIt

from issues import markup
from issues.contents import load_contents
from issues.exports import ISSUE_FORMATS, LIST_FORMATS, markdown
from issues.exports.inline import parse
from issues.models import Issue, Item
from issues.sections import Section
from tests.support.exported import SITE
from tests.support.factories import cite, make_issue, make_item, published_issue

READER = MarkdownIt("commonmark").enable("strikethrough").enable("table")


def read(text: str) -> str:
    """The HTML that Markdown becomes."""
    return READER.render(text)


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


@pytest.mark.django_db
def test_levels_are_nested_lists_and_sections_headings():
    issue = make_issue(notice="Mind *this*.")
    top = make_item(issue, "One.")
    middle = make_item(issue, "Two.", parent=top)
    make_item(issue, "Three.", parent=middle)
    page = lxml_html.fromstring(read(ISSUE_FORMATS["md"].render(load_contents(issue), SITE)))
    assert page.findtext(".//h1") == issue.title
    assert [heading.text for heading in page.iter("h2")] == [str(s.label) for s in Section]
    assert page.findtext(".//ul/li/ul/li/ul/li") == "Three. (Reuters, 11.07.17)"
    assert "Mind *this*." in page.text_content()


@pytest.mark.django_db
def test_sources_are_links_where_there_is_an_address():
    issue = make_issue()
    citations = [
        cite("AP", date(2017, 11, 4), url="https://x.test/(a)?b=1", title='A "b" \\'),
        cite("RFE/RL", None),
        cite("Reuters", date(2017, 11, 5), note="in Russian"),
    ]
    make_item(issue, "Words.", citations=citations)
    page = lxml_html.fromstring(read(ISSUE_FORMATS["md"].render(load_contents(issue), SITE)))
    link = page.find(".//li/a")
    assert (link.get("href"), link.get("title"), link.text) == (
        "https://x.test/(a)?b=1",
        'A "b" \\',
        "AP",
    )
    # A date after an undated source would be taken for that source's own.
    assert (
        page.find(".//li").text_content()
        == "Words. (AP, 11.04.17, RFE/RL) (Reuters, in Russian, 11.05.17)"
    )


@pytest.mark.django_db
def test_a_list_of_items_stands_under_its_issues_and_sections():
    published_issue(date(2017, 11, 7), "One.", "Two.")
    published_issue(date(2017, 11, 14), "Three.")
    text = "".join(LIST_FORMATS["md"].items(Item.objects.published().order_by("pk"), SITE))
    page = lxml_html.fromstring(f"<div>{read(text)}</div>")
    assert [each.text_content() for each in page.iter("h2")] == [
        "Oct. 31-Nov. 7, 2017",
        "Nov. 7-14, 2017",
    ]
    assert len(list(page.iter("h3"))) == 2
    assert len(list(page.iter("li"))) == 3


@pytest.mark.django_db
def test_a_list_of_issues_links_to_each():
    published_issue()
    text = "".join(LIST_FORMATS["md"].issues(Issue.objects.published(), SITE))
    link = lxml_html.fromstring(f"<div>{read(text)}</div>").find(".//li/a")
    assert link.get("href") == f"{SITE}/issues/2017-11-07/"
    assert "1 item. Published by Monitor on" in text


def test_inline_html_is_cleaned_once_more():
    assert parse("<script>alert(1)</script>Words<br>") == ["Words"]
