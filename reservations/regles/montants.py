"""Numbers as people write them in French: no Django."""

from decimal import Decimal

from famille.regles.montants import euros as en_euros


def euros(centimes: int) -> str:
    """ "11,20 €", "−5,60 €", "1 234,00 €"."""
    return en_euros(Decimal(centimes).scaleb(-2))


def ecrire(valeur: Decimal) -> str:
    """ "842", "842,5": a quotient or a percentage as people write it."""
    texte = f"{valeur:f}"
    if "." in texte:
        texte = texte.rstrip("0").rstrip(".")
    return texte.replace(".", ",")
