#!/usr/bin/env python
"""Django's command line, with the project's two roots on the path."""

import os
import sys
from pathlib import Path

RACINE = Path(__file__).resolve().parent
sys.path[:0] = [str(RACINE / "site"), str(RACINE)]  # explicit: `python -P` and `-I` drop the script's folder

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portail.settings.dev")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
