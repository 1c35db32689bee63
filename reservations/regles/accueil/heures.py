"""Hours done, as the CAF pays them (PSO), and the heads that the State is told. No Django.

Sources: caf.fr ("gestionnaire d'ALSH périscolaire"): an hour done is one of the whole créneau, as
soon as the child was there for a part of it, whatever was billed; a school Wednesday counts at most
9 hours for a day with its meal and 4 for a half-day. Holidays and Saturdays follow the town's own
convention: they are given as the créneaux last. Ages of the declaration to the SDJES (TAM): under
6, 6 to 13, 14 to 17.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from reservations.regles.blocs import Moment
from reservations.regles.calendrier import Calendrier

MERCREDI, SAMEDI = 2, 5
HEURE = 60  # minutes
PLAFONDS = {  # of a school Wednesday, in minutes
    Moment.MATIN: 4 * HEURE,
    Moment.APRES_MIDI: 4 * HEURE,
    Moment.JOURNEE: 9 * HEURE,
}
ETE = (7, 8)
# first ages of the bands that follow "under 6": those that the CAF asks for, those of the State
BORNES_CAF = (6, 12)
BORNES_SDJES = (6, 14)
# Of whose family allowances: the CAF pays for the hours of its own, the MSA for the others'. The
# last is all the rest, and what nobody has said.
REGIMES = ("general", "msa")
NOMS_DES_REGIMES = ("Général (CAF)", "Agricole (MSA)", "Autre ou inconnu")


class Temps(StrEnum):
    """Of which kind of time hours are asked."""

    ECOLE = "ecole"
    MERCREDI = "mercredi"
    SAMEDI = "samedi"
    PETITES_VACANCES = "petites-vacances"
    ETE = "ete"

    @property
    def nom(self) -> str:
        return NOMS_DES_TEMPS[self]

    @property
    def extrascolaire(self) -> bool:
        return self in (Temps.SAMEDI, Temps.PETITES_VACANCES, Temps.ETE)


NOMS_DES_TEMPS = {
    Temps.ECOLE: "Jours d’école",
    Temps.MERCREDI: "Mercredis",
    Temps.SAMEDI: "Samedis et dimanches",
    Temps.PETITES_VACANCES: "Petites vacances",
    Temps.ETE: "Été",
}


def temps_de(jour: date, calendrier: Calendrier) -> Temps:
    """In holidays, a Wednesday is a day of holidays.

    >>> temps_de(date(2026, 12, 9), Calendrier())
    <Temps.MERCREDI: 'mercredi'>
    """
    if calendrier.en_vacances(jour):
        return Temps.ETE if jour.month in ETE else Temps.PETITES_VACANCES
    if jour.weekday() >= SAMEDI:
        return Temps.SAMEDI
    return Temps.MERCREDI if jour.weekday() == MERCREDI else Temps.ECOLE


def minutes_retenues(duree: int, moment: Moment, temps: Temps) -> int:
    """The minutes that count, of a créneau that lasts `duree` minutes.

    >>> minutes_retenues(10 * 60, Moment.JOURNEE, Temps.MERCREDI)
    540
    >>> minutes_retenues(10 * 60, Moment.JOURNEE, Temps.ETE)
    600
    """
    if temps != Temps.MERCREDI:
        return duree
    return min(duree, PLAFONDS[moment])


def noms_des_tranches(bornes: Sequence[int]) -> list[str]:
    """
    >>> noms_des_tranches((6, 14))
    ['Moins de 6 ans', '6 à 13 ans', '14 ans et plus']
    """
    premiere, *autres = bornes
    suites = [*autres, None]
    return [
        f"Moins de {premiere} ans",
        *(
            f"{de} à {a - 1} ans" if a else f"{de} ans et plus"
            for de, a in zip(bornes, suites, strict=True)
        ),
    ]
