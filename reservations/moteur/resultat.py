"""What a submission gave, line by line and in short (DemandeReservation.lignes)."""

from collections.abc import Iterable
from datetime import date

from famille.socle.dire import centimes_en_euros
from reservations.models import DemandeReservation
from reservations.regles.dire import rang_du_moment

from .jugement import FAIT

PASTILLES = {
    "reserve": ("validee", "Réservé"),
    "annule": ("rejetee", "Annulé"),
    "en-attente": ("en-attente", "Liste d’attente"),
    "refuse": ("rejetee", "Refusé"),
    "possible": ("brouillon", "Pas fait"),
}
_SENS = {"reserve": 1, "annule": -1}
_NOMS = {
    "reserve": ("réservation", "réservations"),
    "annule": ("annulation", "annulations"),
    "en-attente": ("place en liste d’attente", "places en liste d’attente"),
    "refuse": ("refus", "refus"),
    "possible": ("ligne sans effet", "lignes sans effet"),
}


def lignes_par_enfant(demande: DemandeReservation) -> list[dict]:
    """[dict(prenom, pk, activite, lignes)], each line with its pill (`statut`, `mot`) and price
    (`montant`)."""
    groupes: dict[int, dict] = {}
    for ligne in sorted(
        demande.lignes, key=lambda une: (une["debut"], rang_du_moment(une["bloc"]))
    ):
        statut, mot = PASTILLES[ligne["resultat"]]
        sens = _SENS.get(ligne["resultat"])
        montant = (
            centimes_en_euros(sens * ligne["centimes"])
            if sens and ligne.get("centimes") is not None
            else ""
        )
        groupe = groupes.setdefault(
            ligne["enfant"], {"prenom": ligne["prenom"], "pk": ligne["enfant"], "lignes": []}
        )
        # the pill says it already
        dit = "" if ligne["phrase"] in FAIT.values() else ligne["phrase"]
        groupe["lignes"].append(
            ligne | {"statut": statut, "mot": mot, "montant": montant, "dit": dit}
        )
    for groupe in groupes.values():
        groupe["activite"] = activite_commune(ligne["activite_nom"] for ligne in groupe["lignes"])
    return list(groupes.values())


def premier_jour(demande: DemandeReservation) -> date:
    """The nearest day that it is about."""
    return min(date.fromisoformat(ligne["debut"]) for ligne in demande.lignes)


def total_de(demande: DemandeReservation) -> str:
    """What it adds to the bill, in euros; "" when a price is not known, or when there is nothing to
    pay."""
    payantes = [ligne for ligne in demande.lignes if ligne["resultat"] in _SENS]
    if not payantes or any(ligne.get("centimes") is None for ligne in payantes):
        return ""
    return centimes_en_euros(
        sum(_SENS[ligne["resultat"]] * ligne["centimes"] for ligne in payantes)
    )


def titre_de(demande: DemandeReservation) -> str:
    """Of the page and of the history."""
    return en_bref(demande) if demande.acceptee else "Rien n’a été réservé ni annulé"


def en_bref(demande: DemandeReservation) -> str:
    """ "12 réservations, 1 annulation"."""
    return compter([ligne["resultat"] for ligne in demande.lignes])


def compter(resultats: list[str]) -> str:
    """The same of any list of results."""
    comptes = ((resultats.count(resultat), noms) for resultat, noms in _NOMS.items())
    return ", ".join(f"{combien} {noms[combien > 1]}" for combien, noms in comptes if combien)


def activite_commune(noms: Iterable[str]) -> str:
    """The activity that all these lines have, to be said once above them; "" when they have
    several."""
    tous = set(noms)
    return tous.pop() if len(tous) == 1 else ""
