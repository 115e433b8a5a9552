"""Going from page to page as a reader does, and waiting for what a page comes to."""

from playwright.sync_api import Error, FloatRect, Locator, Page

# How many milliseconds a state may take to come, as for ``expect``, and how many new pages may come meanwhile.
LONGEST, PAGES = 20_000, 10
LOOK = """(longest) => new Promise((done) => {
    const end = performance.now() + longest;
    const look = () => {
        let met = false, why = "";
        try {
            met = Boolean(%s);
        } catch (error) {
            why = String(error);
        }
        // Without scripts, nothing would ever be called again.
        if (met || performance.now() > end || matchMedia("(scripting: none)").matches) done([met, why]);
        else requestAnimationFrame(look);
    };
    look();
})"""
LEFT = ("Execution context was destroyed", "because of a navigation")


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

    The page looks by itself whenever it draws, as in ``wait_for_function``, which would need a policy
    that lets strings be evaluated. If the page is left meanwhile, the next one looks on.
    """
    met, why = False, ""
    for _ in range(PAGES):
        try:
            met, why = page.evaluate(LOOK % condition, LONGEST)
            break
        except Error as error:
            if not any(each in error.message for each in LEFT):
                raise
    if not met:
        focus = page.evaluate("document.activeElement.outerHTML")[:200]
        raise AssertionError(f"Not so: {condition}. {why} The focus is on {focus}")


def comes(page: Page, condition: str, longest: int) -> bool:
    """Whether it comes within so many milliseconds: for what has to be tried again."""
    return page.evaluate(LOOK % condition, longest)[0]


def box(locator: Locator) -> FloatRect:
    """Where something is, as soon as it is seen and stands still."""
    locator.hover(trial=True)
    found = locator.bounding_box()
    assert found
    return found


def resize(page: Page, width: int, height: int = 900) -> None:
    """Give the window a size, and wait until the page has it."""
    page.set_viewport_size({"width": width, "height": height})
    until(page, f"innerWidth === {width} && innerHeight === {height}")


def color(page: Page, scheme: str) -> None:
    """Show the page as it stands to somebody who prefers that scheme, and let no color be on its way."""
    page.emulate_media(color_scheme=scheme)
    until(page, f"matchMedia('(prefers-color-scheme: {scheme})').matches")
    page.evaluate("document.getAnimations().forEach((each) => each.finish())")


def put_on_paper(page: Page) -> None:
    """Show the page as it is printed."""
    page.emulate_media(media="print")
    until(page, "matchMedia('print').matches")
