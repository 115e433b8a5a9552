"""Digests in HTML: lists, links and markup survive, and no word is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.imports import ReadResult, import_issue, read_document
from issues.imports.html import read_html
from issues.sections import Section
from tests.support.digests import TITLE
from tests.support.examples import examples
from tests.support.imported import cited, codes, outline
from tests.support.words import lost, words_of

pytestmark = pytest.mark.django_db


CAMPAIGN = str(Section.MILITARY_CAMPAIGN.label)


def read(body: str, *, title: str = f"<h1>{TITLE}</h1><h2>{CAMPAIGN}</h2>") -> ReadResult:
    return read_document(f"{title}{body}".encode(), "week.html", format="html")


# Lists
def test_nested_lists_keep_their_nesting():
    page = "<ul><li>One.<ol><li>Two.<ul><li>Three.</ul></ol><p>Still one.</p><li>Four.</ul>"
    assert outline(read(page)) == [
        (1, "One. Still one."),
        (2, "Two."),
        (3, "Three."),
        (1, "Four."),
    ]


def test_a_fourth_level_is_lifted_to_the_third_with_a_finding():
    page = "<ul><li>One.<ul><li>Two.<ul><li>Three.<ul><li>Four.</ul></ul></ul></ul>"
    result = read(page)
    assert outline(result) == [(1, "One."), (2, "Two."), (3, "Three."), (3, "Four.")]
    assert [each.message for each in result.remarks if each.code == "flattened"] == [
        "Line 8: “Four.” stood deeper than three levels: it went up to the third."
    ]


def test_lists_that_hold_only_a_list_are_no_levels():
    assert outline(read("<ul><ul><li>One.<ul><ul><li>Two.</ul></ul></ul></ul>")) == [
        (1, "One."),
        (2, "Two."),
    ]


def test_the_bullets_of_word_on_the_clipboard():
    marker = (
        '<![if !supportLists]><span style="mso-list:Ignore">·<span>&nbsp; </span></span><![endif]>'
    )
    page = "".join(
        f"<p class=MsoListParagraph style='margin:0;mso-list:l0 level{level} lfo1'>{marker}{text}<o:p></o:p></p>"
        for level, text in ((1, "One."), (2, "Two."), (1, "Three."))
    )
    assert outline(read(page)) == [(1, "One."), (2, "Two."), (1, "Three.")]


def test_the_bullets_of_google_docs_on_the_clipboard():
    page = (
        '<b style="font-weight:normal;" id="docs-internal-guid-1"><ul><li aria-level="1"><p><span style="font-weight:700">'
        'One</span><span style="font-weight:400"> word.</span></p></li><ul><li aria-level="2"><p><span style="font-style:'
        'italic">Two.</span></p></li></ul></ul></b>'
    )
    assert outline(read(page)) == [(1, "<strong>One</strong> word."), (2, "<em>Two.</em>")]


def test_the_lists_of_a_page_that_google_docs_saved():
    page = "".join(
        f'<ul class="c{level} lst-kix_a1b2-{level} start"><li class="c0 li-bullet-0"><span>{text}</span></li></ul>'
        for level, text in ((0, "One."), (1, "Two."), (2, "Three."), (1, "Four."), (0, "Five."))
    )
    assert outline(read(page)) == [
        (1, "One."),
        (2, "Two."),
        (3, "Three."),
        (2, "Four."),
        (1, "Five."),
    ]


def test_a_page_that_is_plain_text_in_a_pre():
    text = f"{TITLE}\n\n{CAMPAIGN}:\n\n  • One. (AP, 11.04.17)\n    • Two &amp; <b>three</b>.\n"
    assert outline(read(f"<pre>{text}</pre>", title="")) == [
        (1, "One."),
        (2, "Two &amp; <b>three</b>."),
    ]


def test_bullets_that_are_typed_and_parted_by_breaks():
    page = "<div>• One. (AP, 11.04.17)<br>• Two <i>goes</i><br>on. (AP, 11.04.17)<br><br>• Three.</div>"
    assert outline(read(page)) == [(1, "One."), (1, "Two <i>goes</i> on."), (1, "Three.")]


def test_typed_bullets_nest_by_their_no_break_spaces():
    page = (
        "<p>• One.<br>&nbsp; &nbsp;• Two.<br>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;- Three.<br>• Four.</p>"
    )
    assert outline(read(page)) == [(1, "One."), (2, "Two."), (3, "Three."), (1, "Four.")]


def test_the_bullets_of_a_page_that_word_saved_nest_by_their_margins():
    page = "".join(
        f"<p class=MsoListParagraph style='{margin}text-indent:-.25in'><span style='font-family:Symbol'>{bullet}<span>"
        f"&nbsp;&nbsp; </span></span>{text}</p>"
        for margin, bullet, text in (
            ("", "·", "One."),
            ("margin-left:1.0in;", "o", "Two."),
            ("margin-left:108pt;", "§", "Three."),
            ("", "·", "Four."),
        )
    )
    page += "<p style='margin-left:.5in'>Bye.</p>"
    result = read(page)
    assert outline(result) == [(1, "One."), (2, "Two."), (3, "Three."), (1, "Four.")]
    assert [each.text for each in result.source.left_out] == ["Bye."]


def test_a_table_that_only_lays_out_the_page_is_not_there():
    page = f"<table><tr><td><img width=1><td><h1>{TITLE}</h1><h2>{CAMPAIGN}</h2><ul><li>One.</ul></table>"
    assert outline(read(page, title="")) == [(1, "One.")]


def test_a_row_of_data_becomes_one_text_with_a_finding():
    page = "<ul><li>One.</ul><table><tr><th>Day<th>Sorties<tr><td>Nov. 1<td>12</table><ul><li>Two.</ul>"
    result = read(page)
    assert outline(result) == [
        (1, "One."),
        (1, "Day | Sorties"),
        (1, "Nov. 1 | 12"),
        (1, "Two."),
    ]
    assert "table_row" in codes(result)


# Headings
def test_an_unknown_heading_can_be_mapped():
    page = f"<h1>{TITLE}</h1><h3>Analysis</h3><ul><li>One.</ul>"
    result = read_document(
        page.encode(), "w.html", format="html", sections={"Analysis": "recommendations"}
    )
    assert [item.body for item in result.plan.sections[Section.RECOMMENDATIONS]] == ["One."]


def test_headings_are_found_without_a_colon_and_without_a_finding():
    assert codes(read("<ul><li>One.</ul>")) <= {"section_added"}


def test_bold_paragraphs_are_headings_by_their_place():
    page = f"<p><b>{TITLE}</b></p><p><b>{CAMPAIGN}:</b></p><ul><li>One.</ul>"
    assert outline(read(page, title="")) == [(1, "One.")]


def test_a_numbered_heading_is_no_bullet():
    page = f"<h1>{TITLE}</h1><ol><li>{CAMPAIGN}<ul><li>One.</ul><li>Other important news<ul><li>Two.</ul></ol>"
    result = read(page, title="")
    assert [item.body for item in result.plan.sections[Section.OTHER_NEWS]] == ["Two."]


# Links and markup
@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            '(<a href="https://a.example/1">Reuters</a>, 11.04.17)',
            [("Reuters", "https://a.example/1")],
        ),
        (
            '(Reuters, <a href="https://a.example/1">11.04.17</a>)',
            [("Reuters", "https://a.example/1")],
        ),
        (
            '<a href="https://a.example/1">(Reuters, 11.04.17)</a>',
            [("Reuters", "https://a.example/1")],
        ),
        (
            '(AP, 11.03.17, <a href="https://a.example/1">Reuters, 11.04.17</a>)',
            [("AP", ""), ("Reuters", "https://a.example/1")],
        ),
        (
            '(<a href="https://a.example/1">AP</a>, <a href="https://a.example/2">Reuters</a>, 11.04.17)',
            [("AP", "https://a.example/1"), ("Reuters", "https://a.example/2")],
        ),
        (
            '(Reuters, <a href="https://a.example/1">11.04.17</a>, <a href="https://a.example/2">11.05.17</a>, AP, 11.05.17)',
            [("Reuters", "https://a.example/1"), ("Reuters", "https://a.example/2"), ("AP", "")],
        ),
        (
            '(<a href="https://a.example/1">The Washington</a> <a href="https://a.example/1">Post</a>, 11.04.17)',
            [("The Washington Post", "https://a.example/1")],
        ),
        (
            '(<i><a href="https://a.example/1">Reuters</a></i>, 11.04.17) (<b>AP</b>, 11.04.17)',
            [("Reuters", "https://a.example/1"), ("AP", "")],
        ),
        (
            '(<a href="https://www.google.com/url?q=https://a.example/1%3Fx%3D2&amp;sa=D">Reuters</a>, 11.04.17)',
            [("Reuters", "https://a.example/1?x=2")],
        ),
    ],
)
def test_a_link_on_a_citation_becomes_its_address(source, expected):
    result = read(f"<ul><li>Some <b>text</b>. {source}</ul>")
    assert cited(result) == expected
    assert outline(result) == [(1, "Some <b>text</b>.")]
    assert not codes(result) & {"link_left_out", "link_shared"}


def test_a_link_in_the_text_stays_there():
    page = '<ul><li>He <a href="https://a.example/?a=1&b=2">said <em>so</em></a> (<a href="https://a.example/2">AP</a>, 11.04.17) on <sub>low</sub> ground.</ul>'
    result = read(page)
    assert outline(result) == [
        (
            1,
            'He <a href="https://a.example/?a=1&amp;b=2">said <em>so</em></a> on <sub>low</sub> ground.',
        )
    ]
    assert cited(result) == [("AP", "https://a.example/2")]


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ('One. (<a href="mailto:a@b.example">AP</a>, 11.04.17)', "link_left_out"),
        ('One. (<a href="https://nowhere">AP</a>, 11.04.17)', "link_left_out"),
        (
            'One. (<a href="https://a.example/1">AP</a>, <a href="https://a.example/2">11.04.17</a>)',
            "link_left_out",
        ),
        (
            'One. (<a href="https://a.example/1">AP, 11.04.17, Reuters, 11.05.17</a>)',
            "link_shared",
        ),
        ('<a href="javascript:alert(1)">One</a>.', "link_left_out"),
        ('<a href="../page">One</a>.', "link_left_out"),
        ("<del>One.</del>", "struck_out"),
        ('<span style="text-decoration: line-through">One.</span>', "struck_out"),
        ("<img src=x.png>One.", "picture_left_out"),
    ],
)
def test_what_has_no_place_is_reported_at_its_line(item, code):
    found = [each for each in read(f"<ul><li>{item}</ul>").remarks if each.code == code]
    assert [each.line for each in found] == [5]
    assert found[0].key


def test_a_link_in_a_heading_or_notice_is_reported():
    result = read(
        "<ul><li>One.</ul>",
        title=f'<h1>{TITLE}</h1><p>Read <a href="https://a.example/">this</a>.</p><h2>{CAMPAIGN}</h2>',
    )
    assert [
        (each.line, each.severity) for each in result.remarks if each.code == "link_left_out"
    ] == [(3, "look")]


def test_nothing_of_a_page_can_do_anything_in_an_item():
    page = (
        '<ul><li onclick="x()"><a href="java\nscript:x()">a</a><script>x()</script><style>x</style><img src=x onerror=x()>'
        '<iframe srcdoc="<p>x"></iframe>&lt;script&gt;b</ul>'
    )
    assert outline(read(page)) == [(1, "a&lt;script&gt;b")]


def test_hidden_text_footers_and_pictures_are_kept_below_the_text():
    page = (
        '<nav>w1q</nav><ul><li>One <span style="display: none">w2q</span>here.</ul><img alt="w3q" src=x><svg><text>w4q</text></svg>'
        "<footer><p>w5q<p>w6q</footer><select><option>w7q</select><div hidden>w8q</div>"
    )
    result = read(page)
    assert outline(result) == [(1, "One here.")]
    assert not lost(page, result)
    assert "[navigation] w1q" in result.source.text.splitlines()


def test_the_draft_has_the_links_and_the_markup():
    page = f'<h1>{TITLE}</h1><h2>{CAMPAIGN}</h2><ul><li>One <b>bold</b>. (<a href="https://a.example/1">AP</a>, 11.04.17)</ul>'
    issue = import_issue(page.encode(), "week.html", format="html").issue
    item = issue.items.get()
    assert item.body == "One <b>bold</b>."
    assert [each.url for each in item.citations.all()] == ["https://a.example/1"]
    assert bytes(issue.imports.get().document) == page.encode()


# Any page
INLINE = st.sampled_from("b i em strong sub sup span u s a code o:p font unknown".split())
WORD = st.integers(0, 999).map(lambda number: f"w{number}q")
WORDS = st.lists(WORD, min_size=1, max_size=4).map(" ".join)
CITED = st.builds(lambda words, name: f"{words}. ({name}, 11.04.17)", WORDS, WORD)
TEXT = st.one_of(
    WORDS,
    CITED,
    st.builds(
        lambda tag, one, two: f'{one} <{tag} href="https://a.example/">{two}</{tag}>',
        INLINE,
        WORDS,
        WORDS,
    ),
    st.builds(
        lambda one, two: f"{one} (<a href=https://a.example/>{two}</a>, 11.04.17)", WORDS, WORD
    ),
    st.sampled_from(
        ["No significant developments.", "- ", "1. ", "&nbsp;", "[1] ", "## ", "Notes:", "I. "]
    ),
)


BLOCK = st.sampled_from(
    "p div ul ol li h2 h3 table tr td th blockquote pre br dl dd footer nav section article".split()
)


PAGES = st.recursive(
    TEXT,
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>", BLOCK, st.lists(inner, max_size=4)
    ),
    max_leaves=25,
)


@given(st.lists(PAGES, max_size=6).map("".join), st.booleans())
@examples(200)
def test_no_word_of_any_page_is_lost(page, has_heading):
    heading = f"<h2>{CAMPAIGN}</h2>" if has_heading else ""
    result = read(page, title=f"<h1>{TITLE}</h1>{heading}")
    assert not lost(page, result), result.source.text


def test_a_lost_word_would_be_seen():
    assert lost("<p>w1q w1q w2q</p>", read("<ul><li>w1q</ul>")) == words_of("w1q w2q")


def test_lines_keep_depth_markup_and_links_for_whoever_pastes():
    lines = read_html(
        '<ul><li>One <b>bold</b><ul><li><a href="https://a.example/">Two</a></ul></ul><p>x'
    ).lines
    assert [(line.kind, line.depth, line.text, line.html) for line in lines] == [
        ("bullet", 1, "One bold", "One <b>bold</b>"),
        ("bullet", 2, "Two", '<a href="https://a.example/">Two</a>'),
        ("text", 0, "x", "x"),
    ]
    assert [mark.href for mark in lines[1].links] == ["https://a.example/"]
