"""Checks that several démarches show to the agent: [{"ok": True | False | None, "texte"}]."""

from famille.models import Document

Etat = Document.Etat
ANTIVIRUS = {
    Etat.SAIN: (True, "Fichier analysé, aucun virus."),
    Etat.INFECTE: (False, "Virus détecté : demandez un autre fichier."),
    Etat.EN_ANALYSE: (None, "Analyse antivirus en cours : rechargez la page dans une minute."),
    Etat.NON_ANALYSE: (None, "Fichier non analysé : aucun antivirus n’est installé."),
}


def antivirus(document):
    ok, texte = ANTIVIRUS[Etat(document.etat)]
    return {"ok": ok, "texte": texte}


def nom_a_comparer(demande):
    """What only a person can see: the paper is in the name of one of the household's adults."""
    noms = [str(adulte) for adulte in demande.foyer.responsables.actuels()]
    return {"ok": None, "texte": f"Nom à comparer avec le document : {' ou '.join(noms)}."}
