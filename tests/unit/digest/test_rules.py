"""Each finding has a text that brings it about, and near relatives that do not."""

from datetime import date

import pytest

from issues.digest import (
    DIGEST_FINDINGS,
    SEVERITIES,
    Finding,
    read_citations,
    read_heading,
    read_issue,
    read_item,
    read_title,
)
from tests.support.digest_cases import registry

PERIOD = (date(2017, 10, 31), date(2017, 11, 7))
TITLE = "Russia in Syria Monitor, Oct. 31-Nov. 7, 2017"
OUTLETS = registry()

BLOCK = "missing_outlet missing_date invalid_date unbalanced_paren no_period missing_year reversed_period empty_section"
LOOK = (
    "out_of_period year_typo_suspected day_month_swapped shared_date multiple_dates separator_typo empty_segment"
    " co_credit duplicate_heading placeholder_with_items unlabelled_group fuzzy_match mid_text_citation"
    " year_inferred long_period"
)
NOTE = (
    "nbsp extra_space missing_space trailing_period_inside trailing_period_outside trailing_period four_digit_year"
    " nonstandard_date imprecise_date outlet_note duplicate_pair en_dash spaced_dash word_range nonap_month"
    " missing_comma nonstandard_separator single_day missing_colon markup all_caps bom crlf"
)

CITATIONS = {
    "(Reuters, 11.04.17)": "",
    "(Reuters, 11.04.17, AP, 11.05.17)": "",
    "(, 11.04.17)": "missing_outlet",
    "(Reuters, 11.04.17,, 11.05.17)": "empty_segment missing_outlet",
    "(Reuters, 11.04.17, , 11.05.17)": "empty_segment missing_outlet",
    "(Reuters, 11.04.17,)": "empty_segment",
    "(Reuters, 11.04.17, TASS)": "missing_date",
    "(Reuters, TASS)": "missing_date",
    "(Reuters, 02.30.17)": "invalid_date",
    "(Reuters, 13.13.17)": "invalid_date",
    "(Reuters, 31.11.17)": "invalid_date",
    "(Reuters, 11.0417)": "invalid_date",
    "(Reuters, Feb. 30, 2017)": "invalid_date nonstandard_date",
    "(Reuters, 11.04.17": "unbalanced_paren",
    "Reuters, 11.04.17)": "unbalanced_paren",
    "1) six miles and b) more": "",
    "(Reuters, Nov. 3)": "missing_year",
    "(Reuters, 11.04)": "missing_year",
    "(Reuters, 10.30.17)": "out_of_period",
    "(Reuters, 10.31.17, AP, 11.07.17)": "",
    "(Reuters, 11.04.16)": "out_of_period year_typo_suspected",
    "(Reuters, 11.04.18)": "out_of_period year_typo_suspected",
    "(RAND, October 2017)": "imprecise_date",
    "(RAND, May 2017)": "imprecise_date out_of_period",
    "(RAND, 2016)": "imprecise_date out_of_period year_typo_suspected",
    "(Foreign Affairs, November/December 2017)": "imprecise_date",
    "(Foreign Affairs, Sept.-Oct. 2017)": "imprecise_date",
    "(Orbis, Fall 2017)": "imprecise_date",
    "(Orbis, Winter 2017-2018)": "imprecise_date",
    "(Orbis, December-January 2018)": "imprecise_date out_of_period year_inferred",
    "(RAND, 11/2017)": "imprecise_date nonstandard_date",
    "(Reuters, 31.10.17)": "day_month_swapped",
    "(Interfax, TASS, 11.04.17)": "shared_date",
    "(Interfax, 11.04.17, 11.05.17)": "multiple_dates",
    "(Reuters. 11.04.17)": "separator_typo",
    "(Reuters.11.04.17)": "separator_typo",
    "(Reuters 11.04.17)": "separator_typo",
    "(Reuters; 11.04.17)": "separator_typo",
    "(Reuters: 11.04.17)": "separator_typo",
    "(Reuters – 11.04.17)": "separator_typo",
    "(Reuters, 11.04.17; AP, 11.03.17)": "separator_typo",
    "(Reuters, 11.04.17. AP, 11.03.17)": "separator_typo",
    "(Reuters, 11.04.17 AP, 11.03.17)": "separator_typo",
    "(Reuters, 11,04.17)": "separator_typo",
    "(Yonhap Nov. 4, 2017)": "nonstandard_date separator_typo",
    "((Reuters, 11.04.17))": "separator_typo",
    "(Reuters, 11.04.17), (AP, 11.03.17)": "separator_typo",
    "(Reuters, 11.04.17)(AP, 11.03.17)": "missing_space",
    "(Meduza/Interfax, 11.04.17)": "co_credit",
    "(Radio Free Europe/Radio Liberty, 11.04.17)": "",
    "(Reuters,\u00a011.04.17)": "nbsp",
    "(Reuters\u00a0, 11.04.17)": "extra_space nbsp",
    "(Reuters,  11.04.17)": "extra_space",
    "(Reuters, 11.04.17 , AP, 11.05.17)": "extra_space",
    "(Reuters, 11. 04.17)": "extra_space",
    "(Reuters,11.04.17)": "missing_space",
    "(Reuters, 11.04.17.)": "trailing_period_inside",
    "(Yonhap 11.04.17.)": "separator_typo trailing_period_inside",
    "(Reuters, Nov. 4, 2017.)": "nonstandard_date trailing_period_inside",
    "(Reuters, 11.04.17).": "trailing_period_outside",
    "(Reuters, 11.4.2017)": "four_digit_year nonstandard_date",
    "(Reuters, 2017-11-04)": "nonstandard_date",
    "(Reuters, 11-04-17)": "nonstandard_date",
    "(Reuters, Nov. 4, 2017)": "nonstandard_date",
    "(Reuters, 4 November 2017)": "nonstandard_date",
    "(Reuters, Saturday, Nov. 4th, 2017)": "nonstandard_date",
    "(Reuters, Nov. 4-5, 2017)": "nonstandard_date",
    "(Reuters, Oct. 31 – Nov. 4, 2017)": "nonstandard_date",
    "(Reuters, 4-5 November 2017)": "nonstandard_date",
    "(Reuters, 31 October-4 November, 2017)": "nonstandard_date",
    "(Reuters, Dec. 30-Jan. 2, 2018)": "nonstandard_date out_of_period year_inferred",
    "(Reuters, Nov. 5-4, 2017)": "invalid_date nonstandard_date",
    "(Reuters, Nov. 30-31, 2017)": "invalid_date nonstandard_date",
    "(Reuters, Nov. 4-5)": "missing_year",
    "(Rosbalt (in Russian), 11.04.17)": "outlet_note",
    "(Rosbalt, 11.04.17, in Russian)": "outlet_note",
    "(Kommersant, subscription required, 11.04.17)": "outlet_note",
    "(AP, 11.04.17, ap, 11.04.17)": "duplicate_pair",
}  # fmt: skip
ITEMS = {
    "• Ten trucks crossed. (AP, 11.04.17)": "",
    "• Ten trucks (AP, 11.04.17) crossed.": "mid_text_citation",
    "• Ten trucks crossed.(AP, 11.04.17)": "missing_space",
    "• Ten trucks crossed (AP, 11.04.17).": "trailing_period_outside",
    "• Ten\u00a0trucks  crossed.  (AP, 11.04.17)\u00a0": "",
    "• Ten trucks (of flour crossed. (AP, 11.04.17)": "unbalanced_paren",
    "• Ten trucks crossed. (AP, 11.04.17) (ap, 11.04.17)": "duplicate_pair",
}
TITLES = {
    TITLE: "",
    "Russia in Syria Monitor, Sept. 12-19, 2017": "",
    "Russia in Syria Monitor, Dec. 28, 2017-Jan. 4, 2018": "",
    "Russia in Syria Monitor": "no_period",
    "Russia in Syria Monitor, November 2017": "no_period",
    "Russia in Syria Monitor is back. (Reuters, 11.04.17)": "no_period",
    "Russia in Syria Monitor (weekly, Oct. 31-Nov. 7, 2017)": "",
    "Russia in Syria Monitor ( Oct. 31-Nov. 7, 2017 )": "nonstandard_separator",
    "Russia in Syria Monitor, Nov. 7-14": "missing_year",
    "Russia in Syria Monitor, Oct. 31, 2017-Nov. 7": "missing_year",
    "Russia in Syria Monitor, Nov. 14-7, 2017": "reversed_period",
    "Russia in Syria Monitor, Nov. 7-Oct. 31, 2017": "reversed_period",
    "Russia in Syria Monitor, Feb. 22-29, 2017": "invalid_date",
    "Russia in Syria Monitor, Dec. 28-Jan. 4, 2018": "year_inferred",
    "Russia in Syria Monitor, Jan. 9-17, 2023": "",
    "Russia in Syria Monitor, Jan. 9-18, 2023": "long_period",
    "Russia in Syria Monitor, Oct. 31–Nov. 7, 2017": "en_dash",
    "Russia in Syria Monitor, Oct. 31 - Nov. 7, 2017": "spaced_dash",
    "Russia in Syria Monitor, Oct. 31 to Nov. 7, 2017": "word_range",
    "Russia in Syria Monitor, from Oct. 31 through Nov. 7, 2017": "word_range",
    "Russia in Syria Monitor, Oct 31-November 7, 2017": "nonap_month",
    "Russia in Syria Monitor, Mar. 7-14, 2017": "nonap_month",
    "Russia in Syria Monitor, May 7-June 4, 2017": "long_period",
    "Russia in Syria Monitor Oct. 31-Nov. 7, 2017": "missing_comma",
    "Russia in Syria Monitor, Oct. 31-Nov. 7 2017": "missing_comma",
    "Russia in Syria Monitor: Oct. 31-Nov. 7, 2017": "nonstandard_separator",
    "Russia in Syria Monitor (Oct. 31-Nov. 7, 2017)": "nonstandard_separator",
    "Russia in Syria Monitor, Nov. 7, 2017": "single_day",
    "Russia in Syria Monitor, 31 October-7 November 2017": "nonap_month nonstandard_date",
    "Russia in Syria Monitor, 10.31.17-11.07.17": "nonstandard_date",
    "Russia in Syria Monitor, Oct.31-Nov. 7, 2017": "missing_space",
    "Russia in Syria Monitor,\u00a0Oct. 31-Nov. 7, 2017": "nbsp",
    "RUSSIA IN SYRIA MONITOR, OCT. 31-NOV. 7, 2017": "all_caps",
    "**Russia in Syria Monitor, Oct. 31-Nov. 7, 2017**": "markup",
    "Russia in Syria Monitor, Oct. 31-Nov. 7, 2017.": "trailing_period",
}
HEADINGS = {
    "Other important news:": "",
    "II. Other\u00a0important  news:": "",
    "Other important news": "missing_colon",
    "Other important news.": "trailing_period",
    "OTHER IMPORTANT NEWS:": "all_caps",
    "**Other important news**:": "markup",
    "### Other important news:": "markup",
    "Other imprtant newss:": "fuzzy_match",
    "Other unimportant news:": "fuzzy_match",
    "Other less important news:": "",
    "Other impurtent newz:": "",
}
SECTION = "Details of Russia’s military campaign in Syria:\n\n"
SECTIONS = {
    "• Foo.": "",
    "• No significant developments.": "",
    "": "empty_section",
    "• Foo.\n\n• Bar.": "",
    "• Foo.\n\n\n• Bar.": "unlabelled_group",
    "• Foo.\n• No significant developments.": "placeholder_with_items",
    "• No significant developments.\n\n\n• Foo.": "placeholder_with_items unlabelled_group",
    "• No significant commentary were made. (AP, 11.04.17)": "",
}
FILES = {TITLE: "", f"\ufeff{TITLE}": "bom", f"{TITLE}\r\n": "crlf"}


def citation_codes(text):
    return read_citations(text, period=PERIOD, outlets=OUTLETS).to_dict()["warnings"]


def item_codes(text):
    return read_item(text, period=PERIOD, outlets=OUTLETS).to_dict()["warnings"]


def section_codes(text):
    return read_issue(f"{TITLE}\n\n{SECTION}{text}").to_dict()["sections"][0]["warnings"]


def file_codes(text):
    return read_issue(text).to_dict()["warnings"]


TABLES = [
    (citation_codes, CITATIONS),
    (item_codes, ITEMS),
    (lambda text: read_title(text).to_dict()["warnings"], TITLES),
    (lambda text: read_heading(text).to_dict()["warnings"], HEADINGS),
    (section_codes, SECTIONS),
    (file_codes, FILES),
]


@pytest.mark.parametrize(
    ("codes_of", "text", "expected"),
    [(codes_of, text, expected) for codes_of, table in TABLES for text, expected in table.items()],
)
def test_a_text_brings_about_just_its_findings(codes_of, text, expected):
    assert codes_of(text) == expected.split()


def test_a_heading_printed_twice_is_reported_at_the_second_one():
    text = f"{TITLE}\n\n{SECTION}• Foo.\n\n{SECTION.upper()}• Bar."
    first, second = read_issue(text).to_dict()["sections"]
    assert (first["warnings"], second["warnings"]) == ([], ["duplicate_heading"])
    text = f"{TITLE}\n\nAnalysis:\n• Foo.\n\nOpinion:\n• Bar.\n\nANALYSIS:\n• Baz."
    warnings = [section["warnings"] for section in read_issue(text).to_dict()["sections"]]
    assert warnings == [[], [], ["duplicate_heading"]]


def test_every_finding_is_brought_about_by_some_text():
    seen = {code for _, table in TABLES for codes in table.values() for code in codes.split()}
    assert seen | {"duplicate_heading"} == set(SEVERITIES)


def test_severities_are_those_of_the_format():
    expected = dict.fromkeys(BLOCK.split(), "block")
    expected |= dict.fromkeys(LOOK.split(), "look")
    expected |= dict.fromkeys(NOTE.split(), "note")
    assert expected == SEVERITIES


@pytest.mark.parametrize("code", SEVERITIES)
def test_every_message_is_a_sentence_with_its_place(code):
    message = Finding(code, "{braces}", 12, "Other important news", "2.1").message
    assert message.startswith("Line 12, “Other important news”, item 2.1: ")
    assert message.endswith((".", "”"))
    assert len(DIGEST_FINDINGS[code]) > 20


def test_a_finding_of_a_document_names_line_section_and_item():
    text = f"{TITLE}\n\n{SECTION}• Foo.\n  • Bar. (Reuters, 02.30.17)\n"
    (finding,) = [each for each in read_issue(text).findings if each.code == "invalid_date"]
    assert (finding.line, finding.item, finding.severity) == (6, "1.1", "block")
    assert finding.message == (
        "Line 6, “Details of Russia’s military campaign in Syria”, item 1.1: "
        "“02.30.17” is no day of the calendar: correct it, as MM.DD.YY."
    )


def test_a_title_keeps_the_end_of_the_period_that_can_be_read():
    title = read_title("Russia in Syria Monitor, Feb. 22-29, 2017")
    assert (title.period_start, title.period_end) == (date(2017, 2, 22), None)
