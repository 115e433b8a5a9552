"""What is not imported: one clear sentence each, and nothing is changed."""

from collections.abc import Callable

import pytest
from django.apps import apps

from issues.editions import start_correction
from issues.imports import ImportRefused, import_issue, read_document
from issues.imports.placing import MAX_CITATIONS, MAX_ITEMS
from issues.models import Import
from issues.moves import apply_move
from issues.workflow import Move
from tests.support.digests import SLUG, digest
from tests.support.factories import analyst, editor, make_issue, make_item, publish, published_issue

pytestmark = pytest.mark.django_db

GOOD = digest("One. (Harbor Gazette, 11.04.17)")


def rows() -> dict[str, int]:
    """How many rows each table has."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def refusal(text: str | bytes, **options) -> str:
    """The sentence; nothing may have changed."""
    document = text.encode() if isinstance(text, str) else text
    analyst()
    before = rows()
    with pytest.raises(ImportRefused) as refused:
        import_issue(document, "week.txt", **options)
    assert rows() == before
    sentence = str(refused.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (b"", "week.txt is empty"),
        (b"\xff\xfe", "week.txt is empty"),
        (b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
        ("Café".encode("latin-1"), "not text in UTF-8"),
        (b"PK\x03\x04", "not plain text"),
    ],
)
def test_a_file_that_is_no_text(document, words):
    assert words in refusal(document)


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Russia in Syria Monitor", "has no period in its title “Russia in Syria Monitor”"),
        ("Russia in Syria Monitor, Oct. 31-Nov. 7", "a period without a year"),
        ("Russia in Syria Monitor, Feb. 22-29, 2017", "a day that no calendar has"),
        (
            "Russia in Syria Monitor, Nov. 14-7, 2017",
            "ends before it begins (Nov. 14, 2017 to Nov. 7, 2017)",
        ),
    ],
)
def test_a_title_without_a_usable_period(title, words):
    assert words in refusal(digest("One. (AP, 11.04.17)", title=title))


def test_a_text_without_a_title():
    assert "has no title with a period" in refusal("  • One. (AP, 11.04.17)\n")


def test_a_file_name_never_breaks_the_sentence_in_two():
    with pytest.raises(ImportRefused, match=r"^two\?lines\.txt is empty"):
        import_issue(b"", "folder/two\nlines.txt")


def test_reading_refuses_what_importing_refuses():
    with pytest.raises(ImportRefused, match="no period"):
        read_document(b"Only words.", "week.txt")


def in_draft() -> None:
    make_issue()


def in_review() -> None:
    issue = make_issue()
    make_item(issue)
    apply_move(issue, Move.SUBMIT, user=analyst())


def live() -> None:
    published_issue()


def in_correction() -> None:
    start_correction(published_issue(), user=editor(), note="A name was wrong.")


def withdrawn() -> None:
    apply_move(published_issue(), Move.WITHDRAW, user=editor(), reason="It was wrong.")


@pytest.mark.parametrize(
    ("there", "words"),
    [
        (in_draft, "as edition 1 (draft): go on with it"),
        (in_review, "as edition 1 (in review): go on with it"),
        (live, "as edition 1 (published): start a correction"),
        (in_correction, "as edition 2 (draft): go on with it"),
        (withdrawn, "as edition 1 (withdrawn): start a correction of it to publish it again"),
    ],
)
def test_a_slug_that_is_taken(there: Callable[[], None], words):
    there()
    sentence = refusal(GOOD)
    assert sentence.startswith(f"Issue {SLUG} is there already, ")
    assert words in sentence


def test_the_same_file_twice():
    import_issue(GOOD.encode(), "week.txt")
    assert SLUG in refusal(GOOD)


def test_the_same_period_after_publication():
    publish(import_issue(digest("One. (AP, 11.04.17)").encode(), "week.txt", user=analyst()).issue)
    assert "start a correction" in refusal(GOOD)


def test_more_items_than_an_issue_takes():
    assert "2,001 items" in refusal(digest(*["One."] * (MAX_ITEMS + 1)))


def test_more_references_than_an_issue_takes():
    item = f"One. ({', '.join(['AP, 11.04.17'] * 50)})"
    assert "10,001 references" in refusal(
        digest(*[item] * (MAX_CITATIONS // 50), "One. (AP, 11.04.17)")
    )


def test_more_references_than_an_item_takes():
    references = ", ".join(["AP, 11.04.17"] * 61)
    sentence = refusal(digest("One.", f"Two. ({references})"))
    assert "an item with 61 references (line 6)" in sentence
    assert "make two items of it" in sentence


@pytest.mark.parametrize("format", ["doc", "pdf", "odt", "", "TXT "])
def test_a_format_that_nobody_reads(format):
    assert "cannot be read here" in refusal(GOOD, format=format)


def test_a_section_code_that_does_not_exist():
    sentence = refusal(GOOD, sections={"Other important news": "sports"})
    assert "“sports”" in sentence
    assert "military_campaign" in sentence


def test_a_heading_that_the_document_lacks():
    sentence = refusal(GOOD, sections={"Analysis": "recommendations"})
    assert "no heading “Analysis”" in sentence
    assert "“Other important news”" in sentence


def test_a_failure_half_way_leaves_nothing(monkeypatch):
    def fail(**values):
        raise RuntimeError

    analyst()
    before = rows()
    monkeypatch.setattr(Import.objects, "create", fail)
    with pytest.raises(RuntimeError):
        import_issue(GOOD.encode(), "week.txt")
    assert rows() == before
