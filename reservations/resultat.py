"""A receipt's lines as the result page says them (DemandeReservation.lignes)."""

from datetime import date

from .actions.jugement import FAIT
from .models import DemandeReservation
from .montants import euros
from .panier import rang_du_moment

PASTILLES = {
    "reserve": ("validee", "Réservé"),
    "annule": ("rejetee", "Annulé"),
    "en-attente": ("en-attente", "Liste d’attente"),
    "refuse": ("rejetee", "Refusé"),
    "possible": ("brouillon", "Pas fait"),
}
_SENS = {"reserve": 1, "annule": -1}


def lignes_par_enfant(demande: DemandeReservation) -> list[dict]:
    """[dict(prenom, enfant, lignes)], each line with its pill (`statut`, `mot`) and its price in words (`montant`)."""
    groupes: dict[int, dict] = {}
    for ligne in sorted(demande.lignes, key=lambda une: (une["debut"], rang_du_moment(une["bloc"]))):
        statut, mot = PASTILLES[ligne["resultat"]]
        sens = _SENS.get(ligne["resultat"])
        montant = euros(sens * ligne["centimes"]) if sens and ligne.get("centimes") is not None else ""
        groupe = groupes.setdefault(ligne["enfant"], {"prenom": ligne["prenom"], "pk": ligne["enfant"], "lignes": []})
        dit = "" if ligne["phrase"] in FAIT.values() else ligne["phrase"]  # the pill says it already
        groupe["lignes"].append(ligne | {"statut": statut, "mot": mot, "montant": montant, "dit": dit})
    return list(groupes.values())


def premier_jour(demande: DemandeReservation) -> date:
    """The nearest day that it is about."""
    return min(date.fromisoformat(ligne["debut"]) for ligne in demande.lignes)


def total_de(demande: DemandeReservation) -> str:
    """What it adds to the bill, in euros; "" when a price is not known, or when there is nothing to pay."""
    payantes = [ligne for ligne in demande.lignes if ligne["resultat"] in _SENS]
    if not payantes or any(ligne.get("centimes") is None for ligne in payantes):
        return ""
    return euros(sum(_SENS[ligne["resultat"]] * ligne["centimes"] for ligne in payantes))


def titre_de(demande: DemandeReservation) -> str:
    """ "4 réservations, 1 annulation": what was done, in short."""
    if not demande.acceptee:
        return "Rien n’a été réservé ni annulé"
    comptes = {resultat: sum(ligne["resultat"] == resultat for ligne in demande.lignes) for resultat in PASTILLES}
    mots = {
        "reserve": ("réservation", "réservations"),
        "annule": ("annulation", "annulations"),
        "en-attente": ("place en liste d’attente", "places en liste d’attente"),
    }
    return ", ".join(f"{n} {mots[r][n > 1]}" for r in mots if (n := comptes[r]))
