"""The WSGI entry point."""

import os
import sys
from pathlib import Path

from django.core.wsgi import get_wsgi_application

RACINE = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(RACINE / "site"), str(RACINE)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portail.settings.production")

application = get_wsgi_application()
