"""An item's address is for ever; an outlet's page counts what published items cite."""

from datetime import date

import pytest

from issues.editing import delete_item, hold_item
from issues.editions import start_correction
from issues.models import Issue, Item
from issues.moves import apply_move
from issues.sections import Section
from issues.workflow import Move
from sources.merging import merge
from sources.models import OutletAlias
from tests.support import factories as make
from tests.support.withdrawals import lift_it

pytestmark = pytest.mark.django_db


def html(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def test_an_item_stands_with_its_issue_parent_children_and_sources(client):
    issue = make.make_issue()
    top = make.make_item(issue, "The bridge was blown up.")
    middle = make.make_item(
        issue,
        "A <b>ferry</b> runs.",
        parent=top,
        citations=[
            make.cite(
                "Financial Times",
                date(2017, 11, 6),
                printed_as="FT",
                url="https://www.ft.com/x",
                title="Ferry season",
            )
        ],
    )
    low = make.make_item(issue, "Its captain is 80.", parent=middle)
    make.publish(issue)
    page = html(client, f"/items/{middle.key}/")
    for words in ("The bridge was blown up.", "A <b>ferry</b> runs.", "Its captain is 80."):
        assert words in page
    assert f'href="/items/{top.key}/"' in page
    assert f'href="/items/{low.key}/"' in page
    assert f'href="/issues/2017-11-07/#{middle.key}"' in page
    assert '<a href="/outlets/financial-times/">FT</a>' in page
    assert '<time datetime="2017-11-06">Nov. 6, 2017</time>' in page
    assert '<a class="article" href="https://www.ft.com/x" rel="external">Ferry season</a>' in page
    assert f'<link rel="canonical" href="http://localhost:8000/items/{middle.key}/">' in page


def test_an_item_stays_at_its_address_in_the_next_edition(client):
    issue = make.published_issue()
    key = issue.items.get().key
    make.publish(start_correction(issue, user=make.editor(), note="Nothing much."))
    assert Item.objects.filter(key=key).count() == 2
    assert client.get(f"/items/{key}/").status_code == 200


@pytest.mark.parametrize("way", ["delete", "hold"])
def test_an_item_that_a_correction_removed_is_gone_with_the_note(client, way):
    issue = make.published_issue(date(2017, 11, 7), "It stays.", "It was wrong.")
    key = issue.items.get(body="It was wrong.").key
    draft = start_correction(issue, user=make.editor(), note="A report was false.")
    item = draft.items.get(key=key)
    if way == "delete":
        delete_item(item, user=make.editor())
    else:
        hold_item(item, user=make.editor(), held=True)
    assert client.get(f"/items/{key}/").status_code == 200
    make.publish(draft)
    page = html(client, f"/items/{key}/", 410)
    assert "This item was removed by a correction" in page
    assert "A report was false." in page
    assert 'href="/issues/2017-11-07/"' in page
    assert "It was wrong." not in page


def test_an_item_of_a_withdrawn_issue_is_gone_with_its_reason(client):
    issue = make.published_issue()
    key = issue.items.get().key
    withdrawn = apply_move(issue, Move.WITHDRAW, user=make.editor(), reason="A forged letter.")
    assert "A forged letter." in html(client, f"/items/{key}/", 410)
    lift_it(issue)
    draft = start_correction(withdrawn, user=make.editor(), note="Without it.")
    delete_item(draft.items.get(), user=make.editor())
    make.make_item(draft, "Something else.")
    make.publish(draft, by=make.editor("eve"))
    page = html(client, f"/items/{key}/", 410)
    assert "A forged letter." in page
    assert 'href="/issues/2017-11-07/"' in page


def test_a_key_that_was_never_public_is_not_there(client):
    issue = make.make_issue()
    make.make_item(issue, "Printed.")
    held = make.make_item(issue, "Held back.", held=True)
    make.publish(issue)
    unknown = html(client, "/items/bbbbbbbbbb/", 404)
    assert html(client, f"/items/{held.key}/", 404) == unknown
    assert html(client, f"/items/{held.key.upper()}/", 404) == unknown


# Outlets


def cited_issue():
    issue = make.make_issue()
    make.make_item(issue, "A.", citations=[make.cite("AP", date(2017, 11, 1)), make.cite("AP")])
    make.make_item(issue, "B.", section=Section.OTHER_NEWS, citations=[make.cite("AP")])
    make.make_item(issue, "C.", citations=[make.cite("BBC", date(2017, 11, 2))])
    make.make_item(issue, "D.", citations=[make.cite("CNN")], held=True)
    return make.publish(issue)


def test_outlets_are_listed_with_counts_and_days_the_most_cited_first(client):
    assert "nobody is cited" in html(client, "/outlets/")
    cited_issue()
    rows = client.get("/outlets/").context["rows"]
    assert [
        (row.outlet.name, row.citation_count, row.item_count, row.first_on) for row in rows
    ] == [("AP", 3, 2, date(2017, 11, 1)), ("BBC", 1, 1, date(2017, 11, 2))]
    assert rows[0].last_on == date(2017, 11, 7)


def test_a_month_or_year_counts_as_first_or_last_only_where_there_is_no_day(client):
    issue = make.make_issue()
    year = {"dated_from": date(2017, 1, 1), "dated_to": date(2017, 12, 31)}
    make.make_item(
        issue, citations=[make.cite("AP"), make.cite("AP", **year), make.cite("BBC", **year)]
    )
    make.publish(issue)
    rows = {row.outlet.name: row for row in client.get("/outlets/").context["rows"]}
    assert rows["AP"].first_on == rows["AP"].last_on == date(2017, 11, 7)
    assert (rows["BBC"].first_on, rows["BBC"].last_on) == tuple(year.values())


def test_an_outlet_shows_names_counts_by_section_and_its_newest_items(client):
    cited_issue()
    outlet = make.make_outlet("AP")
    OutletAlias.objects.create(outlet=outlet, name="A.P. Wire")
    response = client.get("/outlets/ap/")
    page = response.content.decode()
    assert dict(response.context["sections"]) == {
        **dict.fromkeys(Section, 0),
        Section.MILITARY_CAMPAIGN: 1,
        Section.OTHER_NEWS: 1,
    }
    assert "A.P. Wire" in page
    assert 'href="/items/?outlet=ap"' in page
    assert 'href="/items/?outlet=ap&amp;section=other_news"' in page
    assert [node.text for node in response.context["nodes"]] == ["A.", "B."]


def test_a_merged_outlet_leads_to_what_it_became_and_counts_there(client):
    cited_issue()
    ap, bbc = make.make_outlet("AP"), make.make_outlet("BBC")
    merge(bbc, ap)
    response = client.get("/outlets/bbc/")
    assert (response.status_code, response["Location"]) == (301, "/outlets/ap/")
    assert client.get("/outlets/ap/").context["totals"].citation_count == 4
    rows = client.get("/outlets/").context["rows"]
    assert [(row.outlet.name, row.citation_count) for row in rows] == [("AP", 4)]
    assert 'href="/outlets/ap/">BBC</a>' in html(
        client, f"/items/{Item.objects.get(body='C.').key}/"
    )


def test_an_outlet_that_no_published_item_cites_is_not_there(client):
    cited_issue()
    draft = make.make_issue(date(2017, 11, 14))
    make.make_item(draft, citations=[make.cite("TASS")])
    merge(make.make_outlet("Former Name"), make.make_outlet("TASS"))
    unknown = html(client, "/outlets/nope/", 404)
    for slug in ("tass", "cnn", "former-name", "AP"):
        assert html(client, f"/outlets/{slug}/", 404) == unknown, slug
    assert Issue.objects.count() == 2
