"""Citations as editors type them, a row each: outlet, date, address, title and note."""

from collections.abc import Sequence
from copy import copy
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.http import QueryDict

from issues.desk.dating import HOW_DATES_ARE_WRITTEN, day_as_read, read_day
from issues.desk.forms import DeskForm
from issues.digest.dates import DateSpan, Period
from issues.limits import MAX_ITEM_CITATIONS
from issues.models import Citation
from sources.directions import address_refusal, find_turn_in_address
from sources.models import Outlet
from sources.names import clean_name, fold
from sources.resolving import get_or_create_unconfirmed, resolve_many, resolve_url

MOST_ROWS = MAX_ITEM_CITATIONS
SPARE_ROWS = 3
PREFIX = "citation"


def row_of(citation: Citation) -> dict[str, str]:
    """A stored citation as the row that would give it again."""
    span = DateSpan.between(citation.dated_from, citation.dated_to)
    return {
        "outlet": citation.printed_name,
        "date": span.text if span else citation.printed_date,
        "url": citation.url,
        "title": citation.title,
        "note": citation.note,
    }


def _folded(row: dict[str, str]) -> dict[str, str]:
    return {name: " ".join(text.split()) for name, text in row.items()}


def _refuse_turns(address: str) -> None:
    if sign := find_turn_in_address(address):
        raise forms.ValidationError(address_refusal(sign))


class _WebAddressField(forms.URLField):
    default_validators = [_refuse_turns, URLValidator(schemes=["http", "https"])]


class CitationForm(DeskForm):
    """One row. ``period`` gives a date its year; ``stored`` are the citations that the item has now.

    A row that says just what a stored citation says *is* that citation, with its gaps: whatever an import could not
    read never stands in the way of mending something else.
    """

    outlet = forms.CharField(required=False, max_length=200)
    date = forms.CharField(required=False, max_length=60)
    url = _WebAddressField(
        label="Address",
        required=False,
        max_length=2000,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url"}),
        error_messages={
            "invalid": "that is no web address: write it as https://example.org/article."
        },
    )
    title = forms.CharField(required=False, max_length=500)
    note = forms.CharField(required=False, max_length=200)

    def __init__(
        self, *args: Any, period: Period, stored: Sequence[Citation], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.period = period
        self.kept = self._matching(stored) if self.is_bound else None
        self.found: Outlet | None = None
        for name, field in self.fields.items():
            field.widget.attrs["aria-label"] = f"{field.label or name.title()}, row {self.number}"
            field.widget.attrs["autocomplete"] = "off"
        self.fields["outlet"].widget.attrs["list"] = "outlet-names"

    @property
    def number(self) -> int:
        """The row's place, from 1."""
        return int((self.prefix or f"{PREFIX}-0").rpartition("-")[2]) + 1

    @property
    def typed(self) -> dict[str, str]:
        """What stands in the row, blanks folded."""
        return _folded({name: str(self[name].value() or "") for name in self.fields})

    @property
    def date_read(self) -> dict[str, Any] | None:
        """What its date was read as (see ``day_as_read``)."""
        return day_as_read(self.typed["date"], self.period)

    @property
    def has_more(self) -> bool:
        """Whether one of the fields that are seldom used holds something."""
        return bool(self.typed["title"] or self.typed["note"])

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return not any(self.typed.values())

    def _matching(self, stored: Sequence[Citation]) -> Citation | None:
        return next((each for each in stored if _folded(row_of(each)) == self.typed), None)

    def full_clean(self) -> None:
        """A row that was not touched is not examined."""
        if not self.is_bound or (not self.is_blank and self.kept is None):
            super().full_clean()
            return
        self._errors = forms.utils.ErrorDict()
        self.cleaned_data = {}

    def clean_outlet(self) -> str:
        name = self.cleaned_data["outlet"]
        if not name:
            return ""
        try:
            return clean_name(name)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def clean_date(self) -> DateSpan | None:
        text = self.cleaned_data["date"]
        span = read_day(text, self.period) if text else None
        if text and span is None:
            raise forms.ValidationError(f"“{text}” is no date: {HOW_DATES_ARE_WRITTEN}")
        return span

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("outlet") == "" and data.get("url"):
            found = resolve_url(data["url"])
            data["outlet"] = found.name if found else ""
        if data.get("outlet") == "":
            self.add_error("outlet", "name the outlet.")
        return data


class CitationRows(forms.BaseFormSet):
    """The rows of one item, in the order in which they are printed; blank ones do not count."""

    def rows(self) -> list[CitationForm]:
        """Those that hold something."""
        return [form for form in self.forms if not form.is_blank]

    def find_outlets(self) -> None:
        """Tells each row the outlet that its name stands for now: two queries."""
        known = resolve_many({name for form in self.forms if (name := form.typed["outlet"])})
        for form in self.forms:
            form.found = known.get(form.typed["outlet"])

    def citations(self) -> list[Citation]:
        """Unsaved citations; a name that nobody knows becomes an unconfirmed outlet. Call it in a transaction."""
        typed = {form.cleaned_data["outlet"] for form in self.rows() if form.kept is None}
        outlets = resolve_many(typed)
        for name in sorted(typed - outlets.keys()):
            outlets[name] = get_or_create_unconfirmed(name)
        # A copy, for two rows may say the same: two articles of one day.
        return [
            copy(form.kept) if form.kept else _citation(form.cleaned_data, outlets)
            for form in self.rows()
        ]


def _citation(data: dict[str, Any], outlets: dict[str, Outlet]) -> Citation:
    outlet, span = outlets[data["outlet"]], data["date"]
    return Citation(
        outlet=outlet,
        # A spelling that differs in case or blanks alone is not another name.
        printed_as="" if fold(data["outlet"]) == outlet.key else data["outlet"],
        dated_from=span.first if span else None,
        dated_to=span.last if span else None,
        url=data["url"],
        title=data["title"],
        note=data["note"],
    )


_FormSet = forms.formset_factory(
    CitationForm, formset=CitationRows, extra=0, max_num=MOST_ROWS, validate_max=True
)


def citation_rows(
    data: Any,
    *,
    period: Period,
    stored: Sequence[Citation] = (),
    rows: Sequence[dict[str, str]] = (),
    auto_id: str = "id_%s",
) -> CitationRows:
    """The rows that were sent, or, without ``data``, ``rows`` and some spare ones; two queries."""
    initial = [*rows, *[{}] * SPARE_ROWS]
    options = {"period": period, "stored": stored}
    rows_of_form = _FormSet(
        data,
        prefix=PREFIX,
        initial=None if data else initial,
        form_kwargs=options,
        auto_id=auto_id,
    )
    assert isinstance(rows_of_form, CitationRows)
    rows_of_form.find_outlets()
    return rows_of_form


def with_rows(data: QueryDict, body: str, rows: Sequence[dict[str, str]], spare: int) -> QueryDict:
    """What was sent, with ``body`` for its text, ``rows`` behind the rows that hold something, and ``spare`` blank ones."""
    result = data.copy()
    result["body"] = body
    everything = [*typed_rows(data), *rows, *[dict.fromkeys(_FIELDS, "")] * spare]
    for at, row in enumerate(everything):
        for name, text in row.items():
            result[f"{PREFIX}-{at}-{name}"] = text
    result[f"{PREFIX}-TOTAL_FORMS"] = result[f"{PREFIX}-INITIAL_FORMS"] = str(len(everything))
    return result


def typed_rows(data: QueryDict) -> list[dict[str, str]]:
    """The rows that hold something, as they were sent."""
    total = data.get(f"{PREFIX}-TOTAL_FORMS", "")
    count = min(int(total), _MOST_SENT) if total.isdecimal() and len(total) < 9 else 0
    rows = [
        {name: data.get(f"{PREFIX}-{at}-{name}", "") for name in _FIELDS} for at in range(count)
    ]
    return [row for row in rows if any(text.strip() for text in row.values())]


_FIELDS = tuple(CitationForm.base_fields)
_MOST_SENT = 1000
