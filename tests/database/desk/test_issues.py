"""The desk's pages about whole issues: the list, a new one, one on one screen, its preview."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from issues.editing import change_item, hold_item
from issues.editions import start_correction
from issues.imports import import_issue
from issues.models import Comment, Import, Issue
from issues.moves import apply_move
from issues.sections import PLACEHOLDER, Section
from issues.workflow import Move, Status
from tests.support import factories as make
from tests.support.digests import digest

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def page_of(client, issue, name="issue"):
    return client.get(reverse(f"desk:{name}", args=[issue.slug, issue.edition]))


def text_of(client, issue, name="issue"):
    return page_of(client, issue, name).content.decode()


def queries(client, url):
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


# All issues


def test_the_list_shows_what_is_in_work_and_what_blocks_it(client):
    client.force_login(make.editor())
    issue = make.make_issue()
    make.make_item(issue, citations=[])
    held = make.make_item(issue, "Another.")
    hold_item(held, user=make.editor(), held=True)
    make.published_issue(make.END - WEEK)
    text = client.get(reverse("desk:home")).content.decode()
    assert "Oct. 31-Nov. 7, 2017" in text
    assert "Oct. 24-31, 2017" in text
    numbers = text[text.index("<dl") : text.index("</dl>")]
    assert ["".join(c for c in dd if c.isdigit()) for dd in numbers.split("<dd>")[1:]] == [
        "1",
        "0",
        "1",
        "2",
    ]


def test_the_list_costs_the_same_for_many_issues(client):
    client.force_login(make.editor())
    make.make_item(make.make_issue())
    make.published_issue(make.END - WEEK)
    few = queries(client, reverse("desk:home"))
    for week in range(1, 15):
        make.make_item(make.make_issue(make.END + week * WEEK))
        make.published_issue(make.END - (week + 1) * WEEK)
    assert queries(client, reverse("desk:home")) == few


def test_the_list_goes_on_on_further_pages(client):
    client.force_login(make.editor())
    for week in range(21):
        make.make_issue(make.END + week * WEEK)
    assert "Page 1 of 2" in client.get(reverse("desk:home")).content.decode()
    assert (
        "Oct. 31-Nov. 7, 2017"
        in client.get(reverse("desk:home"), {"working": "2"}).content.decode()
    )
    assert client.get(reverse("desk:home"), {"working": "x", "page": "99"}).status_code == 200


# A new issue


def test_the_week_after_the_newest_issue_is_suggested(client):
    client.force_login(make.analyst())
    make.make_issue()
    text = client.get(reverse("desk:new_issue")).content.decode()
    assert 'value="2017-11-07"' in text
    assert 'value="2017-11-14"' in text


def test_a_new_issue_is_a_draft_at_the_address_of_its_last_day(client):
    ana = make.analyst()
    client.force_login(ana)
    response = client.post(
        reverse("desk:new_issue"), {"period_start": "2017-10-31", "period_end": "2017-11-07"}
    )
    issue = Issue.objects.get()
    assert response.headers["Location"] == reverse("desk:issue", args=["2017-11-07", 1])
    assert (issue.slug, issue.status, issue.created_by) == ("2017-11-07", Status.DRAFT, ana)


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        ("2017-10-31", "2017-11-07", "There is an issue of Nov. 7, 2017 already"),
        ("2017-11-14", "2017-11-10", "The period ends before it begins"),
        ("", "2017-11-14", "Choose a day."),
        ("2017-11-31", "2017-12-05", "write it as 2017-11-07"),
        ("0000-00-00", "99999-01-01", "write it as 2017-11-07"),
    ],
)
def test_a_period_that_cannot_be_is_refused_beside_its_field(client, start, end, sentence):
    client.force_login(make.analyst())
    make.make_issue()
    response = client.post(reverse("desk:new_issue"), {"period_start": start, "period_end": end})
    assert response.status_code == 400
    assert sentence in response.content.decode()
    assert f'value="{start}"' in response.content.decode() or not start
    assert Issue.objects.count() == 1


# Period, notice and correction note


def edit(client, issue, **changed):
    form = page_of(client, issue, "edit_issue").context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    return client.post(reverse("desk:edit_issue", args=[issue.slug, issue.edition]), data | changed)


def test_period_and_notice_are_edited_and_the_address_stays(client):
    client.force_login(make.analyst())
    issue = make.make_issue()
    edit(client, issue, period_end="2017-11-08", notice="A holiday issue.\r\nIt is short.")
    issue.refresh_from_db()
    assert (issue.slug, issue.period_end, issue.notice) == (
        "2017-11-07",
        date(2017, 11, 8),
        "A holiday issue.\nIt is short.",
    )
    assert edit(client, issue, notice="").status_code == 302


def test_only_a_correction_has_a_note(client):
    client.force_login(make.editor())
    issue = make.published_issue()
    draft = start_correction(issue, user=make.editor(), note="A number is corrected.")
    assert "correction_note" in page_of(client, draft, "edit_issue").context["form"].fields
    edit(client, draft, correction_note="Two numbers are corrected.")
    draft.refresh_from_db()
    assert draft.correction_note == "Two numbers are corrected."
    other = make.make_issue(make.END + WEEK)
    assert "correction_note" not in page_of(client, other, "edit_issue").context["form"].fields


def test_the_second_of_two_editors_of_a_notice_sees_both(client):
    client.force_login(make.analyst())
    issue = make.make_issue()
    form = page_of(client, issue, "edit_issue").context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    Issue.objects.filter(pk=issue.pk).update(notice="Their notice.")
    url = reverse("desk:edit_issue", args=[issue.slug, 1])
    response = client.post(url, data | {"notice": "My notice."})
    text = response.content.decode()
    assert response.status_code == 409
    assert "Their notice." in text
    assert "My notice.</textarea>" in text
    again = response.context["form"]["seen"].value()
    assert client.post(url, data | {"notice": "My notice.", "seen": again}).status_code == 302
    issue.refresh_from_db()
    assert issue.notice == "My notice."


def test_nothing_is_edited_once_an_issue_is_approved(client):
    client.force_login(make.analyst())
    issue = make.make_issue()
    make.make_item(issue)
    make.approve(issue)
    response = edit(client, issue, notice="Too late.")
    assert response.status_code == 409
    assert "cannot be changed. Return it to draft first" in response.content.decode()
    assert "Too late.</textarea>" in response.content.decode()


# One issue on one screen


def test_all_five_sections_stand_in_their_order(client):
    client.force_login(make.analyst())
    issue = make.make_issue()
    above = make.make_item(issue, "An item of its own.", section=Section.OTHER_NEWS)
    nested = make.make_item(issue, "A nested item.", section=Section.OTHER_NEWS, parent=above)
    text = text_of(client, issue)
    places = [text.index(f'id="section-{section.value}"') for section in Section]
    assert places == sorted(places)
    assert text.count(PLACEHOLDER) == 4
    of_items = [text.index(f'id="item-{item.key}"') for item in (above, nested)]
    assert places[-1] < of_items[0] < of_items[1]


def test_each_item_shows_its_state(client):
    client.force_login(make.editor())
    issue = make.make_issue()
    texts = ("approved", "changed", "held", "ready")
    items = {text: make.make_item(issue, f"The {text} one.") for text in texts}
    make.submit(issue)
    hold_item(items["held"], user=make.editor(), held=True)
    hold_item(items["ready"], user=make.editor(), held=True)
    make.approve_items(issue)
    hold_item(items["ready"], user=make.editor(), held=False)
    items["changed"].refresh_from_db()
    change_item(
        items["changed"],
        user=make.analyst(),
        version=1,
        body="The altered one.",
        citations=[make.cite()],
    )
    text = text_of(client, issue)
    for state, item in items.items():
        assert f'class="item is-{state}" id="item-{item.key}"' in text
    assert "<del>changed </del><ins>altered </ins>" in text
    assert "3 items, 1 approved, 1 held back" in text


def test_the_checklist_leads_to_each_place(client):
    client.force_login(make.analyst())
    issue = make.make_issue()
    uncited = make.make_item(issue, "It cites nobody.", citations=[])
    new = make.make_item(
        issue,
        "It cites a new one.",
        citations=[make.cite(make.make_outlet("The Gazette", confirmed=False))],
    )
    text = text_of(client, issue)
    for item in (uncited, new):
        assert f'<a href="#item-{item.key}">' in text
        assert f'id="item-{item.key}"' in text
    assert "Cites no source: add a citation, or hold the item back." in text
    assert "2 items to approve" in text
    client.force_login(make.editor())
    assert reverse("admin:sources_outlet_change", args=[new.citations.get().outlet.pk]) in text_of(
        client, issue
    )


def test_a_correction_without_a_note_is_led_to_the_note(client):
    client.force_login(make.editor())
    draft = start_correction(make.published_issue(), user=make.editor(), note="x")
    Issue.objects.filter(pk=draft.pk).update(correction_note="")
    assert f"{reverse('desk:edit_issue', args=[draft.slug, 2])}#id_correction_note" in text_of(
        client, draft
    )


def test_approval_is_offered_only_when_nothing_blocks(client):
    client.force_login(make.editor())
    issue = make.make_issue()
    make.make_item(issue)
    make.submit(issue)
    url = reverse("desk:move", args=[issue.slug, 1, "approve"])
    assert url not in text_of(client, issue)
    make.approve_items(issue)
    text = text_of(client, issue)
    assert url in text
    assert "Nothing stands in the way" in text


def test_the_screen_costs_the_same_for_many_items(client):
    client.force_login(make.editor())
    issue = make.make_issue()
    make.make_item(issue)
    make.submit(issue)
    url = reverse("desk:issue", args=[issue.slug, 1])
    few = queries(client, url)
    people = [make.analyst(name) for name in ("bob", "carl", "dora")]
    for number in range(39):
        section = Section.values[number % 5]
        by = people[number % 3]
        outlets = [make.cite(name) for name in ("AP", "TASS", f"Gazette {number}")]
        item = make.make_item(issue, f"Item {number}.", section=section, by=by, citations=outlets)
        below = make.make_item(issue, f"Below {number}.", section=section, by=by, parent=item)
        Comment.objects.create(issue=issue, item_key=below.key, author=by, body="Is it so?")
    make.approve_items(issue)
    assert queries(client, url) == few
    assert few <= 20


def test_comments_on_deleted_items_are_still_read(client):
    client.force_login(make.analyst())
    issue = make.make_issue()
    Comment.objects.create(
        issue=issue, item_key="zzzzzzzzzz", author=make.analyst(), body="Is it so?"
    )
    text = text_of(client, issue)
    assert "On items that were deleted" in text
    assert "Is it so?" in text


def test_what_people_typed_is_text_and_never_markup(client):
    client.force_login(make.analyst())
    attack = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    issue = make.make_issue(notice=attack)
    item = make.make_item(
        issue,
        "A text.",
        citations=[make.cite(title=attack, note=attack, url="https://x.org/?a=%22%3E")],
    )
    User.objects.filter(pk=item.author_id).update(username=attack)
    type(item).objects.filter(pk=item.pk).update(body=attack)
    Comment.objects.create(issue=issue, author=make.analyst("bob"), body=attack)
    for name in ("issue", "edit_issue"):
        text = text_of(client, issue, name)
        assert "<script>alert" not in text
        assert "onerror=alert(2)>" not in text


# Deletion


def test_a_draft_that_never_moved_can_be_deleted(client):
    client.force_login(make.editor())
    issue = make.make_issue()
    make.make_item(issue)
    url = reverse("desk:delete_issue", args=[issue.slug, 1])
    assert url in text_of(client, issue)
    assert "with 1 item and" in client.get(url).content.decode()
    client.post(url)
    assert not Issue.objects.exists()


def test_the_document_of_a_draft_that_is_deleted_stays(client):
    client.force_login(make.editor())
    issue = import_issue(
        digest("One. (AP, 11.04.17)").encode(), "week.txt", user=make.analyst()
    ).issue
    url = reverse("desk:delete_issue", args=[issue.slug, 1])
    assert "The document it was imported from stays" in client.get(url).content.decode()
    client.post(url)
    source = Import.objects.get(issue=None)
    assert b"One. (AP, 11.04.17)" in bytes(source.document)
    page = client.get(reverse("admin:issues_import_change", args=[source.pk])).content.decode()
    assert "The draft that was made of it is deleted." in page
    assert client.get(reverse("admin:issues_import_changelist")).status_code == 200


def test_what_the_ledger_names_is_not_deleted(client):
    client.force_login(make.editor())
    issue = make.make_issue()
    make.make_item(issue)
    make.submit(issue)
    url = reverse("desk:delete_issue", args=[issue.slug, 1])
    assert url not in text_of(client, issue)
    response = client.post(url)
    assert response.status_code == 409
    assert "stands in the ledger already" in response.content.decode()
    assert issue.items.exists()


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_first_and_the_last_day_there_is_stop_nobody(client, day):
    client.force_login(make.analyst())
    days = {"period_start": day.isoformat(), "period_end": day.isoformat()}
    assert client.post(reverse("desk:new_issue"), days).status_code == 302
    assert client.get(reverse("desk:new_issue")).status_code == 200
    assert page_of(client, Issue.objects.get()).status_code == 200


# What readers can find of former editions


def a_corrected_issue():
    """Its two editions; the second is live."""
    first = make.published_issue()
    return first, make.publish(start_correction(first, user=make.editor(), note="A number."))


def test_a_former_edition_is_read_where_readers_find_it(client):
    client.force_login(make.editor())
    first, _ = a_corrected_issue()
    own = reverse("archive:edition", args=[first.slug, 1])
    assert f'<a href="{own}">Read</a>' in client.get(reverse("desk:home")).content.decode()
    assert f'<a href="{own}">its own address</a>' in text_of(client, first)


def test_what_was_withdrawn_is_only_previewed(client):
    client.force_login(make.editor())
    first, second = a_corrected_issue()
    apply_move(second, Move.WITHDRAW, user=make.editor(), reason="It was wrong.")
    text = client.get(reverse("desk:home")).content.decode()
    assert ">Read</a>" not in text
    for issue in (first, second):
        preview = reverse("desk:preview", args=[issue.slug, issue.edition])
        assert f'<a href="{preview}">Preview</a>' in text
    assert "readers find neither" in text_of(client, first)
    assert "its own address" not in text_of(client, first)
