"""gunicorn, for `manage.py lancer` and for a town behind nginx: `gunicorn -c gunicorn.conf.py`."""

import gc
import os
import sys
from pathlib import Path

RACINE = Path(__file__).resolve().parent
sys.path[:0] = [str(RACINE / "site"), str(RACINE)]

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portail.settings.production")
from django.conf import settings  # noqa: E402
from django.core.exceptions import ImproperlyConfigured  # noqa: E402
from django.db import connections  # noqa: E402
from django.urls import get_resolver  # noqa: E402

from famille.dossier.documents.cloison import oublier_les_cles  # noqa: E402
from portail.settings.lecture import Env  # noqa: E402

env = Env()
try:
    # reads the settings: a wrong one is a sentence here, not a traceback in each worker
    settings.SECRET_KEY  # noqa: B018
    workers = env.entier("PORTAIL_PROCESSUS", defaut=1, de=1)
    # times the processes: connections to the database, at most
    threads = env.entier("PORTAIL_FILS", defaut=8, de=1)
except ImproperlyConfigured as erreur:
    sys.exit(str(erreur))

wsgi_app = "portail.wsgi"
bind = os.environ.get("PORTAIL_ECOUTE") or f"127.0.0.1:{os.environ.get('PORTAIL_PORT') or 8000}"
worker_class = "gthread"
# Loaded once, before the processes part: they share the memory of what none of them writes.
preload_app = True
backlog = 2048  # families who wait for a thread: better here than in the database
timeout = 60  # seconds; a page takes far less, an upload from a slow telephone is buffered by nginx
graceful_timeout = 10
# Starting a process again takes seconds of a whole core: not in the middle of a morning when
# bookings open.
max_requests = 50_000
max_requests_jitter = 10_000
accesslog = None  # nginx keeps one; addresses may hold activation keys
loglevel = "warning"
# gunicorn's own sentences in the form of the portal's. Such a setting opens its access log: it is
# closed here by hand.
logconfig_dict = {
    "formatters": {"generic": settings.LOGGING["formatters"]["ligne"]},
    "root": {"level": "WARNING", "handlers": ["error_console"]},
    "loggers": {
        "gunicorn.error": {"level": "WARNING", "handlers": ["error_console"], "propagate": False},
        "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
    },
}
control_socket_disable = True


def when_ready(_serveur) -> None:
    """Before the processes part: what the first request of each would load, and what the collector
    would write on while it counts."""
    get_resolver().url_patterns  # noqa: B018 - imports every view
    from cms_pages.identite.en_tete import retenir_qui_appeler  # noqa: PLC0415 - the apps are ready now

    retenir_qui_appeler()
    connections.close_all()  # a connection has one owner
    gc.collect()
    gc.freeze()


def post_fork(_serveur, _processus) -> None:
    oublier_les_cles()
