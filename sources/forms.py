"""The editors' forms for outlets: each refusal is a sentence beside its field."""

import re
from typing import Any, cast

from django import forms
from django.contrib.admin import AdminSite
from django.contrib.admin.widgets import AdminTextInputWidget, AutocompleteSelect
from django.core.exceptions import ValidationError

from sources.domains import read_domain
from sources.models import Outlet, OutletAlias, OutletDomain
from sources.names import MAX_NAME, clean_name, fold
from sources.resolving import resolve


def row_number(text: str | None) -> int:
    """A row's number from an address or a form; 0, which no row has, if no database takes the text."""
    return int(text) if text and re.fullmatch(r"[0-9]{1,18}", text) else 0


def _free_name(name: str, own_key: str = "") -> str:
    """The cleaned name, unless an outlet answers to it already; `own_key` is the row's own."""
    try:
        name = clean_name(name)
    except ValueError as error:
        raise ValidationError(str(error)) from error
    holder = resolve(name) if fold(name) != own_key else None
    if holder:
        raise ValidationError(
            f"“{name}” is already a name of “{holder}”: write another, or merge the two outlets."
        )
    return name


class OutletForm(forms.ModelForm):
    class Meta:
        model = Outlet
        fields = ["name", "kind", "country", "confirmed"]

    def clean_name(self) -> str:
        return _free_name(self.cleaned_data["name"])


class AliasForm(forms.ModelForm):
    class Meta:
        model = OutletAlias
        fields = ["name"]

    def clean_name(self) -> str:
        return _free_name(self.cleaned_data["name"], self.instance.key)


class AliasFormSet(forms.BaseInlineFormSet):
    def clean(self) -> None:
        """Compares the names of one page with each other: the database knows none of them yet."""
        super().clean()
        seen = {fold(self.instance.name)}
        for form in self.forms:
            name = form.cleaned_data.get("name") if form.is_valid() else None
            if not name or form.cleaned_data.get("DELETE"):
                continue
            if fold(name) in seen:
                form.add_error("name", f"“{name}” is here twice: once is enough, in any spelling.")
            seen.add(fold(name))


class DomainForm(forms.ModelForm):
    class Meta:
        model = OutletDomain
        fields = ["domain"]

    def clean_domain(self) -> str:
        try:
            return read_domain(self.cleaned_data["domain"])
        except ValueError as error:
            raise ValidationError(str(error)) from error


class TargetSelect(AutocompleteSelect):
    """A box that searches; what it could not have sent counts as nothing chosen."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        return str(row_number(super().value_from_datadict(data, files, name)) or "")


class MergeForm(forms.Form):
    """Which outlet the chosen ones become; it may be one of them, which then stays."""

    target = forms.ModelChoiceField(
        Outlet.objects.canonical(),
        label="Merge into",
        error_messages={
            "invalid_choice": "This outlet is not there or was merged: choose another."
        },
    )

    def __init__(self, data: Any, chosen: list[Outlet], site: AdminSite) -> None:
        # Of several, the confirmed one is most likely the one to keep.
        keep = max(chosen, key=lambda outlet: outlet.confirmed) if len(chosen) > 1 else None
        super().__init__(data, initial={"target": keep})
        self.chosen = chosen
        field = cast(forms.ModelChoiceField, self.fields["target"])
        merged_into: Any = Outlet._meta.get_field("merged_into")
        field.widget = TargetSelect(merged_into, site, choices=field.choices)

    def clean_target(self) -> Outlet:
        target: Outlet = self.cleaned_data["target"]
        if self.chosen == [target]:
            raise ValidationError(
                f"“{target}” cannot be merged into itself: choose another outlet."
            )
        return target


class RenameForm(forms.Form):
    name = forms.CharField(label="New name", max_length=MAX_NAME, widget=AdminTextInputWidget)
