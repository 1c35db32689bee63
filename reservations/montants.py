"""Numbers as people write them in French: no Django."""

from decimal import Decimal


def euros(centimes: int) -> str:
    """ "11,20 €", "−5,60 €", "1 234,00 €": unbreakable, with a true minus."""
    entiers, reste = divmod(abs(centimes), 100)
    signe = "−" if centimes < 0 else ""
    return f"{signe}{entiers:,}".replace(",", "\u202f") + f",{reste:02d}\u00a0€"


def ecrire(valeur: Decimal) -> str:
    """ "842", "842,5": a quotient or a percentage as people write it."""
    texte = f"{valeur:f}"
    if "." in texte:
        texte = texte.rstrip("0").rstrip(".")
    return texte.replace(".", ",")
