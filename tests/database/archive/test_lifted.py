"""What readers see of a withdrawal that was lifted: why it may appear again, before it does and afterwards."""

import re
from xml.etree import ElementTree

import pytest

from issues.exports import ISSUE_FORMATS
from issues.models import Issue
from issues.withdrawals import ask_lift
from tests.support import factories as make
from tests.support.withdrawals import LIFTED, REASON, correct, lift_it, withdraw

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
STAFF = re.compile(r"\b(?:ed|eve|ana)\b")


@pytest.fixture
def issue():
    """Withdrawn by ed."""
    return withdraw(make.published_issue())


def page(client, address, status=410):
    response = client.get(address)
    assert response.status_code == status, address
    return response.getvalue().decode()


def words(text):
    main = text.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def addresses(issue):
    key = issue.items.get().key
    return [f"/issues/{issue.slug}/", f"/issues/{issue.slug}/editions/1/", f"/items/{key}/"]


def test_the_page_of_a_withdrawn_issue_says_at_once_that_it_was_lifted_and_why(client, issue):
    for address in addresses(issue):
        before = words(page(client, address))
        assert REASON in before
        assert "lifted" not in before
    lift_it(issue)
    for address in addresses(issue):
        after = words(page(client, address))
        assert after.index(REASON) < after.index("the withdrawal was lifted") < after.index(LIFTED)
        assert "A new edition is to come." in after
        assert not STAFF.search(after)


def test_programs_are_told_too(client, issue):
    for address in (f"/issues/{issue.slug}.json", f"/api/v1/issues/{issue.slug}/"):
        error = client.get(address).json()["error"]
        assert (error["reason"], "lifted" in error) == (REASON, False)
    lift_it(issue)
    for address in (f"/issues/{issue.slug}.json", f"/api/v1/issues/{issue.slug}/"):
        error = client.get(address).json()["error"]
        assert error["reason"] == REASON
        assert error["lifted"].startswith("The withdrawal was lifted on ")
        assert error["lifted"].endswith(f": {LIFTED} A new edition is to come.")
    for name in ISSUE_FORMATS:
        text = page(client, f"/issues/{issue.slug}.{name}")
        assert REASON in text, name
        assert LIFTED in text, name


def test_once_a_new_edition_is_there_the_former_one_says_what_happened(client, issue):
    lift_it(issue)
    make.publish(correct(issue))
    assert client.get(f"/issues/{issue.slug}/").status_code == 200
    text = words(page(client, f"/issues/{issue.slug}/editions/1/"))
    assert REASON in text
    assert LIFTED in text
    assert "A new edition is to come." not in text


def test_a_second_withdrawal_shows_its_own_reason_and_no_old_lifting(client, issue):
    lift_it(issue)
    second = make.publish(correct(issue))
    withdraw(second, by=make.editor("eve"), reason="Wrong again.")
    text = words(page(client, f"/issues/{issue.slug}/"))
    assert "Wrong again." in text
    assert LIFTED not in text


def test_corrections_tell_of_the_lifting_on_the_page_and_in_the_feed(client, issue):
    lift_it(issue)
    text = words(page(client, "/corrections/", 200))
    assert text.index("Withdrawal lifted") < text.index(LIFTED) < text.index(REASON)
    assert not STAFF.search(text)
    feed = page(client, "/corrections.atom", 200)
    entries = list(ElementTree.fromstring(feed).iter(f"{ATOM}entry"))
    told = [entry.findtext(f"{ATOM}title") for entry in entries]
    assert told == [f"Withdrawal lifted: {issue.title}", f"Withdrawn: {issue.title}"]
    ids = [entry.findtext(f"{ATOM}id").rpartition("/")[2] for entry in entries]
    assert ids == ["withdrawal-lifted", "withdrawn"]
    assert LIFTED in entries[0].findtext(f"{ATOM}content")
    for format in ("rss", "json"):
        assert LIFTED in page(client, f"/corrections.{format}", 200)
    make.publish(correct(issue))
    assert page(client, "/corrections.atom", 200).count("<entry>") == 3


def test_pages_of_corrections_count_every_event(client):
    for week in range(26):
        first = withdraw(make.published_issue(make.END.replace(year=1990 + week)))
        lift_it(first)
    assert words(page(client, "/corrections/", 200)).count("Withdrawal lifted") == 25
    assert words(page(client, "/corrections/?page=2", 200)).count("Withdrawal lifted") == 1


def test_what_readers_keep_is_made_new_by_a_lifting_and_not_by_a_request(client, issue):
    kept = {address: client.get(address)["ETag"] for address in ("/", "/corrections/")}
    ask_lift(issue, user=make.editor(), reason="Not public yet.")
    for address, etag in kept.items():
        assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
    assert "Not public yet." not in page(client, "/corrections/", 200)
    assert "Not public yet." not in page(client, f"/issues/{issue.slug}/")
    lift_it(Issue.objects.get())
    for address, etag in kept.items():
        assert client.get(address, headers={"If-None-Match": etag}).status_code == 200


def test_what_a_withdrawal_took_away_stays_away_when_a_new_edition_is_there(client):
    first = make.published_issue()
    second = make.publish(correct(first))
    withdraw(second)
    lift_it(second)
    make.publish(correct(Issue.objects.get(pk=second.pk)))
    at = f"/issues/{first.slug}/"
    assert client.get(at).status_code == 200
    assert [client.get(f"{at}editions/{n}/").status_code for n in (1, 2)] == [410, 410]
