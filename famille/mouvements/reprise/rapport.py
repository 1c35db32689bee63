"""What is kept of an import: one line a thing of the file, what became of it, and why it was
refused. Neither names nor health: lines, and numbers of files."""

import csv
import io
from collections.abc import Iterator
from typing import IO, Any

from django.core.files.storage import storages

from famille.models import CleEtrangere, FauteDeReprise, LigneDeReprise, Reprise, Travail
from famille.socle.erreurs import Refus
from famille.socle.pages_de_cles import par_pages
from famille.socle.tableaux import TABLEAUX, XLSX

from .cases import sans_apostrophe
from .registre import sujets

ENTETES = ["Tableau", "Ligne", "Quoi", "Résultat", "Dossier", "Colonne", "Raison"]
IMPORT = "reprise-import"  # the job that writes it
LIGNES_DU_CLASSEUR = 40_000  # some seconds of a request
PARTI = "Ce rapport n’est plus gardé : il l’est sept jours après l’import."
TROP_LONG = (
    f"Ce rapport a plus de {LIGNES_DU_CLASSEUR} lignes : prenez-le en .csv, qu’un tableur ouvre"
    " aussi."
)
ENTETES_DES_FAUTES = ["Tableau", "Ligne", "Colonne", "Raison", "Ce qu’il en est"]


def ecrire_le_rapport(reprise: Reprise, fichier: IO[bytes], sorte: str) -> None:
    """`sorte`: a key of famille.socle.tableaux.TABLEAUX."""
    tableau: Any = TABLEAUX[sorte](fichier, ENTETES)
    for ligne in _lignes(reprise):
        tableau.ajouter(ligne)
    for faute in _fautes(reprise):
        nom, numero, colonne, raison, quoi = faute
        tableau.ajouter([nom, numero, "", quoi, "", colonne, raison])
    tableau.finir()


def rapport_garde(reprise: Reprise) -> Travail | None:
    """The job whose file is the report of this import, for the seven days that it is kept."""
    siens = Travail.objects.filter(genre=IMPORT, parametres={"reprise": reprise.pk})
    return siens.exclude(fichier="").order_by("-cree_le").first()


def mettre_en_classeur(travail: Travail, fichier: IO[bytes]) -> None:
    """The report that this job has kept, as a workbook. Refus: it is gone, or too long."""
    stockage = storages["prive"]
    if not stockage.exists(travail.fichier):
        raise Refus(PARTI)
    with stockage.open(travail.fichier, "rb") as garde:
        lignes = csv.reader(io.TextIOWrapper(garde, "utf-8-sig", newline=""), delimiter=";")
        tableau: Any = TABLEAUX[XLSX](fichier, next(lignes))
        for rang, (nom, numero, *reste) in enumerate(lignes, start=1):
            if rang > LIGNES_DU_CLASSEUR:
                raise Refus(TROP_LONG)
            tableau.ajouter([sans_apostrophe(nom), int(numero), *map(sans_apostrophe, reste)])
    tableau.finir()


def ecrire_les_fautes(reprise: Reprise, fichier: IO[bytes], sorte: str) -> None:
    tableau: Any = TABLEAUX[sorte](fichier, ENTETES_DES_FAUTES)
    for faute in _fautes(reprise):
        tableau.ajouter(list(faute))
    tableau.finir()


def _lignes(reprise: Reprise) -> Iterator[list[Any]]:
    lignes = LigneDeReprise.objects.filter(reprise=reprise).order_by("tableau", "numero", "pk")
    libelles = dict(LigneDeReprise.Resultat.choices)
    for page in par_pages(lignes.values("pk", "tableau", "numero", "sujet", "cle", "resultat")):
        numeros = {
            (sujet, cle): numero
            for sujet, cle, numero in CleEtrangere.objects.filter(
                source=reprise.source, cle__in=[ligne["cle"] for ligne in page]
            ).values_list("sujet", "cle", "foyer__numero")
        }
        for ligne in page:
            yield [
                nom_du_tableau(reprise, ligne["tableau"]),
                ligne["numero"],
                sujets()[ligne["sujet"]].libelle,
                libelles.get(ligne["resultat"], ""),
                numeros.get((ligne["sujet"], ligne["cle"])) or "",
                "",
                "",
            ]


def _fautes(reprise: Reprise) -> Iterator[tuple[str, int, str, str, str]]:
    lues = FauteDeReprise.objects.filter(reprise=reprise)
    for page in par_pages(lues.order_by("tableau", "numero", "pk")):
        for faute in page:
            quoi = "Non repris" if faute.bloque else "Repris sans cette case"
            nom = nom_du_tableau(reprise, faute.tableau)
            yield nom, faute.numero, faute.colonne, faute.raison, quoi


def nom_du_tableau(reprise: Reprise, rang: int) -> str:
    return reprise.tableaux[rang]["nom"] if rang < len(reprise.tableaux) else ""
