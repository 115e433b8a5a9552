"""Commands as somebody calls them: what they print, or the one sentence of a refusal."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError


def run(name: str, *arguments: str) -> str:
    out = StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue()


def refusal(name: str, *arguments: str, out: StringIO | None = None) -> str:
    with pytest.raises(CommandError) as refused:
        call_command(name, *arguments, stdout=out or StringIO())
    assert "\n" not in str(refused.value)
    return str(refused.value)
