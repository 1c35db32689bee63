"""Mes documents (G7): a family's papers, by child and by kind. A fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db.models import F, QuerySet
from django.http import QueryDict
from django.utils import timezone

from famille.dossier.foyers.fiche import auteur, comptes_du_foyer
from famille.models import Document, Foyer, Utilisateur
from famille.socle.dire import en_lettres
from famille.socle.ville import service

from .retenues import pourquoi_garder

BIENTOT = timedelta(days=30)
IMAGES = {"image/jpeg", "image/png"}
ETATS = {
    "analyse": "En cours d’analyse",
    "bloque": "Bloqués",
    "finit": "Qui expirent bientôt",
    "fini": "Expirés",
}


@dataclass(frozen=True)
class Ligne:
    """One document, for its family. `fin`: "", "finit", "fini"; `garde`: why it must stay."""

    document: Document
    par: str
    fin: str
    fin_dite: str
    garde: str = ""

    @property
    def ou(self) -> str:
        if self.document.classe_le:
            return "Classé dans votre dossier"
        envoye = "Envoyé" if self.document.remis_le else "Pas encore envoyé"
        return f"{envoye} {service().au}"

    @property
    def vue(self) -> str:
        """ "image", "pdf", or "" when nothing can be shown."""
        if not self.document.ouvrable:
            return ""
        return "image" if self.document.type_mime in IMAGES else "pdf"

    @property
    def cles(self) -> set[str]:
        """The states by which it is found."""
        etats = {Document.Etat.EN_ANALYSE: "analyse", Document.Etat.INFECTE: "bloque"}
        return {self.fin, etats.get(Document.Etat(self.document.etat), "")} - {""}


def documents_de(utilisateur: Utilisateur) -> QuerySet[Document]:
    """The children's first, the eldest's before, then those of the household."""
    return (
        Document.objects.de(utilisateur)
        .select_related("enfant", "depose_par", "foyer")
        .order_by(
            F("enfant__naissance").asc(nulls_last=True), "enfant", "genre", "-depose_le", "pk"
        )
    )


def lignes(documents: Iterable[Document], foyers: list[Foyer], lecteur: Utilisateur) -> list[Any]:
    """list[Ligne]. `foyers`: those of the reader, their `responsables` prefetched."""
    documents = list(documents)
    miens, jour = comptes_du_foyer(foyers), timezone.localdate()
    gardes = pourquoi_garder(documents, foyers)
    lues = []
    for document in documents:
        compte, garde = document.depose_par, gardes.get(document.pk, "")
        par = auteur(compte, miens) if compte else "une personne dont le compte n’existe plus"
        par = "vous" if compte == lecteur else par
        lues.append(Ligne(document, par, *_fin(document.valable_jusqu_au, jour), garde))
    return lues


def _fin(jusqu_au: date | None, jour: date) -> tuple[str, str]:
    """(key, sentence): when it stops being of use."""
    if jusqu_au is None:
        return "", ""
    if jusqu_au < jour:
        return "fini", f"Expiré le {en_lettres(jusqu_au)}"
    if jusqu_au <= jour + BIENTOT:
        return "finit", f"Expire le {en_lettres(jusqu_au)}"
    return "", f"Valable jusqu’au {en_lettres(jusqu_au)}"


# Filters, kept in the address.


def choix(toutes: list[Ligne]) -> dict[str, Any]:
    """dict name → list[(value, label)]: what some lines can be filtered by."""
    enfants = {
        str(une.document.enfant_id): une.document.enfant.prenom
        for une in toutes
        if une.document.enfant
    }
    foyer = {"foyer": "Pour le foyer"} if any(une.document.enfant is None for une in toutes) else {}
    genres = {une.document.genre: une.document.get_genre_display() for une in toutes}
    presents = set().union(*(une.cles for une in toutes))
    return {
        "enfant": list((enfants | foyer).items()),
        "genre": sorted(genres.items(), key=lambda paire: paire[1]),
        "etat": [(cle, nom) for cle, nom in ETATS.items() if cle in presents],
    }


def filtrer(toutes: list[Ligne], demandes: QueryDict) -> tuple[list[Any], dict[str, Any]]:
    """(lines kept, filters understood). `demandes`: the address’s; the unknown is as if absent."""
    possibles = choix(toutes)
    voulus = {
        nom: dit if (dit := demandes.get(nom, "")) in dict(valeurs) else ""
        for nom, valeurs in possibles.items()
    }
    return [une for une in toutes if _repond(une, voulus)], voulus


def _repond(ligne: Ligne, voulus: dict[str, str]) -> bool:
    document = ligne.document
    valeurs: dict[str, Any] = {
        "enfant": {str(document.enfant_id) if document.enfant_id else "foyer"},
        "genre": {document.genre},
        "etat": ligne.cles,
    }
    return all(not valeur or valeur in valeurs[nom] for nom, valeur in voulus.items())


def groupes(rangees: list[Ligne]) -> list[Any]:
    """list[dict(enfant, lignes)], in the order of the lines; `enfant` None: the household's."""
    return [
        {"enfant": siennes[0].document.enfant, "lignes": siennes}
        for _cle, groupe in groupby(rangees, key=lambda une: une.document.enfant_id)
        for siennes in [list(groupe)]
    ]
