"""Titles of columns, as two spellings of one are compared."""

from famille.socle.texte import normaliser


def plat(titre: str) -> str:
    """A title as two spellings of it are compared.

    >>> plat("Responsable_1 - Téléphone(s)")
    'responsable 1 telephone s'
    """
    mots = normaliser(titre)
    for signe in "_-.+@":
        mots = mots.replace(signe, " ")
    return " ".join(mots.split())


def singulier(titre: str) -> str:
    return " ".join(
        mot[:-1] if len(mot) > 3 and mot.endswith("s") else mot for mot in titre.split()
    )
