"""The two passes of the whole suite, one after the other: `make test`, `make test-partout`.

    python -m tests.suite -n 3            # what each runs: tests/outils/passes.py
    python -m tests.suite --partout -n 3  # nothing is cut from the pass on PostgreSQL

What follows goes to pytest. The base that PostgreSQL copies for each process of its pass is
migrated while the first pass runs.
"""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from tests import serveurs
from tests.ville.processus import ServeurIndisponible

RACINE = Path(__file__).parents[1]
RELEVE = RACINE / "build" / "requetes"


def passe(*options: str, **variables: str) -> int:
    """pytest's exit code. Without PORTAIL_BASE among the variables, on SQLite.

    An option of ours is one word with its folder: apart, pytest takes the folder for where the
    tests are, and its workers do not read the file that knows the option."""
    sans_base = {nom: valeur for nom, valeur in os.environ.items() if nom != "PORTAIL_BASE"}
    commande = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options]
    return subprocess.run(
        commande, cwd=RACINE, env=sans_base | {"PORTAIL_TESTS": "complets"} | variables, check=False
    ).returncode


def deux_passes(adresse: str, *options: str, partout: bool) -> int:
    """int: the exit code of the first that fails, or 0."""
    preparation = subprocess.Popen(
        [sys.executable, "-m", "tests.outils.base_preparee"],
        cwd=RACINE,
        env=os.environ | {"PORTAIL_BASE": adresse},
    )
    try:
        if rate := passe(*options, f"--noter-les-requetes={RELEVE}"):
            return rate
        preparation.wait()
    finally:
        preparation.terminate()
        preparation.wait()
    choix = () if partout else (f"--selon-les-requetes={RELEVE}",)
    return passe(*options, *choix, "-m", "not navigateur", PORTAIL_BASE=adresse)


def main() -> int:
    partout = "--partout" in sys.argv[1:]
    options = [mot for mot in sys.argv[1:] if mot != "--partout"]
    shutil.rmtree(RELEVE, ignore_errors=True)
    # servers are stopped, whoever ends this
    signal.signal(signal.SIGTERM, lambda numero, cadre: sys.exit(128 + numero))
    if not serveurs.present("postgresql"):
        return passe(*options)  # which says that it is missing
    try:
        with serveurs.postgresql() as adresse:
            return deux_passes(adresse, *options, partout=partout)
    except ServeurIndisponible as erreur:
        print(f"PostgreSQL n’a pas démarré : {erreur}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
