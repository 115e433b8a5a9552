"""What is done from the review queue and the board: approve, hold, return, approve all that are clean."""

import re

import pytest
from django.urls import reverse

from issues.editing import approve_item, change_item
from issues.editions import start_correction
from issues.models import Comment, Issue, Item
from tests.support import factories as make
from tests.support.desk import address
from tests.support.review_queue import QUEUE, decide, in_review, is_approved, shown, text_of

pytestmark = pytest.mark.django_db
END = make.END


# What is done


def test_an_approval_goes_on_to_the_item_that_follows(client, ed):
    first, second, third = in_review("First.", "Second.", "Third.")
    response = decide(client, second, "approve")
    assert response.headers["Location"] == f"{QUEUE}#item-{third.key}"
    assert is_approved(second)
    response = decide(client, third, "approve", "?issue=2017-11-07&page=1")
    assert response.headers["Location"] == f"{QUEUE}?issue=2017-11-07&page=1#item-{first.key}"
    response = decide(client, first, "approve")
    assert response.headers["Location"] == QUEUE
    assert shown(text_of(client)) == []


def test_an_item_is_held_back_from_here(client, ed):
    first, second = in_review("First.", "Second.")
    response = decide(client, first, "hold")
    assert response.headers["Location"] == f"{QUEUE}#item-{second.key}"
    first.refresh_from_db()
    assert first.held


def test_an_item_is_returned_with_a_comment_from_here(client, ed):
    first, second = in_review("First.", "Second.")
    response = decide(client, first, "return", body=" Which road? ")
    assert response.headers["Location"] == f"{QUEUE}#item-{second.key}"
    remark = Comment.objects.get()
    assert (remark.is_return, remark.body, remark.item_key) == (True, "Which road?", first.key)
    assert "Returned to ana" in text_of(client)


@pytest.mark.parametrize(
    ("body", "sentence"), [("", "goes back with a comment"), ("x" * 5001, "longer than 5,000")]
)
def test_a_return_without_a_readable_comment_is_refused(client, ed, body, sentence):
    [item] = in_review()
    response = decide(client, item, "return", body=body)
    assert response.status_code == 400
    assert sentence in response.content.decode()
    assert not Comment.objects.exists()
    assert shown(response.content.decode()) == [item.key]


def test_a_refusal_keeps_what_was_typed_in_its_form(client, ed):
    [item] = in_review()
    change_item(item, user=make.analyst(), version=1, body="It left.", citations=[make.cite()])
    response = decide(client, item, "return", body="Which road & when?")
    text = response.content.decode()
    assert response.status_code == 409
    assert "ana changed “It left.” after you opened the page" in text
    assert "Which road &amp; when?</textarea>" in text
    assert re.search(r'<details class="review-return" open>', text)


def test_what_was_not_read_is_not_approved(client, ed):
    [item] = in_review()
    change_item(item, user=make.analyst(), version=1, body="It left.", citations=[make.cite()])
    response = decide(client, item, "approve")
    assert response.status_code == 409
    assert "read it as it is now, then decide" in response.content.decode()
    for version in ("", "x", "-1", "9" * 30, "²"):
        assert decide(client, item, "approve", version=version).status_code == 400
    assert not is_approved(item)


def test_an_own_item_is_refused_by_hand(client, ed):
    [item] = in_review(by=ed)
    for do in ("approve", "return"):
        response = decide(client, item, do, body="Which road?")
        assert response.status_code == 403
        assert "You" in response.content.decode()
    assert not is_approved(item)
    assert not Comment.objects.exists()


def test_a_step_that_there_is_not_is_404(client, ed):
    [item] = in_review()
    assert decide(client, item, "publish").status_code == 404
    assert client.post(address(item, "review_item")).status_code == 404


def test_an_item_is_returned_from_the_board_too(client, ed):
    [item] = in_review()
    response = client.post(address(item, "return_item"), {"body": "Which road?", "version": 1})
    assert response.status_code == 302
    assert f"#item-{item.key}" in response.headers["Location"]
    assert Comment.objects.get().is_return
    response = client.post(address(item, "return_item"), {"body": "  "})
    assert response.status_code == 400
    assert Comment.objects.count() == 1


# All that are clean


def clean(client, issue, items, query=""):
    url = reverse("desk:approve_clean", args=[issue.slug, issue.edition]) + query
    return client.post(url, {"read": [f"{item.key}:{item.version}" for item in items]}, follow=True)


def test_all_that_are_clean_are_approved_at_once_and_the_others_are_named(client, ed):
    items = in_review("First.", "Second.", "Third.")
    items[2].citations.all().delete()
    response = clean(client, items[0].issue, items, "?queue=1&issue=2017-11-07")
    text = response.content.decode()
    assert response.redirect_chain[0][0] == f"{QUEUE}?issue=2017-11-07"
    assert "Approved: 2 items of Russia in Syria Monitor" in text
    assert "Not approved: “Third.”. “Third.” (Military campaign) cites no source" in text
    assert [is_approved(item) for item in items] == [True, True, False]


def test_from_the_board_it_leads_back_to_the_board(client, ed):
    items = in_review()
    response = clean(client, items[0].issue, items)
    assert response.redirect_chain[0][0] == reverse("desk:issue", args=["2017-11-07", 1])


def test_more_than_five_that_were_not_approved_are_counted(client, ed):
    items = in_review(*(f"Item {number}." for number in range(8)), citations=[])
    text = clean(client, items[0].issue, items).content.decode()
    assert "Approved: no items of" in text
    assert "Not approved: 3 more; the reason stands beside each." in text


def test_the_form_of_the_queue_sends_what_it_shows(client, ed):
    items = in_review(*(f"Item {number}." for number in range(25)))
    form = re.search(
        r'<form method="post" action="[^"]*/review/\?queue=1".*?</form>', text_of(client), re.DOTALL
    )
    sent = re.findall(r'name="read" value="(\w+):(\d+)"', form[0])
    assert sent == [(item.key, "1") for item in items[:20]]


@pytest.mark.parametrize("read", [[], ["abc"], ["abc:x"], [":"]])
def test_a_form_that_says_not_what_was_read_is_refused(client, ed, read):
    [item] = in_review()
    url = reverse("desk:approve_clean", args=[item.issue.slug, 1])
    assert client.post(url, {"read": read}).status_code == 400
    assert not is_approved(item)


def test_an_analyst_has_no_queue(client):
    client.force_login(make.analyst())
    [item] = in_review()
    assert client.get(QUEUE).status_code == 403
    assert decide(client, item, "approve").status_code == 403
    assert clean(client, item.issue, [item]).status_code == 403
    assert Issue.objects.get().status == "in_review"
    assert not is_approved(item)


# On the board


def board(client, issue):
    return client.get(reverse("desk:issue", args=[issue.slug, issue.edition])).content.decode()


def test_the_board_offers_the_clean_ones_that_this_user_may_approve(client, ed):
    first, second = in_review("First.", "Second.")
    make.make_item(first.issue, "Mine.", by=ed)
    text = board(client, first.issue)
    assert "Approve all that are clean" in text
    assert re.findall(r'name="read" value="(\w+):1"', text) == [first.key, second.key]
    client.force_login(make.analyst())
    assert "Approve all that are clean" not in board(client, first.issue)


def test_the_board_shows_what_changed_since_the_last_edition_beside_the_approval(client, ed):
    first = make.published_issue(END, "Two convoys left.")
    draft = start_correction(first, user=ed, note="A number.")
    item = draft.items.get()
    for version, body in ((1, "Three convoys left."), (2, "Four convoys left.")):
        change_item(item, user=make.analyst(), version=version, body=body, citations=[make.cite()])
        if version == 1:
            make.submit(draft)
            approve_item(Item.objects.get(pk=item.pk), user=ed)
    text = board(client, draft)
    assert "<del>Three </del><ins>Four </ins>" in text
    assert "<del>Two </del><ins>Four </ins>" in text
    assert text.index("since it was approved") < text.index("since the last edition")


def test_the_form_for_a_comment_can_return_the_item(client, ed):
    [item] = in_review()
    text = client.get(address(item, "remark")).content.decode()
    assert f'formaction="{address(item, "return_item")}"' in text
    client.force_login(make.analyst())
    assert "return_item" not in client.get(address(item, "remark")).content.decode()
    assert "Return the item" not in client.get(address(item, "remark")).content.decode()
