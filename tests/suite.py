"""The suite: `make test` at each landing, `make test-tout` before a release.

    python -m tests.suite -n 3         # what a landing plays: tests/etages.py
    python -m tests.suite --tout -n 3  # everything: both databases, other days, mutants

What follows goes to pytest. Each has two passes, on SQLite then on PostgreSQL
(tests/outils/passes.py); the base that PostgreSQL copies for each process of its pass is migrated
while the first runs. The last line is pytest's own, unless a check fails.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from tests import etages, serveurs
from tests.outils import trace
from tests.ville.processus import ServeurIndisponible

RACINE = Path(__file__).parents[1]
RELEVE = RACINE / "build" / "requetes"
TRACES = RACINE / "build" / "traces"
CHOISIS = RACINE / "build" / "choisis.txt"

type Options = tuple[str, ...]


def passe(*options: str, **variables: str) -> int:
    """pytest's exit code. Without PORTAIL_BASE among the variables, on SQLite.

    An option of ours is one word with its folder: apart, pytest takes the folder for where the
    tests are, and its workers do not read the file that knows the option."""
    sans_base = {nom: valeur for nom, valeur in os.environ.items() if nom != "PORTAIL_BASE"}
    commande = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options]
    return subprocess.run(
        commande, cwd=RACINE, env=sans_base | {"PORTAIL_TESTS": "complets"} | variables, check=False
    ).returncode


def deux_passes(*options: str, premiere: Options = (), seconde: Options = ()) -> int:
    """int: the exit code of the first that fails, or 0. Each may have options of its own."""
    shutil.rmtree(RELEVE, ignore_errors=True)
    if not serveurs.present("postgresql"):
        return passe(*options, *premiere)  # which says that it is missing
    with serveurs.postgresql() as adresse:
        preparation = subprocess.Popen(
            [sys.executable, "-m", "tests.outils.base_preparee"],
            cwd=RACINE,
            env=os.environ | {"PORTAIL_BASE": adresse},
        )
        try:
            if rate := passe(*options, f"--noter-les-requetes={RELEVE}", *premiere):
                return rate
            preparation.wait()
        finally:
            preparation.terminate()
            preparation.wait()
        return passe(*options, *seconde, "-m", "not navigateur", PORTAIL_BASE=adresse)


def atterrissage(*options: str) -> int:
    """What `make test` plays. int: an exit code."""
    with tempfile.TemporaryFile("w+") as dit:
        lint = subprocess.Popen(
            ["make", "--keep-going", "lint"], cwd=RACINE, stdout=dit, stderr=subprocess.STDOUT
        )
        try:
            rate = passe(*options, *etages.PURS)
        except BaseException:  # Ctrl-C: nobody would read what lint says
            lint.terminate()
            lint.wait()
            raise
        if lint.wait():
            dit.seek(0)
            print(dit.read(), flush=True)
    if rate or lint.returncode:
        return rate or lint.returncode
    choix = etages.choisir()
    print(etages.dire(choix), flush=True)
    CHOISIS.write_text("\n".join(choix.essais))
    return deux_passes(
        *options,
        f"--parmi={CHOISIS}",
        *choix.fichiers(),
        seconde=(f"--selon-les-requetes={RELEVE}",),
    )


def tout(*options: str) -> int:
    """What `make test-tout` plays; all of it, whatever fails on the way. Green, and the tree as
    committed, it is kept (etages.CONNU). int: how many of its parts failed."""
    shutil.rmtree(TRACES, ignore_errors=True)
    rates = [
        nom
        for nom, joue in {
            "make lint": lambda: subprocess.call(["make", "--keep-going", "lint"], cwd=RACINE),
            "les deux passes": lambda: deux_passes(*options, premiere=(f"--tracer={TRACES}",)),
            "d’autres jours": lambda: subprocess.call([sys.executable, "-m", "tests.horloge"]),
            "make mutants": lambda: subprocess.call(["make", "mutants"], cwd=RACINE),
        }.items()
        if joue()
    ]
    print("Tout est vert." if not rates else f"Rouge : {', '.join(rates)}.")
    if not rates:
        garder_ce_qui_est_vert()
    return len(rates)


def garder_ce_qui_est_vert() -> None:
    """Which test file enters what, what each costs, and the commit at which all was green."""
    if etages.changes_depuis("HEAD"):
        print("Rien n’est gardé : l’arbre n’est pas celui d’un commit.")
        return
    entrees: defaultdict[str, set[str]] = defaultdict(set)
    notes = trace.lire(TRACES)
    for essai, (_secondes, produits) in notes.items():
        for produit in produits:
            entrees[produit].add(essai)
    etages.garder({essai: secondes for essai, (secondes, _) in notes.items()}, entrees)
    print(f"Gardé dans {etages.CONNU.relative_to(RACINE)} : à valider avec le reste.")


def main() -> int:
    options = [mot for mot in sys.argv[1:] if mot != "--tout"]
    # servers are stopped, whoever ends this
    signal.signal(signal.SIGTERM, lambda numero, cadre: sys.exit(128 + numero))
    try:
        return tout(*options) if "--tout" in sys.argv[1:] else atterrissage(*options)
    except ServeurIndisponible as erreur:
        print(f"PostgreSQL n’a pas démarré : {erreur}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
