"""The buttons of the desk’s pages: what each form holds as it stands, and pressing it as a browser without script does."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from django.urls import resolve
from lxml import html


@dataclass(frozen=True)
class Button:
    """``name`` is that of the address, of a move with what it does (``move:submit``); ``label`` what a person reads."""

    name: str
    address: str
    label: str
    fields: dict[str, list[str]] = field(compare=False)

    def press(self, client: Any, typed: dict[str, str]) -> Any:
        """The answer; of ``typed``, what the form has fields for is put where nothing stands yet."""
        written = {
            name: typed[name] if name in typed and not "".join(values).strip() else values
            for name, values in self.fields.items()
        }
        return client.post(self.address, written)


def buttons(page: str, at: str) -> Iterator[Button]:
    """Every button of the page ``at`` that sends a form of the desk by POST (HTML standard, 4.10.21 and 4.10.22)."""
    tree = html.document_fromstring(page)
    for button in tree.xpath("//button[not(@type='button')] | //input[@type='submit']"):
        form = _form_of(button, tree)
        if form is None or (button.get("formmethod") or form.get("method")) != "post":
            continue
        address = urljoin(at, button.get("formaction") or form.get("action") or at)
        match = resolve(re.sub(r"[?#].*", "", address))
        if match.app_name != "desk":
            continue
        fields = _fields(form, tree)
        if button.get("name"):
            fields.setdefault(button.get("name"), []).append(button.get("value") or "")
        move = match.kwargs.get("move")
        name = f"move:{move}" if move else match.url_name
        label = button.get("aria-label") or button.text_content() or button.get("value") or ""
        yield Button(name, address, " ".join(label.split()), fields)


def _form_of(control: Any, tree: Any) -> Any:
    if control.get("form"):
        return tree.find(f".//form[@id='{control.get('form')}']")
    return next(control.iterancestors("form"), None)


def _fields(form: Any, tree: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for control in tree.xpath("//input | //select | //textarea"):
        kind, name = control.get("type", "text"), control.get("name")
        if not name or "disabled" in control.attrib or _form_of(control, tree) is not form:
            continue
        if kind in ("submit", "button", "image", "reset", "file"):
            continue
        if kind in ("checkbox", "radio") and "checked" not in control.attrib:
            continue
        value = control.value
        values = list(value) if control.tag == "select" and control.multiple else [value or ""]
        found.setdefault(name, []).extend(values)
    return found
