"""How the lines of an issue are told apart: titles, headings, items, notes and the rest."""

import pytest

from issues.digest import read_issue

TITLE = "Russia in Syria Monitor, Oct. 31-Nov. 7, 2017"
NEWS = "Other important news:"
RISK = (
    "Risk of accidental or intentional confrontation between Western and Russian forces in Syria:"
)


def read(*lines):
    return read_issue("\n".join(lines)).to_dict()


def headings(*lines):
    return [
        (each["heading"], each["known"], each["item_count"]) for each in read(*lines)["sections"]
    ]


def texts(*lines, heading=NEWS):
    """The items of a section as (text, texts of the children)."""

    def outline(items):
        return [(each["text"], *outline(each["children"])) for each in items]

    return outline(read(TITLE, "", heading, "", *lines)["sections"][0]["items"])


def test_lines_above_the_title_are_preamble_and_the_repeated_title_is_no_content():
    issue = read(
        "Press Release", "", "Abstract", "", TITLE, "", f"{TITLE}.", "", "A word.", "", NEWS, "• A."
    )
    assert (issue["preamble"], issue["title"]) == (["Press Release", "Abstract"], TITLE)
    assert issue["notices"] == ["A word."]


@pytest.mark.parametrize(
    "line", ["Published: Nov. 7, 2017", "November 7, 2017", "The next issue appears Nov. 14, 2017."]
)
def test_a_date_of_the_page_is_not_the_title(line):
    assert read(line, TITLE, "", NEWS, "• A.")["title"] == TITLE


def test_without_a_period_the_first_line_is_the_title():
    issue = read("Russia in Syria Monitor", "", "We are back.", "", NEWS, "• A.")
    assert (issue["title"], issue["title_warnings"]) == ("Russia in Syria Monitor", ["no_period"])
    assert issue["notices"] == ["We are back."]


def test_a_period_on_a_line_of_its_own_is_read():
    issue = read("Russia in Syria Monitor", "Oct. 31-Nov. 7, 2017", "", NEWS, "• A.")
    assert (issue["preamble"], issue["period_end"]) == (["Russia in Syria Monitor"], "2017-11-07")


def test_a_heading_is_no_title():
    assert read(NEWS, "• A.")["title"] is None
    assert read("Analysis", "• A.")["title"] is None
    assert read("")["title"] is None


def test_hard_wrapped_titles_headings_and_notices_are_joined():
    issue = read(
        "Russia in Review: a digest of useful news from U.S.-Russia Initiative to Prevent",
        "Nuclear Terrorism for March 18-25, 2016",
        "",
        "A word to the readers that goes on for so long that it had to be wrapped at the end",
        "of the line.",
        "Another word.",
        "",
        "Risk of accidental or intentional confrontation",
        "between Western and Russian forces",
        "in Syria:",
        "• A.",
    )
    assert (issue["period_start"], len(issue["notices"])) == ("2016-03-18", 2)
    assert issue["sections"][0]["heading"] == RISK[:-1]


def test_an_unknown_heading_is_known_by_its_place():
    found = headings(
        TITLE,
        "",
        "This Week’s Highlights",
        "• A.",
        "",
        "5 Things to Know",
        "",
        "1. B.",
        "2. C.",
        NEWS,
        "• D.",
    )
    assert found == [
        ("This Week’s Highlights", False, 1),
        ("5 Things to Know", False, 2),
        (NEWS[:-1], True, 1),
    ]


def test_a_group_heading_is_a_section_without_items_and_findings():
    issue = read(
        TITLE,
        "",
        "I. U.S. and Russian priorities for the bilateral agenda.",
        "",
        "Nuclear security:",
        "• A.",
    )
    group, below = issue["sections"]
    assert (group["heading"], group["item_count"], group["warnings"]) == (
        "U.S. and Russian priorities for the bilateral agenda", 0, [],
    )  # fmt: skip
    assert below["item_count"] == 1


def test_a_notice_before_the_first_heading_is_no_heading():
    issue = read(
        TITLE, "", "Two issues in one", "", NEWS, "• A.", "", "Two issues in one", "", RISK, "• B."
    )
    assert issue["notices"] == ["Two issues in one"]
    assert [each["known"] for each in issue["sections"]] == [True, False, True]


def test_markdown_is_read():
    issue = read(
        f"# {TITLE}",
        "",
        "## Analysis",
        "",
        "* **A** one.",
        "",
        f"### {RISK}",
        "",
        "* B.",
        "---",
        f"**{NEWS}**",
        "- C.",
    )
    assert issue["title"] == TITLE
    assert [each["heading"] for each in issue["sections"]] == ["Analysis", RISK[:-1], NEWS[:-1]]
    assert issue["sections"][0]["items"][0]["text"] == "**A** one."


def test_a_heading_needs_no_blank_line_around_it():
    assert headings(TITLE, NEWS, "• A. (AP, 11.04.17)", RISK, "• B.", "Analysis:", "• C.") == [
        (NEWS[:-1], True, 1), (RISK[:-1], True, 1), ("Analysis", False, 1),
    ]  # fmt: skip


def test_nesting_follows_relative_indent_down_to_three_levels():
    assert texts("   • A", "      - B", "            * C", "                 o D", "      - E", "   – F") == [
        ("A", ("B", ("C",), ("D",)), ("E",)), ("F",),
    ]  # fmt: skip
    assert texts("\t•\tA", "\t\to\tB", "\t•\tC") == [("A", ("B",)), ("C",)]
    assert texts("    • A", "  • B", "   • C") == [("A",), ("B", ("C",))]


def test_items_below_a_placeholder_are_items_of_the_section():
    assert texts("• No significant developments.", "  • A", "    • B") == [("A", ("B",))]


@pytest.mark.parametrize(
    "lines",
    [
        ["• It fell on Nov.", "  4. It rose."],
        ["• It fell on Nov.", "4. It rose."],
        ["• It fell on", "  Nov. 4. It rose."],
        ["•", "  It fell on Nov. 4. It rose."],
        ["• It fell on Nov. 4.", "", "  It rose."],
    ],
)
def test_hard_wrapped_lines_belong_to_their_item(lines):
    assert texts(*lines, "• B.") == [("It fell on Nov. 4. It rose.",), ("B.",)]


def test_a_dash_in_a_wrapped_sentence_is_no_bullet():
    assert texts("• The road", "  – which was closed", "  – is open.", "  – B.") == [
        ("The road – which was closed – is open.", ("B.",)),
    ]  # fmt: skip


def test_numbered_items_are_items():
    assert texts("1. A.", "2. B.", "3. C.") == [("A.",), ("B.",), ("C.",)]


def test_a_citation_on_a_line_of_its_own_belongs_to_the_item_above():
    for above, blank in (("It rose.", []), ("It rose.", [""]), ("It rose (so they say)", [])):
        section = read(TITLE, "", NEWS, "", f"* {above}", *blank, "(AP, 11.04.17)", "* B.")[
            "sections"
        ][0]
        assert [len(each["citations"]) for each in section["items"]] == [1, 0]


def test_paragraphs_without_bullets_are_items():
    issue = read(
        TITLE,
        "",
        RISK,
        "",
        "A rose.",
        "",
        "B",
        "fell. (AP, 11.04.17)",
        "",
        NEWS,
        "",
        "C rose. (AP, 11.04.17)",
        "",
        "Bye.",
    )
    assert [[item["text"] for item in each["items"]] for each in issue["sections"]] == [
        ["A rose.", "B fell."],
        ["C rose."],
    ]
    assert issue["footer"] == ["Bye."]


def test_a_sentence_before_bullets_is_no_heading():
    assert texts("This week brought very little.", "", "• A.") == [
        ("This week brought very little.",),
        ("A.",),
    ]


def test_what_follows_the_footer_is_footer():
    issue = read(TITLE, NEWS, "• A.", "", "Ours.", "", "We are cited. (AP, 11.04.17)")
    assert issue["footer"] == ["Ours.", "We are cited. (AP, 11.04.17)"]


def test_bullets_without_any_heading_make_up_a_section_without_a_name():
    assert headings(TITLE, "• A.", "• B.") == [("", False, 2)]


def test_what_follows_the_last_item_is_footer():
    for blank in ([], [""], ["", ""]):
        issue = read(
            TITLE,
            NEWS,
            "  • A. (AP, 11.04.17)",
            *blank,
            "Click here for last week’s issue.",
            "Ours.",
        )
        assert issue["footer"] == ["Click here for last week’s issue.", "Ours."]


@pytest.mark.parametrize("label", [["Footnotes:", ""], ["Notes:"], ["**Footnotes**", ""], []])
def test_footnotes_keep_their_marks(label):
    issue = read(
        TITLE,
        NEWS,
        "• A.[1] (AP, 11.04.17)",
        "",
        *label,
        "[1] One that",
        "wraps.",
        "[2] Two.",
        "",
        "Bye.",
    )
    assert (issue["footnotes"], issue["footer"]) == (["[1] One that wraps.", "[2] Two."], ["Bye."])
    assert issue["item_count"] == 1


def test_a_footnote_may_wrap_before_a_citation():
    issue = read(TITLE, NEWS, "• A.", "", "Notes:", "[1] One that", "wraps. (AP, 11.04.17)")
    assert issue["footnotes"] == ["[1] One that wraps. (AP, 11.04.17)"]


def test_numbered_notes_below_their_heading_are_footnotes():
    issue = read(TITLE, NEWS, "• A.", "", "Notes:", "1. One.", "2. Two.")
    assert (issue["footnotes"], issue["item_count"]) == (["1. One.", "2. Two."], 1)


def test_notes_above_a_fixed_heading_are_a_section():
    assert headings(TITLE, "Notes:", "• A.", NEWS, "• B.") == [
        ("Notes", False, 1),
        (NEWS[:-1], True, 1),
    ]


def test_totals_count_all_levels_but_no_placeholder():
    issue = read(
        TITLE,
        RISK,
        "• A. (AP, 11.04.17)",
        "  • B. (AP, 11.04.17, RT, 11.04.17)",
        NEWS,
        "• No significant commentary",
    )
    assert (issue["item_count"], issue["max_depth"], issue["citation_count"]) == (2, 2, 3)
    assert issue["missing_sections"] == ["military_campaign", "response", "recommendations"]


def test_a_date_is_checked_against_the_title_unless_the_period_is_reversed():
    item = "• A. (AP, 12.04.17)"
    assert read(TITLE, NEWS, item)["sections"][0]["items"][0]["warnings"] == ["out_of_period"]
    reversed_title = "Russia in Syria Monitor, Nov. 14-7, 2017"
    assert read(reversed_title, NEWS, item)["sections"][0]["items"][0]["warnings"] == []
