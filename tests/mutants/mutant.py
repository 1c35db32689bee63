"""What a declared breakage is, and where its text stands today."""

import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

RACINE = Path(__file__).resolve().parents[2]
PIECES = ("site/portail", "cms_pages", "demarches", "reservations", "famille")

EN_LIGNES_LONGUES = [
    str(Path(sys.executable).with_name("ruff")),
    *("format", "--isolated", "--quiet", "--target-version=py312", "--line-length=320"),
    "--config=format.skip-magic-trailing-comma=true",
]


class Introuvable(LookupError):
    """A mutant whose text is nowhere, or at several places; or whose tests are nowhere: mend the
    declaration."""


@dataclass(frozen=True)
class Mutant:
    """`dit`: what is broken, in a few words. `texte` → `devient`: exact source, found once among
    all the modules, or first after `apres`, itself found once (a `def` line). `tests`: names of
    test files, or "file::part of a name"."""

    dit: str
    texte: str
    devient: str
    tests: tuple[str, ...]
    apres: str = ""
    postgresql: bool = False
    sujet: str = field(default="", compare=False)

    def ou(self) -> Path:
        repere = self.apres or self.texte
        trouves = [chemin for chemin, source in sources().items() if repere in source]
        if len(trouves) != 1 or (sources()[trouves[0]].count(repere) != 1):
            raise Introuvable(f"{self.dit} : {len(trouves)} fois « {repere.strip()[:70]} »")
        return trouves[0]

    def source(self) -> str:
        """The whole module, broken."""
        saine = sources()[self.ou()]
        debut = saine.index(self.apres) + len(self.apres) if self.apres else 0
        if self.texte not in saine[debut:]:
            raise Introuvable(f"{self.dit} : rien de tel après « {self.apres.strip()[:70]} »")
        return saine[:debut] + saine[debut:].replace(self.texte, self.devient, 1)


@cache
def sources() -> dict[Path, str]:
    """Each module in one shape, whatever the width of its lines: what holds on one line stands on
    one. So a declaration outlives a change of width, and is written in that shape."""
    with tempfile.TemporaryDirectory() as dossier:
        for piece in PIECES:
            sans = shutil.ignore_patterns("migrations", "static", "__pycache__")
            shutil.copytree(RACINE / piece, Path(dossier) / piece, ignore=sans)
        subprocess.run([*EN_LIGNES_LONGUES, dossier], check=True)
        return {
            RACINE / chemin.relative_to(dossier): chemin.read_text()
            for chemin in sorted(Path(dossier).rglob("*.py"))
        }


def fichiers_de(test: str) -> list[Path]:
    """The files of that name, wherever they stand; two rooms may each have one."""
    nom = test.partition("::")[0]
    trouves = sorted((RACINE / "tests").rglob(f"{nom}.py"))
    if not trouves:
        raise Introuvable(f"aucun fichier de tests ne s’appelle {nom}")
    return trouves


def verifier(test: str) -> None:
    """Raises Introuvable when `test` names no file, or no test function in its files."""
    partie = test.partition("::")[2]
    sources = "".join(fichier.read_text() for fichier in fichiers_de(test))
    if partie and not re.search(rf"def test_\w*{re.escape(partie.removeprefix('test_'))}", sources):
        raise Introuvable(f"aucun test de {test.partition('::')[0]} ne s’appelle {partie}")


def concerne(test: str, fichier: Path, nom: str) -> bool:
    """Whether the test function `nom` of `fichier` is one of those that `test` names."""
    stem, _, partie = test.partition("::")
    return fichier.stem == stem and partie in nom
