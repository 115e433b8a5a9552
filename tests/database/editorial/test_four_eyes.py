"""Four eyes for every word: the ways in which somebody could come to approve what he or she wrote, and vouching."""

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.urls import reverse

from issues.editing import approve_item, move_item, vouch_for_item
from issues.editions import start_correction
from issues.models import Item
from issues.moves import Conflict, NotAllowed
from issues.reviewing import approve_clean
from issues.sections import Section
from issues.shaping import merge_items, split_item
from tests.support import factories as make
from tests.support.desk import address, entry, new
from tests.support.four_eyes import EDS, approve_by_sql, eds_item, rewrite

pytestmark = pytest.mark.django_db


@pytest.fixture
def eds():
    return eds_item()


def moved(item, bea, client):
    client.post(address(item, "place"), {"to": "section", "section": Section.RESPONSE})
    return [item]


def merged(item, bea, client):
    other = item.issue.items.exclude(pk=item.pk).get()
    versions = {"version": make.fresh(item).version, "into_version": other.version}
    client.post(address(item, "merge"), {"into": other.key, **versions})
    if Item.objects.filter(pk=item.pk).exists():  # the form asks once more
        merge_items(item, other, user=bea, versions=(make.fresh(item).version, other.version))
    return [other]


def split(item, bea, client):
    row = make.fresh(item)
    cited = list(row.citations.all())
    parts = {"first": "Nothing that Ana wrote", "second": "is left of this text."}
    return split_item(row, user=bea, version=row.version, citations=(cited, cited), **parts)


def a_comma(item, bea, client):
    row = make.fresh(item)
    client.post(address(item), entry(EDS.replace(" is", ", is"), ("Reuters", "11.07.17"), item=row))
    return [item]


def put_back(item, bea, client):
    for body in ("Something else.", EDS):
        row = make.fresh(item)
        client.post(address(item), entry(body, ("Reuters", "11.07.17"), item=row))
        assert make.fresh(item).body == body
    return [item]


def put_back_after_somebody_approved_the_other_text(item, bea, client):
    rewrite(item, bea, "Something else.")
    approve_item(item, user=make.editor("eve"))
    rewrite(item, bea, f"{EDS} And a word.")
    return [item]


def eds_alone_into_one_letter(item, bea, client):
    ed = make.editor()
    letter = make.make_item(item.issue, "x.")
    alone = make.make_item(item.issue, "All of this is by ed.", by=ed)
    kept = merge_items(alone, letter, user=ed, versions=(1, 1))
    client.post(address(kept, "place"), {"to": "section", "section": Section.RESPONSE})
    return [kept]


def a_former_text_of_a_deleted_item_taken_up(item, bea, client):
    """Of what ed wrote, nothing was left in the item when it was deleted."""
    row = Item.history.filter(id=item.pk, body=EDS).first()
    rewrite(item, make.analyst(), "Other words, all of them.")
    client.post(address(item, "delete"), {"version": make.fresh(item).version})
    page = new(item.issue)
    assert EDS in client.get(f"{page}?text_of={row.pk}").content.decode()
    client.post(page, entry(EDS, ("Reuters", "11.07.17")))
    return [item.issue.items.get(body=EDS)]


def a_former_text_of_a_joined_item_written_into_the_other(item, bea, client):
    rewrite(item, make.analyst(), "Other words, all of them.")
    other = item.issue.items.exclude(pk=item.pk).get()
    versions = (make.fresh(item).version, other.version)
    merge_items(item, other, user=bea, versions=versions)
    vouch_for_item(other, user=make.analyst("vera"), version=make.fresh(other).version)
    return [rewrite(other, bea, f"{EDS} And more.")]


def in_the_order_of_words_that_he_chose(item, bea, client):
    """No word of it is new when it comes back."""
    rewrite(item, make.editor(), "Ana wrote that nothing is left of this text.")
    rewrite(item, bea, "Nothing is left of this text that Ana wrote.")
    approve_item(item, user=make.editor("eve"))
    return [rewrite(item, bea, "Ana wrote that nothing is left of this text.")]


def with_a_word_taken_out_that_he_took_out(item, bea, client):
    rewrite(item, bea, "They did not use it.")
    approve_item(item, user=make.editor("eve"))
    rewrite(item, make.editor(), "They did use it.")
    rewrite(item, bea, "They did not use it.")
    approve_item(item, user=make.editor("eve"))
    return [rewrite(item, bea, "They did use it.")]


def changed_by_sql_under_an_innocent_full_stop(item, bea, client):
    approve_item(item, user=make.editor("eve"))
    Item.objects.filter(pk=item.pk).update(body="What ed never said at the desk")
    return [rewrite(item, bea, "What ed never said at the desk.")]


def deleted_and_written_again(item, bea, client):
    issue = item.issue
    client.post(address(item, "delete"), {"version": make.fresh(item).version})
    again = make.make_item(issue, f"{EDS[:-1]} at all.", by=bea)
    return [again]


DETOURS = [
    moved,
    merged,
    split,
    a_comma,
    put_back,
    put_back_after_somebody_approved_the_other_text,
    eds_alone_into_one_letter,
    a_former_text_of_a_deleted_item_taken_up,
    a_former_text_of_a_joined_item_written_into_the_other,
    in_the_order_of_words_that_he_chose,
    with_a_word_taken_out_that_he_took_out,
    deleted_and_written_again,
]


@pytest.fixture(params=DETOURS, ids=lambda detour: detour.__name__)
def detour(request, eds, client):
    """The items that came of it: each holds words of ed's, and bea was the last to touch it."""
    bea = make.analyst("bea")
    client.force_login(bea)
    items = [make.fresh(item) for item in request.param(eds, bea, client)]
    assert {item.last_editor for item in items} == {bea}
    return items


def test_whoever_wrote_it_does_not_approve_it_after_a_detour(detour, client):
    ed = make.editor()
    client.force_login(ed)
    for item in detour:
        response = client.post(address(item, "approve"), {"version": item.version})
        assert response.status_code == 403
        assert "somebody else has to approve it" in response.content.decode()
        response = client.post(
            address(item, "review_item"), {"version": item.version, "do": "approve"}
        )
        assert response.status_code == 403
        outcome = approve_clean(item.issue, user=ed, read={item.key: item.version})
        assert [left.item for left in outcome.left] == [item]
        assert make.fresh(item).approved_by is None


def test_nor_by_sql_nor_as_a_superuser(detour):
    User.objects.filter(username="ed").update(is_superuser=True)
    ed = make.editor()
    for item in detour:
        with pytest.raises(NotAllowed):
            approve_item(item, user=ed)
        rows = Item.objects.filter(pk=item.pk)
        rows.update(author=make.analyst("bea"), last_editor=make.analyst("bea"))
        with pytest.raises(IntegrityError, match="item_four_eyes"), transaction.atomic():
            approve_by_sql(item, ed)


def test_somebody_else_approves_it(detour):
    for item in detour:
        assert approve_item(item, user=make.editor("eve")).is_approved


def test_once_somebody_vouched_for_it_whoever_wrote_it_approves_it(detour, client):
    client.force_login(make.analyst("vera"))
    for item in detour:
        client.post(address(item, "vouch"), {"version": item.version})
        assert approve_item(item, user=make.editor()).is_approved


def test_what_was_changed_past_the_desk_waits_for_two_people(eds):
    item = changed_by_sql_under_an_innocent_full_stop(eds, make.analyst("bea"), None)[0]
    for name in ("ed", "eve"):
        with pytest.raises(NotAllowed):
            approve_item(item, user=make.editor(name))
    vouch_for_item(item, user=make.analyst(), version=make.fresh(item).version)
    assert approve_item(item, user=make.editor("eve")).is_approved


class TestVouching:
    def test_a_newsroom_of_two_approves_an_editors_slip_of_the_pen_corrected(self, eds, client):
        client.force_login(make.editor())
        assert client.post(address(eds, "approve"), {"version": eds.version}).status_code == 403
        client.force_login(make.analyst())
        page = client.get(reverse("desk:issue", args=[eds.issue.slug, 1])).content.decode()
        assert "Vouch for ed</button>" in page
        response = client.post(address(eds, "vouch"), {"version": eds.version})
        assert response.status_code == 302
        client.force_login(make.editor())
        assert client.post(address(eds, "approve"), {"version": eds.version}).status_code == 302
        assert make.fresh(eds).approved_by == make.editor()

    def test_nobody_vouches_for_his_own_words_alone(self, eds):
        mine = make.make_item(eds.issue, "Mine alone.")
        with pytest.raises(Conflict, match="nothing to vouch for"):
            vouch_for_item(mine, user=make.analyst(), version=1)

    def test_the_words_that_were_read_are_vouched_for_and_no_later_ones(self, eds, client):
        client.force_login(make.analyst())
        former = eds.version
        rewrite(eds, make.editor(), "Other words still.")
        response = client.post(address(eds, "vouch"), {"version": former})
        assert response.status_code == 409
        assert "ed changed" in response.content.decode()
        vouch_for_item(eds, user=make.analyst(), version=former + 1)
        rewrite(eds, make.editor(), "Later words.")
        with pytest.raises(NotAllowed):
            approve_item(eds, user=make.editor())

    def test_vouching_changes_no_word_and_stands_in_the_history(self, eds, client):
        before = make.fresh(eds).content()
        vouch_for_item(eds, user=make.analyst(), version=eds.version)
        row = make.fresh(eds)
        assert (row.content(), row.version, row.last_editor) == (before, eds.version, make.editor())
        client.force_login(make.analyst())
        assert "Vouched for by ana" in client.get(address(eds, "history")).content.decode()

    @pytest.mark.parametrize("version", ["", "x", "9" * 20, "-1"])
    def test_a_button_that_cannot_be_read_is_refused(self, eds, client, version):
        client.force_login(make.analyst())
        assert client.post(address(eds, "vouch"), {"version": version}).status_code == 400

    def test_what_an_approval_saw_needs_no_second_one(self, eds):
        approve_item(eds, user=make.editor("eve"))
        rewrite(eds, make.analyst("bea"), "A comma, more.")
        assert approve_item(eds, user=make.editor()).is_approved


def test_a_correction_takes_no_approval_of_ones_own_words_along():
    issue = make.make_issue()
    item = make.make_item(issue, by=make.editor())
    published = make.publish(issue, by=make.editor("eve"))
    draft = start_correction(published, user=make.editor(), note="A number.")
    copy = draft.items.get()
    assert copy.approved_by == make.editor("eve")
    rewrite(copy, make.analyst(), "One word.")
    make.submit(draft)
    # What eve saw in the first edition needs nobody else.
    assert approve_item(copy, user=item.author).is_approved


def test_an_account_that_stands_in_a_history_is_not_deleted(eds):
    vera = make.analyst("vera")
    vouch_for_item(eds, user=vera, version=eds.version)
    with pytest.raises(ProtectedError):
        vera.delete()


def test_a_move_to_another_section_is_a_change_too(eds):
    item = eds.issue.items.exclude(pk=eds.pk).get()
    move_item(item, user=make.editor(), section=Section.RESPONSE)
    with pytest.raises(NotAllowed):
        approve_item(item, user=make.editor())
