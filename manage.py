#!/usr/bin/env python
"""Django's command line, with the project's two roots on the path. A wrong setting is one
sentence."""

import os
import sys
from pathlib import Path

RACINE = Path(__file__).resolve().parent
# explicit: `python -P` and `-I` drop the script's folder
sys.path[:0] = [str(RACINE / "site"), str(RACINE)]

if __name__ == "__main__":
    if sys.version_info < (3, 12):  # noqa: UP036 - it is this sentence, or a SyntaxError
        sys.exit("Python 3.12 ou plus récent est nécessaire : « make run » le trouve et s’en sert.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portail.settings.dev")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as erreur:
        sys.exit(str(erreur))
