"""`python -m tests.mutants [mot] [--neufs] [--postgresql]`: one line a mutant, then the score."""

import argparse
import importlib
import json
import pkgutil
import sys

import pytest

from bench.outils import machine
from tests.mutants import declares
from tests.mutants.essai import Essais, Verdict
from tests.mutants.mutant import Introuvable, Mutant, fichiers_de

MINIMUM = 95  # % of the mutants that the tests must see
FICHIER = machine.RESULTATS / "mutants.json"


def main() -> int:
    analyseur = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    analyseur.add_argument(
        "mot", nargs="?", default="", help="only those whose subject or description holds this word"
    )
    analyseur.add_argument(
        "--postgresql", action="store_true", help="the locks, on the PostgreSQL of PORTAIL_BASE"
    )
    analyseur.add_argument(
        "--neufs", action="store_true", help="only those of which the list says nothing yet"
    )
    choix = analyseur.parse_args()
    note = Note("postgresql" if choix.postgresql else "sqlite")
    connus = note.tueurs() if choix.neufs else {}
    mutants = [
        un
        for un in tous()
        if un.postgresql == choix.postgresql
        and choix.mot in f"{un.sujet} {un.dit}"
        and not connus.get(un.dit)
    ]
    if fautes := mal_declares(mutants):
        print("\n".join(fautes), file=sys.stderr)
        return 2
    essais = Essais(mutants, note.dire, note.tueurs())
    fichiers = sorted(
        {
            str(fichier)
            for mutant in mutants
            for test in mutant.tests
            for fichier in fichiers_de(test)
        }
    )
    pytest.main(["-q", "-s", "-p", "no:cacheprovider", "--no-header", *fichiers], plugins=[essais])
    if len(essais.verdicts) < len(mutants):
        print("Les tests ne passent pas sans casse : réparez-les d’abord.", file=sys.stderr)
        return 2
    vus = sum(verdict.vu for verdict in essais.verdicts)
    print(f"\n{vus} vus sur {len(essais.verdicts)} ({100 * vus / len(essais.verdicts):.1f} %)")
    return int(100 * vus < MINIMUM * len(essais.verdicts))


def tous() -> list[Mutant]:
    """Every mutant of `declares/`, each under the subject of its module."""
    trouves = []
    for trouve in sorted(pkgutil.iter_modules(declares.__path__), key=lambda module: module.name):
        module = importlib.import_module(f"{declares.__name__}.{trouve.name}")
        trouves += [Mutant(**(vars(un) | {"sujet": module.SUJET})) for un in module.MUTANTS]
    return trouves


def mal_declares(mutants: list[Mutant]) -> list[str]:
    """What is to mend in declarations: a text that is nowhere, or at several places; a test that is
    nowhere."""
    fautes = []
    for mutant in mutants:
        try:
            compile(mutant.source(), str(mutant.ou()), "exec")
            for test in mutant.tests:
                fichiers_de(test)
        except (Introuvable, SyntaxError) as erreur:
            fautes.append(
                f"{mutant.dit} : {erreur}" if isinstance(erreur, SyntaxError) else str(erreur)
            )
    return fautes


class Note:
    """What all the runs have found, those on the other database and for other words too: written
    after each mutant, so that a run that is stopped keeps what it saw. What is declared no more
    goes."""

    def __init__(self, base: str):
        self.base, self.machine = base, machine.faits()
        self.essais: dict[str, list[dict]] = (
            json.loads(FICHIER.read_text())["essais"] if FICHIER.exists() else {}
        )
        self.declares = [un.dit for un in tous() if un.postgresql == (base == "postgresql")]

    def tueurs(self) -> dict[str, str]:
        """what is broken → the test that saw it last time."""
        return {une["dit"]: une["par"] for une in self.essais.get(self.base, [])}

    def dire(self, verdict: Verdict) -> None:
        assert verdict.mutant
        mot = f"vu par {verdict.nom}" if verdict.vu else "VIVANT"
        print(
            f"{verdict.mutant.sujet} · {verdict.mutant.dit} : {mot} ({verdict.secondes:.0f} s)",
            flush=True,
        )
        connus = {une["dit"]: une for une in self.essais.get(self.base, [])}
        connus[verdict.mutant.dit] = {
            "sujet": verdict.mutant.sujet,
            "dit": verdict.mutant.dit,
            "par": verdict.nom,
        }
        self.essais[self.base] = [connus[dit] for dit in self.declares if dit in connus]
        machine.garder(
            "mutants", {"essais": self.essais, "machine": self.machine}, tableau(self.essais)
        )


def tableau(essais: dict[str, list[dict]]) -> list[str]:
    lignes = [
        *(
            "# Casses faites exprès",
            "",
            "Chacune est faite dans le produit, seule, puis les tests qui la concernent sont",
        ),
        *("joués (`make mutants`). Une casse que rien ne voit est un test qui manque.", ""),
    ]
    for base, vues in sorted(essais.items(), reverse=True):
        combien = sum(bool(une["par"]) for une in vues)
        lignes += [
            f"## {'SQLite' if base == 'sqlite' else 'PostgreSQL'} : {combien} vues sur {len(vues)}",
            "",
        ]
        lignes += ["| Sujet | Casse | Vue par |", "|---|---|---|"]
        lignes += [
            f"| {une['sujet']} | {une['dit']} | {une['par'] or '**rien**'} |" for une in vues
        ] + [""]
    return lignes
