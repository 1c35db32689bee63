"""The test suite. Files go to a folder of this process; the database is SQLite unless PORTAIL_BASE
is set."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_DOSSIER = Path(tempfile.mkdtemp(prefix="portail-test-"))
atexit.register(shutil.rmtree, _DOSSIER, ignore_errors=True)
os.environ["PORTAIL_VAR"] = str(_DOSSIER)

from .base import *

SECRET_KEY = "tests-only-0123456789-0123456789-0123456789-0123456789"
DEMO = True
INSTALLED_APPS += ["demo"]
OFFRES += ["demo.offre.OFFRE"]
ADRESSE = "http://testserver"
WAGTAILADMIN_BASE_URL = ADRESSE
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
# without the shortcuts: "TESTS_SANS_RACCOURCIS=1 pytest …"
RACCOURCIS = "TESTS_SANS_RACCOURCIS" not in os.environ
ESPACES_INSECABLES = False  # tests compare words; those of spacing and of the browser turn it on
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True  # no collected files needed
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
if not REDIS:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# each test writes its own site
CACHES["proche"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: the browser's server threads and the test need connections of their own.
    DATABASES["default"]["TEST"] = {"NAME": str(_DOSSIER / "test.sqlite3")}
Q_CLUSTER["sync"] = True
