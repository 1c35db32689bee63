"""How a bloc of the calendar is named, from its key."""

from famille.socle.dire import en_jour, en_lettres
from reservations.regles.juge import etendue


def nom_du_bloc(cle: str) -> str:
    """ "matin", "après-midi", "journée", "semaine"."""
    if len(cle) == 8:
        return "semaine"
    return {"-matin": "matin", "-apres-midi": "après-midi"}.get(cle[10:], "journée")


def quand(cle: str) -> str:
    """ "mercredi 9 décembre", "semaine du 21 décembre"."""
    debut, fin = etendue(cle)
    return en_jour(debut) if debut == fin else f"semaine du {en_lettres(debut, annee=False)}"


def libelle(cle: str) -> str:
    """ "mercredi 9 décembre, matin", "semaine du 21 décembre"."""
    nom = nom_du_bloc(cle)
    return quand(cle) if nom == "semaine" else f"{quand(cle)}, {nom}"


def rang_du_moment(cle: str) -> int:
    """Morning, then afternoon, then the rest."""
    return {"-matin": 0, "-apres-midi": 1}.get(cle[10:], 2)
