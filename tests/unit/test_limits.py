"""Whatever is sent, work stays in proportion to it: steps are counted at two sizes, never seconds."""

import json
from datetime import date

import pytest

from benchmarks._hostile import SHAPES, bare, many_in_html, many_items, one_item
from issues import markup
from issues.desk.entry import folded
from issues.desk.lifting import lift_citations, quick_rows
from issues.desk.pasted import TooMany, read_pasted
from issues.desk.shaping import sentences
from issues.imports import ImportRefused
from issues.imports.formats import find_reader
from issues.limits import MAX_MARKUP, MAX_PARAGRAPH, MAX_TAGS
from issues.markup import clean, from_text, to_text
from tests.support.examples import is_thorough
from tests.support.steps import steps

pytestmark = pytest.mark.long

PERIOD = (date(2017, 10, 31), date(2017, 11, 7))
NAMES = ("Reuters", "AP", "Novaya Gazeta, Europe")
SMALL, LARGE = 10_000, 100_000
# Ten times the text, and some room for what a long text alone has: signs that are escaped one by one.
MOST, ROOM = 14, 60_000
# Where the parser is another's, or the same as of a text: a third of all, others each time the list grows.
SOME = list(SHAPES) if is_thorough() else list(SHAPES)[::3]


def is_linear(function, shape):
    """Whether ten times as much takes about ten times the steps, or fewer: it may be refused."""
    few, many = steps(function, shape(SMALL)), steps(function, shape(LARGE))
    return many <= MOST * few + ROOM


def reading(format):
    def read(text):
        find_reader(format)(text.encode(), f"week.{format}", NAMES)

    return read


def pasting(html, text):
    return read_pasted(html, text, period=PERIOD, names=NAMES)


@pytest.mark.parametrize("name", SHAPES)
def test_a_text_of_any_shape_is_read_in_proportion(name):
    assert is_linear(reading("txt"), lambda size: one_item(name, size))


@pytest.mark.parametrize("name", SOME)
def test_items_of_any_shape_are_read_in_proportion(name):
    assert is_linear(reading("txt"), lambda size: many_items(name, size, 2_000))


@pytest.mark.parametrize("name", SOME)
def test_a_page_and_markdown_of_any_shape_are_read_in_proportion(name):
    assert is_linear(reading("html"), lambda size: many_in_html(name, size, 2_000))
    assert is_linear(reading("md"), lambda size: many_items(name, size, 2_000))


@pytest.mark.parametrize("name", SOME)
def test_a_paste_of_any_shape_is_read_in_proportion(name):
    assert is_linear(lambda text: pasting("", text), lambda size: many_items(name, size, 2_000))
    assert is_linear(lambda html: pasting(html, ""), lambda size: many_in_html(name, size, 2_000))


@pytest.mark.parametrize("name", SOME)
def test_a_field_of_any_shape_is_read_in_proportion(name):
    assert is_linear(lambda text: quick_rows(text, PERIOD, NAMES), lambda size: bare(name, size))
    assert is_linear(
        lambda text: lift_citations(folded(text), PERIOD, NAMES), lambda size: bare(name, size)
    )


@pytest.mark.parametrize("name", SOME)
def test_markup_of_any_shape_is_cleaned_in_proportion(name):
    text = bare(name, LARGE)
    assert steps(clean, text) <= 60 * LARGE
    assert is_linear(from_text, lambda size: bare(name, size))
    assert clean(clean(text)) == clean(text)


def test_a_sign_that_begins_no_tag_never_reaches_the_parser(monkeypatch):
    seen = []
    monkeypatch.setattr(markup.Cleaner, "clean", lambda cleaner, text: seen.append(text) or text)
    clean("< " * SMALL + "<<<b>3 <4</b>")
    assert seen == ["&lt; " * SMALL + "&lt;&lt;<b>3 &lt;4</b>"]


@pytest.mark.parametrize("text", ["<b>" * (MAX_TAGS + 1), "<b>a</b>" + "a" * MAX_MARKUP])
def test_what_no_door_lets_in_is_taken_as_text(text):
    assert to_text(clean(text)) == text
    assert clean(clean(text)) == clean(text)


def test_a_text_full_of_signs_is_as_long_as_a_paragraph_may_be():
    text = "&<>" * (MAX_PARAGRAPH // 3)
    assert to_text(from_text(text)) == text


def test_a_text_is_cut_into_sentences_in_one_pass():
    def one_tag(size):
        return f"<b>{'A. ' * (size // 3)}</b>"

    assert is_linear(sentences, one_tag)
    assert sentences("<b>One. Two.</b> Three.") == ["<b>One. Two.</b>", "Three."]


# Each limit, and the sentence
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("* " + "a" * 20_001, "a paragraph of more than 20,000 characters (line 5)"),
        (
            "* a\n" + "word word word word word\n" * 900,
            "a paragraph of more than 20,000 characters",
        ),
        ("* a\n" * 2_101, "2,001 items"),
        ("\n" * 20_001, "20,006 lines"),
        ("a line\n\n" * 1_000 * 150, "more than 1,000,000 characters"),
        ("* a\n\n" + "(b) " * 20_001, "20,001 parentheses"),
        (f"* a ({', '.join(['AP, 11.04.17'] * 61)})", "an item with 61 references (line 5)"),
    ],
)
def test_a_text_beyond_a_limit_is_refused_with_what_where_and_how_to_mend_it(text, words):
    with pytest.raises(ImportRefused) as refused:
        reading("txt")(one_item("words", 0)[: -len("* text ")] + text)
    assert words in str(refused.value)
    assert str(refused.value).endswith((": break it up.", "one issue.", "two items of it."))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a" * 20_001, "“aaaaaaaa"),
        ("a" * 500_001, "longer than 500,000 characters"),
        ("\n" * 5_001, "more than 5,000 lines"),
        ("- A.\n" * 400, "more than 200 items"),
        (f"a ({', '.join(['AP, 11.04.17'] * 61)})", "61 citations"),
    ],
)
def test_a_paste_beyond_a_limit_is_refused(text, words):
    with pytest.raises(TooMany, match=words.replace("(", r"\(")):
        pasting("", text)


def test_a_page_with_a_tag_of_endless_attributes_is_read_once():
    page = f"<p>{one_item('words', 0)}<p>a<b {' '.join(f'a{at}' for at in range(200_000))}>c</b>"
    assert "ac" in find_reader("html")(page.encode(), "week.html", ()).text


def test_a_style_that_names_lists_over_and_over_is_looked_through_once():
    page = f"<p>Monitor, Nov. 7, 2017<p style='{'mso-list:' * 200_000}'>a"
    assert find_reader("html")(page.encode(), "week.html", ()).text


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ([{"text": "a"}] * 2_001, "2,001 items"),
        ([{"text": "a", "citations": [{}] * 61}], "an item with 61 references"),
        ([{"text": "a" * 20_001}], "is longer than 20000 characters"),
        ([{"text": "a", "html": "<b>" * 4_001 + "a"}] * 5, "20,005 tags"),
    ],
)
def test_json_is_counted_before_any_of_it_is_cleaned(items, words, monkeypatch):
    monkeypatch.setattr(markup, "clean", None)
    monkeypatch.setattr(markup, "from_text", None)
    section = {"heading": "Analysis", "code": "recommendations", "items": items}
    data = {"period_start": "2017-10-31", "period_end": "2017-11-07", "sections": [section]}
    with pytest.raises(ImportRefused, match=words):
        reading("json")(json.dumps(data))
