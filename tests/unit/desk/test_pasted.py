"""What is read in pasted text and HTML: items with their nesting, sections and citations."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues import markup
from issues.desk.pasted import MOST_ITEMS, TooMany, read_pasted
from issues.sections import Section

PERIOD = (date(2017, 10, 31), date(2017, 11, 7))
NAMES = ("Reuters", "AP", "RFE/RL")


def read(text="", html=""):
    return read_pasted(html, text, period=PERIOD, names=NAMES)


def tree(items):
    """Bodies and outlets, nested."""
    return [
        (item.body, [row["outlet"] for row in item.rows], tree(item.children)) for item in items
    ]


def only(pasted):
    """The tree of a text that names no section."""
    assert list(pasted.sections) == [None]
    return tree(pasted.sections[None])


LISTS = {
    "dashes": "- One. (Reuters, 11.04.17)\n  - Two.\n- Three.",
    "dots": "• One. (Reuters, 11.04.17)\n    ◦ Two.\n• Three.",
    "stars": "* One. (Reuters, 11.04.17)\n\t* Two.\n* Three.",
    "numbers": "1. One. (Reuters, 11.04.17)\n   2. Two.\n2. Three.",
    "tabs behind the bullets": "•\tOne. (Reuters, 11.04.17)\n\to\tTwo.\n•\tThree.",
}


@pytest.mark.parametrize("text", LISTS.values(), ids=LISTS)
def test_lists_in_plain_text_keep_their_nesting(text):
    assert only(read(text)) == [("One.", ["Reuters"], [("Two.", [], [])]), ("Three.", [], [])]


WEB = "<ul><li>One. (Reuters, 11.04.17)<ul><li>Two.</li></ul></li><li>Three.</li></ul>"
DOCS = (
    '<meta charset="utf-8"><b style="font-weight:normal" id="docs-internal-guid-1"><ul><li aria-level="1">'
    "<p><span>One. (Reuters, 11.04.17)</span></p></li><ul><li aria-level='2'><p>Two.</p></li></ul>"
    "<li aria-level='1'><p>Three.</p></li></ul></b>"
)


def word(level, text):
    return (
        f"<p class=MsoListParagraph style='margin-left:{level}in;mso-list:l0 level{level} lfo1'><![if !supportLists]>"
        "<span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt'>&nbsp;&nbsp;</span>"
        f"</span></span><![endif]>{text}<o:p></o:p></p>"
    )


WORD = (
    "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><style>p{margin:0}</style></head><body>"
    + "<!--StartFragment-->"
    + word(1, "One. (Reuters,\n11.04.17)")
    + word(2, "Two.")
    + word(1, "Three.")
    + "<!--EndFragment--></body></html>"
)
MAIL = "<div>• One. (Reuters, 11.04.17)<br>• Three.</div>"


@pytest.mark.parametrize("html", [WEB, DOCS, WORD], ids=["web", "Google Docs", "Word"])
def test_lists_in_html_keep_their_nesting(html):
    assert only(read(html=html)) == [
        ("One.", ["Reuters"], [("Two.", [], [])]),
        ("Three.", [], []),
    ]


def test_bullets_that_were_typed_into_a_mail_are_bullets():
    assert only(read(html=MAIL)) == [("One.", ["Reuters"], []), ("Three.", [], [])]


def test_links_and_emphasis_stay_and_a_linked_name_gives_its_address():
    html = (
        '<p style="color:red">A <i>ship</i> <b>left</b>, <a href="https://x.org/a" onclick="x()">it</a> says'
        ' <script>x()</script>(<a href="https://reuters.com/a">Reuters</a>, 11.04.17)</p><p>Two.</p>'
    )
    first, second = read(html=html).sections[None]
    assert first.body == 'A <i>ship</i> <b>left</b>, <a href="https://x.org/a">it</a> says'
    assert [(row["outlet"], row["url"]) for row in first.rows] == [
        ("Reuters", "https://reuters.com/a")
    ]
    assert second.body == "Two."


def test_comments_in_the_margin_of_a_word_document_are_no_items():
    html = (
        "<p class=MsoNormal>Two came<span class=MsoCommentReference><![if !supportAnnotations]>"
        "<a class=msocomanchor href='#_msocom_1'>[AB1]</a><![endif]><span style='mso-special-character:comment'>&nbsp;</span></span>. (Reuters, 11.04.17)</p><p>One left.</p>"
        "<div style='mso-element:comment-list'><div style='mso-element:comment'><p class=MsoCommentText>"
        "<a class=msocomoff href='#_msoanchor_1'>[AB1]</a>Is that so?</p></div></div>"
    )
    pasted = read(html=html)
    assert only(pasted) == [("Two came.", ["Reuters"], []), ("One left.", [], [])]
    assert pasted.left_out == ["[AB1]Is that so?"]


@pytest.mark.parametrize(
    "text",
    ["A truce held from Nov. 4 to Nov. 7, 2017.", "Talks went on (Analysts, Nov. 4-Nov. 7, 2017)"],
)
def test_a_sentence_that_names_two_days_is_no_title(text):
    pasted = read(text)
    assert (pasted.item_count, pasted.left_out) == (1, [])


def test_paragraphs_without_bullets_are_items():
    assert [body for body, _, _ in only(read("One. (Reuters, 11.04.17)\n\nTwo.\n\nThree."))] == [
        "One.",
        "Two.",
        "Three.",
    ]


def test_a_hard_wrapped_paragraph_is_one_item():
    text = (
        "Two convoys reached the town after a night on the road that was longer than\n"
        "anybody had thought. (Reuters, 11.04.17)\n\nTwo."
    )
    assert [body for body, _, _ in only(read(text))] == [
        "Two convoys reached the town after a night on the road that was longer than anybody had thought.",
        "Two.",
    ]


def test_what_is_nested_deeper_than_three_stays_on_the_third():
    text = "- One.\n  - Two.\n    - Three.\n      - Four.\n- Five."
    assert only(read(text)) == [
        ("One.", [], [("Two.", [], [("Three.", [], []), ("Four.", [], [])])]),
        ("Five.", [], []),
    ]


def test_headings_of_the_sections_are_obeyed_and_the_rest_is_told():
    text = (
        "Russia in Syria Monitor, Oct. 31-Nov. 7, 2017\n\nA holiday issue.\n\n"
        "Response to Russia’s military campaign in Syria:\n\n  • One.\n\n"
        "Analysis:\n\n  • Two.\n\nOther important news:\n\n  • No significant developments.\n\n"
        "Write to the desk."
    )
    pasted = read(text)
    assert {section: tree(items) for section, items in pasted.sections.items()} == {
        Section.RESPONSE: [("One.", [], []), ("Two.", [], [])]
    }
    assert pasted.left_out == [
        "Russia in Syria Monitor, Oct. 31-Nov. 7, 2017",
        "A holiday issue.",
        "Analysis:",
        "Write to the desk.",
    ]


def test_headings_in_html_are_obeyed():
    html = "<h2>Other important news</h2><ul><li>One.</li></ul><h2>Elsewhere</h2><ul><li>Two.</li></ul>"
    pasted = read(html=html)
    assert tree(pasted.sections[Section.OTHER_NEWS]) == [("One.", [], []), ("Two.", [], [])]
    assert pasted.left_out == ["Elsewhere"]


def test_more_items_than_anybody_pastes_are_refused():
    with pytest.raises(TooMany, match="more than 200 items"):
        read("\n".join(f"- Item number {number}." for number in range(MOST_ITEMS + 1)))
    assert read("\n".join(f"- Item {number}." for number in range(MOST_ITEMS))).item_count == 200


def words(text):
    return re.findall(r"[^\W\d_]{2,}", text)


def words_of(pasted):
    """Every word that a person can still find, or that was understood."""
    found = [word for text in (*pasted.left_out, *pasted.obeyed) for word in words(text)]
    for item in pasted.walk():
        found += words(markup.to_text(item.body))
        found += [word for row in item.rows for text in row.values() for word in words(text)]
    return set(found)


LINES = st.lists(
    st.one_of(
        st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cf", "Co")), max_size=30),
        st.sampled_from(
            [
                "",
                "- One came. (Reuters, 11.04.17)",
                "\t• Two came (RFE/RL, Nov. 4, AP)",
                "1) Three (Marsa Courier, 11.31.17; AP 11.04.17)",
                "Analysis:",
                "Other important news:",
                "Notes",
                "[1] A remark.",
                "Russia in Syria Monitor, Oct. 31-Nov. 7, 2017",
                "(Reuters, 11.04.17)",
            ]
        ),
    ),
    max_size=8,
)


@given(LINES)
def test_no_word_of_a_pasted_text_is_lost(lines):
    text = "\n".join(lines)
    assert set(words(text)) <= words_of(read(text))


@given(LINES, st.sampled_from(["p", "li", "div", "h2", "td"]))
def test_no_word_of_pasted_html_is_lost(lines, tag):
    html = "".join(f"<{tag}>{markup.from_text(line)}</{tag}>" for line in lines)
    pasted = read("\n".join(lines), html)
    assert set(words(" ".join(lines))) <= words_of(pasted)
    assert all(markup.clean(item.body) == item.body for item in pasted.walk())
