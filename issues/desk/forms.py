"""The small forms of the desk; every refusal is a sentence that says how to mend it."""

from datetime import date
from typing import Any

from django import forms
from django.db import IntegrityError, transaction

from issues.desk.moments import MomentField
from issues.desk.series import periods, remarks
from issues.models import Issue
from issues.moves import Conflict
from issues.periods import ap_date
from issues.wording import FIELDS, change_wording, fingerprint

_TAKEN = "There is an issue of {day} already: open it, or start a correction of it."


class DeskForm(forms.Form):
    """A form whose first error can stand alone as a message."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})

    def first_error(self) -> str:
        """The sentence of the first field that was refused."""
        return next(str(error) for errors in self.errors.values() for error in errors)


class CommentForm(DeskForm):
    """A remark, or an answer to one."""

    body = forms.CharField(
        label="Comment",
        max_length=5000,
        error_messages={
            "required": "The comment is empty: write a word or two.",
            "max_length": "The comment is longer than 5,000 characters: shorten it.",
        },
    )


class ScheduleForm(DeskForm):
    """When an approved edition is published, in the site's time zone."""

    publish_at = MomentField(
        error_messages={
            "required": "Say when: choose a day and a time.",
            "invalid": "That is no moment: choose a day and a time, such as 2017-11-08 09:00.",
        }
    )


class DayField(forms.DateField):
    """A calendar date from the browser's date field or typed as 2017-11-07."""

    def __init__(self, **options: Any) -> None:
        invalid = "That is no day: write it as 2017-11-07."
        messages = {"required": "Choose a day.", "invalid": invalid}
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, error_messages=messages, **options)


class LinesField(forms.CharField):
    """Text of several lines, which a browser sends with CR LF between them."""

    def to_python(self, value: Any) -> str:
        text: str = super().to_python(value) or ""
        return text.replace("\r\n", "\n")


class PeriodForm(DeskForm):
    """The two days of a period."""

    period_start = DayField(label="First day")
    period_end = DayField(label="Last day")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("period_start"), data.get("period_end")
        if start and end and end < start:
            self.add_error("period_end", "The period ends before it begins: exchange the two days.")
        return data


class NewIssueForm(PeriodForm):
    """A draft without items; its address is the last day of its period.

    ``seen`` names the period whose oddities were pointed out already, so that creating it all the same is a choice.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_period_end(self) -> date:
        day: date = self.cleaned_data["period_end"]
        if Issue.objects.filter(slug=day.isoformat()).exists():
            raise forms.ValidationError(_TAKEN.format(day=ap_date(day)))
        return day

    @property
    def fingerprint(self) -> str:
        """What ``seen`` holds once the oddities of this period were shown."""
        return f"{self.cleaned_data['period_start']}/{self.cleaned_data['period_end']}"

    def oddities(self) -> list[str]:
        """What is odd about the period beside those of other issues: one query."""
        return remarks(
            self.cleaned_data["period_start"], self.cleaned_data["period_end"], periods()
        )

    def save(self, user: Any) -> Issue:
        """The new draft. Raises Conflict if somebody made an issue of that day just now."""
        end: date = self.cleaned_data["period_end"]
        start: date = self.cleaned_data["period_start"]
        try:
            with transaction.atomic():
                return Issue.objects.create(
                    slug=end.isoformat(), period_start=start, period_end=end, created_by=user
                )
        except IntegrityError as error:
            raise Conflict(_TAKEN.format(day=ap_date(end))) from error


class IssueForm(PeriodForm):
    """What stands above the sections. ``seen`` is the fingerprint of what the form was opened with."""

    notice = LinesField(
        label="Notice to readers",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Shown above the sections; one paragraph a line.",
    )
    correction_note = LinesField(
        label="Correction note",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What this edition corrects, in a sentence that readers will see.",
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, issue: Issue, data: Any = None) -> None:
        self.issue = issue
        super().__init__(data, initial={**_fields(issue), "seen": fingerprint(issue)})
        if issue.edition == 1:
            del self.fields["correction_note"]

    def rebased(self, issue: Issue) -> "IssueForm":
        """The same words over ``issue`` as it is now, so that saving them again is a choice."""
        return IssueForm(issue, {**dict(self.data.items()), "seen": fingerprint(issue)})

    def save(self, user: Any) -> Issue:
        """Saves them in one transaction. Raises Conflict if the edition changed since, or may not change now."""
        values = {name: self.cleaned_data[name] for name in FIELDS if name in self.fields}
        return change_wording(self.issue, user=user, seen=self.cleaned_data["seen"], values=values)


def _fields(issue: Issue) -> dict[str, Any]:
    return {name: getattr(issue, name) for name in FIELDS}
