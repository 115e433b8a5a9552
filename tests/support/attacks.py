"""Attempts to get a script into a page: the project's own, and known ones where they stand beside the project."""

import json
import re
from typing import NamedTuple

from playwright.sync_api import Page, expect

from issues.models import Citation, Item
from sources.models import Outlet
from tests.support.paths import ATTACKS, CORPUS

CONTEXTS = {
    "text",
    "double quotes",
    "single quotes",
    "no quotes",
    "attribute names",
    "address",
    "style",
    "SVG",
    "MathML",
    "comments",
    "raw text",
    "encodings",
    "clobbering",
    "nesting",
    "mutation",
    "event handlers",
    "documents",
    "htmx",
    "templates",
    "scripts",
    "classes",
}
"""Where an attack begins, or what it turns to its ends."""


class Attack(NamedTuple):
    """``within`` is the markup around the payload, in the place of ``{}``, that it breaks out of.

    ``needs`` says what else there must be besides today's Chromium and a page that prints it as it is; empty if nothing.
    """

    context: str
    payload: str
    within: str = "{}"
    needs: str = ""

    @property
    def markup(self) -> str:
        """What a page without any care would hold."""
        return self.within.replace("{}", self.payload)


def own_attacks() -> list[Attack]:
    """Written for this project, from the HTML standard."""
    return [Attack(**entry) for entry in json.loads(ATTACKS.read_text("utf-8"))]


def payloads() -> list[str]:
    """All that are at hand, as they are."""
    known = json.loads(CORPUS.read_text("utf-8"))["payloads"] if CORPUS.exists() else []
    # An attack out of its place, and in it: where a cleaner sees the whole, and where it sees the part.
    own = [text for attack in own_attacks() for text in (attack.payload, attack.markup)]
    return list(dict.fromkeys([*own, *(entry["payload"] for entry in known)]))


def storable_payloads() -> list[str]:
    """The same, without what no database takes: null bytes, and halves of characters."""
    return [
        text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8") for text in payloads()
    ]


# What a browser is told

WATCH = """
    window.ran = [];
    for (const name of ['alert', 'confirm', 'prompt', 'print', 'open'])
        window[name] = (...words) => {
            window.ran.push(name + ': ' + words.join(' '));
            if (top !== window) top.postMessage('ran', '*');
        };
"""
"""Before anything else on a page: what attacks call is noted in ``ran``, and told to the page around."""

# Called on the prototypes: an attack may hide what an element has behind names of its own.
_READ = """
    const all = (where, asked) => [...Document.prototype.querySelectorAll.call(where, asked)];
    const attributes = (element) => Element.prototype.getAttributeNames.call(element)
        .map((name) => [name, Element.prototype.getAttribute.call(element, name)]);
"""

EXCITE = f"""() => {{
    {_READ}
    const pages = [document];
    for (const frame of all(document, 'iframe'))
        if (frame.contentDocument) pages.push(frame.contentDocument);
    for (const page of pages)
        for (const element of all(page, 'body, body *')) {{
            const happens = (event) => EventTarget.prototype.dispatchEvent.call(element, event);
            for (const [name] of attributes(element)) {{
                if (!/^on/i.test(name)) continue;
                happens(new Event(name.slice(2)));
                if (element === page.body) page.defaultView.dispatchEvent(new Event(name.slice(2)));
            }}
            const {{formAction, form, href}} = element;
            const leads = [formAction, form?.action, href?.baseVal, href].map((each) => String(each || ''));
            if (leads.some((each) => /^\\s*javascript:/i.test(each)))
                happens(new MouseEvent('click', {{bubbles: true, cancelable: true}}));
        }}
}}"""
"""Everything happens that an attribute waits for, and what leads to a script is pressed; one level of frames included."""

# A picture that is asked for last and fails: those of an attack have failed before it.
AFTER_ALL = """() => new Promise((done) => {
    const picture = new Image();
    picture.onerror = () => setTimeout(done);
    picture.src = '/nothing.png';
})"""

FOUND = f"""(own) => {{
    {_READ}
    const found = [...(window.ran || [])];
    const schemeOf = (address) => {{
        try {{ return new URL(address, 'http://site.invalid/').protocol; }} catch {{ return 'http:'; }}
    }};
    const leading = /^(href|src|action|formaction|xlink:href|data|poster|background|srcset)$/;
    const isBad = {{
        where: (value, tag) => !/^(https?:|mailto:)/i.test(schemeOf(value))
            || /^[\\s\\x00-\\x1f]*[\\\\/][\\t\\r\\n]*[\\\\/]/.test(value)
            || (tag !== 'a' && value.includes('attack.invalid')),
        hx: (value) => /attack|alert/.test(value),
        class: (value) => /\\battack\\b/.test(value),
    }};
    if (window.clobbered || document.clobbered || typeof document.getElementById !== 'function')
        found.push('a global name is taken');
    const isOwn = (element) => own && Element.prototype.matches.call(element, own);
    for (const element of all(document, 'body *'))
        for (const [name, value] of attributes(element)) {{
            if (name === 'style' && isOwn(element)) continue;
            const kind = leading.test(name) ? 'where' : name.match(/^(?:data-)?(hx)-/)?.[1] || name;
            if (/^on|^(style|srcdoc|ping)$/i.test(name) || isBad[kind]?.(value, element.localName))
                found.push(`${{element.tagName}} ${{name}}=${{value}}`);
        }}
    const unwanted = 'script,style,iframe,object,embed,svg,math,img,video,audio,base,meta,link,template';
    for (const element of all(document, 'main *'))
        if (Element.prototype.matches.call(element, unwanted) && !isOwn(element)) found.push(element.outerHTML.slice(0, 200));
    if (all(document, 'main')[0].textContent.includes('templated')) found.push('a template was obeyed');
    return found;
}}"""
"""What ran on the page, and what on it could: a list of strings. The page has a ``main``.

``own`` selects what the site itself draws, styles or loads in there; still nothing in it may run.
"""

TAGS_AND_ATTRIBUTES = """(texts) => texts.flatMap((text) =>
    [...new DOMParser().parseFromString(`<!doctype html><main>${text}</main>`, 'text/html').querySelectorAll('body *')]
        .flatMap((element) => [element.localName, ...element.getAttributeNames().map((name) => `${element.localName} ${name}`)])
)"""


# What the tests on pages share


def citation_of(item: Item, outlet: Outlet) -> Citation:
    """One with the item's text in every field: as an address by itself, or in one if it is more than that."""
    text = item.body
    address = f"https://news.example/{text}" if re.search(r"""[<>"']""", text) else text
    return Citation(
        item=item,
        outlet=outlet,
        printed_as=text[:200],
        title=text[:500],
        note=text[:200],
        url=address[:2000],
    )


def findings(page: Page, own: str = "") -> list[str]:
    """What runs on the page that is open, or could, or was fetched from elsewhere. ``own`` as FOUND has it."""
    page.evaluate(EXCITE)
    page.evaluate(AFTER_ALL)
    server = page.evaluate("location.origin")
    elsewhere = [url for url in page.asked if not url.startswith((server, "data:", "blob:"))]
    found = [*page.evaluate(FOUND, own), *page.ran, *elsewhere]
    page.ran.clear()
    page.asked.clear()
    return found


def look(page: Page, address: str, own: str = "") -> list[str]:
    """The findings of a page of the site."""
    page.goto(address, timeout=120_000)
    expect(page.locator("main")).to_have_count(1)
    found = findings(page, own)
    expect(page).to_have_url(address)
    return found
