#!/usr/bin/env python
"""Django's command line, with the project's two roots on the path. A wrong setting is one
sentence, and so is a Ctrl-C."""

import os  # this and `sys` cost nothing: whatever takes a moment is imported below, where it is
import sys  # heard when somebody stops it


def principal() -> None:
    """Run the command that these words name. Leaves with 1 and a sentence where this Python will
    not do."""
    racine = os.path.dirname(os.path.realpath(__file__))  # noqa: PTH120 - pathlib takes 30 ms
    # explicit: `python -P` and `-I` drop the script's folder
    sys.path[:0] = [f"{racine}/site", racine]
    if sys.version_info < (3, 12):  # noqa: UP036 - it is this sentence, or a SyntaxError
        sys.exit("Python 3.12 ou plus récent est nécessaire : « make run » le trouve et s’en sert.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portail.settings.dev")
    try:
        from portail.management.ligne import executer  # noqa: PLC0415 - once the path is there

        executer(sys.argv)
    except ModuleNotFoundError as erreur:
        if erreur.name != "django":
            raise
        sys.exit(
            "Ce Python n’a pas les dépendances du portail : « make setup » les installe, puis"
            " lancez « .venv/bin/python manage.py »."
        )


if __name__ == "__main__":
    try:
        principal()
    except KeyboardInterrupt:  # loading the apps takes seconds: sixty lines of trace told nothing
        sys.stderr.write("\nInterrompu.\n")
        sys.exit(130)
