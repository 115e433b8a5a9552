"""The demonstration data as its list says it, and loading it."""

import tomllib
from io import StringIO

from django.core.management import call_command

from tests.support.paths import ROOT

DEMO = ROOT / "issues" / "demo"
ENTRIES = tomllib.loads((DEMO / "demo.toml").read_text("utf-8"))["issue"]


def load(*arguments: str) -> str:
    """What the command prints."""
    out = StringIO()
    call_command("load_demo", "--password", "monitor-demo", *arguments, stdout=out)
    return out.getvalue()
