"""The schedule on the desk: clocks that skip an hour or repeat one, what blocks at the moment, many runs at once."""

import os
import re
import subprocess
import sys
import textwrap
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from issues import ledger
from issues.models import Issue, StatusChange
from issues.moves import publish_due, schedule
from tests.support import factories as make

BERLIN = override_settings(TIME_ZONE="Europe/Berlin")


def approved():
    issue = make.make_issue()
    make.make_item(issue)
    return make.approve(issue)


def post(client, issue, moment):
    url = reverse("desk:schedule", args=[issue.slug, issue.edition])
    return client.post(url, {"publish_at": moment}, follow=True)


def page(client, issue):
    return client.get(reverse("desk:issue", args=[issue.slug, 1])).content.decode()


def due(issue):
    """Scheduled by ed, and the moment has come."""
    schedule(issue, timezone.now() + timedelta(hours=1), user=make.editor())
    Issue.objects.filter(pk=issue.pk).update(publish_at=timezone.now() - timedelta(minutes=1))


@pytest.mark.django_db
class TestTheClock:
    # Berlin's clocks: 2040-03-25 from 02:00 to 03:00, 2040-10-28 back from 03:00 to 02:00.

    @pytest.mark.parametrize("moment", ["2040-03-25T02:00", "2040-03-25T02:30", "2040-03-25 02:59"])
    def test_an_hour_that_the_clocks_skip_is_refused_with_the_hours(self, client, moment):
        client.force_login(make.editor())
        issue = approved()
        with BERLIN:
            response = post(client, issue, moment)
        assert response.status_code == 400
        text = response.content.decode()
        assert f"There is no {moment[11:]} on March 25, 2040 in Europe/Berlin" in text
        assert "the clocks go from 02:00 to 03:00. Choose 03:00 or later." in text
        assert f"<q>{moment}</q>" in text
        assert Issue.objects.get().publish_at is None

    @pytest.mark.parametrize("moment", ["2040-10-28T02:00", "2040-10-28T02:59"])
    def test_an_hour_that_comes_twice_is_refused_with_the_hours(self, client, moment):
        client.force_login(make.editor())
        issue = approved()
        with BERLIN:
            response = post(client, issue, moment)
        assert response.status_code == 400
        text = response.content.decode()
        assert f"{moment[11:]} comes twice on Oct. 28, 2040 in Europe/Berlin" in text
        assert "Choose a time before 02:00, or 03:00 or later." in text
        assert Issue.objects.get().publish_at is None

    @pytest.mark.parametrize(
        ("moment", "utc"),
        [
            ("2040-03-25T01:59", datetime(2040, 3, 25, 0, 59, tzinfo=UTC)),
            ("2040-03-25T03:00", datetime(2040, 3, 25, 1, 0, tzinfo=UTC)),
            ("2040-10-28T01:59", datetime(2040, 10, 27, 23, 59, tzinfo=UTC)),
            ("2040-10-28T03:00", datetime(2040, 10, 28, 2, 0, tzinfo=UTC)),
            ("2040-10-28T02:30+01:00", datetime(2040, 10, 28, 1, 30, tzinfo=UTC)),
        ],
    )
    def test_the_minutes_beside_them_are_taken(self, client, moment, utc):
        client.force_login(make.editor())
        issue = approved()
        with BERLIN:
            assert post(client, issue, moment).status_code == 200
        assert Issue.objects.get().publish_at == utc

    @pytest.mark.parametrize(
        "moment",
        ["0001-01-01T00:00", "9999-12-31T23:59", "1899-12-31T10:00", "9999-12-31T23:59-12:00"],
    )
    @pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "UTC"])
    def test_moments_at_the_ends_of_the_calendar_are_refused(self, client, moment, zone):
        client.force_login(make.editor())
        issue = approved()
        with override_settings(TIME_ZONE=zone):
            response = post(client, issue, moment)
        assert response.status_code == 400
        assert "That is no moment" in response.content.decode()

    def test_a_whole_day_that_a_zone_left_out_is_explained(self, client):
        client.force_login(make.editor())
        issue = approved()
        with override_settings(TIME_ZONE="Pacific/Apia"):
            text = post(client, issue, "2011-12-30T12:00").content.decode()
        assert "There is no 12:00 on Dec. 30, 2011 in Pacific/Apia" in text


@pytest.mark.django_db
def test_a_moment_that_somebody_else_chose_meanwhile_is_left(client):
    client.force_login(make.editor())
    issue = approved()
    url = reverse("desk:schedule", args=[issue.slug, 1])
    wanted = {"publish_at": "2090-01-02T10:00", "seen": ""}
    assert 'name="seen" value=""' in page(client, issue)
    schedule(issue, datetime(2090, 1, 1, 9, tzinfo=UTC), user=make.editor("eva"))
    for press in (wanted, {"cancel": "1", "seen": ""}):
        response = client.post(url, press)
        assert response.status_code == 409
        text = response.content.decode()
        assert "eva set it for Jan. 1, 2090, 09:00 meanwhile, and that was left" in text
    seen = re.search(r'name="seen" value="(\d+)"', text).group(1)
    assert client.post(url, wanted | {"seen": seen}).status_code == 302
    schedule(issue, None, user=make.editor("eva"))
    response = client.post(url, wanted | {"seen": seen})
    assert "It was taken off the schedule meanwhile" in response.content.decode()
    # One's own moment may be older than the page of another tab.
    assert client.post(url, wanted).status_code == 302
    assert client.post(url, wanted | {"seen": seen}).status_code == 302


@pytest.mark.django_db
class TestTheMoment:
    def test_what_blocks_then_is_told_on_the_issue_and_at_home_until_somebody_acts(self, client):
        client.force_login(make.editor())
        issue = approved()
        due(issue)
        issue.items.update(body="Changed behind everybody’s back.")
        published, failed = publish_due()
        assert (published, len(failed)) == ([], 1)
        for text in (page(client, issue), client.get(reverse("desk:home")).content.decode()):
            assert "It was not published at its time" in text
            assert "was changed after it was approved" in text
        url = reverse("desk:move", args=[issue.slug, 1, "return"])
        client.post(url, {"reason": "It was changed."})
        for text in (page(client, issue), client.get(reverse("desk:home")).content.decode()):
            assert "It was not published at its time" not in text

    def test_another_moment_is_an_act_too(self, client):
        client.force_login(make.editor())
        issue = approved()
        due(issue)
        make.editor().groups.clear()  # whoever scheduled it may publish no longer
        assert len(publish_due()[1]) == 1
        eve = make.editor("eve")
        client.force_login(eve)
        assert "It was not published at its time" in page(client, issue)
        schedule(issue, timezone.now() + timedelta(hours=1), user=eve)
        assert "It was not published at its time" not in page(client, issue)

    def test_one_that_fails_does_not_keep_the_others(self):
        bad, good = approved(), make.make_issue(make.END + timedelta(days=7))
        make.make_item(good, "Another.")
        good = make.approve(good)
        for issue in (bad, good):
            due(issue)
        bad.items.update(body="Changed behind everybody’s back.")
        published, failed = publish_due()
        assert published == [good]
        assert "changed after it was approved" in str(failed[0])


RUN = """
    import io, os, sys
    import django
    from django.conf import settings
    settings.DATABASES["default"]["NAME"] = sys.argv[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    django.setup()
    from django.core.management import call_command
    from django.core.management.base import CommandError
    start, go = os.pipe()
    children = []
    for number in range(int(sys.argv[2])):
        child = os.fork()
        if child == 0:
            os.close(go)
            os.read(start, 1)  # until the parent closes its end
            try:
                said = io.StringIO()
                call_command("publish_due", stdout=said)
                os.write(1, said.getvalue().encode())  # whole, so that no two lines mix
            except BaseException as error:
                os.write(1, f"{type(error).__name__}: {error}".encode())
                os._exit(1)
            os._exit(0)
        children.append(child)
    os.close(go)
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    sys.exit(max(codes))
"""


@pytest.mark.django_db(transaction=True)
def test_twenty_processes_at_once_publish_each_issue_once():
    issues = [approved()]
    for week in (1, 2):
        issue = make.make_issue(make.END + timedelta(days=7 * week))
        make.make_item(issue, f"Week {week}.")
        issues.append(make.approve(issue))
    for issue in issues:
        due(issue)
    name = str(connection.settings_dict["NAME"])
    connection.close()
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(RUN), name, "20"],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        timeout=600,  # a run that hangs; on a busy machine each of the twenty is slow to begin
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    said = [line for line in run.stdout.splitlines() if not line.startswith("Mailed: ")]
    assert sorted(said) == sorted(f"Published: {issue}" for issue in issues)
    assert StatusChange.objects.filter(event="publish").count() == len(issues)
    assert ledger.verify() == []
