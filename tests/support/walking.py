"""Going from page to page as a reader does, and waiting for what a page comes to."""

from playwright.sync_api import Locator, Page

# How often a state is asked for, and how many milliseconds lie between: as long as ``expect`` waits.
TIMES, PAUSE = 400, 50


def follow(link: Locator) -> None:
    """Press a link or a button, and wait until the page that it leads to is whole.

    A press alone returns while the page before it may still be there, or the new one only half.
    """
    with link.page.expect_navigation():
        link.click()


def follow_by_key(page: Page, keys: str = "Enter") -> None:
    """The same for what has the focus."""
    with page.expect_navigation():
        page.keyboard.press(keys)


def until(page: Page, condition: str) -> None:
    """Wait for what no locator shows, said in JavaScript.

    Asked from outside, again and again: the policy of a page lets nobody evaluate strings inside.
    """
    for _ in range(TIMES):
        if page.evaluate(f"Boolean({condition})"):
            return
        page.wait_for_timeout(PAUSE)
    focus = page.evaluate("document.activeElement.outerHTML")[:200]
    raise AssertionError(f"Not so: {condition}. The focus is on {focus}")


def resize(page: Page, width: int, height: int = 900) -> None:
    """Give the window a size, and wait until the page has it."""
    page.set_viewport_size({"width": width, "height": height})
    until(page, f"innerWidth === {width} && innerHeight === {height}")


def put_on_paper(page: Page) -> None:
    """Show the page as it is printed."""
    page.emulate_media(media="print")
    until(page, "matchMedia('print').matches")
