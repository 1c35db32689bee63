"""The whole town in one file, written by a job; each household is told who took it away."""

import zipfile
from collections import defaultdict
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, Any

from django.utils import timezone

from famille.journal.modifications import noter_export
from famille.models import Foyer, Travail, Utilisateur
from famille.mouvements.reprise.registre import sujets
from famille.socle.dire import compte, enumerer
from famille.socle.erreurs import Refus
from famille.socle.tableaux import XLSX, TableauCsv, TableauXlsx, classeur_vide
from famille.travaux.actions import Avancement, lancer_un_export
from famille.travaux.fichiers import deposer
from famille.travaux.tables import PAR_CLASSEUR

from .tables import TableExportee, tables

if TYPE_CHECKING:
    from openpyxl import Workbook

GENRE, EXPORTER = "export-familles", "famille.exporter_familles"
ZIP = "zip"
FORMATS = {ZIP: "une archive de fichiers CSV", XLSX: "un classeur (XLSX)"}
TRACE = "export de tous les dossiers de la collectivité"
VIDE = "Il n’y a encore aucun dossier : il n’y a rien à exporter."
_PAR_NOTE = 500
_NOMMES = 20  # of those that are lost, of one kind


def lancer_l_export(sorte: str, *, par: Utilisateur) -> Travail:
    """The job. Refus: nothing to write, too much for a workbook, or too many files in this hour."""
    _compter(sorte)
    titre = f"Tous les dossiers, en {FORMATS[sorte]}"
    return lancer_un_export(GENRE, titre, {"format": sorte}, par=par)


def _compter(sorte: str) -> int:
    if not Foyer.objects.ouverts().exists():
        raise Refus(VIDE)
    total = sum(table.lignes().count() for table in tables())
    if sorte == XLSX and total > PAR_CLASSEUR:
        raise Refus(
            f"Ces dossiers font {total} lignes, et un classeur en contient {PAR_CLASSEUR} au plus :"
            " choisissez l’archive de fichiers CSV."
        )
    return total


def executer(travail: Travail, avancer: Avancement) -> dict[str, Any]:
    """The job: parametres dict(format: "zip" or "xlsx")."""
    sorte = travail.parametres["format"]
    total, faites = _compter(sorte), 0
    perdues: dict[str, list[str]] = defaultdict(list)
    foyers = set(Foyer.objects.ouverts().values_list("pk", flat=True))

    def noter(table: TableExportee, ligne: Any) -> None:
        nonlocal faites
        faites += 1
        if perdue := table.perdue(ligne):
            perdues[table.sujet].append(perdue)
        if faites % _PAR_NOTE == 0:
            avancer(min(faites, total), total)

    le = timezone.localdate(travail.cree_le)
    deposer(
        travail,
        sorte,
        f"familles-{le}.{sorte}",
        lambda fichier: ECRIRE[sorte](fichier, noter),
        avec=lambda: noter_export(foyers, TRACE, par=travail.demandeur),
    )
    phrase = f"{compte(len(foyers), 'dossier')}, {compte(total, 'ligne')}."
    return {"phrase": phrase + _dire_les_perdues(perdues)}


def _dire_les_perdues(perdues: dict[str, list[str]]) -> str:
    """Whose rows no key reads any more: all the rest of the town is in the file."""
    if not perdues:
        return ""
    dites = []
    for sujet, noms in perdues.items():
        autres = len(noms) - _NOMMES
        suite = [compte(autres, "autre", "autres")] if autres > 0 else []
        dites.append(f"{sujets()[sujet].pluriel} ({enumerer([*noms[:_NOMMES], *suite])})")
    return (
        f" Aucune clé du portail n’ouvre plus ce qui est chiffré des {enumerer(dites)} : cela"
        " manque au fichier, tout le reste y est ; à la place d’allergies perdues, il dit de les"
        " redemander aux parents. Si le service informatique retrouve l’ancienne clé, exportez de"
        " nouveau."
    )


def ecrire_l_archive(fichier: IO[bytes], noter: Callable[[TableExportee, Any], None]) -> None:
    """familles.csv, adultes.csv…: each under the name of its table."""
    with zipfile.ZipFile(fichier, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in tables():
            with archive.open(f"{table.nom.lower()}.csv", "w") as entree:
                tableau = TableauCsv(entree, table.titres)
                for ligne, cellules in table.ecrites():
                    tableau.ajouter(cellules)
                    noter(table, ligne)
                tableau.finir()


class FeuilleExportee(TableauXlsx):
    """One sheet of a workbook that holds several."""

    def __init__(self, classeur: "Workbook", nom: str, entetes: list[str]) -> None:
        self._ouvrir(classeur, nom, entetes)

    def finir(self) -> None:
        self._fermer()


def ecrire_le_classeur(fichier: IO[bytes], noter: Callable[[TableExportee, Any], None]) -> None:
    classeur = classeur_vide()
    for table in tables():
        feuille = FeuilleExportee(classeur, table.nom, table.titres)
        for ligne, cellules in table.ecrites():
            feuille.ajouter(cellules)
            noter(table, ligne)
        feuille.finir()
    classeur.save(fichier)


ECRIRE = {ZIP: ecrire_l_archive, XLSX: ecrire_le_classeur}
