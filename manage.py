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
    try:
        from portail.management.ligne import executer

        executer(sys.argv)
    except ModuleNotFoundError as erreur:
        if erreur.name != "django":
            raise
        sys.exit(
            "Ce Python n’a pas les dépendances du portail : « make setup » les installe, puis"
            " lancez « .venv/bin/python manage.py »."
        )
    except KeyboardInterrupt:  # loading the apps takes seconds: sixty lines of trace told nothing
        sys.stderr.write("\nInterrompu.\n")
        sys.exit(130)
