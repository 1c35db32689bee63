"""`python -m tests.mutants [mot] [--neufs] [--postgresql] [--matrice]`: one line a mutant, then the
score."""

import argparse
import importlib
import json
import pkgutil
import sys

import pytest

from bench.outils import machine
from tests.mutants import declares
from tests.mutants.essai import Essais, Verdict, sans_parametres
from tests.mutants.mutant import Introuvable, Mutant, fichiers_de, verifier

MINIMUM = 95  # % of the mutants that the tests must see
FICHIER = machine.RESULTATS / "mutants.json"
MATRICE = machine.RESULTATS / "matrice.json"  # what is broken → every test that saw it


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
    analyseur.add_argument(
        "--matrice", action="store_true", help="every test that sees each, kept in matrice.json"
    )
    analyseur.add_argument(
        "--sans",
        action="append",
        default=[],
        metavar="tests/…::test_…",
        help="what nothing would see any more without this test; may be given several times",
    )
    choix = analyseur.parse_args()
    if choix.sans:
        return orphelins(choix.sans)
    note = Note("postgresql" if choix.postgresql else "sqlite")
    deja = matrice() if choix.matrice else note.tueurs()
    connus = {dit for dit, par in deja.items() if par} if choix.neufs else set()
    mutants = [
        un
        for un in tous()
        if un.postgresql == choix.postgresql
        and choix.mot in f"{un.sujet} {un.dit}"
        and un.dit not in connus
    ]
    if not mutants:
        print("Rien de neuf à jouer." if choix.neufs else "Aucune casse de ce nom.")
        return int(not choix.neufs)
    if fautes := mal_declares(mutants):
        print("\n".join(fautes), file=sys.stderr)
        return 2
    dire = noter_matrice if choix.matrice else note.dire
    essais = Essais(mutants, dire, note.tueurs(), tous=choix.matrice)
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
                verifier(test)
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


def noter_matrice(verdict: Verdict) -> None:
    """Keeps every test that saw this mutant, parameters apart; forgets what is declared no more."""
    rouges = sorted({sans_parametres(test) for test in verdict.rouges})
    print(f"{verdict.mutant.dit} : {len(rouges)} tests ({verdict.secondes:.0f} s)", flush=True)
    connus = matrice() | {verdict.mutant.dit: rouges}
    gardes = {un.dit: connus[un.dit] for un in tous() if un.dit in connus}
    MATRICE.write_text(json.dumps(gardes, ensure_ascii=False, indent=1) + "\n")


def matrice() -> dict[str, list[str]]:
    return json.loads(MATRICE.read_text()) if MATRICE.exists() else {}


def orphelins(tests: list[str]) -> int:
    """Prints what no other test than these sees: with one line, they may not all go."""
    seuls = [dit for dit, rouges in matrice().items() if rouges and set(rouges) <= set(tests)]
    print("\n".join(seuls) or "Chaque casse est vue par un autre test.")
    return int(bool(seuls))


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
