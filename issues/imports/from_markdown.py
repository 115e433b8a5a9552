"""Reads a digest from Markdown: CommonMark with tables and strikethrough."""

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from issues.imports.from_markup import read_page
from issues.imports.html import read_html
from issues.imports.lines import Line, Run
from issues.imports.reading import ImportRefused, decode
from issues.imports.source import Source
from issues.limits import MAX_ITEMS, MAX_LINES, MAX_PARAGRAPH, MAX_PARENTHESES

MAX_SIGNS = 200_000
_SIGNS = r"*_~<>&`!\#$%+-:=@]^{}"
# What the parser nests deeper it would drop.
_MAX_LEVEL = 98
_MARKS = tuple(f"<{slash}{tag}>" for tag in "em strong b i sub sup".split() for slash in ("", "/"))


def read(document: bytes, filename: str, outlets: tuple[str, ...]) -> Source:
    """The document as it stands, links and lists kept. HTML in it is text, but for the tags of emphasis.

    Raises ImportRefused, also for what would take too long to parse.
    """
    text = decode(document, filename).removeprefix("\ufeff")
    _check_size(text, filename)
    parser = _parser()
    env: dict[str, dict[str, dict[str, str]]] = {}
    try:
        tokens = parser.parse(text, env)
    except _TooLong as error:
        raise ImportRefused(
            f"{filename} has a paragraph of more than {MAX_PARAGRAPH:,} characters (line {error}): break it up."
        ) from None
    except RecursionError:
        raise ImportRefused(_too_deep(filename)) from None
    if any(token.level >= _MAX_LEVEL for token in tokens):
        raise ImportRefused(_too_deep(filename))
    page = read_html(parser.renderer.render(tokens, parser.options, env))
    page.lines += _unseen(tokens, env)
    return read_page(page, filename, outlets)


class _TooLong(Exception):
    """A paragraph’s first line, from 1."""


def _check_size(text: str, filename: str) -> None:
    for count, most, noun in (
        (text.count("\n") + text.count("\r"), MAX_LINES, "lines"),
        (text.count("["), MAX_PARENTHESES, "brackets"),
        (sum(map(text.count, _SIGNS)), MAX_SIGNS, "signs of Markdown"),
    ):
        if count > most:
            raise ImportRefused(
                f"{filename} has {count:,} {noun}, and an issue has at most {MAX_ITEMS:,} items: "
                "check that it is one issue."
            )


def _too_deep(filename: str) -> str:
    return (
        f"{filename} is nested more than {_MAX_LEVEL // 2} levels deep: check that it is a digest."
    )


def _parser() -> MarkdownIt:
    parser = MarkdownIt("js-default", {"html": False})
    parser.core.ruler.after("block", "paragraphs", _check_paragraphs)
    parser.inline.ruler.before("html_inline", "marks", _read_mark)
    # Addresses that the allow-list refuses are reported later; here they would stay as Markdown.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    return parser


def _check_paragraphs(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and len(token.content) > MAX_PARAGRAPH:
            raise _TooLong((token.map or [0])[0] + 1)


def _read_mark(state: StateInline, silent: bool) -> bool:
    """``<em>`` and the like, which the site’s own documents hold where asterisks could be misread."""
    mark = next((mark for mark in _MARKS if state.src.startswith(mark, state.pos)), None)
    if mark is None:
        return False
    if not silent:
        state.push("html_inline", "", 0).content = mark
    state.pos += len(mark)
    return True


def _unseen(tokens: list[Token], env: dict[str, dict[str, dict[str, str]]]) -> list[Line]:
    """Words that no reader of the printed document sees: addresses that no link uses, the language of code."""
    used = {child.attrGet("href") for token in tokens for child in token.children or []}
    used |= {child.attrGet("src") for token in tokens for child in token.children or []}
    texts = [
        f"{label}: {target['href']} {target['title']}"
        for label, target in env.get("references", {}).items()
        if target["href"] not in used
    ]
    texts += [token.info for token in tokens if token.type == "fence" and token.info.strip()]
    return [
        Line(aside="hidden in the source", runs=[Run(" ".join(text.split()))]) for text in texts
    ]
