"""What becomes of a document: a draft with items, citations and outlets, and the document itself kept."""

import hashlib
from datetime import date

import pytest
from django.contrib.auth.models import User

from issues.imports import import_issue, read_document
from issues.imports.drafting import SERVICE_ACCOUNT
from issues.models import Citation, Import, Issue, Item
from sources.merging import merge
from sources.models import Outlet
from tests.support.digests import SLUG, TITLE, digest, outline
from tests.support.factories import analyst, make_outlet

pytestmark = pytest.mark.django_db


def draft(text: str, **options) -> Issue:
    return import_issue(text.encode(), "week.txt", **{"user": analyst(), **options}).issue


def citations(text: str) -> list[Citation]:
    """The citations of one item that ends in this parenthesis."""
    issue = draft(digest(f"Two convoys reached the town. {text}"))
    return list(Citation.objects.filter(item__issue=issue).order_by("position"))


def codes(issue: Issue) -> list[str]:
    return [finding["code"] for finding in issue.imports.get().findings]


def test_a_document_becomes_a_draft_of_its_period():
    issue = draft(digest("Two convoys reached the town. (Reuters, 11.04.17)"))
    assert (issue.slug, issue.edition, issue.status) == (SLUG, 1, "draft")
    assert (issue.period_start, issue.period_end) == (date(2017, 10, 31), date(2017, 11, 7))
    assert issue.created_by == analyst()
    assert issue.title == TITLE


def test_items_keep_their_sections_their_levels_and_their_order():
    issue = draft(
        digest(
            "One. (AP, 11.04.17)",
            "  Below one. (AP, 11.04.17)",
            "    Deep below one. (AP, 11.04.17)",
            "    And again. (AP, 11.04.17)",
            "  Second below one. (AP, 11.04.17)",
            "Two. (AP, 11.04.17)",
            other_news=["Elsewhere. (AP, 11.04.17)", "  Below. (AP, 11.04.17)"],
        )
    )
    assert outline(issue) == [
        ("military_campaign", 1, "One."),
        ("military_campaign", 2, "Below one."),
        ("military_campaign", 3, "Deep below one."),
        ("military_campaign", 3, "And again."),
        ("military_campaign", 2, "Second below one."),
        ("military_campaign", 1, "Two."),
        ("other_news", 1, "Elsewhere."),
        ("other_news", 2, "Below."),
    ]


def test_every_item_has_its_author_and_the_first_entry_of_its_history():
    issue = draft(digest("One. (AP, 11.04.17)", "  Two. (AP, 11.04.17)"))
    for item in issue.items.all():
        assert (item.author, item.last_editor) == (analyst(), analyst())
        entry = item.history.get()
        assert (entry.body, entry.history_type) == (item.body, "+")
        assert entry.history_user == analyst()
        assert entry.history_change_reason == "Imported from week.txt"


def test_no_placeholder_is_stored():
    assert draft(digest("One. (AP, 11.04.17)")).items.count() == 1


def test_lines_below_the_title_are_the_notice():
    issue = draft(
        digest("One. (AP, 11.04.17)", notices=["No issue next week.", "Times are local."])
    )
    assert issue.notice == "No issue next week.\nTimes are local."


def test_what_looks_like_markup_is_text():
    issue = draft(digest("A <b>bold</b> claim & a <script>plan</script>. (AP, 11.04.17)"))
    item = issue.items.get()
    assert item.text == "A <b>bold</b> claim & a <script>plan</script>."
    assert "<" not in item.body


# Citations


def test_a_citation_has_its_outlet_and_its_day():
    (citation,) = citations("(Reuters, 11.04.17)")
    assert citation.outlet == make_outlet("Reuters")
    assert citation.dated_from == citation.dated_to == date(2017, 11, 4)
    assert citation.printed_as == ""


def test_citations_keep_their_order_even_twice_the_same():
    found = citations("(RFE/RL, 11.01.17, AP, 11.02.17, RFE/RL, 11.01.17)")
    assert [each.printed_name for each in found] == ["RFE/RL", "AP", "RFE/RL"]
    assert [each.position for each in found] == [1, 2, 3]


def test_another_spelling_is_kept_beside_the_outlet():
    (citation,) = citations("(Tass, 11.04.17)")
    assert (citation.outlet.name, citation.printed_as) == ("TASS", "Tass")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("May 2017", date(2017, 5, 1), date(2017, 5, 31)),
        ("September-October 2017", date(2017, 9, 1), date(2017, 10, 31)),
        ("2016", date(2016, 1, 1), date(2016, 12, 31)),
    ],
)
def test_a_month_or_a_year_is_a_range_of_days(text, first, last):
    (citation,) = citations(f"(Foreign Policy, {text})")
    assert (citation.dated_from, citation.dated_to) == (first, last)


def test_a_date_that_no_calendar_has_is_kept_as_printed():
    (citation,) = citations("(Reuters, 11.31.17)")
    assert (citation.dated_from, citation.dated_to) == (None, None)
    assert citation.printed_date == "11.31.17"


def test_a_lost_outlet_stays_a_citation():
    (citation,) = citations("(, 11.04.17)")
    assert citation.outlet is None
    assert citation.dated_from == date(2017, 11, 4)


def test_a_note_stays_with_its_citation():
    (citation,) = citations("(Rosbalt, in Russian, 11.03.17)")
    assert citation.note == "in Russian"


def test_a_credit_of_two_is_one_name():
    (citation,) = citations("(Meduza/Interfax, 11.03.17)")
    assert citation.printed_name == "Meduza/Interfax"
    assert not citation.outlet.confirmed
    assert "co_credit" in codes(citation.item.issue)


def test_a_merged_outlet_is_cited_as_what_it_became():
    merge(make_outlet("The Hill"), into=make_outlet("AP"))
    (citation,) = citations("(The Hill, 11.03.17)")
    assert (citation.outlet.name, citation.printed_as) == ("AP", "The Hill")


# Outlets


def test_an_unknown_outlet_is_registered_unconfirmed_and_reported_once():
    issue = draft(
        digest("One. (Harbor Gazette, 11.04.17)", "Two. (harbor gazette, 11.05.17, AP, 11.05.17)")
    )
    outlet = Outlet.objects.get(key="harbor gazette")
    assert (outlet.name, outlet.confirmed) == ("Harbor Gazette", False)
    assert outlet.citations.count() == 2
    (finding,) = [each for each in issue.imports.get().findings if each["code"] == "unknown_outlet"]
    assert "Harbor Gazette" in finding["message"]
    assert finding["severity"] == "block"
    assert finding["key"] == issue.items.get(position=1).key


def test_a_name_too_long_for_an_outlet_is_kept_as_printed():
    name = "X" * 250
    (citation,) = citations(f"({name}, 11.04.17)")
    assert citation.outlet is None
    assert citation.printed_as == "X" * 200
    assert "unusable_outlet" in codes(citation.item.issue)


# Findings


def test_a_finding_about_an_item_carries_its_key_and_its_line():
    issue = draft(digest("One. (AP, 11.04.17)", "Two. (AP, 11.04.16)"))
    second = issue.items.get(position=2)
    found = [each for each in issue.imports.get().findings if each["key"] == second.key]
    assert {each["code"] for each in found} == {"out_of_period", "year_typo_suspected"}
    assert all(each["line"] == 6 for each in found)
    assert all(each["message"].startswith("Line 6, ") for each in found)


def test_a_canonical_text_of_known_outlets_has_no_finding():
    assert codes(draft(digest("One. (AP, 11.04.17)"))) == []


def test_several_parentheses_are_one_and_reported():
    issue = draft(digest("One. (AP, 11.04.17) (Reuters, 11.05.17)"))
    assert issue.items.get().citations.count() == 2
    assert "parentheses_joined" in codes(issue)


# The document itself


def test_the_document_is_kept_as_it_came():
    document = ("\ufeff" + digest("One. (AP, 11.04.17)").replace("\n", "\r\n")).encode()
    kept = import_issue(document, "folder/week 45.txt", user=analyst())
    kept.refresh_from_db()
    assert bytes(kept.document) == document
    assert kept.sha256 == hashlib.sha256(document).hexdigest()
    assert kept.text.encode() == document
    assert (kept.filename, kept.format) == ("week 45.txt", "txt")
    assert kept.imported_by == analyst()
    assert [finding["code"] for finding in kept.findings] == ["bom", "crlf"]


@pytest.mark.parametrize(
    "filename", ["a\0b.txt", "caf\udce9.txt", "x" * 400 + ".txt", "C:\\docs\\w.txt"]
)
def test_any_file_name_can_be_kept(filename):
    kept = import_issue(digest("One. (AP, 11.04.17)").encode(), filename, user=analyst())
    kept.refresh_from_db()
    assert kept.filename.endswith(".txt")
    assert "\\" not in kept.filename


def test_without_an_author_it_is_the_service_account_which_cannot_sign_in():
    issue = draft(digest("One. (AP, 11.04.17)"), user=None)
    account = User.objects.get(username=SERVICE_ACCOUNT)
    assert issue.created_by == issue.items.get().author == account
    assert not account.is_active
    assert not account.has_usable_password()
    draft(digest(title="Russia in Syria Monitor, Nov. 7-14, 2017"), user=None)
    assert User.objects.filter(username=SERVICE_ACCOUNT).count() == 1


def test_a_large_document_is_written_in_batches(django_assert_max_num_queries):
    items = [f"Convoy {number} reached the town. (AP, 11.04.17)" for number in range(2_000)]
    with django_assert_max_num_queries(150):
        issue = draft(digest(*items))
    assert issue.items.count() == Item.history.count() == Citation.objects.count() == 2_000


# Reading only


def test_reading_writes_nothing_not_even_an_outlet():
    before = (Outlet.objects.count(), User.objects.count(), Import.objects.count())
    read = read_document(digest("One. (Harbor Gazette, 11.04.17)").encode(), "week.txt")
    assert [each.code for each in read.remarks] == ["unknown_outlet"]
    assert (Outlet.objects.count(), User.objects.count(), Import.objects.count()) == before
    assert not Issue.objects.exists()


def test_reading_counts_what_was_read():
    text = digest(
        "One. (AP, 11.04.17, Tass, 11.04.17)", "  Two. (TASS, 11.04.17)", response=["Three."]
    )
    report = read_document(text.encode(), "week.txt").to_dict()
    assert report["item_count"] == 3
    assert report["nested_count"] == 1
    assert report["citation_count"] == 3
    assert report["outlet_count"] == 2
    assert report["placeholder_count"] == 3
    assert report["sections"][0]["items"][0]["children"][0]["text"] == "Two."


def test_reading_reports_an_issue_that_is_there_already():
    draft(digest("One. (AP, 11.04.17)"))
    read = read_document(digest("One. (AP, 11.04.17)").encode(), "week.txt")
    assert [each.code for each in read.remarks] == ["issue_exists"]
