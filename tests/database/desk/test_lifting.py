"""A withdrawn issue on the desk: what its editions say, and how two people let it appear again."""

import re

import pytest
from django.urls import reverse

from issues.departures import withdrawal_of
from issues.models import Issue
from issues.moves import publish_due
from issues.workflow import Status
from tests.support import factories as make
from tests.support.withdrawals import (
    LIFTED,
    REASON,
    correct,
    lift_it,
    make_due,
    scheduled_correction,
    withdraw,
)

pytestmark = pytest.mark.django_db

BAND = re.compile(r'<section class="withdrawn-notice".*?</section>', re.DOTALL)
CONFIRM = "I have read this and it is right: lift the withdrawal"


@pytest.fixture
def second():
    """An approved correction of an issue that ed withdrew."""
    first, second = scheduled_correction()
    withdraw(first)
    return second


def address(name, issue, *more):
    return reverse(f"desk:{name}", args=[issue.slug, issue.edition, *more])


def page(client, issue):
    return client.get(address("issue", issue)).content.decode()


def band(client, issue):
    """What stands over the board of a withdrawn issue, in words; empty if nothing does."""
    found = BAND.search(page(client, issue))
    return " ".join(re.sub(r"<[^>]*>", " ", found[0]).split()) if found else ""


def post(client, name, issue, *more, **data):
    return client.post(address(name, issue, *more), data)


def only_ed():
    """There is no editor but ed."""
    make.editor("eve").groups.clear()


def test_a_scheduled_correction_of_an_issue_that_is_withdrawn_never_appears_by_itself(client):
    first, second = scheduled_correction()
    client.force_login(make.editor("eve"))
    client.post(address("move", first, "withdraw"), {"reason": REASON})
    assert client.get(f"/issues/{first.slug}/").status_code == 410
    make_due(second)
    Issue.objects.filter(pk=second.pk).update(scheduled_by=make.editor())
    assert publish_due()[0] == []
    answer = client.get(f"/issues/{first.slug}/")
    assert answer.status_code == 410
    assert REASON in answer.content.decode()
    answer = client.post(address("move", second, "publish"))
    assert answer.status_code == 409
    assert "eve withdrew this issue on" in answer.content.decode()
    client.force_login(make.editor())
    assert post(client, "lift", second, reason=LIFTED).status_code == 302
    client.post(address("move", second, "publish"))
    assert client.get(f"/issues/{first.slug}/").status_code == 200


@pytest.mark.parametrize("edition", [1, 2])
def test_every_edition_says_who_withdrew_the_issue_when_and_why(client, second, edition):
    client.force_login(make.analyst())
    issue = Issue.objects.get(edition=edition)
    said = band(client, issue)
    assert "This issue is withdrawn" in said
    assert "ed withdrew edition 1 on" in said
    assert REASON in said
    assert "until somebody else than ed lifts the withdrawal" in said
    assert "Who can lift it: eve." in said
    assert "Take off the schedule" in page(client, second)  # the log says so


def test_an_issue_that_is_not_withdrawn_says_nothing_of_it(client):
    client.force_login(make.editor())
    assert band(client, make.published_issue()) == ""


def test_while_it_stands_there_is_no_button_to_publish_or_schedule(client, second):
    client.force_login(make.editor("eve"))
    before = page(client, second)
    assert "It can be published once the withdrawal of the issue is lifted." in before
    buttons = [address("schedule", second), address("move", second, "publish")]
    assert [each for each in buttons if each in before] == []
    lift_it(second)
    after = page(client, second)
    assert band(client, second) == ""
    assert [each for each in buttons if each in after] == buttons


def test_the_first_page_of_the_desk_says_why_a_correction_waits(client, second):
    client.force_login(make.editor())
    said = "this edition waits until somebody lifts that"
    assert said in client.get(reverse("desk:home")).content.decode()
    lift_it(second)
    assert said not in client.get(reverse("desk:home")).content.decode()


def test_another_editor_lifts_it_and_the_log_keeps_the_reason(client, second):
    client.force_login(make.editor("eve"))
    assert address("lift", second) in page(client, second)
    answer = client.post(address("lift", second), {"reason": LIFTED}, follow=True)
    assert "Lifted: a new edition can be published now." in answer.content.decode()
    text = page(client, Issue.objects.get(edition=1))
    assert text.count(LIFTED) == 2
    assert re.search(r"Told: ana\b[^<]*, ed\b", text)
    assert "by eve, for this reason:" in text
    answer = post(client, "lift", second, reason="Once more.")
    assert answer.status_code == 409
    assert "eve lifted the withdrawal on" in answer.content.decode()
    assert "Once more." in answer.content.decode()


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("", "Say why the issue may appear again"),
        ("  ", "Say why the issue may appear again"),
        ("long " * 500, "at most 2000 characters"),
        ("A null\0here.", "Null characters"),
    ],
)
@pytest.mark.parametrize("name", ["lift", "ask_lift"])
def test_a_reason_that_readers_cannot_be_given_is_refused(client, second, name, reason, sentence):
    if name == "ask_lift":
        only_ed()
    client.force_login(make.editor("eve") if name == "lift" else make.editor())
    answer = post(client, name, second, reason=reason)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert withdrawal_of(second).asked is None


def test_whoever_withdrew_it_has_no_button_and_is_refused(client, second):
    client.force_login(make.editor())
    text = page(client, second)
    for name in ("lift", "ask_lift", "confirm_lifting"):
        assert f'action="{address(name, second)}"' not in text
        answer = post(client, name, second, reason=LIFTED)
        assert answer.status_code == (403 if name != "confirm_lifting" else 409)
    assert "ask eve." in post(client, "lift", second, reason=LIFTED).content.decode()
    assert withdrawal_of(second) is not None


def test_an_analyst_has_no_button_and_is_refused(client, second):
    client.force_login(make.analyst())
    text = page(client, second)
    for name in ("lift", "ask_lift"):
        assert f'action="{address(name, second)}"' not in text
        assert post(client, name, second, reason=LIFTED).status_code == 403
    assert withdrawal_of(second) is not None


def test_the_only_editor_asks_and_an_analyst_confirms_what_he_read(client, second):
    only_ed()
    client.force_login(make.editor())
    assert "Ask for it to be lifted…" in band(client, second)
    for words in ("A slip.", LIFTED):
        post(client, "ask_lift", second, reason=words)
    assert page(client, Issue.objects.get(edition=1)).count("Told: ana") == 3
    said = band(client, second)
    assert LIFTED in said
    assert "Ask for it to be lifted for another reason…" in said
    assert CONFIRM not in said
    client.force_login(make.analyst())
    text = page(client, second)
    assert CONFIRM in text
    asked = re.search(r'name="asked" value="(\d+)"', text)[1]
    for other in ("", "x", str(int(asked) - 1), "9" * 30):
        answer = post(client, "confirm_lifting", second, asked=other)
        assert answer.status_code == 409
        assert "read the reason as it is now" in answer.content.decode()
    answer = client.post(address("confirm_lifting", second), {"asked": asked}, follow=True)
    assert "Lifted: a new edition can be published now." in answer.content.decode()
    assert withdrawal_of(second) is None
    client.force_login(make.editor())
    client.post(address("move", second, "publish"))
    assert Issue.objects.get(pk=second.pk).status == Status.PUBLISHED


def test_an_analyst_without_a_request_is_told_who_has_to_ask(client, second):
    only_ed()
    client.force_login(make.analyst())
    assert "There is no other editor: if ed asks for it" in band(client, second)


def test_a_page_of_another_edition_hears_of_a_withdrawal(client):
    """The board is drawn anew when its fingerprint is another one."""
    first = make.published_issue()
    draft = correct(first)
    client.force_login(make.analyst())
    fingerprint = lambda: re.search(r'data-fingerprint="(\w+)"', page(client, draft))[1]  # noqa: E731
    before = fingerprint()
    withdraw(first)
    withdrawn = fingerprint()
    lift_it(first)
    assert len({before, withdrawn, fingerprint()}) == 3


def test_the_forms_work_for_htmx_too(client, second):
    client.force_login(make.editor("eve"))
    answer = client.post(address("lift", second), {"reason": " "}, headers={"HX-Request": "true"})
    assert answer.status_code == 400
    assert answer.headers["HX-Retarget"] == "#board"
    assert 'class="withdrawn-notice"' in answer.content.decode()
