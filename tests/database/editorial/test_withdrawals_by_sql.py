"""What the database itself says to whoever goes round the rules of withdrawals, superusers and SQL by hand included."""

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from issues import ledger
from issues.departures import withdrawal_of
from issues.models import Issue, StatusChange
from issues.workflow import Status
from tests.support import factories as make
from tests.support.withdrawals import (
    correct,
    lift_it,
    scheduled_correction,
    unguarded,
    withdraw,
)

pytestmark = pytest.mark.django_db

STANDS = "withdrawal_stands"
BY_ANOTHER = "withdrawal_is_lifted_by_another"


@pytest.fixture
def second():
    """A correction, approved, of an issue that ed withdrew."""
    first, second = scheduled_correction()
    withdraw(first)
    return second


def refused(rule, action):
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        action()
    assert rule in str(refusal.value)


def sql(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def entry(event, user, issue=None):
    """Write an entry of the ledger by hand, about the first edition unless told otherwise."""
    sql(
        "INSERT INTO issues_statuschange (issue_id, event, from_status, to_status, user_id, at, reason, content, "
        "content_hash, previous_hash, entry_hash) VALUES (%s, %s, 'withdrawn', 'withdrawn', %s, %s, 'x', '', '', '', '')",
        (issue or Issue.objects.get(edition=1)).pk,
        event,
        user.pk,
        timezone.now(),
    )


def publish(issue):
    sql("UPDATE issues_issue SET status = 'published' WHERE id = %s", issue.pk)


def test_no_edition_of_a_withdrawn_issue_is_published(second):
    refused(STANDS, lambda: publish(second))
    rows = Issue.objects.filter(pk=second.pk)
    refused(STANDS, lambda: rows.update(status=Status.PUBLISHED, published_at=timezone.now()))
    second.status = Status.PUBLISHED
    refused(STANDS, second.save)
    lift_it(second)
    publish(second)
    assert Issue.objects.published().get() == second


def test_a_publication_that_never_was_does_not_end_it(second):
    refused(STANDS, lambda: entry("publish", make.editor("eve")))
    refused(STANDS, lambda: entry("publish", make.editor("eve"), second))


@pytest.mark.parametrize("of_edition", [1, 2])
def test_whoever_withdrew_it_does_not_lift_it(second, of_edition):
    issue = Issue.objects.get(edition=of_edition)
    refused(BY_ANOTHER, lambda: entry("lift", make.editor(), issue))
    refused(
        BY_ANOTHER,
        lambda: StatusChange.objects.create(
            issue=issue,
            event="lift",
            from_status="withdrawn",
            to_status="withdrawn",
            user=make.editor(),
            at=timezone.now(),
        ),
    )
    refused(
        BY_ANOTHER,
        lambda: ledger.record(issue, "lift", from_status="withdrawn", user=make.editor()),
    )
    assert withdrawal_of(second) is not None


def test_nor_after_a_second_withdrawal_in_the_name_of_somebody_else(second):
    entry("withdraw", make.editor("eve"))
    refused(BY_ANOTHER, lambda: entry("lift", make.editor()))
    refused(BY_ANOTHER, lambda: entry("lift", make.editor("eve")))
    entry("lift", make.editor("dan"))


def test_a_superuser_who_withdrew_it_does_not_lift_it():
    first = make.published_issue()
    chief = make.make_user("chief", is_superuser=True)
    withdraw(first, by=chief)
    refused(BY_ANOTHER, lambda: entry("lift", chief))


def test_it_is_lifted_once_and_only_where_there_is_something_to_lift(second):
    entry("lift", make.editor("eve"))
    refused(BY_ANOTHER, lambda: entry("lift", make.editor("dan")))
    live = make.published_issue(make.END.replace(day=14))
    refused(BY_ANOTHER, lambda: entry("lift", make.editor("eve"), live))


def test_the_withdrawal_of_another_issue_is_nothing_to_this_one(second):
    other = make.published_issue(make.END.replace(day=14))
    assert make.publish(correct(other)).status == Status.PUBLISHED
    refused(STANDS, lambda: publish(second))


def test_neither_withdrawal_nor_lifting_is_ever_taken_back(second):
    for statement in (
        "DELETE FROM issues_statuschange WHERE event = 'withdraw'",
        "UPDATE issues_statuschange SET event = 'submit' WHERE event = 'withdraw'",
        "UPDATE issues_statuschange SET user_id = 0 WHERE event = 'withdraw'",
    ):
        refused("ledger_is_append_only", lambda statement=statement: sql(statement))


def test_verify_ledger_sees_whoever_took_the_guards_away_and_wrote_a_lifting(second):
    lifting = lift_it(second)
    assert ledger.verify() == []
    with unguarded():
        sql("UPDATE issues_statuschange SET reason = 'Another reason.' WHERE id = %s", lifting.pk)
    assert ledger.verify() == [
        f"Ledger entry {lifting.number} (lift of issue 2017-11-07 edition 1): it was changed (entry_hash)."
    ]


def test_nobody_lifts_nothing(second):
    nobody = type("Nobody", (), {"pk": None})()
    refused(BY_ANOTHER, lambda: entry("lift", nobody))
    refused(STANDS, lambda: publish(second))
