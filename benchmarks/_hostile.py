"""Texts that nobody writes but who means harm: shapes of any size, one sign or form over and over."""

TITLE = "Russia in Syria Monitor, Oct. 31-Nov. 7, 2017\n\nKey events:\n\n"

SHAPES = {
    "less-than signs": "<",
    "open tags a": "<a>",
    "open tags b": "<b>",
    "tags in disorder": "<b></i><p><i></b>",
    "closing tags": "</b>",
    "tags that never end": "<a ",
    "quotes in tags": '<a b="',
    "comments": "<!--",
    "CDATA": "<![CDATA[",
    "processing instructions": "<?",
    "tables": "<table><tr><td>",
    "lists in HTML": "<ul><li>a",
    "paragraphs in HTML": "<p>a",
    "ampersands": "&",
    "character references": "&#x",
    "opening parentheses": "(",
    "closing parentheses": ")",
    "empty parentheses": "()",
    "citations": "(Reuters, 11.04.17) ",
    "citations in each other": "((Reuters), 11.04.17)",
    "citations without end": "(Reuters, 11.04.17, ",
    "brackets": "[",
    "links in Markdown": "](",
    "references in Markdown": "[a][",
    "back-ticks": "`a``",
    "asterisks": "*a ",
    "emphasis": "**a_",
    "blanks": " ",
    "no-break spaces": "\u00a0",
    "tabs": "\t",
    "carriage returns": "\r",
    "dashes": "- ",
    "dots": ". ",
    "digits": "1",
    "commas": ", ",
    "dates": "11.04.17, ",
    "months": "Nov. 4, ",
    "colons": ": ",
    "dollars": "$",
    "capital letters": "A",
    "words": "Word ",
    "combining marks": "\u0301\u0316",
    "turns of direction": "\u202e",
    "quotation marks": ': "',
    "at signs": "@a ",
    "addresses": "https://example.org/a ",
    "slashes": "AP/",
    "base64": "QUJDREVG",
    "bullets": "\n* a",
    "deeper bullets": "\n\t\t- a",
    "numbers": "\n1. a",
    "headings": "\nKey events:\n",
    "headings of Markdown": "\n## A\n",
    "quotations of Markdown": "\n> > > > a",
    "definitions of Markdown": "\n[a]: b",
    "tables of Markdown": "\n|-|-|",
    "lines": "\nA line of words that goes on and on and comes to no end of any kind",
}


def bare(name: str, size: int) -> str:
    """The shape alone, so many characters."""
    unit = SHAPES[name]
    return (unit * (size // len(unit) + 1))[:size]


def one_item(name: str, size: int) -> str:
    """A digest with one item that has the shape."""
    return f"{TITLE}* text {bare(name, size)}"


def many_items(name: str, size: int, each: int = 19_000) -> str:
    """A digest whose items, as long as a paragraph may be, have the shape."""
    item = f"\n* a {bare(name, each)}".replace("\n", " ")
    return TITLE + "".join(f"\n{item.strip()}\n" for _ in range(size // each))


def many_in_html(name: str, size: int, each: int = 19_000) -> str:
    """The same as HTML."""
    head = TITLE.replace("\n\n", "<p>")
    return head + f"<ul><li>a {bare(name, each)}</ul>\n" * (size // each)
