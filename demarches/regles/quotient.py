"""From when to when a declared quotient holds, and which value is asked twice. No Django, today is
an argument."""

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
    """The day `jour`/`mois` of the year after the one in which it begins: what the CAF reckons anew
    each January."""
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
