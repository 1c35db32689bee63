"""What is kept of an import: one line a thing of the file, what became of it, and why it was
refused. Neither names nor health: lines, and numbers of files."""

from collections.abc import Iterator
from typing import IO, Any

from famille.models import CleEtrangere, FauteDeReprise, LigneDeReprise, Reprise
from famille.socle.pages_de_cles import par_pages
from famille.socle.tableaux import TABLEAUX

from .registre import sujets

ENTETES = ["Tableau", "Ligne", "Quoi", "Résultat", "Dossier", "Colonne", "Raison"]
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
