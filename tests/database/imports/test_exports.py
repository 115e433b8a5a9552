"""What the site's own documents hold comes back as the same issue: mail, Markdown and Word."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from issues.contents import CitationNode, ItemNode, load_contents
from issues.exports import ISSUE_FORMATS
from issues.imports import import_issue, read_document
from issues.models import Citation, Issue, Item
from issues.sections import Section
from tests.support.digests import digest
from tests.support.examples import examples
from tests.support.factories import analyst, cite, make_issue, make_item
from tests.support.paths import ROOT, SEED
from tests.support.read_back import as_read, meaning

DEMO = ROOT / "issues" / "demo"
SOURCES = [*sorted(DEMO.glob("*.txt")), *([SEED] if SEED.exists() else [])]
FORMATS = ["html", "md", "docx"]
SITE = "https://monitor.test"


pytestmark = pytest.mark.django_db


def exported(issue: Issue, format: str) -> bytes:
    content = ISSUE_FORMATS[format].render(load_contents(issue), SITE)
    return content if isinstance(content, bytes) else content.encode()


def came_back(issue: Issue, format: str):
    return read_document(exported(issue, format), f"issue.{format}", format=format)


def printed(citation: CitationNode) -> tuple:
    name, title = citation.printed_name, citation.title if citation.url else ""
    dates = (citation.dated_from, citation.dated_to)
    unread = "" if citation.dated_from else citation.printed_date
    return (name, *dates, unread, citation.url, title, citation.note)


def as_kept(node: ItemNode) -> tuple:
    return (
        meaning(node.body),
        [printed(each) for each in node.citations],
        [as_kept(child) for child in node.children],
    )


def assert_it_comes_back(issue: Issue, format: str) -> None:
    contents = load_contents(issue)
    again = came_back(issue, format)
    assert again.period == (issue.period_start, issue.period_end)
    assert list(again.source.notices) == contents.notices
    for node in contents.sections:
        kept = [as_kept(item) for item in node.items]
        assert [as_read(item) for item in again.plan.sections[node.section]] == kept


def add_links(issue: Issue) -> None:
    """Italics and a link in every item, an address and a title for every citation."""
    for item in issue.items.all():
        first, _, rest = item.body.partition(" ")
        item.body = (
            f'<em>{first}</em> <a href="https://example.org/?i={item.pk}&amp;x=(1)">{rest}</a>'
        )
        Item.objects.filter(pk=item.pk).update(body=item.body)
    for citation in Citation.objects.filter(item__issue=issue):
        citation.url = f"https://example.org/{citation.pk}?a=1&b=(2)#c"
        citation.title = f"“One” & no. {citation.pk}"
        citation.save()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_an_exported_issue_comes_back_as_it_was(path):
    issue = import_issue(path.read_bytes(), path.name, user=analyst()).issue
    before = {each["code"] for each in issue.imports.get().findings}
    assert load_contents(issue).item_count
    for format in FORMATS:
        assert_it_comes_back(issue, format)
        after = {each.code for each in came_back(issue, format).remarks}
        assert after - before <= {"issue_exists", "text_left_out"}
    add_links(issue)
    for format in FORMATS:
        assert_it_comes_back(issue, format)


@pytest.mark.parametrize("format", FORMATS)
def test_a_published_and_corrected_issue_comes_back_without_its_imprint(format):
    issue = make_issue(notice="Times are local.\nThe clocks went back.", edition=2)
    Issue.objects.filter(pk=issue.pk).update(correction_note="A name was wrong.")
    make_item(issue, "One <b>bold</b> word.")
    issue.refresh_from_db()
    issue.published_at = datetime(2017, 11, 8, tzinfo=UTC)
    contents = load_contents(issue)
    content = ISSUE_FORMATS[format].render(contents, SITE)
    document = content if isinstance(content, bytes) else content.encode()
    again = read_document(document, f"issue.{format}", format=format)
    assert again.source.notices == ["Times are local.", "The clocks went back."]
    assert [meaning(item.body) for item in again.plan.walk()] == ["One <strong>bold</strong> word."]
    left = [each.message for each in again.remarks if each.code == "text_left_out"]
    assert any("A name was wrong." in message for message in left)


@pytest.mark.parametrize("format", FORMATS)
def test_an_outlet_that_was_lost_stays_lost(format):
    issue = make_issue()
    make_item(issue, citations=[cite(None, on=date(2017, 11, 4))])
    again = came_back(issue, format)
    assert [each.name for item in again.plan.walk() for each in item.citations] == [None]
    assert "outlet_lost" in {each.code for each in again.remarks}


def test_a_difference_would_be_seen():
    issue = import_issue(digest("One. (AP, 11.04.17)").encode(), "week.txt", user=analyst()).issue
    other = import_issue(
        digest("Two. (AP, 11.04.17)", title="M, Oct. 31-Nov. 7, 2018").encode(),
        "b.txt",
        user=analyst(),
    ).issue
    again = read_document(exported(other, "md"), "issue.md", format="md")
    kept = [as_kept(item) for item in load_contents(issue).sections[0].items]
    assert [as_read(item) for item in again.plan.sections[Section.MILITARY_CAMPAIGN]] != kept


WORDS = st.sampled_from(
    "town convoy Nov. “quoted” said, U.S. 340 Tal’Abyad & <b> &amp; <!-- *bold* _it_ [x](y) 1. # ~~ ` \\ | ! é Ж 5%".split()
)


TEXTS = st.lists(WORDS, min_size=1, max_size=8).map(lambda words: f"He {' '.join(words)} left.")
MARKED = st.tuples(
    st.sampled_from(["em", "strong", "sub", "sup"]), TEXTS, st.sampled_from(["", "x", "("])
)


LINKED = st.tuples(st.sampled_from(["https://a.example/?q=(1)&r=a_b", "mailto:a@b.example"]), TEXTS)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


BODIES = st.one_of(
    TEXTS.map(escaped),
    MARKED.map(lambda m: f"He {m[2]}<{m[0]}>{escaped(m[1])}</{m[0]}> went."),
    LINKED.map(lambda m: f'He <a href="{escaped(m[0])}">{escaped(m[1])}</a> went.'),
)


@given(st.lists(BODIES, min_size=1, max_size=3), st.sampled_from(FORMATS))
@examples(40)
def test_any_body_comes_back(bodies, format):
    with transaction.atomic():
        issue = make_issue()
        for body in bodies:
            make_item(issue, body)
        assert_it_comes_back(issue, format)
        transaction.set_rollback(True)
