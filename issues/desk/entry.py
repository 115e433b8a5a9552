"""The form of one item: its text, its place in the issue, and a row for each citation."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db import transaction
from django.http import QueryDict

from issues import markup
from issues.contents import Contents, ItemNode
from issues.desk.citing import (
    PREFIX,
    SPARE_ROWS,
    CitationRows,
    citation_rows,
    row_of,
    with_rows,
)
from issues.desk.forms import DeskForm
from issues.desk.lifting import TOO_LONG_A_LINE, Row, is_too_long, lift_citations, quick_rows
from issues.editing import Stale, add_item, change_item
from issues.limits import MAX_PARAGRAPH
from issues.models import Citation, Item
from issues.models.item import MAX_DEPTH
from issues.sections import Section
from issues.versions import as_citations, content_of_version
from sources.resolving import known_names

TOO_LONG_A_TEXT = (
    f"The text is longer than {MAX_PARAGRAPH:,} characters: an item is a few sentences."
)


class ItemForm(DeskForm):
    """Text and place. ``version`` is the item's version when the form was opened, empty for a new item."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    body = forms.CharField(
        label="Text",
        max_length=MAX_PARAGRAPH,
        widget=forms.Textarea(attrs={"rows": 7, "data-editor": ""}),
        error_messages={
            "required": "The item has no text: write a sentence or two.",
            "max_length": TOO_LONG_A_TEXT,
        },
    )
    place = forms.ChoiceField(
        label="Stands in",
        error_messages={
            "required": "Choose where the item stands.",
            "invalid_choice": "That place is gone: choose where the item stands.",
        },
    )
    # The key of the item that this one carries on; `similar.py` prints the choice.
    follows = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)

    def __init__(self, *args: Any, places: list[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["place"].choices = places  # type: ignore[attr-defined]
        # Several forms may be open on one page.
        self.fields["body"].widget.attrs["aria-describedby"] = str(self.auto_id) % "body-help"

    def clean_body(self) -> str:
        body = folded(self.cleaned_data["body"])
        if not markup.to_text(body).strip():
            raise forms.ValidationError(
                "Nothing is left of the text without its markup: write it anew."
            )
        return body


def folded(body: str) -> str:
    """The text as it is stored: clean inline HTML in one line, with plain blanks."""
    return " ".join(markup.clean(body).replace("&nbsp;", " ").split())


class Entry:
    """The whole form of an item, new or not.

    Raises nothing by itself; ``save`` raises what ``issues.editing`` raises, and then nothing was saved. Citations in
    parentheses that are printed in the text, and those of the quick line, move into rows before anything else happens.
    """

    def __init__(
        self,
        contents: Contents,
        item: Item | None = None,
        *,
        data: QueryDict | None = None,
        former: dict[str, Any] | None = None,
        place: str = "",
    ) -> None:
        self.issue, self.item = contents.issue, item
        self._contents = contents
        self.names = known_names()
        self.period = (self.issue.period_start, self.issue.period_end)
        stored = list(item.citations.all()) if item else []
        if item and data is not None and (before := _before(item, data.get("version", ""))):
            stored += as_citations(before["citations"])
            data = _not_moved_back(data, item, before)
        if data is not None:
            text, found = self._lifted(data.get("body", ""))
            rows = found + quick_rows(data.get("quick", ""), self.period, self.names)
            spare = SPARE_ROWS * (2 if "more" in data else 1)
            data = with_rows(data, text if found else data.get("body", ""), rows, spare)
            place = data.get("place", "")
        self._shown = (
            as_citations(former["citations"]) if former and "citations" in former else stored
        )
        """What the rows begin with: a former version's citations come back with its text."""
        self._stored, self._initial = stored, _initial(item, former, place)
        section = place.partition("/")[0]
        self.slot = item.key if item else f"new-{section if section in Section.values else 'item'}"
        """What tells this form from others on the same page, and a draft of it from other drafts."""
        self._bind(data)
        self.citations: list[Citation] = []

    def _lifted(self, body: str) -> tuple[str, list[Row]]:
        """The text without its citations, and those; of a text that the form refuses nothing is read."""
        if len(body) > MAX_PARAGRAPH:
            return body, []
        return lift_citations(folded(body), self.period, self.names)

    def is_valid(self) -> bool:
        """Whether it can be saved; every field and row is examined."""
        if self.item and self.form.is_valid() and self.form.cleaned_data["version"] is None:
            self.form.add_error(None, "The form came without its version: open the item again.")
        if self._data is not None and is_too_long(self._data.get("quick", "")):
            self.form.add_error(None, TOO_LONG_A_LINE)
        return all([self.form.is_valid(), self.rows.is_valid()])

    def save(self, user: Any) -> Item:
        """The item as saved, in one transaction."""
        data = self.form.cleaned_data
        section, parent = self._place()
        with transaction.atomic():
            self.citations = self.rows.citations()
            if self.item is None:
                return add_item(
                    self.issue,
                    user=user,
                    section=section,
                    body=data["body"],
                    citations=self.citations,
                    parent=parent,
                    follows=data["follows"],
                )
            return change_item(
                self.item,
                user=user,
                version=data["version"],
                body=data["body"],
                citations=self.citations,
                place=(section, parent),
                follows=self.follows if self.has_choice else None,
            )

    @property
    def has_choice(self) -> bool:
        """Whether somebody could choose what the item carries on; if not, that stays as it is."""
        return self._data is not None and "follows" in self._data

    @property
    def follows(self) -> str:
        """The key of the item that this one carries on, as chosen or stored; empty for none."""
        if self._data is not None and "follows" in self._data:
            return str(self._data["follows"])
        return self.item.follows if self.item else ""

    def rebase(self, stale: Stale) -> None:
        """After a save that was refused: both changes as far as they go together, over the item as it is now.

        Saving it again is a choice then. Raises nothing.
        """
        assert self._data is not None
        assert stale.merged is not None
        data = self._data.copy()
        data["version"] = str(stale.theirs.version)
        data["place"] = _value(stale.merged["section"], stale.merged["parent"])
        data["follows"] = stale.merged.get("follows", "")
        data[f"{PREFIX}-TOTAL_FORMS"] = "0"
        rows = [row_of(each) for each in as_citations(stale.merged["citations"])]
        self._bind(with_rows(data, stale.merged["body"], rows, SPARE_ROWS))

    def _bind(self, data: QueryDict | None) -> None:
        self._data = data
        ids = f"{self.slot}-%s"
        self.form = ItemForm(data, places=self._places(), initial=self._initial, auto_id=ids)
        self.rows: CitationRows = citation_rows(
            data,
            period=self.period,
            stored=self._stored,
            rows=[row_of(each) for each in self._shown],
            auto_id=ids,
        )

    def _place(self) -> tuple[str, Item | None]:
        section, _, key = self.form.cleaned_data["place"].partition("/")
        return section, next((n.item for n in self._contents.walk() if n.key == key), None)

    def _places(self) -> list[tuple[str, list[tuple[str, str]]]]:
        return places_in(self._contents, self.item)


def places_in(
    contents: Contents, item: Item | None = None
) -> list[tuple[str, list[tuple[str, str]]]]:
    """The places of an issue as choices by section: its top level, and below each item that may hold ``item``."""
    return [
        (
            section.section.label,
            [
                (section.section.value, f"{section.section.short_label}, top level"),
                *(
                    (
                        f"{section.section}/{node.key}",
                        f"{'– ' * node.depth}below “{node.item.excerpt}”",
                    )
                    for top in section.items
                    for node in _may_hold(top, item)
                ),
            ],
        )
        for section in contents.sections
    ]


def place_of(item: Item) -> str:
    """An item's place as the form's value: ``section`` or ``section/parent-key``; reads ``parent``."""
    return _value(item.section, item.parent.key if item.parent else None)


def _may_hold(node: ItemNode, item: Item | None) -> Iterator[ItemNode]:
    """The items that another can stand below: not itself, nor what is below it."""
    if item and node.key == item.key:
        return
    if node.depth < MAX_DEPTH:
        yield node
    for child in node.children:
        yield from _may_hold(child, item)


def _initial(item: Item | None, former: dict[str, Any] | None, place: str) -> dict[str, Any]:
    if item is None:
        return {"body": former["body"] if former else "", "place": place or Section.values[0]}
    return {
        "version": item.version,
        "body": former["body"] if former else item.body,
        "place": place_of(item),
    }


def _before(item: Item, version: str) -> dict[str, Any] | None:
    """The content that the form was opened with, if the item has another version by now."""
    if not version.isdecimal() or len(version) > 9 or int(version) == item.version:
        return None
    return content_of_version(item, int(version))


def _not_moved_back(data: QueryDict, item: Item, before: dict[str, Any]) -> QueryDict:
    """A place that is as it was when the form was opened is not a wish to move the item back there."""
    if data.get("place") != _value(before["section"], before["parent"]):
        return data
    data = data.copy()
    data["place"] = place_of(item)
    return data


def _value(section: str, parent: str | None) -> str:
    return f"{section}/{parent}" if parent else section
