"""Issues and items as Markdown."""

from datetime import date

import pytest
from lxml import html as lxml_html

from issues.contents import load_contents
from issues.exports import ISSUE_FORMATS, LIST_FORMATS
from issues.models import Issue, Item
from issues.sections import Section
from tests.support.commonmark import read
from tests.support.exported import SITE
from tests.support.factories import cite, make_issue, make_item, published_issue


@pytest.mark.django_db
def test_levels_are_nested_lists_and_sections_headings():
    issue = make_issue(notice="Mind *this*.")
    top = make_item(issue, "One.")
    middle = make_item(issue, "Two.", parent=top)
    make_item(issue, "Three.", parent=middle)
    page = lxml_html.fromstring(read(ISSUE_FORMATS["md"].render(load_contents(issue), SITE)))
    assert page.findtext(".//h1") == issue.title
    assert [heading.text for heading in page.iter("h2")] == [str(s.label) for s in Section]
    assert page.findtext(".//ul/li/ul/li/ul/li") == "Three. (Reuters, 11.07.17)"
    assert "Mind *this*." in page.text_content()


@pytest.mark.django_db
def test_sources_are_links_where_there_is_an_address():
    issue = make_issue()
    citations = [
        cite("AP", date(2017, 11, 4), url="https://x.test/(a)?b=1", title='A "b" \\'),
        cite("RFE/RL", None),
        cite("Reuters", date(2017, 11, 5), note="in Russian"),
    ]
    make_item(issue, "Words.", citations=citations)
    page = lxml_html.fromstring(read(ISSUE_FORMATS["md"].render(load_contents(issue), SITE)))
    link = page.find(".//li/a")
    assert (link.get("href"), link.get("title"), link.text) == (
        "https://x.test/(a)?b=1",
        'A "b" \\',
        "AP",
    )
    # A date after an undated source would be taken for that source's own.
    assert (
        page.find(".//li").text_content()
        == "Words. (AP, 11.04.17, RFE/RL) (Reuters, in Russian, 11.05.17)"
    )


@pytest.mark.django_db
def test_a_list_of_items_stands_under_its_issues_and_sections():
    published_issue(date(2017, 11, 7), "One.", "Two.")
    published_issue(date(2017, 11, 14), "Three.")
    text = "".join(LIST_FORMATS["md"].items(Item.objects.published().order_by("pk"), SITE))
    page = lxml_html.fromstring(f"<div>{read(text)}</div>")
    assert [each.text_content() for each in page.iter("h2")] == [
        "Oct. 31-Nov. 7, 2017",
        "Nov. 7-14, 2017",
    ]
    assert len(list(page.iter("h3"))) == 2
    assert len(list(page.iter("li"))) == 3


@pytest.mark.django_db
def test_a_list_of_issues_links_to_each():
    published_issue()
    text = "".join(LIST_FORMATS["md"].issues(Issue.objects.published(), SITE))
    link = lxml_html.fromstring(f"<div>{read(text)}</div>").find(".//li/a")
    assert link.get("href") == f"{SITE}/issues/2017-11-07/"
    assert "1 item. Published by Monitor on" in text
