"""What a browser finds wrong on a page that is loaded once: by axe, at every width, at rest and on paper."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, Response

from tests.support.walking import color, put_on_paper, resize

WIDE, NARROW = 1280, 390
OF_THE_DESK = (WIDE, 768, NARROW)
# A window of 1280 pixels at 200 % has room for 640.
OF_READERS = (WIDE, 1920, 768, 640, 320, NARROW)
A4 = 794

# What other colours or a narrow window may break on a page that is sound otherwise.
OF_LOOKS = ["color-contrast", "link-in-text-block", "scrollable-region-focusable"]
AXE = """async ([where, options]) => {
    const context = where === "new" ? window.isNew : document;
    if (context.length === 0) return [];
    const { violations } = await axe.run(context, options);
    return violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id} ${node.html.slice(0, 200)} ${node.failureSummary.slice(0, 200)}`),
    );
}"""
# What is shown now and was not when this was asked before.
SHOWN = """() => {
    const shown = [...document.querySelectorAll("body *")].filter((each) => each.checkVisibility());
    const fresh = new Set(shown.filter((each) => !window.wasShown?.has(each)));
    window.isNew = [...fresh].filter((each) => !fresh.has(each.parentElement));
    window.wasShown = new Set(shown);
}"""
# The page as it comes, unfolded (as it stays), with letters of twice the size, and in other letters than ours.
TOO_WIDE = """async ([unfolds, isFolded, isLarge, isBare]) => {
    await document.fonts.ready;
    const root = document.documentElement, found = [];
    const look = (state) => root.scrollWidth > root.clientWidth && found.push(state);
    window.folded ??= unfolds ? [...document.querySelectorAll("details:not([open])")] : [];
    window.folded.forEach((each) => { each.open = false; });
    const others = isBare
        ? [...root.computedStyleMap()].map(([name, [value]]) => [name, String(value)])
            .filter(([name, value]) => name.startsWith("--") && value.includes('"Source S'))
        : [];
    if (isBare && !others.length) throw new Error("There are no letters of ours.");
    const fall = (isBack) => others.forEach(([name, value]) => isBack
        ? root.style.removeProperty(name)
        : root.style.setProperty(name, value.replace(/"Source S[^"]*",/, "")));
    for (const state of isFolded ? ["as it comes"] : ["as it comes", "unfolded"]) {
        look(state);
        fall(false);
        if (isBare) look(`${state} in other letters`);
        fall(true);
        window.folded.forEach((each) => { each.open = true; });
    }
    if (isLarge) {
        root.style.fontSize = "200%";
        look("with letters of twice the size");
        root.style.fontSize = "";
    }
    return found;
}"""
MOVING = """() => [...document.querySelectorAll("*")].filter((each) => {
    const style = getComputedStyle(each);
    const lasting = `${style.transitionDuration}, ${style.animationDuration}`.split(", ");
    return style.scrollBehavior === "smooth" || lasting.some((time) => parseFloat(time) > 0.01);
}).slice(0, 3).map((each) => each.outerHTML.slice(0, 200))"""
ON_PAPER = """() => {
    const seen = (selector) => [...document.querySelectorAll(selector)].filter(
        (each) => each.getClientRects().length && getComputedStyle(each).visibility === "visible",
    );
    const found = seen("nav, form, button, .skip").map((each) => each.outerHTML.slice(0, 120));
    return seen("h1").length ? found : ["no heading", ...found];
}"""


def visitor(browser: Browser, **options: object) -> Page:
    """A page at the width of a desk, in light colours, for somebody who asked for rest."""
    given = {"viewport": {"width": WIDE, "height": 900}, "color_scheme": "light"}
    return browser.new_context(**given, reduced_motion="reduce", **options).new_page()


def listen(page: Page, own: str) -> list[str]:
    """What the page will say in its console, fail at in its scripts, and ask of other hosts than its own."""
    heard: list[str] = []
    # Hints for developers are no faults. A browser that shows bare JSON asks for a picture of the site, which has its own
    # in every page.
    page.on(
        "console",
        lambda said: (
            said.text.startswith("[DOM]")
            or said.location["url"].endswith("/favicon.ico")
            or heard.append(said.text)
        ),
    )
    page.on("pageerror", lambda error: heard.append(str(error)))
    # A browser shows files in pages of its own.
    kinds = (own, "data:", "blob:", "chrome:", "chrome-extension:")
    page.on(
        "request",
        lambda asked: asked.url.startswith(kinds) or heard.append(f"asked of others: {asked.url}"),
    )
    return heard


def load(page: Page, address: str) -> Response:
    """Loads a page as somebody at a desk does, whatever was looked at before."""
    page.emulate_media(media="screen", color_scheme="light")
    resize(page, WIDE)
    answer = page.goto(address)
    assert answer
    return answer


def wrong_on(
    page: Page,
    *,
    public: bool = False,
    unfolds: bool = True,
    folded: bool = False,
    large: bool = False,
    bare: bool = False,
) -> list[str]:
    """Whatever is wrong on a page of ``visitor`` that is loaded: a line for each finding.

    ``public``: at more widths, with the rule about the size of targets, and at rest. ``unfolds``: what is folded is
    opened; ``folded``: axe alone sees that. ``large``: at the widths of a desk with letters of twice the size too;
    ``bare``: without our typefaces too. The page is dark, narrow and unfolded afterwards.
    """
    page.wait_for_load_state()
    color(page, "light")
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = [f"moves: {each}" for each in page.evaluate(MOVING)] if public else []
    rules = {"rules": {"target-size": {"enabled": public}}}
    looks = {"runOnly": {"type": "rule", "values": OF_LOOKS + ["target-size"] * public}}
    for width in OF_READERS if public else OF_THE_DESK:
        resize(page, width)
        states = page.evaluate(TOO_WIDE, [unfolds, folded, large and width >= WIDE, bare])
        found += [f"wider than {width} {state}" for state in states]
        if width == WIDE:
            page.evaluate(SHOWN)
            found += axe(page, "light", rules)
    color(page, "dark")
    page.evaluate(SHOWN)
    # What only a narrow window shows is looked at whole.
    found += axe(page, "dark and narrow", rules, "new")
    found += axe(page, "dark and narrow", looks)
    return found


def axe(page: Page, state: str, options: dict, where: str = "all") -> list[str]:
    # No rule that is on needs stylesheets fetched once more, which a policy may refuse.
    options = {"resultTypes": ["violations"], "preload": False, **options}
    return [f"axe, {state}: {each}" for each in page.evaluate(AXE, [where, options])]


def wrong_on_paper(page: Page) -> list[str]:
    """What the page still shows of navigation, forms and buttons when it is printed, or that it has no heading."""
    resize(page, A4, 1123)
    put_on_paper(page)
    return [f"on paper: {each}" for each in page.evaluate(ON_PAPER)]
