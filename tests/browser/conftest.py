"""A browser for the tests: the system's Chromium, driven by Playwright."""

import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, expect, sync_playwright

from issues import markup
from issues.models import Item
from tests.support.attacks import WATCH
from tests.support.sitting import Desk

# Playwright keeps an event loop in this thread, and Django would refuse the database because of it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

# How long a state may take to come, in milliseconds: a bound for what never comes, not a measure of speed.
expect.set_options(timeout=20_000)

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    chromium = (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    assert chromium, "The browser tests need Chromium: install the system's package."
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a fresh visitor."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def at_desk(browser: Browser, live_server: Any) -> Iterator[Callable[..., Desk]]:
    """Sits somebody down at the board of an item's issue; no script may fail there."""
    desks = []

    def sit(user: User, item: Item, **options: Any) -> Desk:
        desks.append(Desk(browser, live_server, user, item, **options))
        return desks[-1]

    yield sit
    for desk in desks:
        desk.context.close()
        # A request that did not come through is a rejected promise without a word.
        assert [error for error in desk.errors if error != "undefined"] == []


@pytest.fixture
def unprotected(browser: Browser) -> Iterator[Page]:
    """A browser that ignores the policy, notices what runs, and cannot leave the site."""
    context = browser.new_context(bypass_csp=True)
    context.add_init_script(WATCH)
    page = context.new_page()
    page.ran, page.asked = [], []
    page.on("dialog", lambda dialog: (page.ran.append(dialog.message), dialog.dismiss()))
    page.on("popup", lambda popup: page.ran.append(popup.url))
    page.on("request", lambda request: page.asked.append(request.url))
    yield page
    context.close()


@pytest.fixture
def cleaned_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each text is cleaned once, though it stands on many pages: what comes out depends on nothing else, and takes a while."""
    monkeypatch.setattr(markup, "clean", cache(markup.clean))
