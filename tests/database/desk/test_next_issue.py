"""The next issue in one step: its period, what is odd about it, and two people who press at once."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from issues.desk.series import Period, periods
from issues.editions import start_correction
from issues.models import Issue
from tests.support import factories as make

WEEK = timedelta(days=7)
NEXT = {"period_start": "2017-11-07", "period_end": "2017-11-14"}


def home(client):
    return client.get(reverse("desk:home")).content.decode()


def press(client, **fields):
    return client.post(reverse("desk:next_issue"), NEXT | fields, follow=True)


def new(client, start, end, **more):
    return client.post(
        reverse("desk:new_issue"), {"period_start": start, "period_end": end, **more}
    )


@pytest.mark.django_db
class TestTheButton:
    def test_it_names_the_week_after_the_last_issue(self, client):
        client.force_login(make.analyst())
        make.make_issue()
        text = home(client)
        assert "Next issue: Nov. 7-14, 2017" in text
        assert f'action="{reverse("desk:next_issue")}"' in text
        for name, value in NEXT.items():
            assert f'name="{name}" value="{value}"' in text

    def test_one_press_makes_an_empty_draft_and_copies_nothing(self, client):
        ana = make.analyst()
        client.force_login(ana)
        issue = make.published_issue(notice="A holiday issue.")
        response = press(client)
        begun = Issue.objects.get(slug="2017-11-14")
        assert response.redirect_chain[0][0] == reverse("desk:issue", args=["2017-11-14", 1])
        assert "Begun: Russia in Syria Monitor, Nov. 7-14, 2017." in response.content.decode()
        assert (begun.status, begun.edition, begun.created_by) == ("draft", 1, ana)
        assert (begun.period_start, begun.period_end) == (issue.period_end, date(2017, 11, 14))
        assert (begun.notice, begun.correction_note, begun.items.count()) == ("", "", 0)

    def test_whoever_comes_second_is_led_to_it(self, client):
        client.force_login(make.analyst("bob"))
        make.make_issue(make.END + WEEK, by=make.analyst())
        response = press(client)
        assert response.redirect_chain[0][0] == reverse("desk:issue", args=["2017-11-14", 1])
        assert "This issue was begun by ana already, on" in response.content.decode()
        assert Issue.objects.count() == 1

    def test_one_that_was_corrected_since_leads_to_its_newest_edition(self, client):
        client.force_login(make.editor())
        start_correction(
            make.published_issue(make.END + WEEK), user=make.editor(), note="A number."
        )
        response = press(client)
        assert response.redirect_chain[0][0] == reverse("desk:issue", args=["2017-11-14", 2])

    @pytest.mark.parametrize(
        "wrong", [{"period_end": "soon"}, {"period_end": ""}, {"period_start": "2017-12-01"}]
    )
    def test_a_period_that_cannot_be_is_mended_in_the_form(self, client, wrong):
        client.force_login(make.analyst())
        response = press(client, **wrong)
        assert response.status_code == 400
        assert "Create the draft" in response.content.decode()
        assert not Issue.objects.exists()

    def test_its_address_typed_by_hand_leads_to_the_form(self, client):
        client.force_login(make.analyst())
        response = client.get(reverse("desk:next_issue"))
        assert response.headers["Location"] == reverse("desk:new_issue")

    def test_a_first_issue_ends_today(self, client):
        client.force_login(make.analyst())
        assert "Next issue: " in home(client)
        assert press(client).status_code == 200
        assert Issue.objects.count() == 1


@pytest.mark.django_db
class TestWhatIsOdd:
    def test_a_form_for_missing_weeks_asks_first(self, client):
        client.force_login(make.analyst())
        make.make_issue()
        response = new(client, "2017-11-21", "2017-11-28")
        text = response.content.decode()
        assert response.status_code == 200
        assert "No issue covers Nov. 8-20, 2017 (13 days) before it." in text
        assert "Nothing is created yet." in text
        assert "Create it all the same" in text
        assert Issue.objects.count() == 1
        seen = response.context["form"].fingerprint
        response = new(client, "2017-11-21", "2017-11-28", seen=seen)
        assert response.status_code == 302
        page = client.get(response.headers["Location"]).content.decode()
        assert "No issue covers Nov. 8-20, 2017 (13 days) before it." in page

    def test_an_overlap_is_asked_about_and_another_period_is_asked_about_again(self, client):
        client.force_login(make.analyst())
        make.make_issue()
        response = new(client, "2017-11-05", "2017-11-12")
        text = response.content.decode()
        assert "It shares 3 days with the issue of Oct. 31-Nov. 7, 2017." in text
        seen = response.context["form"].fingerprint
        response = new(client, "2017-11-04", "2017-11-12", seen=seen)
        assert "It shares 4 days" in response.content.decode()
        assert Issue.objects.count() == 1

    def test_a_period_that_fits_is_not_asked_about(self, client):
        client.force_login(make.analyst())
        make.make_issue()
        assert new(client, "2017-11-07", "2017-11-14").status_code == 302
        assert new(client, "2017-11-15", "2017-11-21").status_code == 302

    def test_home_points_it_out_between_the_issues(self, client):
        client.force_login(make.editor())
        make.published_issue()
        make.published_issue(make.END + 3 * WEEK)
        make.make_issue(make.END + 3 * WEEK + timedelta(days=5))
        text = home(client)
        assert text.count("No issue covers Nov. 8-20, 2017 (13 days).") == 1
        assert text.count("Nov. 21-28, 2017 and Nov. 26-Dec. 3, 2017 share 3 days.") == 1

    def test_home_says_it_once_for_an_issue_that_is_being_corrected(self, client):
        client.force_login(make.editor())
        start_correction(make.published_issue(), user=make.editor(), note="A number.")
        make.make_issue(make.END + 3 * WEEK)
        assert home(client).count("No issue covers Nov. 8-20") == 1

    def test_a_series_without_seams_says_nothing(self, client):
        client.force_login(make.editor())
        for week in range(4):
            make.published_issue(make.END + week * WEEK)
        assert "No issue covers" not in home(client)
        assert "share" not in home(client)


@pytest.mark.django_db
def test_a_period_is_that_of_the_newest_edition():
    draft = start_correction(make.published_issue(), user=make.editor(), note="A day.")
    Issue.objects.filter(pk=draft.pk).update(period_end=date(2017, 11, 8))
    assert periods() == [Period("2017-11-07", date(2017, 10, 31), date(2017, 11, 8))]


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_make_one_issue_and_both_are_led_to_it():
    make.make_issue()
    clients = [Client() for _ in range(8)]
    for number, client in enumerate(clients):
        client.force_login(make.analyst(f"analyst{number}"))
    gate, answers = threading.Barrier(len(clients)), []

    def run(client):
        try:
            gate.wait(timeout=30)
            answers.append(press(client))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert Issue.objects.filter(slug="2017-11-14").count() == 1
    texts = [answer.content.decode() for answer in answers]
    assert len(texts) == 8
    assert all("Nov. 7-14, 2017" in text for text in texts)
    assert sum("Begun: " in text for text in texts) == 1
    assert sum("This issue was begun by" in text for text in texts) == 7
