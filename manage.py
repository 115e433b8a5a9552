#!/usr/bin/env python
"""Runs Django's management commands for Monitor."""

import os
import sys


def main() -> None:
    """Hand the command line to Django; a setting or database that cannot be used is one sentence and exit status 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "monitor.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    except OperationalError as error:
        reason = " ".join(str(error).split())
        sys.exit(f"The database does not answer ({reason}): check DATABASE_URL.")


if __name__ == "__main__":
    main()
