"""What measures speed and memory, on synthetic data, in a database of its own."""

import os
import sys

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from benchmarks._environment import own_environment

# Tests have settings already, and a database that is theirs.
if not settings.configured:
    try:
        os.environ.update(own_environment())
        django.setup()
    except ImproperlyConfigured as error:
        sys.exit(str(error))
