"""`python -m tests.pannes [scenario …]`: one line a fault, and bench/resultats/pannes.md when all
were run."""

import argparse
import importlib
import signal
import sys
import time

from bench.outils import machine
from tests.pannes import SCENARIOS
from tests.pannes.constat import Constat
from tests.pannes.ville import FAMILLES, Ville, ville
from tests.ville.topologie import paquets_manquants

VILLE = (
    f"Une ville de {FAMILLES} foyers sur une machine : deux processus web derrière nginx, un"
    " travailleur, PostgreSQL qui garde ce qu’il confirme, Redis, un stockage S3, clamd, un"
    " serveur de courriel, un faux PayFiP."
)


def main() -> int:
    analyseur = argparse.ArgumentParser(description=__doc__)
    analyseur.add_argument("scenarios", nargs="*", choices=[[], *SCENARIOS], metavar="scenario")
    choisis = analyseur.parse_args().scenarios or SCENARIOS
    if manquent := paquets_manquants():
        print(f"Il manque {', '.join(manquent)} : rien n’est éprouvé.", file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, lambda numero, _cadre: sys.exit(128 + numero))
    constats: list[Constat] = []
    with ville() as la_ville:
        for nom in choisis:
            constats += _eprouver(nom, la_ville)
        faits = machine.faits() | _version()
    if tuple(choisis) == SCENARIOS:
        _garder(constats, faits)
    return int(not all(constat.tient for constat in constats))


def _eprouver(nom: str, la_ville: Ville) -> list[Constat]:
    """The lines of a scenario; one that breaks off is a fault too, and the others go on."""
    scenario = importlib.import_module(f"tests.pannes.scenarios.{nom}")
    debut = time.monotonic()
    try:
        constats = scenario.eprouver(la_ville)
    except Exception as erreur:  # noqa: BLE001 - told as a fault
        constats = [
            Constat(
                scenario.TITRE,
                "scénario",
                fautes=[f"interrompu : {type(erreur).__name__} {erreur}"[:600]],
            )
        ]
    finally:
        la_ville.reparer()
    for constat in constats:
        print(constat, flush=True)
    print(f"  ({time.monotonic() - debut:.0f} s)", flush=True)
    return constats


def _version() -> dict[str, str]:
    from bench.outils.preparation import version_de_la_base

    return version_de_la_base()


def _garder(constats: list[Constat], faits: dict) -> None:
    lignes = [
        "# Pannes essayées",
        "",
        VILLE,
        "",
        "| Panne | Ce qui était envoyé | Envoyés | Gardés | En double | Verdict |",
    ]
    lignes.append("|---|---|---|---|---|---|")
    for un in constats:
        verdict = "; ".join(["tient" if un.tient else "**ne tient pas**", *un.notes, *un.fautes])
        lignes.append(
            f"| {un.panne} | {un.quoi} | {un.envoyes} | {un.gardes} | {un.doubles} | {verdict} |"
        )
    donnees = {"machine": faits, "constats": [vars(un) for un in constats]}
    machine.garder("pannes", donnees, lignes)


if __name__ == "__main__":
    sys.exit(main())
