"""What holds for every text: it is read without an error, and nothing in it is lost."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from issues.digest import (
    DateSpan,
    Document,
    ItemNode,
    KnownOutlets,
    Reference,
    SectionBlock,
    read_citations,
    read_heading,
    read_issue,
    read_item,
    read_title,
    write_issue,
)
from issues.digest.citations import extract, extract_in_steps
from issues.periods import ap_period
from issues.sections import Section
from tests.support.examples import examples

OUTLETS = KnownOutlets(
    ["Reuters", "RFE/RL", "The Economist", "U.N.", "38 North", "Novaya Gazeta, Europe", "AP"]
)
READERS = (
    lambda text: read_citations(text, outlets=OUTLETS),
    lambda text: read_item(text, outlets=OUTLETS),
    read_title,
    read_heading,
    lambda text: read_issue(text, outlets=OUTLETS),
)
often = examples(300)
seldom = examples(60)
WORD = re.compile(r"[^\W_]+")

# The bullet of an item is kept, that of a sentence which stands for no items is not.
PLACEHOLDER_BULLET = re.compile(r"(?m)^[^\w\n]*(?:o|[0-9]{1,2}[.)])(?=\s+No significant)")

# Pieces of digests, whole and broken, to be put together in any order.
PIECES = [
    "Russia in Syria Monitor, Oct. 31-Nov. 7, 2017",
    "# Russia in Review, December 24, 2013 – January 10, 2014.",
    *(f"{section.label}:" for section in Section),
    "OTHER IMPORTANT NEWS",
    "### **Reponse to Russia's military campaign in Syria**",
    "II. Russia and its neighbors.",
    "Analysis:",
    "This Week’s Highlights",
    "Footnotes:",
    "[1] A note that goes on.",
    "Click here for last week’s issue.",
    "• ", "  - ", "\t* ", "    – ", "·", "o ", "1. ", "12) ", "• No significant developments.",
    "No significant commentary",
    "Two convoys reached the town.", "said the mayor", "the depot was empty ", "Ida Roe writes: “Go.” ",
    "(Reuters, 11.04.17)", "(RFE/RL, AP , 11.04.2017).", "(, 01.08.17)", "(The Economist, May 2017)",
    "(AP, Nov. 3, 2017,, 11/04/17)", "(six miles)", "(as of 11.04.17)", "(Reuters)", "(U.N., 02.30.17",
    "((AP 11.04.17; Rosbalt, in Russian, 11,05.17))", "(Novaya Gazeta, Europe, Fall 2017)",
    "(", ")", ",", ";", ".", ":", " ", "  ", "\t", "\u00a0", "\n", "\n\n", "\n\n\n", "\r\n", "\ufeff", "---", "**", "_", "#",
    "2017", "Nov.", "4", "a", "“", "”",
]  # fmt: skip
digests = st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=40).map("".join)
texts = st.text() | digests


# Repeat what other fields hold, or speak about it.
ECHOES = {"title_parts", "findings", "file_findings", "attribution", "credits", "code"}


def strings(value: object) -> Iterator[str]:
    """Every string in a tree of dataclasses, each word of the source once."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in ECHOES:
                yield from strings(getattr(value, field.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from strings(part)


def words(*texts: str) -> Counter[str]:
    return Counter(WORD.findall(" ".join(texts)))


def without_repeated_title(text: str, title: str | None) -> str:
    """The text with one title where the same is printed again: that is no content."""
    lines = text.splitlines()
    if title is None:
        return text
    same = [at for at, line in enumerate(lines) if title in line]
    return "\n".join(line for at, line in enumerate(lines) if at not in same[1:])


@often
@given(texts)
def test_no_reader_raises_and_each_result_has_its_dict(text):
    for read in READERS:
        assert isinstance(read(text).to_dict(), dict)


@often
@given(texts)
def test_no_word_of_an_issue_is_lost_in_what_was_read(text):
    document = read_issue(text, outlets=OUTLETS)
    text = PLACEHOLDER_BULLET.sub("", text.removeprefix("\ufeff"))
    expected = words(without_repeated_title(text, document.title))
    assert not expected - words(*strings(document))


NAMES = st.sampled_from(
    [
        "AP",
        "RFE/RL",
        "U.N.",
        "See TASS",
        "May",
        "Monday",
        "The Hill",
        "In",
        "Novaya Gazeta",
        "Video",
    ]
) | st.text("Aa.&'’- ", min_size=1, max_size=24)
DAYS = st.dates(date(2017, 10, 1), date(2018, 1, 9)).map("{:%m.%d.%y}".format) | st.from_regex(
    r"[0-3][0-9]\.[0-3][0-9]\.1[6-8]", fullmatch=True
)
cited = st.lists(st.tuples(NAMES, DAYS).map(", ".join), min_size=1, max_size=3).map(", ".join)
LEADS = [
    "It closed.", " ", "(six miles)", "(Reuters)", "(38 miles)", "(a (b) c)", "a) b", "“Go.”", "\u00a0", "or", ".", ",",
]  # fmt: skip
prose = st.lists(st.sampled_from(LEADS), max_size=4).map(" ".join)
lines = st.builds("{} ({})".format, prose, cited)


@often
@given(lines)
def test_the_plain_form_is_read_as_any_other_would_be(line):
    period = (date(2017, 10, 31), date(2017, 11, 7))
    assert extract(line, period, OUTLETS) == extract_in_steps(line, period, OUTLETS)


sentences = st.lists(
    st.sampled_from(
        [
            "Two convoys reached the town",
            "The depot (six miles off)",
            "was empty,",
            "“Go,” he said",
            "in 2017",
        ]
    ),
    min_size=1,
    max_size=6,
).map(lambda parts: " ".join(parts) + ".")
days = st.dates(date(2000, 1, 1), date(2098, 12, 31))


def months(first: date, count: int) -> DateSpan:
    last = (first.year + (first.month + count) // 12, (first.month + count) % 12 + 1)
    return DateSpan.months((first.year, first.month), last)


spans = (
    days.map(lambda day: DateSpan(day, day))
    | st.builds(months, days, st.integers(0, 3))
    | days.map(lambda day: DateSpan(date(day.year, 1, 1), date(day.year, 12, 31), "year"))
)
references = st.builds(Reference, st.sampled_from(list(OUTLETS)), spans)


def items(children: st.SearchStrategy[tuple[ItemNode, ...]]) -> st.SearchStrategy[ItemNode]:
    return st.builds(ItemNode, sentences, st.lists(references, max_size=3).map(tuple), children)


def lists_of(nodes: st.SearchStrategy[ItemNode]) -> st.SearchStrategy[tuple[ItemNode, ...]]:
    return st.lists(nodes, max_size=2).map(tuple)


trees = lists_of(items(lists_of(items(lists_of(items(st.just(())))))))


@st.composite
def canonical_documents(draw) -> Document:
    end = draw(days)
    start = end - timedelta(days=draw(st.integers(0, 8)))
    return Document(
        f"Russia in Syria Monitor, {ap_period(start, end)}",
        tuple(SectionBlock(section.label, section.value, draw(trees)) for section in Section),
        notices=tuple(draw(st.lists(sentences, max_size=2))),
        footnotes=tuple(
            f"[{number}] {note}"
            for number, note in enumerate(draw(st.lists(sentences, max_size=2)), 1)
        ),
        footer=tuple(draw(st.lists(sentences, max_size=2))),
        footnotes_after=0,
    )


def content(item: ItemNode) -> tuple[object, ...]:
    cited = [(each.outlet, each.dated_from, each.dated_to) for each in item.references]
    return item.text, cited, [content(child) for child in item.children]


@seldom
@given(canonical_documents())
def test_the_canonical_form_comes_back_byte_for_byte(document):
    text = write_issue(document)
    read = read_issue(text, outlets=OUTLETS)
    assert write_issue(read) == text
    assert (read.notices, read.footnotes, read.footer) == (
        document.notices,
        document.footnotes,
        document.footer,
    )
    for before, after in zip(document.sections, read.sections, strict=True):
        assert [content(item) for item in after.items] == [content(item) for item in before.items]


HEADINGS = [f"{section.label}:" for section in Section]
BULLETS = ["• ", "- ", "– ", "* ", "·", "•\t", "1. ", "o "]
CITATIONS = [
    "", " (Reuters, 11.04.17)", " (AP, 11.03.17, RFE/RL, 11.04.17)", " (AP, 11.03.17) (AP, 11.04.17)",
    " (Reuters, 11.04.17, AP, 11.04.17)", " (Novaya Gazeta, Europe, 11.01.17)",
]  # fmt: skip


@st.composite
def laid_out(draw) -> str:
    """A sound issue in any layout: bullets, indents, hard wraps and blank lines as they come."""
    lines = ["Russia in Syria Monitor, Oct. 31-Nov. 7, 2017", ""]
    for heading in HEADINGS:
        lines += [heading, ""]
        step, bullet = draw(st.integers(1, 4)), draw(st.sampled_from(BULLETS))
        for level in draw(st.lists(st.integers(0, 2), min_size=1, max_size=4)):
            lead = " " * (level * step) + bullet
            parts = (draw(sentences) + draw(st.sampled_from(CITATIONS))).split(" ")
            cut = draw(st.integers(1, len(parts)))
            lines.append(lead + " ".join(parts[:cut]))
            if cut < len(parts):
                lines.append(" " * (len(lead) + 2) + " ".join(parts[cut:]))
            lines += [""] * draw(st.integers(0, 1))
        lines += [""]
    return "\n".join(lines)


def bare(text: str) -> str:
    """The text without blanks and the bullets at the start of its lines."""
    return "".join(re.sub(r"(?m)^\s*(?:[•·*–-]|o(?=\s)|1\.)\s*", "", text).split())


@seldom
@given(laid_out())
def test_where_nothing_is_found_only_blanks_and_bullets_change(text):
    document = read_issue(text, outlets=OUTLETS)
    assert document.findings == ()
    assert bare(write_issue(document)) == bare(text)


@often
@given(digests)
def test_a_word_that_is_not_written_again_is_named_by_a_finding(text):
    document = read_issue(text, outlets=OUTLETS)
    placeholders = [text for section in document.sections for text in section.placeholders]
    named = words(*(finding.what for finding in document.findings), *placeholders)
    marks = {item.marker for section in document.sections for _, item in section.walk()}
    written = words(write_issue(document), *marks)
    assert set(words(PLACEHOLDER_BULLET.sub("", text))) <= set(written) | set(named)
