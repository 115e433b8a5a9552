"""Where the tests find files: the project, their own data, and what stands beside the project on some machines."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests"
DATA, GOLDEN = TESTS / "data", TESTS / "golden"
ATTACKS = DATA / "xss.json"
"""Attempts to get a script into a page."""

SHARED = ROOT.parent / "shared"
SEED = SHARED / "seed" / "russia-in-syria-monitor-2017-11-07.txt"
"""A real issue."""
CORPUS = SHARED / "quality" / "xss_corpus.json"
"""Known attacks on cleaners of HTML."""
