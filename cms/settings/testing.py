"""The same settings, quicker where a test has nothing to learn: password hashing, lock-out and static files.

Tests read the program's own words, which are English; a test about Polish asks for it.
"""

import os
import tempfile
from pathlib import Path

from cms.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AXES_ENABLED = False
LANGUAGE_CODE = "en"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

# A database in memory belongs to one thread; the live server and its browser need one that many can open.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": f"{tempfile.gettempdir()}/tcz-test-{os.getpid()}.sqlite3"}

UPLOADS_ROOT = Path(tempfile.gettempdir()) / f"tcz-uploads-{os.getpid()}"
