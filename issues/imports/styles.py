"""What the style attributes of copied HTML say about its text: bold, hidden, or a bullet of Word's."""

import re
from collections.abc import Iterable

from lxml.html import HtmlElement

# Its value ends at the next sign that could begin another, so that no style is looked through twice.
_WORD_LIST = re.compile(r"mso-list\s*:[^;:]*\blevel(\d)", re.IGNORECASE)
_GOOGLE_LIST = re.compile(r"\blst-kix_\w+-(\d)\b")
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
_BOLD = re.compile(
    r"(?:^|;)\s*font-weight\s*:\s*(bold|bolder|[6-9]00|normal|[1-5]00)\b", re.IGNORECASE
)
_ITALIC = re.compile(r"(?:^|;)\s*font-style\s*:\s*(italic|oblique|normal)\b", re.IGNORECASE)
_RAISED = re.compile(r"(?:^|;)\s*vertical-align\s*:\s*(super|sub)\b", re.IGNORECASE)
_STRUCK = re.compile(r"(?:^|;)\s*text-decoration[\w-]*\s*:[^;]*line-through", re.IGNORECASE)


def is_hidden(element: HtmlElement) -> bool:
    """Whether a reader of the page does not see the element."""
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def is_word_mark(element: HtmlElement) -> bool:
    """Whether this is a mark of Word's: the bullet or number of a list's paragraph, or the ``[AB1]`` of a comment."""
    style = (element.get("style") or "").lower().replace(" ", "")
    is_mark = "mso-list:ignore" in style or "mso-special-character:comment" in style
    return is_mark or "msocomanchor" in (element.get("class") or "")


def holds_word_comments(element: HtmlElement) -> bool:
    """Whether Word lists here, below the text, what somebody wrote in its margin."""
    return "mso-element:comment-list" in (element.get("style") or "").lower().replace(" ", "")


def word_list_level(element: HtmlElement) -> int:
    """The level from 1 of a paragraph that Word means as a bullet (``mso-list: l0 level2``), else 0."""
    style = element.get("style") or ""
    match = _WORD_LIST.search(style) if "mso-list" in style.lower() else None
    return int(match[1]) if match else 0


def google_list_level(element: HtmlElement) -> int:
    """The level from 1 of a list in a page that Google Docs saved, else 0: there it shows in the list’s class alone."""
    match = _GOOGLE_LIST.search(element.get("class") or "")
    return int(match[1]) + 1 if match else 0


def marks_of_style(style: str, tags: Iterable[str]) -> tuple[list[str], bool]:
    """The inline tags that an element with this style stands for, its own included, and whether it is struck out.

    Google Docs writes ``<b style="font-weight:normal">`` around all that is copied.
    """
    names = list(tags)
    for pattern, plain, ours in ((_BOLD, ("b", "strong"), "strong"), (_ITALIC, ("i", "em"), "em")):
        if match := pattern.search(style):
            value = match[1].lower()
            is_on = value in ("bold", "bolder", "italic", "oblique") or (
                value >= "600" and value.isdigit()
            )
            if not is_on:
                names = [name for name in names if name not in plain]
            elif not set(names) & set(plain):
                names.append(ours)
    if match := _RAISED.search(style):
        names += [
            name
            for name in ({"super": "sup", "sub": "sub"}[match[1].lower()],)
            if name not in names
        ]
    return names, bool(_STRUCK.search(style))
