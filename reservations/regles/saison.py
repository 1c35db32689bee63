"""The season of a registration: a school year, from September to August. No Django, days are
arguments."""

from datetime import date

from famille.regles.scolarite import RENTREE, annee_scolaire

__all__ = ["annee_scolaire", "bornes_de_saison", "saisons_de"]


def bornes_de_saison(annee: int) -> tuple[date, date]:
    """The first and the last day of the season that begins in `annee`."""
    return date(annee, RENTREE, 1), date(annee + 1, RENTREE - 1, 31)


def saisons_de(debut: date, fin: date | None) -> range:
    """The seasons that a registration touches; of one without an end, only the first is known."""
    return range(annee_scolaire(debut), annee_scolaire(fin or debut) + 1)
