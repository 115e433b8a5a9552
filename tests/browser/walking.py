"""Going from page to page as a reader does."""

from playwright.sync_api import Locator


def follow(link: Locator) -> None:
    """Press a link or a button, and wait until the page that it leads to is whole.

    A press alone returns while the page before it may still be there, or the new one only half.
    """
    with link.page.expect_navigation():
        link.click()
