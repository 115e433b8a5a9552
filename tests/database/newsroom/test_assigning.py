"""Assignment: an issue or an item is given to somebody, who is told; one holder at a time."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from issues.assignments import Stranger, assign, assigned_to, holders, issues_with_work_for
from issues.editing import delete_item
from issues.models import Assignment, Notice
from issues.moves import Conflict, NotAllowed
from tests.support import factories as make
from tests.support.at_once import at_once
from tests.support.newsroom import fill_newsroom, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _newsroom():
    fill_newsroom()


@pytest.fixture
def item():
    return make.make_item(make.make_issue())


def give(client, item, name, *, whole=False, **more):
    parts = [item.issue.slug, item.issue.edition]
    address = reverse("desk:assign", args=parts)
    if not whole:
        address = reverse("desk:assign_item", args=[*parts, item.key])
    return client.post(address, {"person": name, **more})


def page(client, item):
    return client.get(reverse("desk:issue", args=[item.issue.slug, 1])).content.decode()


def test_an_item_is_given_to_somebody_who_is_told_and_named_beside_it(client, item):
    client.force_login(make.editor())
    response = give(client, item, "ana")
    assert response.status_code == 302
    assert response.headers["Location"].endswith(f"#item-{item.key}")
    row = Assignment.objects.get()
    assert (row.item_key, row.user, row.assigned_by) == (item.key, make.analyst(), make.editor())
    assert told("assigned") == ["ana"]
    assert Notice.objects.get().text == (
        "ed gave you the item “Two convoys reached the town.” of Oct. 31-Nov. 7, 2017."
    )
    assert "For ana" in page(client, item)


def test_work_that_somebody_else_gave_away_meanwhile_is_left_there(client, item):
    client.force_login(make.editor())
    assert '<input type="hidden" name="seen" value="">' in page(client, item)
    assign(item.issue, item.key, person=make.analyst("tom"), user=make.editor("eva"))
    for name in ("ana", ""):
        response = give(client, item, name, seen="")
        assert response.status_code == 409
        assert "eva gave it to tom meanwhile, and that was left" in response.content.decode()
    assert holders(item.issue) == {item.key: "tom"}
    # The same wish is no conflict, nor is one that was made in view of it.
    assert give(client, item, "tom", seen="").status_code == 302
    assert give(client, item, "ana", seen="tom").status_code == 302
    assert give(client, item, "tom", seen="").status_code == 302
    assert holders(item.issue) == {item.key: "tom"}


def test_an_issue_is_given_as_a_whole(client, item):
    client.force_login(make.editor())
    give(client, item, "@tom", whole=True)
    assert holders(item.issue) == {"": "tom"}
    assert Notice.objects.get().text == "ed gave you the issue of Oct. 31-Nov. 7, 2017."
    text = page(client, item)
    assert 'value="tom"' in text
    assert "For tom" not in text


def test_the_next_holder_takes_it_over_and_only_the_new_one_is_told(client, item):
    client.force_login(make.editor())
    give(client, item, "ana")
    give(client, item, "tom")
    assert holders(item.issue) == {item.key: "tom"}
    assert told("assigned") == ["ana", "tom"]


def test_giving_it_again_to_the_same_person_tells_nothing_new(client, item):
    client.force_login(make.editor())
    give(client, item, "ana")
    give(client, item, "ana")
    assert told("assigned") == ["ana"]


def test_no_name_takes_it_back(client, item):
    client.force_login(make.editor())
    give(client, item, "ana")
    give(client, item, "  ")
    assert not Assignment.objects.exists()
    assert told("assigned") == ["ana"]


def test_whoever_takes_it_is_not_told_by_himself(client, item):
    client.force_login(make.analyst())
    give(client, item, "ana")
    assert holders(item.issue) == {item.key: "ana"}
    assert not Notice.objects.exists()


@pytest.mark.parametrize("name", ["nobody", "guest", "reader", "gone", "former", "x" * 400, "<b>"])
def test_nobody_outside_the_newsroom_gets_work(client, item, name):
    client.force_login(make.editor())
    response = give(client, item, name)
    assert response.status_code == 400
    assert "in the newsroom: choose a name from the list" in response.content.decode()
    assert "<b>”" not in response.content.decode()
    assert not Assignment.objects.exists()
    person = make.make_user("guest")
    with pytest.raises(Stranger, match="guest cannot open the desk"):
        assign(item.issue, item.key, person=person, user=make.editor())


def test_a_published_issue_is_nobodys_work(client, item):
    make.publish(item.issue)
    client.force_login(make.editor())
    response = give(client, item, "ana")
    assert response.status_code == 409
    assert "out of work" in response.content.decode()


def test_an_item_that_was_deleted_cannot_be_given(client, item):
    client.force_login(make.editor())
    delete_item(item, user=make.analyst())
    assert give(client, item, "ana").status_code == 404
    with pytest.raises(Conflict, match="deleted meanwhile"):
        assign(item.issue, item.key, person=make.analyst(), user=make.editor())


def test_mine_are_the_issues_in_work_of_which_something_is_mine(item):
    ana, ed = make.analyst(), make.editor()
    other = make.make_item(make.make_issue(item.issue.period_end.replace(day=14)))
    assign(item.issue, item.key, person=ana, user=ed)
    assign(other.issue, person=make.analyst("tom"), user=ed)
    assert list(issues_with_work_for(ana)) == [item.issue]
    assert [row.item_key for row in assigned_to(ana)] == [item.key]
    assign(other.issue, other.key, person=ana, user=ed)
    assert list(issues_with_work_for(ana)) == [other.issue, item.issue]
    delete_item(other, user=ana)
    assert list(issues_with_work_for(ana)) == [item.issue]
    make.publish(item.issue)
    assert not issues_with_work_for(ana).exists()


def test_the_desk_shows_all_issues_in_work_or_mine_alone(client, item):
    client.force_login(make.analyst())
    home, mine = reverse("desk:home"), reverse("desk:home") + "?mine"
    other = make.make_issue(item.issue.period_end.replace(day=14))
    card = f'href="{reverse("desk:issue", args=[other.slug, 1])}"'
    assert card in client.get(home).content.decode()
    page = client.get(mine).content.decode()
    assert "Nothing in work is assigned to you." in page
    assign(item.issue, item.key, person=make.analyst(), user=make.editor())
    page = client.get(mine).content.decode()
    assert f'href="{reverse("desk:issue", args=[item.issue.slug, 1])}"' in page
    assert card not in page


@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_give_it_at_once_each_is_obeyed_and_one_holder_is_left():
    issue, ed = make.make_issue(), make.editor()
    people = [make.analyst(f"analyst{number}") for number in range(20)]
    outcomes = at_once(*(lambda p=p: assign(issue, person=p, user=ed) for p in people))
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert Assignment.objects.count() == 1
    assert len(told("assigned")) == 20


# Who may


def test_only_those_with_the_permission_give_out_work(client, item):
    assert give(client, item, "ana").status_code == 401
    client.force_login(make.make_user("guest"))
    assert give(client, item, "ana").status_code == 403
    client.force_login(make.make_user("viewer"))
    make.make_user("viewer").user_permissions.add(permission("view_issue"))
    assert give(client, item, "ana").status_code == 403
    assert not Assignment.objects.exists()
    with pytest.raises(NotAllowed):
        assign(item.issue, item.key, person=make.analyst(), user=make.make_user("viewer"))
    for user in (make.analyst(), make.editor(), make.make_user("chief", is_superuser=True)):
        client.force_login(user)
        assert give(client, item, "tom").status_code == 302
        assert holders(item.issue) == {item.key: "tom"}
        give(client, item, "")


def permission(codename):
    return Permission.objects.get(codename=codename)


def test_who_may_not_give_out_work_still_reads_whose_it_is(client, item):
    assign(item.issue, person=make.analyst(), user=make.editor())
    viewer = make.make_user("viewer")
    viewer.user_permissions.add(permission("view_issue"))
    client.force_login(viewer)
    text = page(client, item)
    assert "The issue is for <strong>ana</strong>" in text
    assert 'name="person"' not in text


def test_work_is_not_given_by_get(client, item):
    client.force_login(make.editor())
    address = reverse("desk:assign", args=[item.issue.slug, 1])
    assert client.get(address, {"person": "ana"}).status_code == 302
    assert not Assignment.objects.exists()
