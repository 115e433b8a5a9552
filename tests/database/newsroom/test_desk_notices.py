"""The pages of notices: what is new, opening it, and how one wants to be told."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from issues.assignments import assign
from issues.comments import write_comment
from issues.models import Notice, NoticeChoice, NoticeKind
from issues.moves import apply_move
from issues.workflow import Move
from tests.support import factories as make
from tests.support.newsroom import fill_newsroom, written_issue

pytestmark = pytest.mark.django_db
LIST, CHOICES = "/admin/desk/notices/", "/admin/desk/notices/choices/"


@pytest.fixture(autouse=True)
def _newsroom():
    fill_newsroom()


def text(client, address=LIST):
    return client.get(address).content.decode()


def test_the_header_of_the_desk_counts_what_is_new(client, ed):
    assert ">Notices</a>" in text(client, reverse("desk:home"))
    issue = make.submit(written_issue())
    write_comment(issue, user=make.analyst(), body="@ed, please.")
    assert 'Notices (2<span class="visually-hidden"> new</span>)' in text(
        client, reverse("desk:home")
    )
    # The tables of the admin site have the link, without a query.
    assert ">Notices</a>" in text(client, reverse("admin:index"))


def test_the_newest_stands_first_and_looking_marks_nothing_as_read(client, ed):
    issue = make.submit(written_issue())
    write_comment(issue, user=make.analyst(), body="@ed <b>please</b>.")
    page = text(client)
    assert page.index("mentioned you") < page.index("submitted the issue")
    assert "&lt;b&gt;please&lt;/b&gt;" in page
    assert page.count("is-unread") == 2
    assert page == text(client) or text(client).count("is-unread") == 2
    assert Notice.objects.filter(recipient=ed, seen_at=None).count() == 2


def test_opening_a_notice_marks_it_and_leads_to_its_place(client, ed):
    item = written_issue().items.first()
    write_comment(item.issue, user=make.analyst(), body="@ed!", item_key=item.key)
    notice = Notice.objects.get()
    address = reverse("desk:notice", args=[notice.pk])
    assert client.get(address).headers["Location"] == LIST
    notice.refresh_from_db()
    assert notice.seen_at is None
    response = client.post(address)
    assert response.headers["Location"] == f"/admin/desk/issues/2017-11-07/1/#item-{item.key}"
    notice.refresh_from_db()
    assert notice.seen_at
    first = notice.seen_at
    client.post(address)
    notice.refresh_from_db()
    assert notice.seen_at == first
    page = text(client)
    assert f'href="/admin/desk/issues/2017-11-07/1/#item-{item.key}"' in page
    assert "is-unread" not in page


def test_all_are_marked_as_read_but_what_came_since_the_page(client, ed):
    issue = make.submit(written_issue())
    newest = Notice.objects.get(recipient=ed).pk
    write_comment(issue, user=make.analyst(), body="@ed!")
    assert client.get(reverse("desk:notices_read")).headers["Location"] == LIST
    assert Notice.objects.filter(recipient=ed, seen_at=None).count() == 2
    client.post(reverse("desk:notices_read"), {"newest": newest})
    assert Notice.objects.get(recipient=ed, seen_at=None).kind == "mentioned"
    client.post(reverse("desk:notices_read"), {"newest": "9" * 40})
    assert not Notice.objects.filter(recipient=ed, seen_at=None).exists()
    assert Notice.objects.filter(recipient=make.editor("eva"), seen_at=None).exists()


def test_nobody_sees_or_opens_the_notices_of_others(client, ed):
    make.submit(written_issue())
    client.force_login(make.editor("eva"))
    foreign = Notice.objects.get(recipient=ed)
    assert client.post(reverse("desk:notice", args=[foreign.pk])).status_code == 404
    foreign.refresh_from_db()
    assert foreign.seen_at is None
    client.force_login(make.analyst())
    assert "submitted the issue" not in text(client)


def test_what_somebody_wants_by_mail_alone_is_not_in_the_desk(client, ed):
    NoticeChoice.objects.create(user=ed, kind="submitted", in_desk=False)
    make.submit(written_issue())
    assert "submitted the issue" not in text(client)
    assert ">Notices</a>" in text(client)


def test_a_notice_says_whether_it_was_mailed(client, ed, settings):
    make.submit(written_issue())
    assert "not mailed: the mail server failed" in text(client)
    Notice.objects.update(mailed_at=timezone.now())
    assert "mailed too" in text(client)
    Notice.objects.update(mailed_at=None, created_at=timezone.now() - timedelta(days=2))
    assert "mailed" not in text(client)


@pytest.mark.parametrize("count", [3, 29])
def test_a_page_of_notices_takes_as_many_queries_whatever_their_number(
    client, ed, count, django_assert_max_num_queries
):
    issue = make.make_issue()
    for number in range(count):
        write_comment(issue, user=make.analyst(), body=f"@ed {number}")
    with django_assert_max_num_queries(8):
        assert text(client).count("is-unread") == count


def test_old_notices_stand_on_further_pages(client, ed):
    issue = make.make_issue()
    for number in range(31):
        write_comment(issue, user=make.analyst(), body=f"@ed number {number}.")
    assert "number 30." in text(client)
    assert "number 0." not in text(client)
    assert "number 0." in text(client, f"{LIST}?page=2")


# Choices


def test_the_table_shows_and_saves_both_ways_of_every_kind(client, ed):
    page = text(client, CHOICES)
    assert "Mail goes to ed@monitor.test" in page
    assert page.count(" checked") == 2 * len(NoticeKind)
    data = {"in_desk": ["assigned", "mentioned"], "by_mail": ["mentioned", "nonsense"]}
    assert client.post(CHOICES, data).headers["Location"] == CHOICES
    ways = {row.kind: (row.in_desk, row.by_mail) for row in ed.notice_choices.all()}
    assert ways["assigned"] == (True, False)
    assert ways["submitted"] == (False, False)
    assert "mentioned" not in ways
    assert text(client, CHOICES).count(" checked") == 3
    every = [kind.value for kind in NoticeKind]
    client.post(CHOICES, {"in_desk": every, "by_mail": every})
    assert not NoticeChoice.objects.exists()


def test_an_account_without_an_address_is_told_so(client):
    client.force_login(make.make_user("chief", is_superuser=True, email=""))
    assert "has no e-mail address" in text(client, CHOICES)


@pytest.mark.parametrize("name", ["notices", "notices_read", "notice_choices"])
def test_only_members_of_the_newsroom_have_notices(client, name):
    address = reverse(f"desk:{name}")
    for method, to_sign_in in ((client.get, 302), (client.post, 401)):
        client.logout()
        assert method(address).status_code == to_sign_in
        client.force_login(make.make_user("guest"))
        assert method(address).status_code == 403


# Who was told is shown


def issue_page(client):
    return text(client, "/admin/desk/issues/2017-11-07/1/")


def test_the_log_says_who_was_told_of_each_move(client, ed, django_capture_on_commit_callbacks):
    NoticeChoice.objects.create(user=make.editor("eva"), kind="submitted", by_mail=False)
    with django_capture_on_commit_callbacks(execute=True):
        issue = make.submit(written_issue())
    apply_move(issue, Move.RETURN, user=ed, reason="More sources.")
    make.submit(issue, by=ed)
    assert len(mail.outbox) == 1
    page = issue_page(client)
    submitted_again, returned, submitted = page.split('<ol class="log">')[1].split("<li>")[1:4]
    assert "Told: ed (mail), eva<" in submitted
    assert "Told: ana (not mailed yet), tom (not mailed yet)<" in returned
    assert "Told: eva<" in submitted_again


def test_a_comment_says_whom_it_told(client, ed):
    item = written_issue().items.first()
    write_comment(item.issue, user=ed, body="First, @tom.", item_key=item.key)
    write_comment(item.issue, user=ed, body="Then, @eva and @ana.", item_key=item.key)
    write_comment(item.issue, user=ed, body="Nobody.", item_key=item.key)
    assign(item.issue, item.key, person=make.analyst(), user=ed)
    Notice.objects.update(mailed_at=timezone.now())
    first, then, nobody = issue_page(client).split('<div class="comment">')[1:4]
    assert "Told: tom (mail)<" in first
    assert "Told: ana (mail), eva (mail)<" in then
    assert "Told:" not in nobody.split("</div>")[0]
    assert '<b class="mention">@tom</b>' in first
