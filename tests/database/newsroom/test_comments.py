"""Comments on the desk: on an issue, on an item, answered and settled."""

import pytest
from django.urls import reverse

from issues.models import Comment, Notice
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(client):
    client.force_login(make.analyst())
    return make.make_item(make.make_issue())


def say(client, item, name, *more, body="Is it so?"):
    url = reverse(f"desk:{name}", args=[item.issue.slug, item.issue.edition, *more])
    return client.post(url, {"body": body})


def page(client, item):
    return client.get(reverse("desk:issue", args=[item.issue.slug, 1])).content.decode()


def test_a_comment_stands_beside_its_item(client, item):
    response = say(client, item, "item_comment", item.key)
    comment = Comment.objects.get()
    assert response.headers["Location"].endswith(f"#item-{item.key}")
    assert (comment.item_key, comment.body, comment.author) == (
        item.key,
        "Is it so?",
        make.analyst(),
    )
    text = page(client, item)
    assert (
        text.index(f'id="item-{item.key}"') < text.index("Is it so?") < text.index('id="comments"')
    )
    assert "1 open comment" in text


def test_a_comment_on_the_issue_stands_at_its_end(client, item):
    say(client, item, "comment")
    text = page(client, item)
    assert text.index('id="comments"') < text.index("Is it so?")


def test_an_answer_joins_the_thread_and_opens_it_again(client, item):
    say(client, item, "item_comment", item.key)
    root = Comment.objects.get()
    say(client, item, "resolve", root.pk)
    root.refresh_from_db()
    assert (root.is_open, root.resolved_by) == (False, make.analyst())
    assert "Settled by ana" in page(client, item)
    say(client, item, "reply", root.pk, body="It is.")
    answer = Comment.objects.get(body="It is.")
    root.refresh_from_db()
    assert (answer.thread, answer.item_key) == (root, item.key)
    assert root.is_open


def test_who_settled_a_thread_first_stays_named(client, item):
    say(client, item, "comment")
    root = Comment.objects.get()
    say(client, item, "resolve", root.pk)
    client.force_login(make.editor())
    say(client, item, "resolve", root.pk)
    root.refresh_from_db()
    assert root.resolved_by == make.analyst()


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("", "The comment is empty"),
        ("  \n ", "The comment is empty"),
        ("x" * 5001, "longer than 5,000 characters"),
    ],
)
def test_a_comment_that_cannot_be_is_refused(client, item, body, sentence):
    response = say(client, item, "item_comment", item.key, body=body)
    assert response.status_code == 400
    assert sentence in response.content.decode()
    assert body.strip() in response.content.decode()
    assert not Comment.objects.exists()


def test_an_answer_cannot_be_answered_or_settled_by_itself(client, item):
    say(client, item, "comment")
    root = Comment.objects.get()
    say(client, item, "reply", root.pk, body="It is.")
    answer = Comment.objects.get(thread=root)
    assert say(client, item, "reply", answer.pk).status_code == 404
    assert say(client, item, "resolve", answer.pk).status_code == 404


def test_a_comment_of_another_issue_is_not_found_here(client, item):
    say(client, item, "comment")
    other = make.make_item(make.make_issue(make.END.replace(day=14)))
    assert say(client, other, "reply", Comment.objects.get().pk).status_code == 404


def test_a_comment_blocks_nothing(client, item):
    say(client, item, "item_comment", item.key)
    assert make.publish(item.issue).is_live


def test_a_name_is_marked_where_somebody_of_the_newsroom_has_it(client, item):
    make.analyst("tom")
    say(client, item, "item_comment", item.key, body="@tom. and @Tom, not @nobody or <i>@x</i>")
    text = page(client, item)
    assert '<b class="mention">@tom</b>. and <b class="mention">@Tom</b>, not @nobody or' in text
    assert "&lt;i&gt;@x&lt;/i&gt;" in text


def test_names_are_marked_wherever_the_desk_shows_what_was_said(client, item):
    say(client, item, "item_comment", item.key, body="@ana, is it so?\nAsk @nobody.")
    make.submit(item.issue)
    root = Comment.objects.get()
    client.force_login(make.editor())
    for address in (
        reverse("desk:review"),
        reverse("desk:answer", args=[item.issue.slug, 1, root.pk]),
        reverse("desk:history", args=[item.issue.slug, 1, item.key]),
    ):
        text = client.get(address).content.decode()
        assert '<b class="mention">@ana</b>, is it so?\nAsk @nobody.' in text


def test_the_thread_of_a_deleted_item_is_still_read_and_answered(client, item):
    say(client, item, "item_comment", item.key, body="Is it so?")
    root = Comment.objects.get()
    client.post(reverse("desk:delete", args=[item.issue.slug, 1, item.key]))
    text = page(client, item)
    assert "On items that were deleted" in text
    assert "Is it so?" in text
    say(client, item, "reply", root.pk, body="It was.")
    assert "It was." in page(client, item)
    history = client.get(reverse("desk:history", args=[item.issue.slug, 1, item.key]))
    assert "Is it so?" in history.content.decode()


def test_people_are_told_of_a_comment_once_though_the_form_is_refused_first(client, item):
    make.analyst("tom")
    response = say(client, item, "item_comment", item.key, body="@tom" + "x" * 5000)
    assert response.status_code == 400
    assert not Notice.objects.exists()
    say(client, item, "item_comment", item.key, body="@tom")
    assert Notice.objects.get().recipient.username == "tom"
