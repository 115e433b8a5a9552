"""The pages of the admin site that a newsroom uses beside its desk, in a browser: nothing that axe finds."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sources.models import Outlet
from tests.support import access
from tests.support import factories as make
from tests.support.browsing import no_violations, sign_in
from tests.support.walking import follow

pytestmark = pytest.mark.django_db(transaction=True)

TABLES = ("issue", "item", "citation", "comment", "statuschange", "import")


def addresses():
    """Each table is opened as a list and at its first row."""
    room = access.newsroom()
    outlet = Outlet.objects.exclude(aliases=None).exclude(domains=None).first()
    other = make.make_outlet("Nowhere Post")
    found = [
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
        found.append(reverse(f"admin:issues_{name}_changelist"))
        rows = room.busy._meta.apps.get_model("issues", name).objects
        row = rows.order_by("pk").first()
        found.append(reverse(f"admin:issues_{name}_change", args=[row.pk]))
    return found


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing_on_the_pages_beside_the_desk(browser, live_server, scheme, width):
    found = addresses()
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(live_server.url + reverse("admin:login"))
    wrong = no_violations(page)
    sign_in(page, live_server, make.editor())
    for address in found:
        answer = page.goto(live_server.url + address)
        assert answer.status == 200, address
        wrong += no_violations(page)
    context.close()
    assert wrong == []


def test_another_name_is_added_and_taken_away_on_an_outlets_page(page, live_server):
    """In the table of names, which is ours and has Django’s script."""
    outlet = make.make_outlet("Nowhere Post")
    sign_in(page, live_server, make.editor())
    page.goto(live_server.url + reverse("admin:sources_outlet_change", args=[outlet.pk]))
    names = page.locator("#aliases-group")
    names.get_by_role("textbox", name="Name").fill("The Nowhere Post")
    names.get_by_text("Add another Other name").click()
    names.get_by_role("textbox", name="Name").nth(1).fill("NP")
    follow(page.get_by_role("button", name="Save and continue editing"))
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    assert set(outlet.aliases.values_list("name", flat=True)) == {"The Nowhere Post", "NP"}
    # Rows that are saved are ticked to go; the cross is for those that are not.
    expect(names.get_by_text("Remove", exact=True)).to_have_count(1)
    page.get_by_role("checkbox", name="Delete NP").check()
    follow(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    assert [alias.name for alias in outlet.aliases.all()] == ["The Nowhere Post"]
