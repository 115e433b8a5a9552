"""Prints the test files that belong to changed files, the nearest first: belonging.py [COMMIT].

A test belongs to a module that it imports, to a file that it names, and to what shares words of its path with it:
``templates/desk/board.html`` and ``issues/desk/board.py`` have ``tests/database/desk/test_board.py``.
"""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Where a file stands says nothing of its subject, nor does its ending.
COMMON = {"issues", "static", "templates", "tests", "test", "database", "browser", "support"}
MOST = 12


def git(*arguments: str) -> list[str]:
    """The lines of what git says."""
    run = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=False, text=True)
    if run.returncode:
        sys.exit(run.stderr.strip().partition("\n")[0])
    return run.stdout.splitlines()


def changed(base: str | None) -> set[str]:
    """Files that differ from ``base``, new ones included; without it from the last commit, or from the one before it."""
    new = git("ls-files", "--others", "--exclude-standard")
    return {*git("diff", "--name-only", base or "HEAD"), *new} or {
        *git("diff", "--name-only", "HEAD~1")
    }


def words(name: str) -> set[str]:
    """The words of a path without its ending, each without a plural’s s."""
    found = re.split(r"[/_.-]", name.rpartition(".")[0])
    return {word.removesuffix("s") for word in found if word not in COMMON} - {""}


@cache
def imported_by(name: str) -> set[str]:
    """Dotted names: ``from a import b`` gives both ``a`` and ``a.b``."""
    names = set()
    for node in ast.walk(ast.parse((ROOT / name).read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def nearness(test: str, file: str) -> float:
    """How much the test has to do with the file; 0: nothing."""
    if test == file:
        return 100
    shared = words(test) & words(file)
    # The last word names the subject, the others only the room.
    near = len(shared) * (1.0 if shared & words(Path(file).name) else 0.2)
    if file.endswith(".py"):
        imported = imported_by(test)
        if file.removesuffix(".py").removesuffix("/__init__").replace("/", ".") in imported:
            # Whoever imports little is about it.
            near += 1 + 10 / len(imported)
    elif Path(file).name in (ROOT / test).read_text("utf-8"):
        near += 2
    return near


def main(base: str | None = None) -> None:
    """Print at most ``MOST`` files a line each; unit tests run anyway."""
    listed = git("ls-files", "--cached", "--others", "--exclude-standard", "tests/**/test_*.py")
    tests = [name for name in listed if not name.startswith("tests/unit/")]
    files = [name for name in changed(base) if (ROOT / name).is_file()]
    near = {test: max((nearness(test, file) for file in files), default=0) for test in tests}
    # One database does, and what takes a browser comes last of those alike.
    ranked = sorted((-score, "browser/" in test, test) for test, score in near.items() if score)
    print(*(test for *_, test in ranked[:MOST]), sep="\n", end="\n" if ranked else "")


if __name__ == "__main__":
    main(*sys.argv[1:2])
