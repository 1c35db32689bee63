"""A text that named the service by its former name, with the new one: the articles follow."""

import re
from typing import Any

from .lecture import Nom


def renommer(texte: str, ancien: Nom, nouveau: Nom) -> str:
    """
    >>> renommer("Écrivez au Pôle Familles : il répond.", Nom("Pôle Familles"),
    ...          Nom("Maison de l’enfance", "la"))
    'Écrivez à la Maison de l’enfance : elle répond.'
    """
    dites = {
        ancien.du: nouveau.du,
        ancien.au: nouveau.au,
        ancien.le: nouveau.le,
        ancien.en_debut: nouveau.en_debut,
        ancien.nom: nouveau.nom,
        ancien.en_titre: nouveau.en_titre,
    }
    formes = sorted(dites, key=len, reverse=True)  # "du Pôle Familles" before "Pôle Familles"
    motif = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, formes))})(?!\w)")
    neuf = motif.sub(lambda trouve: dites[trouve[0]], texte)
    return neuf if ancien.feminin == nouveau.feminin else _accorder(neuf, ancien, nouveau)


def _accorder(texte: str, ancien: Nom, nouveau: Nom) -> str:
    """The pronoun that follows in the same sentence: "… : il vous répond", "appelez-le"."""
    suite = rf"({re.escape(nouveau.nom)}[^.!?\n]{{0,60}}?(?:[\s\u00a0][:,]|,)\s)"
    texte = re.sub(rf"{suite}{ancien.il}\b", rf"\g<1>{nouveau.il}", texte)
    verbes = r"\b((?:appel|contact|prév|joign)\w*)"
    return re.sub(rf"{suite}{verbes}-{ancien.le_la}\b", rf"\1\2-{nouveau.le_la}", texte)


def renommer_dans(valeur: Any, ancien: Nom, nouveau: Nom) -> Any:
    """The same in a text, a list or a dictionary of texts: the blocks of a page."""
    if isinstance(valeur, str):
        return renommer(valeur, ancien, nouveau)
    if isinstance(valeur, list):
        return [renommer_dans(une, ancien, nouveau) for une in valeur]
    if isinstance(valeur, dict):
        return {cle: renommer_dans(une, ancien, nouveau) for cle, une in valeur.items()}
    return valeur
