"""What browser tests share: signing in, and what axe finds."""

from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from tests.support import factories as make
from tests.support.walking import follow

UNFOLD = "document.querySelectorAll('details').forEach((each) => { each.open = true; })"


def sign_in(page, live_server, user):
    page.goto(live_server.url + reverse("admin:login") + "?next=" + reverse("desk:home"))
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill(make.PASSWORD)
    follow(page.get_by_role("button", name="Log in"))
    expect(page.get_by_role("heading", name="Desk", exact=True)).to_be_visible()


def no_violations(page):
    """What axe finds wrong on the page, in lines."""
    page.wait_for_load_state()
    return [
        f"{page.url} {found['id']}: {node['html'][:200]} {node['failureSummary'][:200]}"
        for found in Axe().run(page).response["violations"]
        for node in found["nodes"]
    ]
