"""Somebody at the desk, in a browser of his or her own, who writes an item."""

import json

from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from issues.models import Item
from tests.support.walking import until

NOTHING_KEPT = "!Object.keys(localStorage).some((key) => key.startsWith('monitor-words'))"
# The editor knows what is selected a moment after the browser does, and puts back what it knew till then.
SELECTED = """(({ doc, selection: { from, to } }) => doc.textBetween(from, to))(
    document.activeElement.editor.state
)"""
TEXT = "Two convoys reached the town on Friday evening."


def take_seat(context, root, user):
    """Gives a browser the session of somebody who has signed in."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": root}])


class Desk:
    """Somebody at the board of an issue, in a browser of his or her own."""

    def __init__(self, browser, live_server, user, item, **options):
        self.context = browser.new_context(**options)
        take_seat(self.context, live_server.url, user)
        self.root, self.item = live_server.url, item
        self.errors = []
        self.open()

    def open(self):
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(error.stack or str(error)))
        issue = self.item.issue
        self.page.goto(self.root + reverse("desk:issue", args=[issue.slug, issue.edition]))

    @property
    def box(self):
        return self.page.locator(f"#item-{self.item.key}")

    @property
    def text(self):
        return self.box.locator(".ProseMirror")

    def edit(self):
        self.box.get_by_role("link", name="Edit").first.click()
        # While the form starts it grows, and what stands in it moves.
        expect(self.box.locator(".item-form[data-started=yes]")).to_be_visible()
        expect(self.text).to_be_visible()

    def write(self, old, new):
        """Exchange one word for another, as with the mouse."""
        self.text.evaluate(
            """(root, old) => {
                const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
                for (let node = walk.nextNode(); node; node = walk.nextNode()) {
                    const at = node.data.indexOf(old);
                    if (at < 0) continue;
                    root.focus();
                    getSelection().setBaseAndExtent(node, at, node, at + old.length);
                    return;
                }
                throw new Error(`no “${old}”`);
            }""",
            old,
        )
        until(self.page, f"{SELECTED} === {json.dumps(old)}")
        self.page.keyboard.insert_text(new)
        expect(self.text).to_contain_text(new)

    def close(self):
        """Closes the page as soon as what was written is kept in the browser."""
        until(self.page, f"!({NOTHING_KEPT})")
        self.page.close()

    def save(self, name="Save"):
        self.box.get_by_role("button", name=name, exact=True).click()


def body(item):
    return Item.objects.get(pk=item.pk).body
