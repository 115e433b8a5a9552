"""How much somebody may send: the one place for these numbers (pure).

A reader looks at them while it reads, before anything is parsed, cleaned or compared; what is beyond them is refused with a
sentence. `docs/formats.md` has the same numbers for people.
"""

MAX_BYTES = 5 * 1024 * 1024
"""A document, as it is sent and as it is unpacked."""
MAX_TEXT = 1_000_000
"""Characters of text of a document."""
MAX_LINES = 20_000
"""Lines of a document, blank ones too."""
MAX_PARAGRAPH = 20_000
"""Characters of an item, or of any paragraph that may become one; of a line of citations, too."""
MAX_ITEMS = 2_000
"""Items of an issue."""
MAX_CITATIONS = 10_000
"""Citations of an issue."""
MAX_PARENTHESES = 20_000
"""Opening ones of an issue, twice as many as it has citations; the marks of Markdown links too."""
MAX_ITEM_CITATIONS = 60
"""Citations of one item."""
MAX_PASTED_ITEMS = 200
"""Items that are pasted at once."""
MAX_PASTED = 500_000
"""Characters that are pasted at once; a source of HTML may have four times as many."""

MAX_MARKUP, MAX_TAGS = 120_000, 5_000
"""Characters and tags of one item's HTML that are still parsed: an item of ``MAX_PARAGRAPH`` signs, each escaped, fits in."""
