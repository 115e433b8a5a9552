"""The form of an import: a file, or a pasted text with the markup that the browser had for it."""

from typing import Any

from django import forms

from issues.desk.forms import DeskForm

_KINDS = (("txt", "Plain text"), ("md", "Markdown"), ("html", "HTML source"))


class ImportForm(DeskForm):
    """A file or a pasted text, one of the two. ``html`` is what the clipboard held beside the plain text."""

    file = forms.FileField(
        label="File",
        required=False,
        help_text=(
            "A Word document (.docx), a web page or mail (.html), Markdown (.md), plain text (.txt) in UTF-8, or the "
            ".json of an exported issue; up to 5 MB."
        ),
        error_messages={"empty": "The file is empty: choose another."},
        widget=forms.ClearableFileInput(
            attrs={"accept": ".docx,.html,.htm,.md,.markdown,.txt,.json"}
        ),
    )
    text = forms.CharField(
        label="Or paste the text",
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 12, "spellcheck": "false", "data-paste-into": "id_html"}
        ),
    )
    kind = forms.ChoiceField(
        label="The pasted text is", choices=_KINDS, required=False, initial="txt"
    )
    html = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and bool(data.get("file")) == bool(data.get("text", "").strip()):
            given = "both a file and a text" if data.get("file") else "neither a file nor a text"
            raise forms.ValidationError(f"There is {given}: choose a file or paste a text.")
        return data

    def document(self) -> tuple[bytes, str]:
        """The document and its name; of a paste with markup the markup."""
        data = self.cleaned_data
        if data["file"]:
            return data["file"].read(), data["file"].name
        if data["html"].strip():
            return data["html"].encode(), "pasted text.html"
        text = data["text"].replace("\r\n", "\n")
        return text.encode(), f"pasted text.{data['kind'] or 'txt'}"
