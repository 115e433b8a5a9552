"""A newsroom for the tests of what people are told: who is in it, and an issue that two of them wrote."""

from issues.editing import change_item
from issues.models import Notice
from tests.support import factories as make


def fill_newsroom():
    """Two of each kind, and some whom nothing is told: a guest without a group, somebody who left, a superuser who did."""
    make.analyst("ana"), make.analyst("tom"), make.editor("ed"), make.editor("eva")
    make.make_user("guest")
    make.make_user("reader", is_staff=False)
    gone = make.editor("gone")
    gone.is_active = False
    gone.save()
    make.make_user("former", is_superuser=True, is_active=False)


def told(kind):
    rows = Notice.objects.filter(kind=kind)
    return sorted(rows.values_list("recipient__username", flat=True))


def written_issue():
    """By ana, with one item that tom edited last."""
    issue = make.make_issue()
    make.make_item(issue, "Two convoys reached the town.")
    item = make.make_item(issue, "A bridge was rebuilt.")
    change_item(
        item,
        user=make.analyst("tom"),
        version=item.version,
        body="The bridge was rebuilt.",
        citations=[make.cite(on=issue.period_end)],
    )
    return issue
