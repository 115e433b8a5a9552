"""The pages of issues and editions as readers meet them."""

import re
from datetime import date

import pytest

from issues.editing import change_item, delete_item, move_item
from issues.editions import start_correction
from issues.models import Issue
from issues.moves import apply_move
from issues.sections import Section
from issues.workflow import Move
from tests.support import factories as make
from tests.support.withdrawals import lift_it

pytestmark = pytest.mark.django_db

SLUG = "2017-11-07"


def html(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def words(page):
    """What a page prints, without markup and folded."""
    body = page.partition("<main")[2].partition("</main>")[0]
    body = re.sub(r"</?bdi>", "", body)
    return " ".join(re.sub(r"<[^>]*>", " ", body).split())


def correct(issue, note="A number was wrong.", change=None):
    """The next edition, published; ``change(draft)`` works on it first."""
    draft = start_correction(issue, user=make.editor(), note=note)
    if change:
        change(draft)
    return make.publish(draft, by=make.editor("eve"))


def withdraw(issue, reason="It rested on a forged letter."):
    return apply_move(issue, Move.WITHDRAW, user=make.editor(), reason=reason)


def test_home_says_so_when_nothing_is_published(client):
    make.make_item(make.make_issue())
    page = html(client, "/")
    assert "No issue has been published yet" in page
    assert "convoys" not in page


def test_home_shows_the_newest_issue_and_the_way_to_earlier_ones(client):
    make.published_issue(date(2017, 10, 31), "An older report.")
    make.published_issue(date(2017, 11, 7), "The newest report.")
    page = html(client, "/")
    assert "The newest report." in page
    assert "An older report." not in page
    assert 'href="/issues/2017-10-31/"' in page
    assert 'action="/items/"' in page
    assert '<option value="reuters">Reuters</option>' in page


def test_an_issue_prints_every_section_its_items_and_citations(client):
    issue = make.make_issue(notice="Two notes.\nIn two lines.")
    top = make.make_item(
        issue,
        "Trucks <b>came</b>.",
        citations=[
            make.cite(
                "RFE/RL", date(2017, 11, 6), url="https://www.rferl.org/a", note="in Russian"
            ),
            make.cite("Reuters", dated_from=date(2017, 11, 1), dated_to=date(2017, 11, 30)),
        ],
    )
    child = make.make_item(issue, "They left.", parent=top)
    make.publish(issue)
    page = html(client, f"/issues/{SLUG}/")
    text = words(page)
    assert "Russia in Syria Monitor , Oct. 31-Nov. 7, 2017" in text
    assert "Two notes. In two lines." in text
    assert [text.index(section.label) for section in Section] == sorted(
        text.index(section.label) for section in Section
    )
    assert text.count("No significant developments.") == 4
    assert "<b>came</b>" in page
    assert 'href="https://www.rferl.org/a"' in page
    assert '<time datetime="2017-11-06" title="Nov. 6, 2017">11.06.17</time>' in page
    assert '<time datetime="2017-11" title="November 2017">November 2017</time>' in page
    assert "RFE/RL, in Russian, 11.06.17 , Reuters, November 2017 )" in text
    for item in (top, child):
        assert f'id="{item.key}"' in page
        assert f'href="/items/{item.key}/"' in page
    nested = page[page.index(f'id="{top.key}"') : page.index(f'id="{child.key}"')]
    assert nested.count("<ul") == 1
    assert "</li>" not in nested


def test_an_address_that_is_no_web_address_is_printed_as_no_link(client):
    issue = make.make_issue()
    make.make_item(issue, citations=[make.cite(url="javascript:alert(1)")])
    make.publish(issue)
    page = html(client, f"/issues/{SLUG}/")
    assert "javascript:" not in page
    assert "Reuters</bdi>, <time" in page


def test_html_that_came_past_every_form_is_cleaned_before_it_is_printed(client):
    issue = make.make_issue()
    item = make.make_item(issue, "Calm.")
    issue.items.filter(pk=item.pk).update(
        body="<img src=x onerror=alert(1)><script>x()</script>Calm"
    )
    make.write_history([item])
    make.publish(issue)
    for address in ("/", f"/issues/{SLUG}/", "/items/", f"/items/{item.key}/", "/outlets/reuters/"):
        page = html(client, address)
        main = page[page.index("<main") :]
        assert "Calm" in main
        assert "<img" not in main
        assert "<script" not in main


def test_neighbouring_issues_are_linked_in_the_order_of_their_periods(client):
    for day in (7, 21, 14):
        make.published_issue(date(2017, 11, day))
    page = html(client, "/issues/2017-11-14/")
    assert '<link rel="prev" href="/issues/2017-11-07/">' in page
    assert '<link rel="next" href="/issues/2017-11-21/">' in page
    first = html(client, "/issues/2017-11-07/")
    assert 'rel="prev"' not in first
    assert '<link rel="next" href="/issues/2017-11-14/">' in first


def test_a_corrected_issue_carries_its_note_and_leads_to_both_editions(client):
    first = make.published_issue(date(2017, 11, 7), "It was 340 tons.")

    def change(draft):
        item = draft.items.with_contents().get()
        change_item(
            item,
            user=make.analyst(),
            version=item.version,
            body="It was 240 tons.",
            citations=list(item.citations.all()),
        )

    correct(first, "It was 240 tons, not 340.", change)
    live = html(client, f"/issues/{SLUG}/")
    assert "It was 240 tons, not 340." in live
    assert f'href="/issues/{SLUG}/editions/1/"' in live
    assert f'href="/issues/{SLUG}/editions/2/changes/"' in live
    old = html(client, f"/issues/{SLUG}/editions/1/")
    assert "It was 340 tons." in old
    assert "This is edition 1, which was replaced" in old
    assert f'<a href="/issues/{SLUG}/editions/2/changes/">what edition 2 changed</a>' in old
    assert '<meta name="robots" content="noindex">' in old
    same = html(client, f"/issues/{SLUG}/editions/2/")
    assert "which was replaced" not in same
    assert f'<link rel="canonical" href="http://localhost:8000/issues/{SLUG}/">' in same
    changes = html(client, f"/issues/{SLUG}/editions/2/changes/")
    assert "It was <del>340</del> <ins>240</ins> tons." in changes


def test_the_changes_of_an_edition_are_told_item_by_item(client):
    issue = make.make_issue()
    bodies = ["Stays.", "Goes.", "Moves.", "First in order.", "Second in order.", "Cited anew."]
    items = {body: make.make_item(issue, body) for body in bodies}
    make.publish(issue)

    def change(draft):
        def row(body):
            return draft.items.with_contents().get(key=items[body].key)

        ana = make.analyst()
        delete_item(row("Goes."), user=ana)
        move_item(row("Moves."), user=ana, section=Section.RESPONSE)
        move_item(
            row("Second in order."),
            user=ana,
            section=Section.MILITARY_CAMPAIGN,
            before=row("First in order."),
        )
        cited = row("Cited anew.")
        change_item(
            cited,
            user=ana,
            version=cited.version,
            body=cited.body,
            citations=[make.cite("Reuters", date(2017, 11, 1)), make.cite("TASS")],
        )
        make.make_item(draft, "Comes.", section=Section.OTHER_NEWS)

    correct(issue, "Much.", change)
    page = client.get(f"/issues/{SLUG}/editions/2/changes/")
    comparison = page.context["comparison"]
    told = {
        change.node.text: change.kinds for _, changes in comparison.sections for change in changes
    }
    assert told == {
        "Goes.": ["Removed"],
        "Moves.": ["Moved"],
        "Second in order.": ["Moved"],
        "Cited anew.": ["Citations changed"],
        "Comes.": ["Added"],
    }
    assert comparison.unchanged_count == 2
    text = words(page.content.decode())
    assert f"From “{Section.MILITARY_CAMPAIGN.label}” to “{Section.RESPONSE.label}”." in text
    assert "Reuters, 11.07.17 ; Reuters, 11.01.17 ; TASS, 11.07.17 #" in text
    assert f'href="/items/{items["Cited anew."].key}/"' in page.content.decode()


def test_there_is_nothing_to_compare_the_first_edition_with(client):
    make.published_issue()
    assert client.get(f"/issues/{SLUG}/editions/1/").status_code == 200
    for edition in (0, 1, 2, 99999999999999999999):
        assert client.get(f"/issues/{SLUG}/editions/{edition}/changes/").status_code == 404
    for edition in (0, 2, 99999999999999999999):
        assert client.get(f"/issues/{SLUG}/editions/{edition}/").status_code == 404


def test_a_withdrawn_issue_is_gone_with_its_reason_and_all_its_editions(client):
    first = make.published_issue(date(2017, 11, 7), "Forged report.")
    withdraw(correct(first))
    addresses = [f"/issues/{SLUG}/", *(f"/issues/{SLUG}/editions/{n}/" for n in (1, 2))]
    addresses.append(f"/issues/{SLUG}/editions/2/changes/")
    for address in addresses:
        page = html(client, address, 410)
        assert "It rested on a forged letter." in page
        assert "Forged report." not in page
    gone = client.get(f"/issues/{SLUG}.json")
    assert gone.status_code == 410
    assert gone.json()["error"]["reason"] == "It rested on a forged letter."
    assert client.get(f"/issues/{SLUG}.txt").status_code == 410
    for address in ("editions/1/changes/", "editions/3/changes/", "editions/3/"):
        assert client.get(f"/issues/{SLUG}/{address}").status_code == 404
    assert "Forged report." not in html(client, "/") + html(client, "/items/")


def test_an_issue_that_appears_again_is_live_and_its_withdrawn_edition_stays_gone(client):
    issue = withdraw(make.published_issue(date(2017, 11, 7), "Forged report."))
    lift_it(issue)
    correct(issue, "Without the letter.")
    assert "Without the letter." in html(client, f"/issues/{SLUG}/")
    old = html(client, f"/issues/{SLUG}/editions/1/", 410)
    assert "It rested on a forged letter." in old
    assert f'href="/issues/{SLUG}/"' in old
    # The text of a withdrawn edition is not shown, so neither is what changed in it.
    assert "changes/" not in html(client, f"/issues/{SLUG}/")
    assert client.get(f"/issues/{SLUG}/editions/2/changes/").status_code == 404


def test_corrections_lists_every_note_and_withdrawal_the_latest_first(client):
    assert "Nothing has been corrected" in html(client, "/corrections/")
    one = make.published_issue(date(2017, 11, 7))
    two = make.published_issue(date(2017, 11, 14))
    three = make.published_issue(date(2017, 11, 21))
    correct(one, "First note.")
    withdraw(two, "Second, a reason.")
    withdraw(correct(three, "Hidden with its issue."), "Third, a reason.")
    lift_it(two, reason="Fourth, checked anew.")
    correct(Issue.objects.get(slug="2017-11-14"), "Fifth, appears again.")
    start_correction(Issue.objects.published().get(slug=SLUG), user=make.editor(), note="Secret.")
    text = words(html(client, "/corrections/"))
    told = [
        "Fifth, appears again.",
        "Fourth, checked anew.",
        "Third, a reason.",
        "Second, a reason.",
        "First note.",
    ]
    assert [text.index(each) for each in told] == sorted(text.index(each) for each in told)
    assert "Hidden with its issue." not in text
    assert "Secret." not in text
    assert text.count("What changed") == 1
    assert text.count("Withdrawal lifted") == 1


def test_every_format_of_an_issue_is_linked_and_answers(client):
    make.published_issue()
    page = html(client, f"/issues/{SLUG}/")
    formats = re.findall(rf'href="(/issues/{SLUG}\.\w+)"', page)
    assert f"/issues/{SLUG}.txt" in formats
    for address in formats:
        assert client.get(address).status_code == 200
    for address in (f"/issues/{SLUG}.docm", "/issues.docm", "/items.docm"):
        assert client.get(address).status_code == 404


def test_the_sitemap_and_robots_txt_name_public_pages(client):
    make.published_issue()
    make.make_item(make.make_issue(date(2017, 11, 14)), citations=[make.cite("TASS")])
    sitemap = client.get("/sitemap.xml")
    assert sitemap["Content-Type"].startswith("application/xml")
    addresses = re.findall(r"<loc>http://localhost:8000([^<]*)</loc>", sitemap.content.decode())
    assert set(addresses) == {
        *("/", "/issues/", "/items/", "/outlets/", "/corrections/"),
        *(f"/issues/{SLUG}/", "/outlets/reuters/"),
    }
    for address in addresses:
        assert client.get(address).status_code == 200
    robots = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://localhost:8000/sitemap.xml" in robots
