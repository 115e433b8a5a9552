"""Where things go that have no place of their own, and what is said about it."""

import pytest

from issues.imports import import_issue
from issues.models import Issue
from tests.support.digests import HEADING, TITLE, digest, outline
from tests.support.factories import analyst

pytestmark = pytest.mark.django_db

ITEM = "  • {} (AP, 11.04.17)"


def draft(*lines: str, **options) -> Issue:
    text = "\n\n".join([TITLE, *lines]) + "\n"
    return import_issue(text.encode(), "week.txt", user=analyst(), **options).issue


def findings(issue: Issue, code: str) -> list[str]:
    return [each["message"] for each in issue.imports.get().findings if each["code"] == code]


def sections_of(issue: Issue) -> dict[str, str]:
    return {text: section for section, _, text in outline(issue)}


def test_items_below_an_unknown_heading_go_to_the_section_before_it():
    issue = draft(
        HEADING["response"],
        ITEM.format("Known."),
        "Analysis:",
        ITEM.format("Stray."),
        ITEM.format("Astray."),
    )
    assert sections_of(issue) == {"Known.": "response", "Stray.": "response", "Astray.": "response"}
    (message,) = findings(issue, "unknown_heading")
    assert "“Analysis”" in message
    assert "“Response to Russia’s" in message


def test_without_a_section_before_it_they_go_to_the_first():
    issue = draft(
        "Highlights:", ITEM.format("Stray."), HEADING["other_news"], ITEM.format("Known.")
    )
    assert sections_of(issue) == {"Stray.": "military_campaign", "Known.": "other_news"}


@pytest.mark.parametrize("heading", ["Analysis", "ANALYSIS:", "  analysis ", "Ana’lysis"])
def test_a_heading_that_was_mapped_is_placed_there(heading):
    issue = draft(
        HEADING["response"],
        ITEM.format("Known."),
        "Analysis:",
        ITEM.format("Mapped."),
        sections={heading: "recommendations"},
    )
    assert sections_of(issue) == {"Known.": "response", "Mapped.": "recommendations"}
    assert findings(issue, "unknown_heading") == []
    assert "“Strategies and actions recommended”" in findings(issue, "heading_restyled")[0]


def test_what_follows_a_mapped_heading_goes_with_it():
    issue = draft(
        "Analysis:",
        ITEM.format("Mapped."),
        "More of it:",
        ITEM.format("Stray."),
        sections={"Analysis": "recommendations"},
    )
    assert set(sections_of(issue).values()) == {"recommendations"}


def test_a_known_heading_can_be_mapped_elsewhere():
    issue = draft(
        HEADING["other_news"], ITEM.format("One."), sections={"Other important news": "response"}
    )
    assert sections_of(issue) == {"One.": "response"}


def test_a_heading_printed_twice_is_one_section():
    issue = draft(
        HEADING["response"],
        ITEM.format("First."),
        HEADING["other_news"],
        ITEM.format("Elsewhere."),
        HEADING["response"],
        ITEM.format("Second."),
    )
    assert [text for _, _, text in outline(issue)] == ["First.", "Second.", "Elsewhere."]
    assert findings(issue, "duplicate_heading")
    assert "stood after “Other important news”" in findings(issue, "section_moved")[0]


def test_a_section_out_of_its_order_is_reported():
    issue = draft(
        HEADING["other_news"], ITEM.format("Late."), HEADING["response"], ITEM.format("Early.")
    )
    assert [text for _, _, text in outline(issue)] == ["Early.", "Late."]
    (message,) = findings(issue, "section_moved")
    assert "“Response to Russia’s" in message


def test_a_section_that_was_not_there_is_reported():
    issue = draft(HEADING["response"], ITEM.format("One."))
    assert len(findings(issue, "section_added")) == 4


def test_a_heading_without_items_is_kept_with_the_document_and_reported():
    issue = draft("II. The wider view.", HEADING["response"], ITEM.format("One."))
    assert "The wider view" in findings(issue, "text_left_out")[0]
    assert "The wider view" in issue.imports.get().text


def test_a_heading_that_is_printed_otherwise_is_reported():
    issue = draft("IV. Other Important News:", ITEM.format("One."))
    assert sections_of(issue) == {"One.": "other_news"}
    assert "“IV. Other Important News”" in findings(issue, "heading_restyled")[0]


def test_what_an_issue_has_no_place_for_is_kept_with_the_document_and_reported():
    text = digest("One. (AP, 11.04.17)", other_news=["Two. (AP, 11.04.17)"])
    text = f"Press Release\n\n{text}\nClick here for last week’s issue.\n\nFootnotes:\n\n[1] See above.\n"
    kept = import_issue(text.encode(), "week.txt", user=analyst())
    said = " ".join(findings(kept.issue, "text_left_out"))
    for words in ("Press Release", "Click here", "Footnotes", "[1] See above."):
        assert words in said
        assert words in kept.text
    assert kept.issue.items.count() == 2


def test_another_series_is_reported():
    text = digest(
        "One. (AP, 11.04.17)", title="Russia in Review: all that matters for Oct. 31-Nov. 7, 2017"
    )
    issue = import_issue(text.encode(), "week.txt", user=analyst()).issue
    assert issue.title == TITLE
    assert "“Russia in Review”" in findings(issue, "series_differs")[0]
    assert "all that matters" in findings(issue, "text_left_out")[0]


def test_another_word_for_nothing_is_reported():
    issue = draft(HEADING["response"], "  • No significant commentary.")
    assert not issue.items.exists()
    assert "No significant commentary." in findings(issue, "placeholder_restyled")[0]


def test_characters_that_cannot_be_seen_are_dropped_and_reported():
    issue = draft(HEADING["response"], ITEM.format("Two\x85con\x9dvoys."))
    assert "\x9d" not in issue.items.get().body
    assert findings(issue, "invisible_characters")


def test_a_note_longer_than_its_field_is_cut_and_reported():
    notes = ", ".join(f"via {letter * 55}" for letter in "abcde")
    issue = draft(HEADING["response"], f"  • One. (AP, {notes}, 11.04.17)")
    citation = issue.items.get().citations.get()
    assert citation.note == notes[:200]
    assert findings(issue, "text_shortened")
