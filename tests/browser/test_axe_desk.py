"""Every page of the newsroom, loaded once in a browser: nothing that axe finds, and none wider than its window."""

import pytest
from django.urls import reverse

from issues import presence
from issues.assignments import assign
from issues.comments import write_comment
from issues.editing import approve_item, change_item, delete_item, hold_item
from issues.models import Comment, Notice, StatusChange
from issues.reviewing import return_item
from sources.models import Outlet
from tests.support import access
from tests.support import factories as make
from tests.support.browsing import listen, load, visitor, wrong_on
from tests.support.sitting import take_seat

pytestmark = pytest.mark.django_db(transaction=True)

TABLES = ("issue", "item", "citation", "comment", "statuschange", "import")


@pytest.fixture
def look(browser, live_server):
    """Looks at the pages of some addresses as somebody signed in, and says how many it was shown."""
    contexts = []

    def looked(addresses, user=None):
        page = visitor(browser)
        contexts.append(page.context)
        if user:
            take_seat(page.context, live_server.url, user)
        heard = listen(page, live_server.url)
        wrong, shown = {}, 0
        for address in addresses:
            answer = load(page, live_server.url + address)
            if "text/html" not in answer.headers["content-type"]:
                continue
            assert answer.status == 200, address
            shown += 1
            if found := wrong_on(page):
                wrong[address] = found
        assert wrong == {}
        assert heard == []
        return shown

    yield looked
    for context in contexts:
        context.close()


def test_no_page_of_the_desk_is_wrong_for_anybody(look):
    """One page of every name that opens, and an issue in every state; a new address comes in by its line in the table."""
    user = make.editor()
    room = access.newsroom()
    changed = make_busy(room.busy, user)
    names = [name for name, line in access.TABLE.items() if line.opens]
    addresses = {room.address(name, user) for name in names if name != "preview_format"}
    for issue in room.issues.values():
        addresses.add(reverse("desk:issue", args=[issue.slug, issue.edition]))
    for name in ("item", "delete", "history"):
        addresses.add(reverse(f"desk:{name}", args=[room.busy.slug, 1, changed.key]))
    [failed] = [issue for status, issue in room.issues.items() if status == "approved"]
    StatusChange.objects.create(
        issue=failed,
        event="schedule_failed",
        from_status="approved",
        to_status="approved",
        user=user,
        at=failed.approved_at,
        reason="An item was changed after it was approved.",
    )
    assert look(sorted(addresses), user) > 20


def make_busy(issue, user):
    """An item in each state, words in every place for them, somebody else at work, notices old and new; gives the item that changed."""
    [_, second, _] = issue.items.order_by("pk")
    return_item(second, user=user, reason="Which road?")
    make.make_item(issue, "Mine.", by=user)
    texts = ("The first one stands.", "The second one changed.", "The third one is held.")
    first, changed, held = (make.make_item(issue, text) for text in texts)
    make.make_item(issue, "It cites nobody.", citations=[], parent=first)
    delete_item(make.make_item(issue, "It goes."), user=user)
    new = make.make_outlet("Marsa Duwar Courier", confirmed=False)
    cited = [make.cite(new, note="in Russian")]
    make.make_item(issue, "It cites a new one.", citations=cited, section="response")
    for item in (first, changed):
        approve_item(item, user=user)
    changed.refresh_from_db()
    body = "The second <em>item</em> changed."
    change_item(changed, user=make.analyst(), version=1, body=body, citations=[])
    hold_item(held, user=user, held=True)
    root = issue.comments.get(thread=None, item_key=issue.items.order_by("pk").first().key)
    Comment.objects.create(
        issue=issue, item_key=root.item_key, author=make.analyst(), body="It is.", thread=root
    )
    ana = make.analyst()
    write_comment(issue, user=ana, body="Please begin with the second section, @ed.")
    write_comment(issue, user=ana, body="@ed " + "long" * 60, item_key=second.key)
    assign(issue, first.key, person=user, user=ana)
    presence.note(issue, make.analyst("tom"), second.key)
    notice = Notice.objects.filter(recipient=user).first()
    notice.seen_at = notice.created_at
    notice.save()
    return changed


def test_no_page_beside_the_desk_is_wrong_for_anybody(look):
    """The pages of the admin site: each table is opened as a list and at its first row."""
    look([reverse("admin:login")])
    room = access.newsroom()
    outlet = Outlet.objects.exclude(aliases=None).exclude(domains=None).first()
    other = make.make_outlet("Nowhere Post")
    addresses = [
        reverse("admin:index"),
        reverse("admin:password_change"),
        reverse("admin:sources_outlet_changelist"),
        reverse("admin:sources_outlet_add"),
        reverse("admin:sources_outlet_change", args=[outlet.pk]),
        reverse("admin:sources_outlet_history", args=[outlet.pk]),
        reverse("admin:sources_outlet_rename", args=[outlet.pk]),
        reverse("admin:sources_outlet_merge") + f"?ids={outlet.pk},{other.pk}",
    ]
    for name in TABLES:
        addresses.append(reverse(f"admin:issues_{name}_changelist"))
        rows = room.busy._meta.apps.get_model("issues", name).objects
        row = rows.order_by("pk").first()
        addresses.append(reverse(f"admin:issues_{name}_change", args=[row.pk]))
    assert look(addresses, make.editor()) == len(addresses)
