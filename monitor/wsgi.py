"""The entry point for a WSGI server."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "monitor.settings")

try:
    application = get_wsgi_application()
except ImproperlyConfigured as error:
    # One sentence; and the status that makes gunicorn give up, where others would make it try again for ever.
    sys.stderr.write(f"{error}\n")
    sys.exit(3)
