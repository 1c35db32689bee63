"""Money as people read it in French: no Django."""

from decimal import Decimal

CENTIME = Decimal("0.01")


def euros(montant: Decimal) -> str:
    """ "11,20 €", "−5,60 €", "1 234,00 €": unbreakable, with a true minus. `montant`: euros, in
    whole cents.

    >>> euros(Decimal("1234.5"))
    '1\\u202f234,50\\xa0€'
    """
    texte = f"{abs(montant):,.2f}".replace(",", "\u202f").replace(".", ",")
    return f"{'−' if montant < 0 else ''}{texte}\u00a0€"
