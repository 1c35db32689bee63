"""Which papers still prove an address. No Django, today is an argument."""

from datetime import date

from .horloge import ajouter_mois

AGE_MAX_MOIS = 3  # G15: a bill or a rent receipt under three months old
AVIS_ENVOYES = (
    11  # the month by which everybody has received the year's tax notice (sent from late August on)
)


def limite_des_3_mois(jour: date) -> date:
    """The last day that is too old: a bill must be dated after it."""
    return ajouter_mois(jour, -AGE_MAX_MOIS)


def est_trop_vieux(emis_le: date, jour: date) -> bool:
    return emis_le <= limite_des_3_mois(jour)


def taxe_fonciere_attendue(jour: date) -> list[int]:
    """The years whose notice serves on `jour`, the expected one first: this year's, and last year's
    too until this year's has come to everybody (G15: "the current taxe foncière")."""
    return [jour.year] if jour.month >= AVIS_ENVOYES else [jour.year, jour.year - 1]


def validite(emis_le: date, *, annuel: bool) -> date:
    """The last day on which this paper may be proposed again (D6)."""
    if annuel:
        return date(emis_le.year + 1, AVIS_ENVOYES - 1, 31)
    return ajouter_mois(emis_le, AGE_MAX_MOIS)
