"""Marks a reader's words in the text of an item."""

import html
import re
from collections.abc import Iterator

from issues.search.excerpts import Spans, spans_of
from issues.search.query import parse

_TAG = re.compile(r"""(<(?:[^<>"']|"[^"]*"|'[^']*')*>)""")


def marked(source: str, q: str) -> str:
    """Clean inline HTML with ``mark`` elements around the words of ``q`` (see ``parse``); a word may go on behind a tag."""
    pieces = _TAG.split(source)
    texts = [html.unescape(text) for text in pieces[::2]]
    found = spans_of("".join(texts), parse(q))
    if not found:
        return source
    done, start = "", 0
    for text, tag in zip(texts, [*pieces[1::2], ""], strict=True):
        done += "".join(_marked(text, start, found)) + tag
        start += len(text)
    return done


def has_words(text: str, q: str) -> bool:
    """Whether a word of ``q`` stands in the plain text; yes if ``q`` asks for none."""
    query = parse(q)
    return not query.included or bool(spans_of(text, query))


def _marked(text: str, start: int, found: Spans) -> Iterator[str]:
    """The text, which begins at ``start``, as HTML."""
    here = 0
    for first, last in found:
        begin, end = max(first - start, 0), min(last - start, len(text))
        if begin < end:
            yield html.escape(text[here:begin], quote=False)
            yield f"<mark>{html.escape(text[begin:end], quote=False)}</mark>"
            here = end
    yield html.escape(text[here:], quote=False)
