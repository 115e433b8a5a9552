"""Reading back the JSON that the site exports, and the place of what cannot be read."""

import copy
import json
from collections.abc import Iterable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.contents import load_contents
from issues.exports import ISSUE_FORMATS
from issues.imports import ImportRefused, import_issue, read_document
from issues.imports.from_json import read
from issues.models import Issue
from tests.support.digests import SLUG, TITLE, outline
from tests.support.factories import analyst, cite, make_issue, make_item

pytestmark = pytest.mark.django_db

CITATION = {"outlet": "Reuters", "date": "2017-11-04"}
ITEM = {"text": "One.", "citations": [CITATION]}
ISSUE = {
    "title": TITLE,
    "period_start": "2017-10-31",
    "period_end": "2017-11-07",
    "notices": ["No issue next week.", "Times are local."],
    "sections": [{"heading": "Other important news", "items": [ITEM]}],
}


def take(data: object) -> Issue:
    document = json.dumps(data).encode()
    return import_issue(document, "week.json", user=analyst(), format="json").issue


def refusal(document: object) -> str:
    if not isinstance(document, bytes):
        document = json.dumps(document).encode()
    with pytest.raises(ImportRefused) as refused:
        import_issue(document, "week.json", format="json")
    assert not Issue.objects.exists()
    assert "\n" not in str(refused.value)
    return str(refused.value)


def with_change(place: str, value: object) -> dict:
    """The issue with one value changed: ``sections.0.items.0.text``; ``...`` takes it out."""
    data = copy.deepcopy(ISSUE)
    *path, last = [int(part) if part.isdigit() else part for part in place.split(".")]
    target = data
    for part in path:
        target = target[part]
    if value is ...:
        del target[last]
    else:
        target[last] = value
    return data


def exported(issue: Issue, format: str) -> str:
    return str(ISSUE_FORMATS[format].render(load_contents(issue), "https://monitor.test"))


def rich_issue() -> Issue:
    """An issue with something of everything that JSON carries."""
    issue = make_issue(notice="The clocks went back.\nTimes are local.")
    link = cite("The Moscow Times", url="https://example.org/a?b=1&c=2", title="Tugs “& more”")
    first = make_item(issue, "The ferry <em>Anna</em> &amp; two tugs left.", citations=[link])
    below = make_item(
        issue,
        "A pilot disagreed.",
        parent=first,
        citations=[
            cite("Interfax", date(2017, 11, 1), dated_to=date(2017, 11, 30), note="in Russian"),
            cite("TASS", date(2017, 9, 1), dated_to=date(2017, 10, 31), printed_as="Tass"),
        ],
    )
    make_item(issue, "The harbor was fogbound.", parent=below, citations=[])
    make_item(
        issue,
        "Nobody answered.",
        section="other_news",
        citations=[
            cite("The Economist", date(2017, 1, 1), dated_to=date(2017, 12, 31)),
            cite("Reuters", None, printed_date="11.31.17"),
            cite(None, date(2017, 11, 2)),
        ],
    )
    return issue


def test_an_exported_issue_comes_back_as_the_same_text_and_the_same_data():
    issue = rich_issue()
    keys = list(issue.items.values_list("key", flat=True))
    text, data = exported(issue, "txt"), exported(issue, "json")
    issue.delete()
    again = import_issue(data.encode(), "week.json", user=analyst(), format="json").issue
    assert exported(again, "txt") == text
    data_again = exported(again, "json")
    # But for the keys, which are never given twice.
    for before, now in zip(
        keys, again.items.order_by("pk").values_list("key", flat=True), strict=True
    ):
        assert before != now
    assert without(data_again, again.items.values_list("key", flat=True)) == without(data, keys)


def without(data: str, keys: Iterable[str]) -> str:
    for key in keys:
        data = data.replace(key, "…")
    return data


def test_the_shortest_issue_is_a_period():
    issue = take({"period_start": "2017-10-31", "period_end": "2017-11-07"})
    assert issue.slug == SLUG
    assert not issue.items.exists()


def test_a_heading_tells_the_section_and_a_code_tells_it_better():
    data = copy.deepcopy(ISSUE)
    data["sections"].append({"heading": "Analysis", "code": "response", "items": [ITEM]})
    assert [section for section, _, _ in outline(take(data))] == ["response", "other_news"]


def test_items_below_the_third_level_are_lifted_to_it_and_reported():
    deep = {"text": "Four.", "children": [{"text": "Five."}]}
    tree = {
        "text": "One.",
        "children": [
            {
                "text": "Two.",
                "children": [{"text": "Three.", "children": [deep]}, {"text": "Last."}],
            }
        ],
    }
    issue = take(with_change("sections.0.items.0", tree))
    assert [(depth, text) for _, depth, text in outline(issue)] == [
        (1, "One."),
        (2, "Two."),
        (3, "Three."),
        (3, "Four."),
        (3, "Five."),
        (3, "Last."),
    ]
    found = issue.imports.get().findings
    assert [each["code"] for each in found if each["code"] == "flattened"] == ["flattened"] * 2
    keys = set(issue.items.filter(body__in=["Four.", "Five."]).values_list("key", flat=True))
    assert {each["key"] for each in found if each["code"] == "flattened"} == keys


def test_markup_comes_back_cleaned():
    issue = take(
        with_change(
            "sections.0.items.0", {"text": "One & two.", "html": "One &amp; <b onclick=x>two</b>."}
        )
    )
    assert issue.items.get().body == "One &amp; <b>two</b>."


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ({"date": "2017-11-04"}, date(2017, 11, 4), date(2017, 11, 4)),
        ({"date": "2017-02"}, date(2017, 2, 1), date(2017, 2, 28)),
        ({"date": "2016"}, date(2016, 1, 1), date(2016, 12, 31)),
        ({"date": "2017-09", "date_end": "2017-10"}, date(2017, 9, 1), date(2017, 10, 31)),
        ({"date": None}, None, None),
    ],
)
def test_dates_of_any_fineness(value, first, last):
    issue = take(with_change("sections.0.items.0.citations.0", {"outlet": "AP", **value}))
    citation = issue.items.get().citations.get()
    assert (citation.dated_from, citation.dated_to) == (first, last)


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        ("sections", {}, "sections is not a list"),
        ("sections.0", "x", "sections[0] is not an object"),
        ("sections.0.heading", ..., "sections[0].heading is missing"),
        ("sections.0.code", "sports", "sections[0].code “sports” is none of military_campaign"),
        ("sections.0.items", "x", "sections[0].items is not a list"),
        ("sections.0.items.0", 7, "sections[0].items[0] is not an object"),
        ("sections.0.items.0.text", ..., "sections[0].items[0].text is missing"),
        ("sections.0.items.0.text", 7, "sections[0].items[0].text is not a text"),
        ("sections.0.items.0.text", "a\0b", "holds a character that cannot be printed"),
        ("sections.0.items.0.text", "\ud800", "holds a character that cannot be printed"),
        ("sections.0.items.0.html", "Two.", "one thing in “text” and another in “html”"),
        ("sections.0.items.0.citations", 7, "sections[0].items[0].citations is not a list"),
        ("sections.0.items.0.citations.0.outlet", [], "citations[0].outlet is not a text"),
        (
            "sections.0.items.0.citations.0.date",
            "2017-11-31",
            "citations[0].date “2017-11-31” is no date",
        ),
        ("sections.0.items.0.citations.0.date", "yesterday", "is no date: write it as 2017-11-07"),
        ("sections.0.items.0.citations.0.date", "2017-13", "is no date"),
        ("sections.0.items.0.citations.0.date", "0000", "is no date"),
        ("sections.0.items.0.citations.0.date_end", "2017-11-03", "date_end is before its date"),
        ("sections.0.items.0.citations.0.url", "javascript:alert(1)", "is not a web address"),
        ("sections.0.items.0.citations.0.url", "https://a.org/" + "x" * 2000, "longer than 2000"),
        ("sections.0.items.0.citations.0.title", "x" * 501, "longer than 500"),
        ("sections.0.items.0.citations.0.note", "x" * 201, "longer than 200"),
        ("notices.1", 7, "notices[1] is not a text"),
        ("period_end", "2017", "period_end “2017” is no day"),
        ("period_end", "2017-02-30", "period_end “2017-02-30” is no date"),
        ("period_end", ..., "no period_end: write the last day of the period as 2017-11-07."),
        ("period_start", "", "no period_start: write the first day of the period as 2017-11-07."),
        ("period_start", "2017-11-14", "ends before it begins: correct period_start"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(place, value, words):
    assert words in refusal(with_change(place, value))


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (b"{", "line 1 is not JSON"),
        (b"[]", "the whole is not an object"),
        (b"null", "the whole is missing"),
        (b"[" * 100_000, "is not JSON"),
        (b"1" * 5_000, "is not JSON"),
        (b"", "is empty"),
    ],
)
def test_what_is_no_json_or_no_issue(document, words):
    assert words in refusal(document)


def test_a_tree_without_a_bottom_is_refused():
    item: dict = {"text": "x"}
    for _ in range(300):
        item = {"text": "x", "children": [item]}
    assert "more than 50 levels" in refusal(with_change("sections.0.items.0", item))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*ISSUE, *ITEM, *CITATION, "children", "html", "url"]),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@given(JSON)
def test_any_json_is_read_or_refused(data):
    try:
        read(json.dumps(data).encode(), "week.json", ())
    except ImportRefused as refused:
        words = str(refused)
    else:
        words = "week.json"
    assert words.startswith("week.json")


def test_a_dry_run_has_the_shape_of_the_text_format():
    report = read_document(json.dumps(ISSUE).encode(), "week.json", format="json").to_dict()
    assert report["period_end"] == "2017-11-07"
    assert report["sections"][0]["items"][0] == {
        "text": "One.",
        "citations": [{"outlet": "Reuters", "date": "2017-11-04"}],
        "warnings": [],
        "children": [],
    }
    assert report["item_count"] == 1
