"""What the writer prints, and that reading it again brings nothing new."""

from datetime import date

import pytest

from issues.digest import (
    Document,
    ItemNode,
    KnownOutlets,
    Reference,
    SectionBlock,
    read_citations,
    read_issue,
    read_title,
    write_issue,
)
from issues.sections import PLACEHOLDER, Section
from tests.support.digest_cases import CASES, registry
from tests.support.paths import SEED

TITLE = "Russia in Syria Monitor, Oct. 31-Nov. 7, 2017"
OUTLETS = KnownOutlets(registry())
NEWS = Section.OTHER_NEWS
DOCUMENTS = [case["input"] for case in CASES if case["kind"] == "document"]


def rewritten(*lines):
    return write_issue(read_issue("\n".join(lines), outlets=OUTLETS))


def printed_item(*references, text="It closed."):
    section = SectionBlock(NEWS.label, NEWS.value, (ItemNode(text, references),))
    return write_issue(Document(TITLE, (section,))).splitlines()[-1]


def test_a_document_from_elsewhere_is_printed_in_the_canonical_form():
    day = date(2017, 11, 6)
    child = ItemNode("A nested one.", (Reference.dated("AP", day, day),))
    sections = (SectionBlock(NEWS.label, NEWS.value, (ItemNode("One.", children=(child,)),)),)
    empty = "".join(f"\n{each.label}:\n\n  • {PLACEHOLDER}\n" for each in list(Section)[:4])
    assert write_issue(Document(TITLE, sections)) == (
        f"{TITLE}\n{empty}\nOther important news:\n\n  • One.\n    • A nested one. (AP, 11.06.17)\n"
    )


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ((2017, 11, 4), (2017, 11, 4), "11.04.17"),
        ((2017, 5, 1), (2017, 5, 31), "May 2017"),
        ((2017, 9, 1), (2017, 10, 31), "September-October 2017"),
        ((2017, 12, 1), (2018, 1, 31), "December 2017-January 2018"),
        ((2017, 1, 1), (2017, 12, 31), "2017"),
        ((2016, 1, 1), (2017, 12, 31), "2016-2017"),
        ((2017, 11, 4), (2017, 11, 6), "11.04.17-11.06.17"),
        ((1998, 11, 4), (1998, 11, 4), "11.04.1998"),
    ],
)
def test_stored_dates_are_printed_and_read_back(first, last, text):
    reference = Reference.dated("Reuters", date(*first), date(*last))
    assert printed_item(reference) == f"  • It closed. (Reuters, {text})"
    (read,) = read_citations(f"(Reuters, {text})", outlets=OUTLETS).references
    assert (read.dated_from, read.dated_to) == (date(*first), date(*last))


def test_what_could_not_be_read_is_printed_as_it_was():
    references = read_citations("(Reuters, 02.30.17, AP, Fall 2017, , 11.03.17)").references
    assert (
        printed_item(*references) == "  • It closed. (Reuters, 02.30.17, AP, Fall 2017, , 11.03.17)"
    )


def test_an_undated_outlet_does_not_borrow_the_next_date():
    day = date(2017, 11, 4)
    undated, dated = Reference("TASS"), Reference.dated("AP", day, day)
    assert printed_item(undated, dated) == "  • It closed. (TASS) (AP, 11.04.17)"
    assert printed_item(dated, undated) == "  • It closed. (AP, 11.04.17, TASS)"


@pytest.mark.parametrize(
    "citation",
    [
        "(Reuters, 11.04.17) (AP, 11.05.17)",
        "(Rosbalt, in Russian, 11.04.17)",
        "(Novaya Gazeta, Europe, 11.04.17)",
        "(The Independent (UK), 11.04.17)",
        "(AP, 11.04.17, AP, 11.04.17)",
        "(, 11.04.17)",
        "(Reuters, TASS)",
    ],
)
def test_a_citation_of_another_form_without_a_slip_comes_back(citation):
    assert f"  • It closed. {citation}" in rewritten(
        TITLE, "Other important news:", f"* It closed. {citation}"
    ).split("\n")


def test_a_citation_in_the_middle_moves_into_the_one_at_the_end():
    text = rewritten(
        TITLE, "Other important news:", "* It closed (AP, 11.04.17). It rose. (RT, 11.05.17)"
    )
    assert text.endswith("  • It closed. It rose. (AP, 11.04.17, RT, 11.05.17)\n")


@pytest.mark.parametrize(
    ("title", "printed"),
    [
        (TITLE, TITLE),
        (f"# {TITLE}", TITLE),
        (
            "Russia in Syria Monitor,  Sept. 12-19, 2017",
            "Russia in Syria Monitor, Sept. 12-19, 2017",
        ),
        ("Russia in Syria Monitor: October 31 – November 7, 2017.", TITLE),
        ("Russia in Syria Monitor from Oct. 31 to Nov. 7 2017", TITLE),
        ("Russia in Review, Dec. 28-Jan. 4, 2018", "Russia in Review, Dec. 28, 2017-Jan. 4, 2018"),
        (
            "Russia in Review: a digest for March 18 – 25, 2016",
            "Russia in Review: a digest for March 18-25, 2016",
        ),
        ("Russia in Review, Nov. 14-7, 2017", "Russia in Review, Nov. 14-7, 2017"),
        ("Russia in Review, Nov. 7-14", "Russia in Review, Nov. 7-14"),
    ],
)
def test_a_title_is_composed_anew_only_where_something_is_amiss(title, printed):
    assert rewritten(title, "Other important news:").split("\n")[0] == printed
    assert read_title(printed).period_start == read_title(title).period_start


def test_sections_are_printed_in_their_order_with_strangers_at_their_place():
    text = rewritten(
        TITLE, "", "Other important news:", "• A.", "Analysis:", "• B.", "", "II. The field:", "",
        "Response to Russia's military campaign in Syria:", "• No significant commentary", "This Week’s Highlights", "• C.",
    )  # fmt: skip
    places = [text.index(part) for part in (
        "Details of", "II. The field:", "Response to Russia's", "No significant commentary", "This Week’s Highlights\n",
        "• C.", "Risk of", "Strategies and", "Other important", "• A.", "Analysis:", "• B.",
    )]  # fmt: skip
    assert places == sorted(places)


def test_all_that_stands_around_the_sections_is_printed():
    lines = [
        "Press Release",
        TITLE,
        "A word.",
        "Other important news:",
        "  • A.[1] (AP, 11.04.17)",
        "Footnotes:\n[1] One.",
        "Bye.",
    ]
    text = rewritten(*"\n\n".join(lines).split("\n"))
    for line in lines:
        assert line in text
    swapped = rewritten(
        TITLE, "Other important news:", "• A.", "", "Bye.", "", "[1] One.", "", "Ours."
    )
    assert swapped.endswith("  • A.\n\nBye.\n\n[1] One.\n\nOurs.\n")


@pytest.mark.parametrize("text", DOCUMENTS)
def test_writing_twice_changes_nothing_more(text):
    once = rewritten(text)
    assert rewritten(once) == once


@pytest.mark.parametrize("text", DOCUMENTS)
def test_reading_again_gives_the_same_items(text):
    def outline(nodes):
        return [
            (
                node.text,
                [(each.outlet, each.span) for each in node.references],
                outline(node.children),
            )
            for node in nodes
        ]

    def by_section(document):
        return {each.code: outline(each.items) for each in document.sections if each.items}

    read = read_issue(text, outlets=OUTLETS)
    assert by_section(read_issue(write_issue(read), outlets=OUTLETS)) == by_section(read)


@pytest.mark.skipif(not SEED.exists(), reason="the shared issue is not here")
class TestAPublishedIssue:
    def test_its_totals_are_those_counted_by_hand(self):
        issue = read_issue(SEED.read_text("utf-8"), outlets=OUTLETS)
        items = [item for section in issue.sections for _, item in section.walk()]
        cited = [reference.outlet for item in items for reference in item.references]
        assert (len(items), sum(len(item.children) for item in items), len(cited)) == (16, 2, 22)
        counts = sorted((cited.count(name) for name in set(cited)), reverse=True)
        assert (len(counts), counts[:3]) == (11, [7, 5, 2])
        assert sum(len(section.placeholders) for section in issue.sections) == 2
        assert issue.missing_sections == []

    def test_its_findings_are_the_known_ones(self):
        found = read_issue(SEED.read_text("utf-8"), outlets=OUTLETS).findings
        assert sorted(finding.code for finding in found) == [
            "duplicate_pair", "nbsp", "nbsp", "placeholder_with_items", "unlabelled_group",
        ]  # fmt: skip

    def test_it_comes_back_but_for_blanks_and_the_placeholder_beside_items(self):
        source = SEED.read_text("utf-8")
        lines = [" ".join(line.split()) for line in source.splitlines() if line.strip()]
        written = [" ".join(line.split()) for line in rewritten(source).splitlines() if line]
        dropped = f"• {PLACEHOLDER}"
        at = len(lines) - lines[::-1].index(dropped) - 1
        assert written == lines[:at] + lines[at + 1 :]
