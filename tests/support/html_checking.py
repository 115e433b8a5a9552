"""Runs the Nu HTML checker over files."""

import json
import re
import subprocess
from pathlib import Path

from django.conf import settings

CHECKER = settings.BASE_DIR / "node_modules/vnu-jar/build/dist/vnu.jar"
# What is younger than the checker or belongs to a mail program, and what stands in for it while the rest is checked.
UNKNOWN = {
    r"@supports selector\([^{]*\)": "@supports (display: grid)",
    "::details-content": "::before",
    ";mso-hide:all": "",
    # htmx reads both spellings, and HTML knows the second alone.
    r"(?<=\s)hx-(?=[a-z-]+=)": "data-hx-",
    # A remark about old browsers, which show another keyboard and nothing worse.
    r"(?<=\s)inputmode=": "data-inputmode=",
}


def known(text: str) -> str:
    """The text with what the checker does not know replaced."""
    for pattern, instead in UNKNOWN.items():
        text = re.sub(pattern, instead, text)
    return text


def check(files: list[Path]) -> list[dict]:
    """What the checker says of all files: one Java process."""
    assert CHECKER.exists(), "The Nu HTML checker is missing: run scripts/install-system."
    options = ["--format", "json", "--also-check-css", "--also-check-svg", "--exit-zero-always"]
    command = ["java", "-Xss4m", "-jar", str(CHECKER), *options, *map(str, files)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    messages = json.loads(run.stderr)["messages"]
    return [each for each in messages if each["type"] != "info" or "subType" in each]
