"""How a bloc of the calendar is named, from its key."""

from famille.socle.dire import en_jour, en_lettres
from reservations.regles.blocs import NOMS, Moment
from reservations.regles.juge import etendue

_MOMENTS = {"-matin": Moment.MATIN, "-apres-midi": Moment.APRES_MIDI}


def moment_du_bloc(cle: str) -> Moment | None:
    """Which part of its day; None of a week."""
    return None if len(cle) == 8 else _MOMENTS.get(cle[10:], Moment.JOURNEE)


def nom_du_bloc(cle: str) -> str:
    """ "matin", "après-midi", "journée", "semaine"."""
    moment = moment_du_bloc(cle)
    return NOMS[moment] if moment else "semaine"


def quand(cle: str) -> str:
    """ "mercredi 9 décembre", "semaine du 21 décembre"."""
    debut, fin = etendue(cle)
    return en_jour(debut) if debut == fin else f"semaine du {en_lettres(debut, annee=False)}"


def libelle(cle: str, nom: str = "") -> str:
    """ "mercredi 9 décembre, matin", "semaine du 21 décembre". `nom`: what families call it, where
    it is of the canteen or the garderie (`lecture.presences_dites`)."""
    nom = nom or nom_du_bloc(cle)
    return quand(cle) if nom == "semaine" else f"{quand(cle)}, {nom}"


def rang_du_moment(cle: str) -> int:
    """Morning, then afternoon, then the rest."""
    return {"-matin": 0, "-apres-midi": 1}.get(cle[10:], 2)
