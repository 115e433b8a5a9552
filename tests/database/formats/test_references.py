"""BibTeX and RIS: what reference managers read."""

import re
from datetime import date

import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string

from issues.contents import load_contents
from issues.exports import ISSUE_FORMATS, LIST_FORMATS, bibtex, ris
from issues.exports.works import MAGAZINE, Work
from issues.models import Issue
from sources.models import Outlet
from tests.support.exported import SITE
from tests.support.factories import cite, make_issue, make_item, make_outlet, published_issue
from tests.support.rich_issue import golden_contents

pytestmark = pytest.mark.django_db
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"]) | st.sampled_from('\\{}%$#_&~^"@,=-')
)


def work(**fields) -> Work:
    return Work(**{"key": "key-1", "genre": MAGAZINE, "title": "Title", **fields})


def entries(text: str) -> dict:
    return dict(parse_string(text, "bibtex").entries)


def records(text: str) -> list[dict]:
    return rispy.loads(text, skip_unknown_tags=False)


def unescaped(value: str) -> str:
    """The text that LaTeX would print."""
    named = {
        "backslash": "\\",
        "braceleft": "{",
        "braceright": "}",
        "asciitilde": "~",
        "asciicircum": "^",
    }
    return re.sub(
        r"\{\\text(\w+)\}|\\([&%$#_])", lambda match: named.get(match[1]) or match[2], value
    )


# BibTeX


@given(TEXT)
def test_any_text_survives_bibtex(text):
    written = bibtex.entry(work(title=f"x{text}x", notes=(text,)))
    fields = entries(written)["key-1"].fields
    assert unescaped(fields["title"]) == f"{{{' '.join(f'x{text}x'.split())}}}"
    assert "note" in fields or not text.strip()


@given(TEXT)
def test_any_address_survives_bibtex(text):
    written = bibtex.entry(work(address=f"https://x.test/{text}"))
    url = entries(written)["key-1"].fields["url"]
    assert url.startswith("https://x.test/")
    assert not set('{}\\^<>"') & set(url)


def test_bibtex_of_everything_is_read_by_another_program():
    found = entries(bibtex_of(golden_contents()))
    assert len(found) == 14
    assert found["key4-1"].fields["date"] == "2017-11-04"
    assert found["russia-in-syria-monitor-2017-11-07-2"].persons["author"][0].last_names == [
        "{Monitor}"
    ]


def bibtex_of(contents) -> str:
    return ISSUE_FORMATS["bib"].render(contents, SITE)


def one_cited(**fields) -> dict:
    issue = make_issue()
    make_item(issue, citations=[cite(**fields)])
    (_, found) = entries(bibtex_of(load_contents(issue))).values()
    return found


@pytest.mark.parametrize(
    ("dated_from", "dated_to", "expected"),
    [
        (date(2017, 11, 4), date(2017, 11, 4), ("2017", "November", "2017-11-04")),
        (date(2017, 11, 1), date(2017, 11, 30), ("2017", "November", "2017-11")),
        (date(2017, 9, 1), date(2017, 10, 31), ("2017", None, "2017-09/2017-10")),
        (date(2017, 1, 1), date(2017, 12, 31), ("2017", None, "2017")),
        (date(2017, 12, 30), date(2018, 1, 2), (None, None, "2017-12-30/2018-01-02")),
        (None, None, (None, None, None)),
    ],
)
def test_bibtex_dates_are_no_finer_than_the_source(dated_from, dated_to, expected):
    fields = one_cited(on=dated_from, dated_to=dated_to).fields
    assert tuple(fields.get(name) for name in ("year", "month", "date")) == expected


def test_an_untitled_article_is_described_in_brackets():
    assert one_cited(outlet="AP", on=date(2017, 11, 4)).fields["title"] == "{[AP, Nov. 4, 2017]}"


def test_what_is_not_dated_says_what_the_source_printed():
    fields = one_cited(outlet="AP", on=None, printed_date="11.31.17", note="in Russian").fields
    assert fields["note"].startswith("in Russian. Date as printed: 11.31.17. Cited in ")


@pytest.mark.parametrize(
    ("kind", "bibtex_type", "field", "ris_type", "tag"),
    [
        (Outlet.Kind.WIRE, "article", "journal", "NEWS", "secondary_title"),
        (Outlet.Kind.MAGAZINE, "article", "journal", "MGZN", "secondary_title"),
        (Outlet.Kind.THINK_TANK, "techreport", "institution", "RPRT", "publisher"),
        (Outlet.Kind.OTHER, "misc", "howpublished", "ELEC", "secondary_title"),
    ],
)
def test_the_kind_of_outlet_decides_the_type(kind, bibtex_type, field, ris_type, tag):
    outlet = make_outlet("AP")
    outlet.kind = kind
    outlet.save()
    issue = make_issue()
    make_item(issue, citations=[cite(outlet)])
    contents = load_contents(issue)
    (_, entry) = entries(bibtex_of(contents)).values()
    assert entry.type == bibtex_type
    assert entry.fields[field] == "AP"
    (_, record) = records(ISSUE_FORMATS["ris"].render(contents, SITE))
    assert record["type_of_reference"] == ris_type
    assert record[tag] == "AP"


# RIS


@given(TEXT)
def test_any_text_survives_ris(text):
    written = ris.record(work(title=f"x{text}x", abstract=f"x{text}"))
    assert written.count("\r\n") == written.count("\n")
    (found,) = records(written)
    assert found["title"] == " ".join(f"x{text}x".split())


def test_ris_of_everything_is_read_by_another_program():
    found = records(ISSUE_FORMATS["ris"].render(golden_contents(), SITE))
    assert len(found) == 14
    assert found[0]["type_of_reference"] == "RPRT"
    assert [each["date"] for each in found if "date" in each] == [
        "2017/11/08/",
        "2017/11/06/",
        "2017/11/06/",
        "2017/11/07/",
        "2017/11//",
        "2017/11/07/",
        "2017/11/04/",
        "2017/11/05/",
        "2017/11/05/",
        "2017/09//September-October 2017",
        "2017///",
        "2017/11/02/",
    ]


def test_lists_of_issues_name_each_issue_as_a_report():
    published_issue(date(2017, 11, 7))
    published_issue(date(2017, 11, 14))
    rows = Issue.objects.published().order_by("slug")
    found = entries("".join(LIST_FORMATS["bib"].issues(rows, SITE)))
    assert list(found) == [
        "russia-in-syria-monitor-2017-11-07",
        "russia-in-syria-monitor-2017-11-14",
    ]
    assert {entry.type for entry in found.values()} == {"techreport"}
    listed = records("".join(LIST_FORMATS["ris"].issues(rows, SITE)))
    assert [record["urls"] for record in listed] == [
        [f"{SITE}/issues/2017-11-07/"],
        [f"{SITE}/issues/2017-11-14/"],
    ]
