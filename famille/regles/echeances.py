"""A debt paid in several times, as pure rules: its instalments, and what of them is paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from dateutil.relativedelta import relativedelta

from famille.regles.montants import CENTIME, ZERO

MAXIMUM = 12  # instalments of one plan
MINIMUM = Decimal("1.00")  # of one: what can be paid online


@dataclass(frozen=True)
class EcheanceDue:
    """One instalment and what of it is still to pay."""

    jour: date
    montant: Decimal
    reste: Decimal

    def en_retard(self, aujourdhui: date) -> bool:
        return self.reste > 0 and self.jour < aujourdhui


def proposer(montant: Decimal, nombre: int, premiere: date) -> list[tuple[date, Decimal]]:
    """[(day, amount)]: equal, one a month from `premiere`, the odd cents on the first.

    >>> proposer(Decimal("100.00"), 3, date(2027, 1, 31))[1]
    (datetime.date(2027, 2, 28), Decimal('33.33'))
    """
    part = (montant / nombre).quantize(CENTIME, rounding=ROUND_DOWN)
    montants = [montant - part * (nombre - 1), *[part] * (nombre - 1)]
    return [(premiere + relativedelta(months=rang), un) for rang, un in enumerate(montants)]


def repartir_le_paye(
    echeances: Sequence[tuple[date, Decimal]], reste: Decimal
) -> list[EcheanceDue]:
    """What is still to pay of each, of a debt of `reste`: what was paid goes to the first ones.

    >>> dues = [(date(2027, 1, 5), Decimal(30)), (date(2027, 2, 5), Decimal(30))]
    >>> [due.reste for due in repartir_le_paye(dues, Decimal(40))]
    [Decimal('10.00'), Decimal('30.00')]
    """
    paye = sum((montant for _jour, montant in echeances), ZERO) - reste
    lues = []
    for jour, montant in echeances:
        sien = min(max(paye, ZERO), montant)
        paye -= sien
        lues.append(EcheanceDue(jour, montant, montant - sien))
    return lues


def partager(montant: Decimal, soldes: Sequence[tuple[int, Decimal]]) -> dict[int, Decimal]:
    """invoice → what of `montant` pays it, the first first. `soldes`: [(invoice, owed)].

    >>> partager(Decimal(30), [(1, Decimal(20)), (2, Decimal(50))])
    {1: Decimal('20'), 2: Decimal('10')}
    """
    parts: dict[int, Decimal] = {}
    for cle, solde in soldes:
        part = min(montant, solde)
        if part > 0:
            parts[cle] = part
            montant -= part
    return parts
