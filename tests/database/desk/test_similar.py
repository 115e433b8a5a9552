"""While an item is written, the desk says what was said before."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.support import factories as make
from tests.support.desk import address, entry, new

pytestmark = pytest.mark.django_db

BEFORE = make.END - timedelta(days=7)
STORY = "Engineers reopened the <em>Thawra</em> field southwest of Raqqa."
MORE = "Engineers have reopened the Thawra field, southwest of Raqqa."


@pytest.fixture
def former():
    issue = make.make_issue(BEFORE)
    make.make_item(issue, STORY, citations=[make.cite("Reuters", BEFORE)])
    return make.publish(issue).items.get()


def look(client, issue, data, **query):
    client.force_login(make.analyst())
    url = reverse("desk:similar", args=[issue.slug, issue.edition], query=query)
    return client.post(url, data, headers={"HX-Request": "true"})


def test_a_similar_item_is_shown_with_the_words_in_common_and_why(client, former):
    answer = look(client, make.make_issue(), entry(MORE, ("Reuters", "10.31.17")))
    page = answer.content.decode()
    assert answer.status_code == 200
    for word in ("Engineers", "reopened", "Thawra", "Raqqa"):
        assert f"<mark>{word}</mark>" in page
    assert "Reuters, Oct. 31, 2017 and 6 words in common" in page
    assert former.get_absolute_url() in page
    assert former.issue.period in page
    assert f'value="{former.key}"' in page
    assert "<html" not in page


def test_citations_that_are_typed_behind_the_text_count(client, former):
    page = look(client, make.make_issue(), entry(f"{MORE} (Reuters, 10.31.17)")).content.decode()
    assert "Reuters, Oct. 31, 2017 and" in page


def test_nothing_similar_is_said_so(client, former):
    page = look(
        client, make.make_issue(), entry("Teachers in Douma got blankets.")
    ).content.decode()
    assert "Nothing like it" in page
    assert "radio" not in page


def test_the_item_itself_is_not_shown(client):
    item = make.make_item(make.make_issue(), STORY)
    page = look(client, item.issue, entry(STORY, item=item), item=item.key).content.decode()
    assert "Nothing like it" in page


def test_the_choice_stays_chosen(client, former):
    page = look(client, make.make_issue(), entry(MORE, follows=former.key)).content.decode()
    assert re.search(rf'value="{former.key}"[^>]* checked', page)


def test_a_link_stays_in_the_form_though_the_text_is_another_one(client, former):
    page = look(client, make.make_issue(), entry("Blankets.", follows=former.key)).content.decode()
    assert re.search(rf'value="{former.key}"[^>]* checked', page)
    assert "linked now" in page


def test_a_draft_of_another_issue_is_shown_without_a_button(client):
    make.make_item(make.make_issue(BEFORE), STORY)
    page = look(client, make.make_issue(), entry(MORE)).content.decode()
    assert "Not published yet" in page
    assert "Thawra" in page
    assert page.count("radio") == 1


def test_without_script_a_button_looks_and_keeps_what_was_typed(client, former):
    issue = make.make_issue()
    client.force_login(make.analyst())
    form = client.get(new(issue)).content.decode()
    assert 'name="similar"' in form
    data = entry(MORE, ("Reuters", "no date at all"), similar="1")
    page = client.post(new(issue), data).content.decode()
    assert "<html" in page
    assert MORE in page
    assert "no date at all" in page
    assert f'value="{former.key}"' in page
    assert not issue.items.exists()


@pytest.mark.parametrize("sent", [{}, {"body": "\x00"}, {"body": "<" * 9000}, {"follows": "\x00"}])
def test_any_form_is_answered(client, former, sent):
    rows = {"citation-TOTAL_FORMS": "1", "citation-0-outlet": "\x00", "citation-0-date": "\x00"}
    assert look(client, make.make_issue(), sent).status_code == 200
    assert look(client, make.make_issue(BEFORE - timedelta(7)), sent | rows).status_code == 200


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_what_is_shown_is_escaped(client, text):
    item = make.make_item(make.make_issue(BEFORE), f"{text} Thawra field southwest of Raqqa.")
    page = look(client, make.make_issue(), entry(item.body), slot='"><script>').content.decode()
    assert "<script" not in page
    assert "<img" not in page


def test_it_needs_the_permission_and_a_post(client, former):
    issue = make.make_issue()
    url = reverse("desk:similar", args=[issue.slug, 1])
    assert client.post(url, entry(MORE)).status_code == 401
    client.force_login(make.make_user("guest"))
    answer = client.post(url, entry(MORE))
    assert answer.status_code == 403
    assert "Thawra" not in answer.content.decode()
    client.force_login(make.analyst())
    assert client.get(url).status_code == 302


def test_the_queries_do_not_grow_with_what_is_found(client):
    make.published_issue(BEFORE, STORY)
    draft = make.make_issue(make.END + timedelta(days=70))
    counts = []
    for weeks in range(2):
        look(client, draft, entry(MORE))
        with CaptureQueriesContext(connection) as queries:
            look(client, draft, entry(MORE))
        counts.append(len(queries))
        more = [f"{STORY} Day {number}." for number in range(9)]
        make.published_issue(make.END + timedelta(weeks=weeks), *more)
    assert counts[0] == counts[1]


def test_the_form_of_an_item_says_what_it_follows(client, former):
    issue = make.make_issue()
    client.force_login(make.analyst())
    client.post(new(issue), entry(MORE, ("Reuters", "11.04.17"), follows=former.key))
    item = issue.items.get()
    page = client.get(address(item)).content.decode()
    assert re.search(rf'value="{former.key}"[^>]* checked', page)
