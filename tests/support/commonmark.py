"""What a reader of CommonMark makes of Markdown."""

from markdown_it import MarkdownIt

READER = MarkdownIt("commonmark").enable("strikethrough").enable("table")


def read(text: str) -> str:
    """The HTML that Markdown becomes."""
    return READER.render(text)
