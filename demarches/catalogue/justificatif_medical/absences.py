"""The days of an absence that a family declares, and what its certificate does to each (G16)."""

from dataclasses import replace
from datetime import date
from typing import Any

from demarches.declaration.etapes import Etape, avant_apres
from demarches.declaration.verifications import a_voir, oui
from demarches.instruction.deja_facture import NE_CHANGE_PAS
from demarches.models import Demande
from famille.socle.dire import en_jour, en_lettres
from reservations.actions import JourCouvert, absences_couvertes, reglement_des_justificatifs

LOISIRS, CRECHE = "loisirs", "creche"
A_VERIFIER = "Compté présent ce jour-là : à vérifier"


def jours_de(demande: Demande) -> list[JourCouvert]:
    """The days of the declared absence that this household booked; none of what is not booked
    here. No count holds any more once the agent has ticked that the child was away."""
    page = demande.sa_demarche.formulaire(demande, "absence")
    page.is_valid()
    absence = page.cleaned_data
    if absence.get("lieu") != LOISIRS or not absence.get("debut") or not absence.get("fin"):
        return []
    jours = absences_couvertes(
        demande.son_enfant, demande.foyer, debut=absence["debut"], fin=absence["fin"]
    )
    return [replace(un, comptage=None) for un in jours] if demande.coche else jours


def comptes_presents(jours: list[JourCouvert]) -> list[int]:
    """The counts that charge, alone, days which the certificate would excuse."""
    return [un.comptage for un in jours if un.excuse and un.comptage]


def delai(page: Etape, fin: date) -> dict[str, Any]:
    """The verification of the day when the certificate came, for the town's delay."""
    limite = reglement_des_justificatifs().limite(fin)
    if limite is None:
        return oui("Aucun délai n’est fixé pour déposer un certificat.")
    if page.jour <= limite:
        return oui(f"Déposé dans le délai, qui courait jusqu’au {en_lettres(limite)}.")
    return a_voir(
        f"Saisi après le délai, qui courait jusqu’au {en_lettres(limite)} : voyez la date de"
        " réception."
    )


def consequence(demande: Demande) -> dict[str, Any]:
    """The verification that tells what is to be done: nothing more, or to tell another software."""
    absence = demande.donnees["absence"]
    if absence["lieu"] == CRECHE:
        dites = periode(absence["debut"], absence["fin"])
        return a_voir(
            "Crèche ou halte-garderie qui ne se réserve pas ici : aucun jour réservé dans le"
            f" portail ne sera excusé. Reportez l’absence {dites} dans son logiciel."
        )
    jours = [jour for jour in jours_de(demande) if not jour.present]
    excuses = [jour for jour in jours if jour.excuse and not jour.comptage]
    comptes = len(comptes_presents(jours))
    restes = len(jours) - len(excuses) - comptes
    deja = [jour.facture for jour in excuses if jour.facture]
    texte = f"Journées d’absence non facturées : {len(excuses) - len(deja)}."
    texte += f" Premiers jours, facturés : {restes}." if restes else ""
    if comptes:
        texte += f" Comptées présentes par un fichier, elles restent facturées : {comptes}."
    if deja:
        texte += f" Déjà facturées, {', '.join(dict.fromkeys(deja))} : {len(deja)}. {NE_CHANGE_PAS}"
    return {"ok": (bool(excuses) and not deja and not comptes) or None, "texte": texte}


def changements_des_jours(jours: Any) -> list[dict[str, str]]:
    """Each booked day; the activity only where there are several."""
    plusieurs = len({jour.activite for jour in jours}) > 1
    return [
        avant_apres(
            f"{en_jour(jour.jour).capitalize()}, {jour.accueil if plusieurs else jour.quoi}",
            jour.etat,
            excusee(jour) if jour.excuse else jour.etat,
        )
        for jour in jours
    ]


def dit(jour: JourCouvert) -> str:
    """A booked day, for the family."""
    dite = A_VERIFIER if jour.excuse and jour.comptage else apres(jour)
    return f"{jour.accueil} : {dite[:1].lower()}{dite[1:]}"


def apres(jour: JourCouvert) -> str:
    if jour.present:
        return "Présent, facturé"
    premiers = reglement_des_justificatifs().premiers_jours
    return excusee(jour) if jour.excuse else f"Reste facturé ({premiers})"


def excusee(jour: JourCouvert) -> str:
    """What a certificate does to a day: it is not billed, or a published invoice is to be
    corrected; nothing where the child was counted."""
    if jour.comptage:
        return "Compté présent : reste facturé"
    if jour.facture:
        return f"Absence justifiée, déjà sur la facture {jour.facture} : à corriger par un avoir"
    return "Absence justifiée, non facturée"


def dates_de(debut: date, fin: date) -> str:
    """ "du 4 novembre 2026", "du 4 au 6 novembre 2026", after a name: "l’absence …"."""
    return f"du {en_lettres(debut)}" if debut == fin else periode(debut, fin)


def periode(debut: date, fin: date) -> str:
    """str: "le 4 novembre 2026", "du 4 novembre 2026 au 6 novembre 2026"."""
    if debut == fin:
        return f"le {en_lettres(debut)}"
    return f"du {en_lettres(debut)} au {en_lettres(fin)}"
