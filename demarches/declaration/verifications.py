"""Checks that several démarches show to the agent: [{"ok": True | False | None, "texte"}]."""

from typing import Any

from django.conf import settings

from demarches.models import Demande
from famille.models import Document

Etat = Document.Etat
ANTIVIRUS = {
    Etat.SAIN: (True, "Fichier analysé, aucun virus."),
    Etat.INFECTE: (False, "Virus détecté : demandez un autre fichier."),
    Etat.EN_ANALYSE: (None, "Analyse antivirus en cours : rechargez la page dans une minute."),
    Etat.NON_ANALYSE: (None, "Fichier non analysé : aucun antivirus n’est installé."),
}


def antivirus(document: Document) -> dict[str, Any]:
    """`sans_antivirus`: said, but nothing that a look at the paper settles."""
    ok, texte = ANTIVIRUS[Etat(document.etat)]
    return {"ok": ok, "texte": texte, "sans_antivirus": ok is None and saine_ou_admise(document)}


def saine_ou_admise(document: Document) -> bool:
    """Whether its content may be relied on: declared clean, or never looked at since the town has
    no antivirus, which its installation says (portail.W001)."""
    return document.etat == Etat.SAIN or (document.etat == Etat.NON_ANALYSE and not settings.CLAMD)


def nom_a_comparer(demande: Demande) -> dict[str, Any]:
    """What only a person can see: the paper is in the name of one of the household's adults."""
    noms = [str(adulte) for adulte in demande.foyer.responsables.actuels()]
    return {"ok": None, "texte": f"Nom à comparer avec le document : {' ou '.join(noms)}."}
