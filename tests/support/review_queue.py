"""The review queue as the tests ask it: what waits in it, what it shows, and what is decided there."""

import re

from issues.models import Item
from tests.support import factories as make
from tests.support.desk import address

QUEUE = "/admin/desk/review/"


def in_review(*bodies, end=make.END, **fields):
    """Items of an issue that waits for its approvals."""
    issue = make.make_issue(end)
    items = [make.make_item(issue, body, **fields) for body in bodies or ("A convoy left.",)]
    make.submit(issue)
    return items


def text_of(client, **filters):
    return client.get(QUEUE, filters).content.decode()


def shown(text):
    """The keys of the items that can be approved here, in their order."""
    return re.findall(r'<li class="review-item" id="item-(\w+)"', text)


def decide(client, item, do, query="", **data):
    return client.post(address(item, "review_item") + query, {"do": do, "version": 1, **data})


def is_approved(item):
    return Item.objects.with_contents().get(pk=item.pk).is_approved
