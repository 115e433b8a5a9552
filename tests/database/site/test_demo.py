"""The demonstration data: loaded the way that real issues go, whole or not at all, and never twice."""

import pytest
from django.apps import apps
from django.contrib.auth.models import User

from issues.contents import load_contents
from issues.exports import ISSUE_FORMATS
from issues.groups import ANALYSTS, EDITORS
from issues.ledger import verify
from issues.models import Issue, Item
from issues.moves import apply_move
from issues.preflight import preflight
from issues.workflow import Move
from sources.models import Outlet
from tests.support.demo import DEMO, ENTRIES, load

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def loaded(module_db) -> str:
    """The data, loaded once; what the command printed."""
    return load()


def rows() -> dict[str, list]:
    """Every row of every table, as the database has it."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values_list())
        for model in apps.get_models()
    }


def exported(issue: Issue) -> str:
    return ISSUE_FORMATS["txt"].render(load_contents(issue), "https://monitor.test")


def test_every_issue_stands_where_the_list_says(loaded):
    states = {
        entry["file"].removesuffix(".txt"): {
            "published": {(1, "published")},
            "in_review": {(1, "in_review")},
            "withdrawn": {(1, "withdrawn")},
            "corrected": {(1, "superseded"), (2, "published")},
        }[entry["state"]]
        for entry in ENTRIES
    }
    there: dict[str, set] = {}
    for slug, edition, status in Issue.objects.values_list("slug", "edition", "status"):
        there.setdefault(slug, set()).add((edition, status))
    assert there == states


def test_every_edition_is_the_text_of_its_file(loaded):
    for entry in ENTRIES:
        slug = entry["file"].removesuffix(".txt")
        assert exported(Issue.objects.get(slug=slug, edition=1)) == (
            DEMO / entry["file"]
        ).read_text("utf-8")
        if "corrected_file" in entry:
            second = Issue.objects.get(slug=slug, edition=2)
            assert exported(second) == (DEMO / entry["corrected_file"]).read_text("utf-8")
            assert second.correction_note == entry["correction_note"]


def test_the_correction_keeps_the_keys_of_what_it_corrects(loaded):
    first, second = Issue.objects.filter(edition__lte=2, slug="2017-10-10").order_by("edition")
    before, after = ({item.key: item for item in issue.items.all()} for issue in (first, second))
    assert before.keys() < after.keys()
    assert len(after) == len(before) + 1
    moved = [key for key in before if before[key].section != after[key].section]
    changed = [key for key in before if before[key].body != after[key].body]
    assert (len(moved), len(changed)) == (1, 1)
    # What stayed as it was kept its approval.
    assert (
        sum(before[key].approved_at == after[key].approved_at for key in before) == len(before) - 3
    )


def test_items_carry_others_on_and_citations_lead_to_articles(client, loaded):
    items = Item.objects.published()
    followed = [item.follows for item in items.exclude(follows="")]
    assert len(followed) >= 4
    assert items.filter(key__in=followed).count() == len(followed)
    for key in followed:
        assert "Followed up by:" in client.get(f"/items/{key}/").content.decode()
    newest = client.get("/").content.decode()
    assert newest.count('rel="external"') >= 6
    assert "in Russian" in newest


def test_two_people_did_it_and_the_ledger_agrees(loaded):
    ana, ed = User.objects.get(username="ana"), User.objects.get(username="ed")
    for issue in Issue.objects.exclude(published_at=None):
        assert (issue.submitted_by, issue.approved_by, issue.published_by) == (ana, ed, ed)
        assert {item.author for item in issue.items.all()} == {ana}
    assert verify() == []


def test_the_issue_in_review_has_something_to_show(loaded):
    issue = Issue.objects.get(status="in_review")
    codes = {finding.code for finding in preflight(issue)}
    assert {"unapproved_item", "uncited_item", "unconfirmed_outlet", "mixed_spellings"} <= codes
    assert issue.imports.get().findings


def test_the_accounts_can_sign_in_and_belong_to_their_groups(client, loaded):
    for name, group in (("ana", ANALYSTS), ("ed", EDITORS)):
        assert f"{name}, password monitor-demo" in loaded
        user = User.objects.get(username=name)
        assert user.is_staff
        assert not user.is_superuser
        assert [each.name for each in user.groups.all()] == [group]
        assert user.check_password("monitor-demo")


def test_a_second_run_changes_nothing_and_prints_the_accounts_again(loaded):
    before = rows()
    text = load()
    assert rows() == before
    assert "Loaded" not in text
    assert "ana, password monitor-demo" in text


def test_what_people_did_with_it_stays(loaded):
    ed = User.objects.get(username="ed")
    ed.set_password("something else")
    ed.save()
    issue = Issue.objects.get(status="in_review")
    apply_move(issue, Move.RETURN, user=ed, reason="A source is missing.")
    before = rows()
    text = load()
    assert rows() == before
    assert "ed, the password that it was given before" in text


def test_the_outlets_of_the_published_issues_are_all_confirmed(loaded):
    unconfirmed = Outlet.objects.filter(confirmed=False)
    assert {each.name for each in unconfirmed} == {"Marsa Duwar Courier"}
