"""The site's own settings, with cheap passwords and without the step that collects static files."""

import os
import tempfile

os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="monitor-tests-"))

from monitor.settings import *  # noqa: F403
from monitor.settings import DATA_DIR, DATABASES, STATIC_ROOT, STORAGES

STATIC_ROOT.mkdir(parents=True, exist_ok=True)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads with connections of their own must see the same data, as in life.
    DATABASES["default"]["TEST"] = {
        "NAME": DATA_DIR / "test.sqlite3",
    }
