"""The WSGI entry point."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

from django.core.wsgi import get_wsgi_application

RACINE = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(RACINE / "site"), str(RACINE)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portail.settings.production")

_django = get_wsgi_application()


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Django's, without the body of an answer to HEAD, which Django leaves to the server: gunicorn
    drops it with a warning at each, and a monitoring tool asks each minute. The length stays."""
    reponse = _django(environ, start_response)
    if environ["REQUEST_METHOD"] != "HEAD":
        return reponse
    if fermer := getattr(reponse, "close", None):
        fermer()
    return []
