"""Looks how much there is in a Word document before it is converted, which takes long for each of its elements."""

from lxml import etree

from issues.imports.reading import ImportRefused

_MOST = {"p": (6_000, "paragraphs"), "r": (20_000, "stretches of text in one look")}
# A text box stands in a paragraph, and a field in another; nobody nests them deeper.
_DEEPEST = {"p": (5, "paragraphs"), "fldChar": (20, "fields")}

_TAGS = [f"{{*}}{name}" for name in {*_MOST, *_DEEPEST}]


def check_word(body: etree._Element, filename: str) -> None:
    """Raises ImportRefused for more elements than an issue has, and for paragraphs or fields deep in each other."""
    count = dict.fromkeys(_MOST, 0)
    depth = dict.fromkeys(_DEEPEST, 0)
    for event, element in etree.iterwalk(body, events=("start", "end"), tag=_TAGS):
        name = etree.QName(element).localname
        if event == "start" and name in _MOST:
            count[name] += 1
            most, noun = _MOST[name]
            if count[name] > most:
                raise ImportRefused(
                    f"{filename} has more than {most:,} {noun}: check that it is one issue."
                )
        if name in _DEEPEST:
            depth[name] += _step(event, element, name)
            most, noun = _DEEPEST[name]
            if depth[name] > most:
                raise ImportRefused(
                    f"{filename} has {noun} nested more than {most} levels deep: copy its text into a new document."
                )


def _step(event: str, element: etree._Element, name: str) -> int:
    """One level deeper, or up again; a field says so itself, with two signs."""
    if name != "fldChar":
        return 1 if event == "start" else -1
    kind = next((value for key, value in element.attrib.items() if key.endswith("Type")), "")
    return {"begin": 1, "end": -1}.get(kind, 0) if event == "start" else 0
