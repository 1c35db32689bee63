"""What is done with a quotient that the CAF or the MSA gives. No Django, today is an argument."""

from datetime import date
from decimal import Decimal

from .horloge import ajouter_mois
from .quotient import MOIS_PROPOSES

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
