"""Money, to the cent: no Django."""

from decimal import Decimal

ZERO, CENTIME = Decimal("0.00"), Decimal("0.01")
SOMME_MAX = Decimal(10) ** 8  # more than a town bills: a file that holds it is damaged


def somme_lue(texte: str) -> Decimal:
    """A sum in euros, read in a file. ValueError or InvalidOperation: it is not one.

    >>> somme_lue("42.50")
    Decimal('42.50')
    """
    somme = Decimal(texte)
    if not somme.is_finite() or abs(somme) >= SOMME_MAX or somme != somme.quantize(CENTIME):
        raise ValueError("not a sum of euros")
    return somme
