"""Money, to the cent: no Django."""

from decimal import Decimal

ZERO, CENTIME = Decimal("0.00"), Decimal("0.01")
SOMME_MAX = Decimal(10) ** 8  # beyond what a town bills: a file that says it is damaged


def somme_lue(texte: str) -> Decimal:
    """Of a file. ValueError or InvalidOperation: it is no sum of euros.

    >>> somme_lue("42.50")
    Decimal('42.50')
    """
    somme = Decimal(texte)
    if not somme.is_finite() or abs(somme) >= SOMME_MAX or somme != somme.quantize(CENTIME):
        raise ValueError("not a sum of euros")
    return somme
