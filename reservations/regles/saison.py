"""The season of a registration: a school year, from September to August. No Django, days are
arguments."""

from datetime import date

_RENTREE = 9  # the month in which a season begins


def annee_scolaire(jour: date) -> int:
    """The year in which the season of `jour` begins.

    >>> annee_scolaire(date(2026, 11, 25)), annee_scolaire(date(2027, 8, 31))
    (2026, 2026)
    """
    return jour.year if jour.month >= _RENTREE else jour.year - 1


def bornes_de_saison(annee: int) -> tuple[date, date]:
    """The first and the last day of the season that begins in `annee`."""
    return date(annee, _RENTREE, 1), date(annee + 1, _RENTREE - 1, 31)


def saisons_de(debut: date, fin: date | None) -> range:
    """The seasons that a registration touches; of one without an end, only the first is known."""
    return range(annee_scolaire(debut), annee_scolaire(fin or debut) + 1)
