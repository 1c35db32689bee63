"""gunicorn, for `manage.py lancer` and for a town behind nginx: `gunicorn -c gunicorn.conf.py`."""

import os
import sys
from pathlib import Path

RACINE = Path(__file__).resolve().parent
sys.path[:0] = [str(RACINE / "site"), str(RACINE)]

wsgi_app = "portail.wsgi"
bind = os.environ.get("PORTAIL_ECOUTE") or f"127.0.0.1:{os.environ.get('PORTAIL_PORT') or 8000}"
worker_class = "gthread"
workers = int(os.environ.get("PORTAIL_PROCESSUS") or 1)
threads = 8
timeout = 60  # seconds; a page takes far less, an upload from a slow telephone is buffered by nginx
graceful_timeout = 10
max_requests = 5000
max_requests_jitter = 500
accesslog = None  # nginx keeps one; addresses may hold activation keys
loglevel = "warning"
control_socket_disable = True
