"""Prepares the parts of a Word document: what its reader would pass over is put in its way or told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from lxml import etree

from issues.imports.lines import Line, Run
from issues.imports.reading import ImportRefused
from issues.imports.typed_bullets import show_indents
from issues.imports.word_sizes import check_word

MAX_TAGS = 150_000
Parts = dict[str, bytes]
Element: TypeAlias = etree._Element

_OFFICE = re.compile(r"/officeDocument$")
_FALLBACK = "word/document.xml"
# Elements around text that the reader of Word documents does not know; it looks through this one.
_THROUGH, _UNKNOWN = "smartTag", frozenset("fldSimple dir bdo ruby rubyBase rt".split())
_GONE = frozenset({"del", "moveFrom"})
_PICTURES = frozenset("drawing pict object".split())
_SHOWN = frozenset("blip imagedata chart relIds OLEObject".split())
# Names of frames, such as _blank: no title of an article looks like that.
_FRAME = re.compile(r"[_a-z][-\w]*")
_NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
# Other parts with words, by the beginning of their names, and what to call them.
_ASIDES = (
    ("header", "a page’s header"),
    ("footer", "a page’s footer"),
    ("footnotes", "a footnote"),
    ("endnotes", "an endnote"),
    ("comments.", "a comment in Word"),
    ("charts/chart", "a chart"),
    ("diagrams/data", "a drawing"),
)


@dataclass(slots=True)
class Word:
    """What a Word document is read from.

    ``parts`` are those that its reader needs, by name; ``paragraphs`` the words of each paragraph in them; ``asides``
    what stands elsewhere; ``titles`` the tips of links by address.
    """

    parts: Parts = field(default_factory=dict)
    paragraphs: list[str] = field(default_factory=list)
    asides: list[Line] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)


def prepare(parts: Parts, filename: str) -> Word:
    """The document’s main part, changed as said above, with the parts it needs. Raises ImportRefused."""
    main = _main_part(parts)
    if main not in parts:
        raise ImportRefused(
            f"{filename} is a zip package without word/document.xml, so no Word document: unpack it, or save it again."
        )
    folder, _, name = main.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels".lstrip("/")
    body = parse(parts[main], main, filename)
    check_word(body, filename)
    links = _links(parts.get(rels), rels, filename)
    word = Word()
    show_indents(body)
    _Preparation(word, body, links).make()
    needed = {
        "[Content_Types].xml",
        "_rels/.rels",
        rels,
        f"{folder}/styles.xml",
        f"{folder}/numbering.xml",
    }
    word.parts = {each: parts[each] for each in sorted(needed) if each in parts}
    for part, content in word.parts.items():
        parse(content, part, filename)
    word.parts[main] = etree.tostring(body, encoding="utf-8")
    for part, kind in _others(parts, folder):
        root = parse(parts[part], part, filename)
        check_word(root, filename)
        word.asides += _lines_of(root, kind)
    return word


def parse(part: bytes, name: str, filename: str) -> Element:
    """The tree of a part. Raises ImportRefused for XML that is broken, too large or nested too deep (256 levels)."""
    if part.count(b"<") > MAX_TAGS:
        raise ImportRefused(
            f"{filename} has more than {MAX_TAGS:,} tags in its part {name}: copy its text into a new document."
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(part, parser)
    except etree.XMLSyntaxError as error:
        raise ImportRefused(
            f"{filename} is broken (its part {name} is not well-formed): open it in Word and save it again."
        ) from error


def _main_part(parts: Parts) -> str:
    for target, kind in _relations(parts.get("_rels/.rels", b"")):
        name = target.lstrip("/")
        if _OFFICE.search(kind) and name in parts:
            return name
    return _FALLBACK


def _relations(part: bytes) -> Iterator[tuple[str, str]]:
    try:
        root = parse(part, "_rels/.rels", "") if part else None
    except ImportRefused:
        return
    for each in root if root is not None else ():
        yield each.get("Target", ""), each.get("Type", "")


def _links(part: bytes | None, name: str, filename: str) -> dict[str, str]:
    """Addresses and names of parts by the ids of their relationships."""
    if part is None:
        return {}
    return {each.get("Id", ""): each.get("Target", "") for each in parse(part, name, filename)}


def _others(parts: Parts, folder: str) -> Iterator[tuple[str, str]]:
    for name in sorted(parts):
        for start, kind in _ASIDES:
            if name.startswith(f"{folder}/{start}") and name.endswith(".xml"):
                yield name, kind


class _Preparation:
    def __init__(self, word: Word, body: Element, links: dict[str, str]) -> None:
        self._word = word
        self._body = body
        self._links = links
        self._notes: dict[str, int] = {}

    def make(self) -> None:
        """All changes, each over the whole tree."""
        self._choose_contents()
        for element in list(self._body.iter()):
            name = local(element)
            if name in _GONE:
                self._take_out_deleted(element)
            elif name == "r" and _is_hidden(element):
                self._take_out(element, "hidden in the source")
            elif name in _UNKNOWN:
                element.tag = _named(element, _THROUGH)
            elif name == "oMath":
                _replace_by_text(element, self._body, text_of(element))
            elif name in _NOTES:
                self._number(element, name)
            elif name == "commentReference":
                _drop(element)
            elif name == "hyperlink":
                self._note_title(element)
        self._free_boxes()
        self._take_out_pictures()
        self._word.paragraphs = [
            words for each in self._body.iter() if local(each) == "p" and (words := text_of(each))
        ]

    def _choose_contents(self) -> None:
        """Of contents in two forms the reader takes the fallback; where that has no words, the other form."""
        for element in [each for each in self._body.iter() if local(each) == "AlternateContent"]:
            forms = {local(form): form for form in element}
            choice, fallback = forms.get("Choice"), forms.get("Fallback")
            if choice is None:
                continue
            if fallback is None or (
                text_of(choice, deep=True) and not text_of(fallback, deep=True)
            ):
                if fallback is not None:
                    element.remove(fallback)
                choice.tag = choice.tag.replace("}Choice", "}Fallback")
            else:
                element.remove(choice)

    def _free_boxes(self) -> None:
        """Text boxes of drawings, which the reader overlooks, in the form of older ones."""
        for element in [each for each in self._body.iter() if local(each) == "drawing"]:
            boxes = [each for each in element.iter() if local(each) == "txbxContent"]
            run = element.getparent()
            if not boxes or run is None:
                continue
            picture = etree.SubElement(run, _named(element, "pict"))
            picture.extend(boxes)

    def _take_out_deleted(self, element: Element) -> None:
        parent = element.getparent()
        if parent is None or local(parent) in ("rPr", "pPr", "trPr"):
            return
        self._take_out(element, "deleted with Track Changes", "deleted_words")

    def _take_out(self, element: Element, kind: str, code: str = "") -> None:
        if words := text_of(element, deep=True):
            notes = [(code, words)] if code else []
            self._word.asides.append(Line(aside=kind, runs=[Run(words)], notes=notes))
        _drop(element)

    def _number(self, element: Element, name: str) -> None:
        key = (
            f"{_NOTES[name]} {next((v for k, v in element.attrib.items() if k.endswith('id')), '')}"
        )
        number = self._notes.setdefault(key, len(self._notes) + 1)
        _replace_by_text(element, self._body, f"[{number}]", in_run=True)

    def _note_title(self, element: Element) -> None:
        values = {etree.QName(key).localname: value for key, value in element.attrib.items()}
        address = self._links.get(values.get("id", ""), "")
        # LibreOffice saves a link's tip as the name of a frame to open it in.
        frame = values.get("tgtFrame", "")
        title = values.get("tooltip") or ("" if _FRAME.fullmatch(frame) else frame)
        if address and title:
            self._word.titles[address] = title
        if values.get("id", "") not in self._links:
            for key in [key for key in element.attrib if etree.QName(key).localname == "id"]:
                del element.attrib[key]

    def _take_out_pictures(self) -> None:
        """Pictures, charts and objects without words of their own, with what they say of themselves."""
        beside: dict[Element, str] = {}
        for element in [each for each in self._body.iter() if local(each) in _PICTURES]:
            names = {local(each) for each in element.iter()}
            if text_of(element, deep=True):
                continue
            if names & _SHOWN:
                around = next((p for p in element.iterancestors() if local(p) == "p"), element)
                if around not in beside:
                    beside[around] = text_of(around)
                near = beside[around]
                kind = f"a picture near “{near[:60]}”" if near else "a picture"
                words = next(filter(None, map(_description, element.iter())), "(no description)")
                self._word.asides.append(Line(aside=kind, runs=[Run(words)]))
            _drop(element)


def local(element: Element) -> str:
    """An element's name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _is_hidden(run: Element) -> bool:
    """Whether a run has words that nobody sees who reads the document."""
    looks = run.find(_named(run, "rPr"))
    vanish = looks.find(_named(run, "vanish")) if looks is not None else None
    is_on = vanish is not None and vanish.get(_named(run, "val")) not in ("0", "false", "off")
    return is_on and bool(text_of(run, deep=True))


_WORDS = {"t", "delText"}
_BETWEEN = {"tab": " ", "br": " ", "cr": " ", "noBreakHyphen": "\u2011", "softHyphen": "\xad"}


def text_of(element: Element, *, deep: bool = False) -> str:
    """The words of a paragraph or run, blanks folded; with ``deep`` those of paragraphs inside it too."""
    found: list[str] = []
    inside: set[Element] = set()
    for each in element.iter():
        name = local(each)
        if not deep and (each.getparent() in inside or (name == "p" and each is not element)):
            inside.add(each)
        elif name == "p":
            found.append(" ")
        elif name in _WORDS:
            found.append(each.text or "")
        elif name in _BETWEEN and local(each.getparent()) == "r":
            found.append(_BETWEEN[name])
    return " ".join("".join(found).split())


def _description(element: Element) -> str:
    names = ("descr", "alt", "title")
    return next((" ".join(words.split()) for name in names if (words := element.get(name))), "")


def _lines_of(root: Element, kind: str) -> Iterator[Line]:
    paragraphs = [each for each in root.iter() if local(each) == "p"]
    for words in filter(None, map(text_of, paragraphs)):
        yield Line(aside=kind, runs=[Run(words)])


def _named(element: Element, name: str) -> str:
    return f"{{{etree.QName(element).namespace}}}{name}"


def _drop(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _replace_by_text(element: Element, body: Element, words: str, *, in_run: bool = False) -> None:
    """Put text in an element's place, raised inside a run; in the namespace of the document."""
    parent = element.getparent()
    if parent is None:
        return
    text = etree.Element(_named(body, "t"))
    text.text = words
    new = text
    if in_run:
        properties = parent.find(_named(body, "rPr"))
        if properties is None:
            properties = etree.Element(_named(body, "rPr"))
            parent.insert(0, properties)
        for each in list(properties):
            properties.remove(each)
        etree.SubElement(properties, _named(body, "vertAlign")).set(
            _named(body, "val"), "superscript"
        )
    else:
        new = etree.Element(_named(body, "r"))
        new.append(text)
    parent.replace(element, new)
