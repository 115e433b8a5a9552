"""Walks the whole site as a reader does: from the first page along every address that an answer names."""

import json
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from io import StringIO
from pathlib import Path
from urllib.parse import parse_qsl, urldefrag, urlencode, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client
from django.urls import Resolver404
from lxml import html

PASSWORD = "a-long-password-for-tests"
# Filters make endless combinations. Followed are only so many links alike: those with one choice of an outlet or a section
# (there are five), with one range of dates, and with the same two choices. In every other format of a list, one with each
# choice is followed, and one with two.
CHOICES, DATES, PAIRS, FORMATS = 6, 3, 1, 1
# What says how a result is shown, not what is in it.
NOT_A_CHOICE = {"page", "cursor", "format", "page_size"}
ATTRIBUTES = {"href", "src", "action", "formaction", "poster", "data", "{xlink}href"}


@dataclass(frozen=True)
class Answer:
    """What the site said to one address, and which page led there."""

    address: str
    status: int
    headers: dict[str, str]
    body: bytes
    view: str = ""
    cookies: tuple[str, ...] = ()
    found_on: str = ""

    @property
    def media_type(self) -> str:
        return self.headers.get("Content-Type", "").partition(";")[0]

    @property
    def is_html(self) -> bool:
        return self.media_type == "text/html" and bool(self.body)

    @property
    def is_text(self) -> bool:
        try:
            self.body.decode("utf-8")
        except UnicodeDecodeError:
            return False
        return True

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def kind(self) -> tuple:
        """The same for pages that one view made with the same parameters."""
        names = {name for name, value in parse_qsl(urlsplit(self.address).query)}
        return (self.view, self.status, self.media_type, *sorted(names))


def load_demo() -> None:
    call_command("load_demo", "--password", PASSWORD, stdout=StringIO())


def crawl(start: Iterable[str] = ("/",)) -> dict[str, Answer]:
    """Every answer by its address, without its fragment, as somebody who is not signed in gets it."""
    client = Client(raise_request_exception=False)
    answers: dict[str, Answer] = {}
    waiting = deque((address, "") for address in start)
    shapes: Counter[tuple] = Counter()
    while waiting:
        address, found_on = waiting.popleft()
        if address in answers or (found_on and not _is_worth_it(address, shapes)):
            continue
        answers[address] = answer = ask(client, address, found_on)
        waiting.extend((own(each), address) for each in addresses_in(answer) if own(each))
    return answers


def ask(client: Client, address: str, found_on: str = "") -> Answer:
    """One request; a static file is answered as the server in front of the site would."""
    static = f"/{settings.STATIC_URL.strip('/')}/"
    if address.startswith(static):
        path = finders.find(urlsplit(address).path.removeprefix(static))
        body = Path(path).read_bytes() if path else b""
        suffix = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
        kind = suffix.get(Path(address).suffix, "application/octet-stream")
        return Answer(address, 200 if path else 404, {"Content-Type": kind}, body, "static")
    response = client.get(address)
    try:
        view = response.resolver_match.view_name
    except Resolver404:
        view = ""
    return Answer(
        address,
        response.status_code,
        dict(response.headers),
        response.getvalue(),
        view,
        tuple(response.cookies),
        found_on,
    )


def addresses_in(answer: Answer) -> Iterator[str]:
    """Every address that the answer names, absolute, with its fragment."""
    if "Location" in answer.headers:
        yield urljoin(answer.address, answer.headers["Location"])
    if answer.is_html:
        found: Iterable[str] = _in_html(answer)
    elif answer.media_type.endswith("json"):
        found = _in_json(json.loads(answer.body))
    elif answer.media_type.endswith("xml"):
        found = [
            value
            for element in html.etree.fromstring(answer.body).iter(tag=html.etree.Element)
            for name, value in element.attrib.items()
            if name in ATTRIBUTES
        ]
    elif answer.media_type == "text/css":
        found = re.findall(r'url\(["\']?([^"\')]+)', answer.text)
    else:
        found = ()
    for each in found:
        if not each.startswith(("data:", "mailto:")):
            yield urljoin(answer.address, each.strip())
    if answer.is_text:
        is_markup = answer.is_html or answer.media_type.endswith("xml")
        yield from _spelled_out(unescape(answer.text) if is_markup else answer.text)


def own(address: str) -> str:
    """The path and query of an address of this site, else nothing."""
    parts = urlsplit(urldefrag(address).url)
    host = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    if host not in ("", settings.SITE_URL, "http://testserver"):
        return ""
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def tree(answer: Answer) -> html.HtmlElement:
    return html.document_fromstring(answer.text)


def _in_html(answer: Answer) -> Iterator[str]:
    page = tree(answer)
    for element in page.iter(tag=html.etree.Element):
        for name, value in element.attrib.items():
            if _is_address(element, name, value):
                yield value
            elif name == "srcset":
                yield from (each.split()[0] for each in value.split(","))
    for form in page.forms:
        if form.method == "GET":
            yield f"{form.action or answer.address}?{urlencode(form.form_values())}"


def _is_address(element: html.HtmlElement, name: str, value: str) -> bool:
    if name in ATTRIBUTES:
        return element.tag != "form"
    # Previews and scripts find theirs in other attributes.
    return value.startswith((settings.SITE_URL + "/", "http://testserver/")) or (
        name.startswith("data-") and value.startswith(("/", "?"))
    )


def _in_json(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _in_json(each)
    elif isinstance(value, str) and re.match(r"/(?!/)[^\s{]*$", value):
        yield value


def _spelled_out(text: str) -> Iterator[str]:
    """Addresses of this site that stand in the text of a feed, a sitemap, a bibliography or a script."""
    address = re.compile(rf"{re.escape(settings.SITE_URL)}/[^\s\"'`<>(){{}}\\\],]*")
    for match in address.findall(text):
        # A feed has HTML in it, which escapes once more.
        yield match.replace("&amp;", "&").rstrip(".;")


def _is_worth_it(address: str, shapes: Counter[tuple]) -> bool:
    parts = urlsplit(address)
    if parts.path.startswith("/admin/") and parts.path != "/admin/":
        return False
    given = parse_qsl(parts.query, keep_blank_values=True)
    names = [name for name, value in given if value and name not in NOT_A_CHOICE]
    # Both ends of a range are one choice.
    choices = sorted(set(names) - {"from", "to"})
    choices += [name for name in choices for _ in range(names.count(name) - 1)]
    choices += ["dates"] * bool({"from", "to"} & set(names))
    # A form sends its empty fields too.
    choices += ["form"] * (len(choices) == 1 and not all(value for _, value in given))
    if not choices:
        return True
    if not parts.path.endswith("/") or parts.path.startswith("/api/"):
        limit = FORMATS
        choices = choices if len(choices) == 1 else ["several"]
    elif len(choices) > 1:
        limit = PAIRS if len(choices) == 2 else 0
    else:
        limit = DATES if choices == ["dates"] else CHOICES
    shapes[parts.path, *choices] += 1
    return shapes[parts.path, *choices] <= limit
