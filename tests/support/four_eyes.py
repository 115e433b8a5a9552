"""What the tests of four eyes share: an item that an editor rewrote, and approving by SQL."""

from django.db import connection
from django.utils import timezone

from issues.editing import change_item
from issues.models.item import canonical_json
from tests.support import factories as make

EDS = "Nothing that Ana wrote is left of this text."


def eds_item():
    """An item of ana's in review, rewritten by ed from the first word to the last."""
    issue = make.make_issue()
    item = make.make_item(issue, "Two convoys reached the town.")
    make.make_item(issue, "A bridge was rebuilt.")
    make.submit(issue)
    return rewrite(item, make.editor(), EDS)


def rewrite(item, user, body):
    row = make.fresh(item)
    cited = list(row.citations.all())
    return change_item(row, user=user, version=row.version, body=body, citations=cited)


def approve_by_sql(item, user):
    row = make.fresh(item)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE issues_item SET approved_by_id = %s, approved_at = %s, approved_seal = %s, approved_content = %s "
            "WHERE id = %s",
            [user.pk, timezone.now(), row.seal(), canonical_json(row.content()), row.pk],
        )
