"""A story and its follow-up: an item of a published issue, and one of the week after that carries it on."""

from datetime import timedelta

from issues.following import follow_item
from tests.support import factories as make

BEFORE = make.END - timedelta(days=7)
STORY = "Engineers reopened the Thawra field southwest of Raqqa."
MORE = "The Thawra field southwest of Raqqa, reopened by engineers, delivers again."


def story():
    """An item of a published issue."""
    return make.published_issue(BEFORE, STORY).items.get()


def follow_up(of=None, **more):
    """A draft item that follows it."""
    issue = make.make_issue()
    return follow_item(
        make.make_item(issue, MORE, **more), user=make.analyst(), key=(of or story()).key
    )
