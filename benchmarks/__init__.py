"""What measures speed and memory, on synthetic data, in a database of its own."""

import os
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "monitor.settings")
if "DATABASE_URL" not in os.environ:
    # Never into the site's own data by accident.
    folder = Path(__file__).resolve().parent.parent / "var" / "benchmarks"
    os.environ.setdefault("DATA_DIR", str(folder))
django.setup()
