"""`make bench`: every bench but the opening morning, one after the other, each in a process of its
own, then the table of all that they judge. `python -m bench pages facturation` plays those;
`--court` tries each on a tiny town, judges nothing and keeps nothing.

Ends with 1 when one of them is under its threshold or finds a fault. bench/resultats/bilan.md keeps
the table of what each has last kept, and says of each when, of which commit and how long.
"""

import argparse
import json
import subprocess
import sys
import time

from bench.outils import machine, preparation, verdicts

SUJETS = {
    "pages": "bench.pages.mesure",
    "croissance": "bench.pages.croissance",
    "croissance100": "bench.pages.croissance --fois 100",
    "croissance_sqlite": "bench.pages.croissance --sqlite",
    "moteur": "bench.moteur.reservations",
    "ruee": "bench.ouverture.ruee",
}  # and each keeps its figures under this name


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
    rates, durees = [], {}
    for sujet in choix.sujets or SUJETS:
        debut = time.perf_counter()
        print(f"== {sujet}", flush=True)
        commande = [sys.executable, "-m", *SUJETS[sujet].split(), *["--court"] * choix.court]
        if subprocess.run(commande, cwd=machine.RACINE, check=False).returncode:
            rates.append(sujet)
        durees[sujet] = round(time.perf_counter() - debut)
        print(f"== {sujet} : {durees[sujet]} s", flush=True)
    if not choix.court:
        print("\n".join(garder(durees)))
    print("Sous le seuil ou en faute : " + ", ".join(rates) if rates else "Tout tient ses seuils.")
    return int(bool(rates))


def garder(durees: dict[str, int]) -> list[str]:
    """The table of what every subject has last kept, those just played among them; `durees`: how
    long these took, in seconds."""
    ancien = machine.RESULTATS / "bilan.json"
    sues = json.loads(ancien.read_text())["durees_s"] if ancien.exists() else {}
    durees = sues | durees
    lus = {
        sujet: json.loads(fichier.read_text())
        for sujet in SUJETS
        if (fichier := machine.RESULTATS / f"{sujet}.json").exists()
    }
    lignes = bilan(lus, durees)
    donnees = {"machine": machine.faits(), "durees_s": durees}
    machine.garder("bilan", donnees, ["# Tous les bancs", "", *lignes])
    return lignes


def bilan(lus: dict[str, dict], durees: dict[str, int]) -> list[str]:
    """What is judged of each, then when it was played."""
    juges = [une for lu in lus.values() for une in verdicts.depuis(lu.get("verdicts", ()))]
    joues = [
        f"| {sujet} | {lu['machine']['date']} | {lu['machine']['commit']} |"
        f" {durees.get(sujet, '–')} s | {lu['machine']['charge_avant']} |"
        for sujet, lu in lus.items()
    ]
    entetes = ["| banc | joué le | révision | durée | charge avant |", "|---|---|---|---|---|"]
    return [*verdicts.tableau(juges), "", *entetes, *joues]


if __name__ == "__main__":
    sys.exit(main())
