"""`make bench`: every bench but the opening morning, one after the other, each in a process of its
own. `python -m bench pages facturation` plays those; `--court` tries each on a tiny town, judges
nothing and keeps nothing.

Ends with 1 when one of them is under its threshold or finds a fault.
"""

import argparse
import subprocess
import sys
import time

from bench.outils import preparation
from bench.outils.machine import RACINE

SUJETS = {
    "pages": "bench.pages.mesure",
    "poids": "bench.pages.poids",
    "moteur": "bench.moteur.reservations",
    "ruee": "bench.ouverture.ruee",
    "facturation": "bench.facturation.campagne",
    "tableau_de_bord": "bench.pages.tableau_de_bord",
    "calendrier": "bench.pages.calendrier",
    "demarches": "bench.pages.demarches",
}
ENTIERS = {"tableau_de_bord", "calendrier", "demarches"}  # have no tiny town


def main() -> int:
    analyseur = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    analyseur.add_argument("sujets", nargs="*", help=f"parmi {', '.join(SUJETS)} ; tous sans mot")
    analyseur.add_argument(
        "--court", action="store_true", help="une ville minuscule, sans jugement"
    )
    choix = analyseur.parse_args()
    if inconnus := set(choix.sujets) - set(SUJETS):
        analyseur.error(f"sujets inconnus : {', '.join(sorted(inconnus))}")
    preparation.finir_proprement()
    rates = []
    for sujet in choix.sujets or SUJETS:
        if choix.court and sujet in ENTIERS:
            continue
        debut = time.perf_counter()
        print(f"== {sujet}", flush=True)
        commande = [sys.executable, "-m", SUJETS[sujet], *(["--court"] if choix.court else [])]
        if subprocess.run(commande, cwd=RACINE, check=False).returncode:
            rates.append(sujet)
        print(f"== {sujet} : {time.perf_counter() - debut:.0f} s", flush=True)
    print("Sous le seuil ou en faute : " + ", ".join(rates) if rates else "Tout tient ses seuils.")
    return int(bool(rates))


if __name__ == "__main__":
    sys.exit(main())
