"""Each legal change of an outlet leaves an entry in the ledger, with who made it."""

import json
from functools import partial

import pytest
from django.urls import reverse

from issues import ledger
from issues.ledger import verifying
from issues.models import StatusChange
from issues.moves import apply_move
from issues.workflow import Move
from sources.loading import load_outlets
from sources.merging import MergeError, merge, rename
from sources.resolving import resolve
from tests.support import factories as make
from tests.support.at_once import at_once
from tests.support.outlets_admin import CHANGE, EVERYTHING, MERGE, RENAME, act, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def published():
    """It cites Reuters, of which the ledger then says all that the tables say."""
    make.published_issue()


@pytest.fixture
def editor():
    return signed_in(EVERYTHING)


def entries():
    return StatusChange.objects.filter(event="outlet").order_by("pk")


def save(client, outlet, **changes):
    """Press *Save* on the page of an outlet."""
    data = {"kind": outlet.kind, "country": outlet.country, "confirmed": "on"}
    for prefix, rows, name in (
        ("aliases", outlet.aliases.all(), "name"),
        ("domains", outlet.domains.all(), "domain"),
    ):
        data |= {f"{prefix}-TOTAL_FORMS": len(rows) + 1, f"{prefix}-INITIAL_FORMS": len(rows)}
        for number, row in enumerate(rows):
            data |= {
                f"{prefix}-{number}-id": row.pk,
                f"{prefix}-{number}-outlet": outlet.pk,
                f"{prefix}-{number}-{name}": str(row),
            }
    answer = client.post(reverse(CHANGE, args=[outlet.pk]), {**data, **changes})
    assert answer.status_code == 302, answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"kind": "state_media"}, "kind", "state_media"),
        ({"country": "RU"}, "country", "RU"),
        ({"aliases-1-name": "Reuters News"}, "aliases", None),
        ({"domains-0-domain": "reuters.test"}, "domains", ["reuters.test"]),
        ({"aliases-0-DELETE": "on"}, "aliases", {}),
    ],
)
def test_describing_it_in_the_admin_site_does(editor, changes, field, value):
    save(editor, make.make_outlet("Reuters"), **changes)
    entry = entries().get()
    assert (entry.person, entry.issue, entry.reason) == ("ada", None, "Reuters")
    said = json.loads(entry.content)["outlets"]["reuters"][field]
    assert said == value if value is not None else "reuters news" in said
    assert ledger.verify() == []


def test_saving_it_as_it_is_does_not(editor):
    save(editor, make.make_outlet("Reuters"))
    assert not entries().exists()


def test_confirming_several_in_the_list_does_once(editor):
    outlets = [make.make_outlet(name, confirmed=False) for name in ("One", "Two")]
    act(editor, "confirm", *outlets, make.make_outlet("Reuters"))
    assert [(entry.person, entry.reason) for entry in entries()] == [("ada", "One, Two")]
    act(editor, "confirm", *outlets)
    assert entries().count() == 1
    assert ledger.verify() == []


def test_confirming_it_on_the_desk_does(client, ed):
    outlet = make.make_outlet("One", confirmed=False)
    issue = make.make_issue(make.END.replace(day=14))
    address = reverse("desk:outlet", args=[issue.slug, issue.edition])
    client.post(address, {"outlet": outlet.pk, "do": "confirm"})
    assert [(entry.person, entry.reason) for entry in entries()] == [("ed", "One")]


def test_merging_it_on_the_desk_does(client, ed):
    issue = make.make_issue(make.END.replace(day=14))
    address = reverse("desk:outlet", args=[issue.slug, issue.edition])
    outlet = make.make_outlet("Reuters")
    client.post(address, {"outlet": outlet.pk, "do": "merge", "into": "AP"})
    entry = entries().get()
    assert entry.person == "ed"
    assert json.loads(entry.content)["outlets"]["reuters"]["merged_into"] == "ap"
    assert ledger.verify() == []


def test_merging_and_renaming_in_the_admin_site_do(editor):
    reuters, tass, afp = (make.make_outlet(name) for name in ("Reuters", "TASS", "AFP"))
    address = f"{reverse(MERGE)}?ids={reuters.pk},{afp.pk}"
    editor.post(address, {"target": tass.pk})
    assert resolve("Reuters") == tass
    editor.post(reverse(RENAME, args=[tass.pk]), {"name": "Wire of Wires"})
    assert resolve("Reuters").name == "Wire of Wires"
    assert {entry.person for entry in entries()} == {"ada"}
    assert entries().count() == 3
    facts = json.loads(entries().last().content)["outlets"]
    assert {slug: each.get("merged_into") for slug, each in facts.items()} == {
        "reuters": "wire-of-wires",
        "afp": "wire-of-wires",
        "tass": "wire-of-wires",
        "wire-of-wires": None,
    }
    assert ledger.verify() == []


def test_a_merge_that_was_refused_does_not():
    with pytest.raises(MergeError):
        merge(make.make_outlet("Reuters"), make.make_outlet("Reuters"))
    with pytest.raises(MergeError):
        rename(make.make_outlet("Reuters"), "TASS")
    assert not entries().exists()


def test_loading_the_outlets_again_does_not():
    load_outlets()
    assert not entries().exists()
    assert ledger.verify() == []


def test_readers_answers_do_not_change_with_an_entry_about_a_draft(client):
    before = client.get("/issues/")["ETag"]
    make.submit(make.make_issue(make.END.replace(day=14)))
    assert client.get("/issues/")["ETag"] == before


@pytest.mark.django_db(transaction=True)
def test_changes_at_the_same_time_as_publications_leave_a_ledger_that_agrees():
    """What a publication says of an outlet is what the entry before it said, whichever came first."""
    weeks = [make.END.replace(day=day) for day in (14, 21, 28)]
    approved = []
    for week in weeks:
        issue = make.make_issue(week)
        make.make_item(issue, citations=[make.cite("Reuters"), make.cite("AP", title="A title")])
        approved.append(make.approve(issue))
    ed = make.editor()
    outcomes = at_once(
        *[partial(apply_move, issue, Move.PUBLISH, user=ed) for issue in approved],
        lambda: merge(make.make_outlet("TASS"), make.make_outlet("AP"), user=ed),
        lambda: merge(make.make_outlet("AFP"), make.make_outlet("Reuters"), user=ed),
        lambda: rename(make.make_outlet("Reuters"), "Wire of Wires", user=ed),
    )
    assert not [each for each in outcomes if isinstance(each, Exception)], outcomes
    assert ledger.verify() == []


@pytest.mark.django_db(transaction=True)
def test_what_happens_while_the_ledger_is_verified_is_no_difference():
    def compare(chain):
        at_once(lambda: merge(make.make_outlet("TASS"), make.make_outlet("Reuters")))
        return outlets(chain)

    outlets = verifying._outlets
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verifying, "_outlets", compare)
        assert ledger.verify() == []
    assert entries().count() == 1
    assert ledger.verify() == []
