"""A text that goes in comes out again: byte for byte if it is canonical, else but for what was reported."""

from datetime import date, timedelta
from difflib import SequenceMatcher

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from issues.contents import load_contents
from issues.digest import DateSpan, Document, ItemNode, Reference, SectionBlock, Title, write_issue
from issues.exports import ISSUE_FORMATS
from issues.imports import import_issue
from issues.models import Import, Issue
from issues.periods import ap_period
from issues.sections import Section
from tests.support.digests import digest
from tests.support.examples import examples
from tests.support.factories import analyst, publish
from tests.support.paths import ROOT, SEED

DEMO = ROOT / "issues" / "demo"
SERIES = "Russia in Syria Monitor"
pytestmark = pytest.mark.django_db


def exported(issue: Issue) -> str:
    return ISSUE_FORMATS["txt"].render(load_contents(issue), "https://monitor.test")


def lines_of(text: str) -> list[tuple[int, str]]:
    """Every line with words, its blanks and bullet folded, under its number."""
    folded = ((at, " ".join(line.split())) for at, line in enumerate(text.splitlines(), start=1))
    return [(at, line) for at, line in folded if line]


def unreported_differences(source: str, printed: str, findings: list[dict]) -> list[str]:
    """Lines that differ in more than blanks, though nothing was reported of them or of their heading."""
    before, after = lines_of(source), lines_of(printed)
    reported = {finding["line"] for finding in findings}
    headings = [at for at, line in before if line.endswith(":")]
    amiss = []
    matcher = SequenceMatcher(
        None, [line for _, line in before], [line for _, line in after], False
    )
    for kind, start, end, _, _ in matcher.get_opcodes():
        if kind == "equal":
            continue
        for at, line in before[start:end] or [(0, kind)]:
            heading = max((each for each in headings if each < at), default=0)
            if not {at, heading} & reported:
                amiss.append(line)
    return amiss


@pytest.mark.skipif(not SEED.exists(), reason="the shared example issue is not here")
def test_a_real_issue_goes_the_whole_way_and_differs_only_where_it_was_reported():
    document = SEED.read_bytes()
    imported = import_issue(document, SEED.name, user=analyst())
    printed = exported(publish(imported.issue))
    source = document.decode()
    assert unreported_differences(source, printed, imported.findings) == []
    # Exactly one line goes, the placeholder beside items, and none comes.
    before, after = [line for _, line in lines_of(source)], [line for _, line in lines_of(printed)]
    gone = [line for line in before if before.count(line) > after.count(line)]
    assert gone == ["• No significant developments."] * before.count(gone[0])
    assert len(before) == len(after) + 1
    assert "placeholder_with_items" in {finding["code"] for finding in imported.findings}
    # Printed once, it is canonical.
    assert import_again(printed) == printed


@pytest.mark.skipif(not SEED.exists(), reason="the shared example issue is not here")
def test_a_real_issue_is_counted_as_by_hand():
    issue = import_issue(SEED.read_bytes(), SEED.name, user=analyst()).issue
    contents = load_contents(issue)
    nodes = list(contents.walk())
    assert (len(nodes), sum(node.depth > 1 for node in nodes)) == (16, 2)
    citations = [citation for node in nodes for citation in node.citations]
    assert len(citations) == 22
    by_name = [citation.printed_name for citation in citations]
    assert len(set(by_name)) == 11
    assert (by_name.count("Reuters"), by_name.count("RFE/RL")) == (7, 5)


def import_again(text: str) -> str:
    """What comes out for a text of a period that is free once more."""
    with transaction.atomic():
        moved = text.replace("Oct. 31-Nov. 7, 2017", "Oct. 31-Nov. 7, 2018", 1)
        printed = exported(import_issue(moved.encode(), "again.txt", user=analyst()).issue)
        transaction.set_rollback(True)
    return printed.replace("Oct. 31-Nov. 7, 2018", "Oct. 31-Nov. 7, 2017", 1)


def test_an_unreported_difference_would_be_seen():
    source = digest("One. (AP, 11.04.17)", "Two. (AP, 11.05.17)")
    spoilt = source.replace("Two.", "Tow.")
    assert unreported_differences(source, source, []) == []
    assert unreported_differences(source, spoilt, []) == ["• Two. (AP, 11.05.17)"]
    assert unreported_differences(source, spoilt, [{"line": 6}]) == []


@pytest.mark.parametrize("name", sorted(path.name for path in DEMO.glob("*.txt")))
def test_a_demo_issue_comes_out_byte_for_byte(name):
    document = (DEMO / name).read_bytes()
    assert exported(import_issue(document, name, user=analyst()).issue).encode() == document


# Any canonical text

WORDS = st.sampled_from(
    "town convoy Nov. “quoted” said, U.S.-backed 340 Tal’Abyad & <b> &amp; <!-- </p> *bold* it's — é Ж 5% $40".split()
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=8).map(lambda words: f"He {' '.join(words)} left.")
NAMES = st.sampled_from(
    [
        "Reuters",
        "Tass",
        "TASS",
        "RFE/RL",
        "The Washington Post",
        "Meduza/Interfax",
        "Harbor Gazette",
        "U.N.",
    ]
)
DAYS = st.dates(date(2016, 1, 1), date(2018, 12, 31))
SPANS = st.one_of(
    DAYS.map(lambda day: DateSpan(day, day)),
    DAYS.map(lambda day: DateSpan.months((day.year, day.month), (day.year, day.month))),
    DAYS.map(lambda day: DateSpan(date(day.year, 1, 1), date(day.year, 12, 31), "year")),
)
REFERENCES = st.lists(st.builds(Reference, NAMES, SPANS), max_size=4).map(tuple)


def items(children: st.SearchStrategy) -> st.SearchStrategy:
    """Up to two items with these below each."""
    return st.lists(st.builds(ItemNode, SENTENCES, REFERENCES, children), max_size=2).map(tuple)


TREES = items(items(items(st.just(()))))


@st.composite
def canonical_texts(draw) -> str:
    end = draw(DAYS)
    period = (end - timedelta(days=draw(st.integers(1, 8))), end)
    sections = [SectionBlock(section.label, section.value, draw(TREES)) for section in Section]
    return write_issue(
        Document(
            f"{SERIES}, {ap_period(*period)}",
            tuple(sections),
            Title(SERIES, *period),
            notices=tuple(draw(st.lists(SENTENCES, max_size=2))),
        )
    )


@given(canonical_texts())
@examples(50)
def test_any_canonical_text_comes_out_byte_for_byte(text):
    with transaction.atomic():
        imported = import_issue(text.encode(), "week.txt")
        assert exported(imported.issue) == text
        assert Import.objects.get(pk=imported.pk).text == text
        transaction.set_rollback(True)


@given(canonical_texts())
@examples(25)
def test_any_issue_comes_back_from_its_json_as_the_same_text(text):
    with transaction.atomic():
        issue = import_issue(text.encode(), "week.txt").issue
        data = ISSUE_FORMATS["json"].render(load_contents(issue), "https://monitor.test")
        issue.delete()
        again = import_issue(data.encode(), "week.json", format="json").issue
        assert exported(again) == text
        transaction.set_rollback(True)
