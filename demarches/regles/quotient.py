"""When a quotient holds, which value is asked twice, what one that is given becomes."""

import calendar
from datetime import date
from decimal import Decimal
from enum import StrEnum

from .horloge import ajouter_mois

MOIS_PROPOSES = 12  # an attestation older than a year says nothing of this year's income
ECART = 5  # times more, or less, than the last one: a digit too many, or a comma forgotten


class Depart(StrEnum):
    """Which day a declared quotient begins on: the town's choice."""

    ATTESTATION = "attestation"
    RECEPTION = "reception"
    SUIVANT = "suivant"


def mois_proposes(jour: date) -> list[date]:
    """The first days of the months whose attestation is taken, the latest first."""
    return [ajouter_mois(jour.replace(day=1), -rang) for rang in range(MOIS_PROPOSES)]


def debut_d_effet(depart: Depart, mois: date, recue_le: date) -> date:
    """`mois`: first day of the attestation's month."""
    premier = recue_le.replace(day=1)
    return {
        Depart.ATTESTATION: mois,
        Depart.RECEPTION: premier,
        Depart.SUIVANT: ajouter_mois(premier, 1),
    }[depart]


def fin_d_effet(debut: date, *, jour: int, mois: int) -> date:
    """The day `jour`/`mois` of the next year: the CAF reckons anew each January."""
    annee = debut.year + 1
    return date(annee, mois, min(jour, calendar.monthrange(annee, mois)[1]))


def est_douteux(valeur: Decimal, dernier: Decimal | None, *, bas: int, haut: int) -> bool:
    """Whether this value is asked again: out of the usual, or far from the last one.

    >>> est_douteux(Decimal(8420), Decimal(842), bas=50, haut=5000)
    True
    >>> est_douteux(Decimal(900), None, bas=50, haut=5000)
    False
    """
    if not bas <= valeur <= haut:
        return True
    return dernier is not None and dernier > 0 and not dernier / ECART < valeur < dernier * ECART


PAR_JOUR = 3  # questions of one household in a day
ECART_FORT = Decimal("0.2")  # an agent looks at it before it changes prices
FEVRIER, MARS = 2, 3  # the CAF reckons all quotients anew in January


def change_fortement(valeur: int, avant: Decimal | None) -> bool:
    """Whether it is more than 20 % away from what the file held.

    >>> change_fortement(900, Decimal(742)), change_fortement(890, Decimal(742))
    (True, False)
    """
    return avant is not None and abs(valeur - avant) > avant * ECART_FORT


def est_trop_ancien(mois: date, jour: date) -> bool:
    """A quotient of more than a year ago says nothing of this year's income."""
    return mois < ajouter_mois(jour.replace(day=1), 1 - MOIS_PROPOSES)


def est_a_proposer(jour: date, dernier_lot: date | None) -> bool:
    """Whether agents are offered the yearly batch: in February and March, until it is made.

    >>> est_a_proposer(date(2027, 2, 1), date(2026, 2, 8)), est_a_proposer(date(2027, 4, 1), None)
    (True, False)
    """
    if jour.month not in (FEVRIER, MARS):
        return False
    return dernier_lot is None or dernier_lot < date(jour.year, FEVRIER, 1)
