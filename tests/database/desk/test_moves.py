"""The way of an issue over the desk: submitted, returned, approved, published, scheduled, corrected, withdrawn."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from issues.models import Issue
from issues.moves import publish_due
from issues.workflow import Status
from tests.support import factories as make

pytestmark = pytest.mark.django_db


def post(client, issue, name, *more, **data):
    return client.post(reverse(f"desk:{name}", args=[issue.slug, issue.edition, *more]), data)


def status(issue):
    return Issue.objects.get(pk=issue.pk).status


@pytest.fixture
def issue():
    issue = make.make_issue()
    make.make_item(issue)
    return issue


def test_the_whole_way_of_an_issue(client, issue):
    client.force_login(make.analyst())
    page = post(client, issue, "move", "submit")
    assert page.headers["Location"] == reverse("desk:issue", args=[issue.slug, 1])
    client.force_login(make.editor())
    item = issue.items.get()
    post(client, issue, "approve", item.key, version=1)
    post(client, issue, "move", "approve")
    page = client.post(reverse("desk:move", args=[issue.slug, 1, "publish"]), follow=True)
    assert "Published: readers see it now." in page.content.decode()
    assert client.get(issue.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("move", "kept"), [("return", Status.IN_REVIEW), ("withdraw", Status.PUBLISHED)]
)
def test_a_move_that_needs_a_reason_asks_for_it(client, issue, move, kept):
    client.force_login(make.editor())
    make.submit(issue) if move == "return" else make.publish(issue)
    for reason in ("", "   "):
        response = post(client, issue, "move", move, reason=reason)
        assert response.status_code == 400
        assert "Say why" in response.content.decode()
    assert status(issue) == kept
    post(client, issue, "move", move, reason="A number is wrong.")
    assert status(issue) != kept
    assert (
        "A number is wrong."
        in client.get(reverse("desk:issue", args=[issue.slug, 1])).content.decode()
    )


@pytest.mark.parametrize(
    ("name", "more", "field"),
    [("move", ["return"], "reason"), ("move", ["withdraw"], "reason"), ("correct", [], "note")],
)
@pytest.mark.parametrize("words", ["A null\0here.", "long " * 500])
def test_words_that_cannot_be_kept_are_refused(client, issue, name, more, field, words):
    client.force_login(make.editor())
    make.submit(issue) if more == ["return"] else make.publish(issue)
    before = status(issue)
    assert post(client, issue, name, *more, **{field: words}).status_code == 400
    assert status(issue) == before
    assert Issue.objects.count() == 1


def test_a_move_that_came_too_late_says_who_was_first_and_keeps_the_words(client, issue):
    make.publish(issue, make.editor("eve"))
    client.force_login(make.editor())
    response = post(client, issue, "move", "return", reason="Not yet, please.")
    text = response.content.decode()
    assert response.status_code == 409
    assert "it is published by eve" in text
    assert "Not yet, please." in text


def test_a_blocked_approval_names_what_blocks_it(client, issue):
    make.submit(issue)
    client.force_login(make.editor())
    response = post(client, issue, "move", "approve")
    assert response.status_code == 409
    assert "is not approved: somebody who did not write it" in response.content.decode()
    assert status(issue) == Status.IN_REVIEW


# The schedule


def test_an_approved_issue_is_scheduled_in_the_sites_own_zone(client, issue):
    make.approve(issue)
    client.force_login(make.editor())
    day = timezone.now().date() + timedelta(days=3)
    with override_settings(TIME_ZONE="Europe/Berlin"):
        page = client.post(
            reverse("desk:schedule", args=[issue.slug, 1]),
            {"publish_at": f"{day}T09:30"},
            follow=True,
        ).content.decode()
    issue.refresh_from_db()
    assert issue.publish_at == datetime(
        day.year, day.month, day.day, 9, 30, tzinfo=ZoneInfo("Europe/Berlin")
    )
    assert "09:30" in page
    assert f'value="{day}T09:30"' in page
    assert "Europe/Berlin" in page
    assert publish_due() == ([], [])
    post(client, issue, "schedule", cancel="1")
    issue.refresh_from_db()
    assert issue.publish_at is None


@pytest.mark.parametrize(
    ("moment", "code", "sentence"),
    [
        ("", 400, "Say when"),
        ("soon", 400, "That is no moment"),
        ("2017-13-40T99:99", 400, "That is no moment"),
        ("2017-11-08T09:00", 409, "That moment has passed"),
    ],
)
def test_a_moment_that_cannot_be_is_refused(client, issue, moment, code, sentence):
    make.approve(issue)
    client.force_login(make.editor())
    response = post(client, issue, "schedule", publish_at=moment)
    assert response.status_code == code
    assert sentence in response.content.decode()
    assert Issue.objects.get().publish_at is None


def test_only_an_approved_issue_is_scheduled(client, issue):
    client.force_login(make.editor())
    assert (
        reverse("desk:schedule", args=[issue.slug, 1])
        not in client.get(reverse("desk:issue", args=[issue.slug, 1])).content.decode()
    )
    response = post(client, issue, "schedule", publish_at="2099-01-01T09:00")
    assert response.status_code == 409


# Corrections


def test_a_correction_is_a_new_edition_with_its_note(client, issue):
    make.publish(issue)
    client.force_login(make.editor())
    response = post(client, issue, "correct", note="It was three convoys.")
    assert response.headers["Location"] == reverse("desk:issue", args=[issue.slug, 2])
    draft = Issue.objects.get(edition=2)
    assert draft.correction_note == "It was three convoys."
    assert draft.items.get().is_approved
    text = client.get(response.headers["Location"]).content.decode()
    assert "It was three convoys." in text
    assert "Nothing stands in the way" in text
    assert status(issue) == Status.PUBLISHED


def test_a_correction_needs_a_note_and_is_started_once(client, issue):
    make.publish(issue)
    client.force_login(make.editor())
    response = post(client, issue, "correct", note=" ")
    assert response.status_code == 400
    assert "Say what is corrected" in response.content.decode()
    post(client, issue, "correct", note="It was three convoys.")
    response = post(client, issue, "correct", note="No, four.")
    assert response.status_code == 409
    assert "is being corrected already" in response.content.decode()
    assert "No, four." in response.content.decode()
    assert Issue.objects.count() == 2


def test_a_corrected_edition_offers_no_further_correction(client, issue):
    make.publish(issue)
    client.force_login(make.editor())
    url = reverse("desk:correct", args=[issue.slug, 1])
    page = reverse("desk:issue", args=[issue.slug, 1])
    assert url in client.get(page).content.decode()
    assert f"{page}#correct" in client.get(reverse("desk:home")).content.decode()
    post(client, issue, "correct", note="It was three convoys.")
    assert url not in client.get(page).content.decode()
    assert f"{page}#correct" not in client.get(reverse("desk:home")).content.decode()
    make.publish(Issue.objects.get(edition=2))
    text = client.get(page).content.decode()
    assert url not in text
    assert "A later edition took its place" in text


def test_a_withdrawn_issue_shows_its_reason_and_can_appear_again(client, issue):
    make.publish(issue)
    client.force_login(make.editor())
    post(client, issue, "move", "withdraw", reason="The source retracted it.")
    text = client.get(reverse("desk:issue", args=[issue.slug, 1])).content.decode()
    assert "The source retracted it." in text
    assert reverse("desk:correct", args=[issue.slug, 1]) in text
