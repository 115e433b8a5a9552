"""Writes the two requirements files from pyproject.toml; --check says whether they still match it."""

import hashlib
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNTIME, DEV = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"
COMPILE = [
    *(sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--no-config"),
    *("--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-emit-index-url", "--no-emit-find-links", "--custom-compile-command", "make lock"),
]


def fingerprint() -> str:
    """The line that ties a requirements file to what pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    asked = [
        project["project"]["requires-python"],
        project["project"]["dependencies"],
        project["dependency-groups"],
    ]
    return "# asked for: " + hashlib.sha256(json.dumps(asked).encode()).hexdigest()


def is_current(path: Path) -> bool:
    return path.exists() and fingerprint() in path.read_text("utf-8").splitlines()


def lock(upgrade: bool) -> None:
    """Solve both files, the second with the versions of the first; only artifacts of the public registry."""
    extra = ["--upgrade"] if upgrade else []
    # A mirror or a folder of wheels named in the environment would lock its own hashes.
    env = {
        k: v for k, v in os.environ.items() if not k.startswith(("UV_INDEX", "UV_EXTRA", "UV_FIND"))
    }
    env.pop("UV_DEFAULT_INDEX", None)
    for path, more in ((RUNTIME, []), (DEV, ["--group", "dev", "--constraint", RUNTIME.name])):
        command = [*COMPILE, *extra, "pyproject.toml", *more, "--output-file", path.name]
        subprocess.run(command, cwd=ROOT, env=env, check=True)
        path.write_text(f"{fingerprint()}\n{path.read_text('utf-8')}", "utf-8")


def main(arguments: list[str]) -> int:
    if "--check" not in arguments:
        lock(upgrade="--upgrade" in arguments)
        return 0
    stale = [path.name for path in (RUNTIME, DEV) if not is_current(path)]
    if stale:
        print(
            f"{' and '.join(stale)}: not made from this pyproject.toml; run: make lock",
            file=sys.stderr,
        )
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
