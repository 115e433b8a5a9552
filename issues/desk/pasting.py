"""Several items at once: what was pasted is shown first, then added in one transaction."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from issues.contents import Contents, load_contents
from issues.desk.access import desk_page
from issues.desk.dating import read_day
from issues.desk.entry import places_in
from issues.desk.forms import DeskForm
from issues.desk.lifting import Row
from issues.desk.pages import at_item, desk_render, is_htmx, status_of
from issues.desk.pasted import Pasted, PastedItem, TooMany, read_pasted
from issues.digest.dates import Period
from issues.editing import add_item
from issues.imports.rows import citation_row, register_outlets
from issues.imports.source import MAX_NAME, MAX_NOTE, MAX_URL, SourceCitation, SourceItem
from issues.models import Issue, Item
from issues.models.item import MAX_DEPTH
from issues.moves import Conflict, MoveError
from issues.sections import Section
from sources.resolving import known_names, resolve_many, resolve_url

_NOTHING = "There is no item in it: paste bullets or paragraphs."


class PasteForm(DeskForm):
    """What was pasted: ``text``, and ``html`` if the clipboard had it too; ``place`` is for items that name no section."""

    text = forms.CharField(
        label="Paste here",
        required=False,
        strip=False,
        max_length=500_000,
        widget=forms.Textarea(attrs={"rows": 14, "autofocus": True}),
        error_messages={
            "max_length": "The text is longer than 500,000 characters: import it as a file."
        },
    )
    html = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    place = forms.ChoiceField(
        label="Items that stand below no heading go to",
        error_messages={
            "required": "Choose where the items stand.",
            "invalid_choice": "That place is gone: choose where the items stand.",
        },
    )

    def __init__(self, contents: Contents, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.issue = contents.issue
        self._contents = contents
        self.fields["place"].choices = places_in(contents)  # type: ignore[attr-defined]
        self.pasted: Pasted | None = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        period = (self.issue.period_start, self.issue.period_end)
        try:
            self.pasted = read_pasted(
                data.get("html", ""), data.get("text", ""), period=period, names=known_names()
            )
        except TooMany as error:
            raise forms.ValidationError(str(error)) from error
        if not self.errors and not self.pasted.item_count:
            raise forms.ValidationError(_NOTHING)
        return data

    def chosen(self) -> tuple[str, Item | None]:
        """Section and parent for items that name no section."""
        section, _, key = self.cleaned_data["place"].partition("/")
        return section, next((n.item for n in self._contents.walk() if n.key == key), None)


@desk_page("issues.add_item")
def paste_items(request: HttpRequest, issue: Issue) -> HttpResponse:
    """A field to paste into; sent, the page shows what the text would become. ``?place=`` says where."""
    contents = load_contents(issue, with_held=True)
    if request.method != "POST":
        if not issue.is_editable:
            raise Conflict(
                f"{issue} is {issue.get_status_display().lower()}: nothing is added now."
            )
        place = request.GET.get("place") or Section.values[0]
        return _page(request, PasteForm(contents, initial={"place": place}))
    form = PasteForm(contents, request.POST)
    return _page(request, form, status=200 if form.is_valid() else 400)


@desk_page("issues.add_item", posts_only=True)
def add_many(request: HttpRequest, issue: Issue) -> HttpResponse:
    """Adds every item that was pasted, or none."""
    form = PasteForm(load_contents(issue, with_held=True), request.POST)
    if not form.is_valid() or form.pasted is None:
        if is_htmx(request):
            raise Conflict(f"Nothing was added. {form.first_error()}")
        return _page(request, form, status=400)
    try:
        added = add_pasted(form.pasted, issue, user=request.user, place=form.chosen())
    except MoveError as error:
        if is_htmx(request):
            raise
        return _page(request, form, error=error)
    messages.success(request, f"Added {len(added)} item{'s' if len(added) != 1 else ''}.")
    if form.pasted.left_out:
        rest = " · ".join(text[:200] for text in form.pasted.left_out)
        messages.warning(request, f"Not made into items: {rest}")
    return at_item(issue, added[0].key, "saved")


def _page(
    request: HttpRequest, form: PasteForm, *, status: int = 200, error: MoveError | None = None
) -> HttpResponse:
    pasted = form.pasted
    if pasted and pasted.item_count:
        # The button that adds them comes next.
        del form.fields["text"].widget.attrs["autofocus"]
    context = {
        "title": "Paste items",
        "issue": form.issue,
        "form": form,
        "error": error,
        **(about(pasted, form.issue) if pasted else {}),
    }
    return desk_render(request, "paste.html", context, status=status_of(error) if error else status)


def about(pasted: Pasted, issue: Issue) -> dict[str, Any]:
    """What is told of pasted items before they are added: the names that nobody knows, the dates that are none."""
    period = (issue.period_start, issue.period_end)
    rows = [row for item in pasted.walk() for row in item.rows]
    names = dict.fromkeys(row["outlet"] for row in rows if row["outlet"])
    known = resolve_many(names)
    dates = dict.fromkeys(row["date"] for row in rows if row["date"])
    return {
        "pasted": pasted,
        "new_names": [name for name in names if name not in known],
        "bad_dates": [date for date in dates if read_day(date, period) is None],
    }


def preview(request: HttpRequest, pasted: Pasted, issue: Issue, form_id: str) -> str:
    """The same as HTML inside an item's form, with a button for the form of that id."""
    context = {**about(pasted, issue), "in_form": form_id}
    return render_to_string("issues/desk/_pasted.html", context, request)


def add_pasted(
    pasted: Pasted, issue: Issue, *, user: Any, place: tuple[str, Item | None]
) -> list[Item]:
    """The new items in reading order, each through ``add_item``, in one transaction.

    Items that name no section go to ``place`` (section and parent). Names that nobody knows become unconfirmed
    outlets; a date that cannot be read stays as it was printed. Raises NotAllowed, Conflict or Misplaced.
    """
    period = (issue.period_start, issue.period_end)
    added: list[Item] = []
    with transaction.atomic():
        sources = {id(item): _source(item, period) for item in pasted.walk()}
        outlets = register_outlets(sources.values())

        def add(items: Sequence[PastedItem], section: str, parent: Item | None) -> None:
            for item in items:
                citations = [citation_row(each, outlets) for each in sources[id(item)].citations]
                row = add_item(
                    issue,
                    user=user,
                    section=section,
                    body=item.body,
                    citations=citations,
                    parent=parent,
                )
                added.append(row)
                # Below an item that cannot hold more, they stand beside it.
                add(item.children, section, row if row.depth < MAX_DEPTH else parent)

        for section, items in pasted.sections.items():
            add(items, *((section.value, None) if section else place))
    return added


def _source(item: PastedItem, period: Period) -> SourceItem:
    return SourceItem(item.body, list(_citations(item.rows, period)))


def _citations(rows: Sequence[Row], period: Period) -> Iterator[SourceCitation]:
    for row in rows:
        span = read_day(row["date"], period)
        url = row["url"] if row["url"].lower().startswith(("https://", "http://")) else ""
        publisher = resolve_url(url) if url and not row["outlet"] else None
        yield SourceCitation(
            name=row["outlet"] or (publisher.name if publisher else None),
            dated_from=span.first if span else None,
            dated_to=span.last if span else None,
            printed_date="" if span else row["date"][:MAX_NAME],
            url=url if len(url) <= MAX_URL else "",
            note=row["note"][:MAX_NOTE],
        )
