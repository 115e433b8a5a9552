"""A moment in the site's time zone, as a form gives it; the hours that clocks skip or repeat are explained."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from issues.periods import ap_date

_MINUTE = timedelta(minutes=1)


class MomentField(forms.DateTimeField):
    """A day and a time of the site's zone, such as ``2017-11-08T09:00``, as an aware datetime.

    In spring the clocks leave out an hour and in autumn they show one twice: both are refused with a sentence, for
    nobody can know which moment is meant. A text that carries its offset from UTC is taken as it is.
    """

    def to_python(self, value: Any) -> datetime | None:
        try:
            moment: datetime | None = super().to_python(value)
        except ValidationError as error:
            if getattr(error, "code", None) == "ambiguous_timezone":
                raise ValidationError(_why(str(value)), code="ambiguous_timezone") from error
            raise
        except OverflowError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        # Python counts no further than the year 9999 in any zone.
        if moment and not 1900 <= moment.year < 9999:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return moment


def _why(text: str) -> str:
    moment = parse_datetime(text.strip())
    zone = timezone.get_current_timezone_name()
    if moment is None:
        return f"That moment cannot be read in {zone}: choose another time."
    first, last = _edge(moment, -_MINUTE), _edge(moment, _MINUTE)
    day = ap_date(moment.date())
    if _is_skipped(moment):
        return (
            f"There is no {moment:%H:%M} on {day} in {zone}: the clocks go from {first:%H:%M} to {last:%H:%M}. "
            f"Choose {last:%H:%M} or later."
        )
    return (
        f"{moment:%H:%M} comes twice on {day} in {zone}: the clocks go back from {last:%H:%M} to {first:%H:%M}. "
        f"Choose a time before {first:%H:%M}, or {last:%H:%M} or later."
    )


def _edge(moment: datetime, step: timedelta) -> datetime:
    """The first minute of the odd hour, or going forward the first after it."""
    while _is_odd(moment):
        moment += step
    return moment if step > timedelta() else moment - step


def _is_odd(moment: datetime) -> bool:
    zone = timezone.get_current_timezone()
    offsets = {moment.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}
    return len(offsets) > 1


def _is_skipped(moment: datetime) -> bool:
    """PEP 495: in a gap the offset of the first fold is smaller than that of the second, in a repeated hour greater."""
    zone = timezone.get_current_timezone()
    before, after = (moment.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return bool(before is not None and after is not None and before < after)
