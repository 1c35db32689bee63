"""Checks that several démarches show to the agent: [{"ok": True | False | None, "texte"}]."""

from typing import Any

from django.conf import settings

from demarches.models import Demande
from famille.dossier.foyers.bureau.cachets import CachetDit, dire_le_cachet
from famille.models import Document

Etat = Document.Etat
ANTIVIRUS = {
    Etat.SAIN: (True, "Fichier analysé, aucun virus."),
    Etat.INFECTE: (False, "Virus détecté : demandez un autre fichier."),
    Etat.EN_ANALYSE: (None, "Analyse antivirus en cours : rechargez la page dans une minute."),
    Etat.NON_ANALYSE: (None, "Fichier non analysé : aucun antivirus n’est installé."),
}


def oui(texte: str) -> dict[str, Any]:
    return {"ok": True, "texte": texte}


def non(texte: str) -> dict[str, Any]:
    return {"ok": False, "texte": texte}


def a_voir(texte: str) -> dict[str, Any]:
    """What a person must see."""
    return {"ok": None, "texte": texte}


def antivirus(document: Document) -> dict[str, Any]:
    """`sans_antivirus`: said, but nothing that a look at the paper settles."""
    ok, texte = ANTIVIRUS[Etat(document.etat)]
    return {"ok": ok, "texte": texte, "sans_antivirus": ok is None and saine_ou_admise(document)}


def saine_ou_admise(document: Document) -> bool:
    """Whether its content may be relied on: declared clean, or never looked at since the town has
    no antivirus, which its installation says (portail.W001)."""
    return document.etat == Etat.SAIN or (document.etat == Etat.NON_ANALYSE and not settings.CLAMD)


def cachet_de(demande: Demande, document: Document) -> CachetDit | None:
    """What the code of a paper that checks itself says, compared with what the demande declares, or
    else with the file. None: it has none."""
    if getattr(document, "cachet", None) is None:
        return None
    dites = demande.sa_demarche.adresses_dites(demande)
    foyer = demande.foyer
    du_dossier = [une for une in (foyer.adresse, foyer.adresse_a_venir) if une]
    return dire_le_cachet(
        document,
        demande.adultes_du_foyer,
        dites or du_dossier,
        du="de la demande" if dites else "du dossier",
    )


def nom_a_comparer(demande: Demande, document: Document) -> dict[str, Any]:
    """The paper is in the name of one of the household's adults: its signed code says so, or only a
    person can see it."""
    cachet = cachet_de(demande, document)
    if cachet and cachet.meme_nom:
        if cachet.meme_adresse:
            return oui("Nom et adresse : ceux du code signé du document.")
        if demande.sa_demarche.adresses_dites(demande):
            return a_voir("Nom : celui du code signé du document. Adresse à comparer.")
        return oui("Nom : celui du code signé du document.")
    noms = [str(adulte) for adulte in demande.foyer.responsables.actuels()]
    return a_voir(f"Nom à comparer avec le document : {' ou '.join(noms)}.")
